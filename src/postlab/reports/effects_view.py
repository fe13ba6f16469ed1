"""The read model of what was learnt: what every face of `postlab learn` shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from postlab.framing.blocks import Recipe
from postlab.framing.contrasts import Contrast
from postlab.stats.contrasts import Claim

By = Literal["audience", "platform", "moment"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio with its limits.

    Attributes:
        ratio: the ratio.
        low: the smallest that is not ruled out; null is "not known yet".
        high: the largest.
    """

    ratio: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What is known about one single change.

    Attributes:
        contrast: the change.
        rounds: rounds of experiments that differed in it and in nothing else.
        experiments: how many experiments those are of.
        measured: what those rounds say, None where there are none.
        drift: whether those rounds fit no single ratio.
        claim: what is settled, or None.
        log_e_more: natural log of the evidence that it does more; 0 before any round.
        log_e_less: that it does less.
        suggested: what all rounds together suggest, None where none of them had anything to do with it.
        takes: rounds of an experiment of its own that would settle `takes_ratio`, in half of all cases; None where
            it is settled.
        takes_ratio: the ratio that those rounds are counted for.
    """

    contrast: Contrast
    rounds: int
    experiments: int
    measured: Estimate | None
    drift: bool
    claim: Claim | None
    log_e_more: float
    log_e_less: float
    suggested: Estimate | None
    takes: int | None
    takes_ratio: float


@dataclass(frozen=True, slots=True)
class BestFraming:
    """The framing of those tried that all rounds suggest is best, with its ratio to a bare link."""

    recipe: Recipe
    suggested: Estimate


@dataclass(frozen=True, slots=True)
class Stratum:
    """What is known about some readers.

    Attributes:
        name: who or where: an audience, a network, ``near`` or ``far``; empty for all that were asked for.
        rounds: measured rounds.
        experiments: of how many experiments.
        effects: what is known about each change, settled ones first, then by how much was measured.
        best: the best framing as far as all rounds suggest, None without a round.
    """

    name: str
    rounds: int
    experiments: int
    effects: tuple[Effect, ...]
    best: BestFraming | None


@dataclass(frozen=True, slots=True)
class SettledExperiment:
    """An experiment with a winner: which framing did better than which, and by how much."""

    experiment: str
    audience: str
    winner: str
    loser: str
    rounds: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Effects:
    """What works for whom.

    Attributes:
        metric: what was counted, None while nothing was.
        simulated: whether no real person saw it.
        audience: the only audience that was asked for, or None.
        platform: the only network, or None.
        moment: ``near`` or ``far``, or None.
        by: what the strata are, None where there is one.
        strata: one, or several side by side.
        settled: the experiments among them that have a winner, each by its own verdict on all of its rounds.
        left_out: measured rounds of other metrics, by metric, for the same kind of readers.
        other_readers: measured rounds of the other kind: simulated ones beside real ones, or real ones.
        unplaced: with strata by moment, rounds of which nobody knows how near one was.
        names: the experiments whose rounds these are, the latest last.
    """

    metric: str | None
    simulated: bool
    audience: str | None
    platform: str | None
    moment: str | None
    by: By | None
    strata: tuple[Stratum, ...]
    settled: tuple[SettledExperiment, ...]
    left_out: dict[str, int]
    other_readers: int
    unplaced: int
    names: tuple[str, ...]

    @property
    def rounds(self) -> int:
        """Measured rounds of all strata."""
        return sum(stratum.rounds for stratum in self.strata)
