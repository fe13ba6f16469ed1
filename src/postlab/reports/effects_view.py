"""The estimated effects as values, which every output of `postlab learn` shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from postlab.framing.blocks import Recipe
from postlab.framing.contrasts import Contrast
from postlab.reports.stream import StreamView
from postlab.stats.contrasts import Claim

By = Literal["audience", "platform", "moment"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated ratio with its interval.

    Attributes:
        ratio: the estimate.
        low: the lower bound of the interval; null where it is not known yet.
        high: the upper bound; null where it is not known yet.
    """

    ratio: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The estimated effect of one single change.

    Attributes:
        contrast: the change.
        rounds: how many rounds compared framings that differ in this change alone.
        experiments: how many experiments those rounds belong to.
        measured: the estimate from those rounds; None where there are none.
        drift: whether no single ratio fits those rounds.
        claim: what is settled, or None.
        log_e_more: natural log of the evidence that the change does more; 0 before any round.
        log_e_less: natural log of the evidence that it does less.
        suggested: the estimate from all rounds together; None where no round bears on the change.
        takes: rounds after which an experiment on this change alone would settle `takes_ratio` in half of all cases;
            None where the change is settled.
        takes_ratio: the true ratio that `takes` assumes.
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
    """The best of the framings tried, by all rounds together, with its ratio to a bare link."""

    recipe: Recipe
    suggested: Estimate


@dataclass(frozen=True, slots=True)
class Stratum:
    """The effects for one group of readers.

    Attributes:
        name: an audience, a network, ``near`` or ``far``; empty where there is only one stratum.
        rounds: how many measured rounds it has.
        experiments: how many experiments those rounds belong to.
        effects: the effect of each change: settled ones first, then those with most rounds.
        best: the best framing by all rounds together; None without a round.
    """

    name: str
    rounds: int
    experiments: int
    effects: tuple[Effect, ...]
    best: BestFraming | None


@dataclass(frozen=True, slots=True)
class SettledExperiment:
    """An experiment with a winner: which framing did better, and by how much."""

    experiment: str
    audience: str
    winner: str
    loser: str
    rounds: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of single changes, over all experiments that were selected.

    Attributes:
        metric: the metric of all these rounds; None while nothing was counted.
        simulated: whether the readers are simulated.
        audience: the only audience that was asked for, or None.
        platform: the only network that was asked for, or None.
        moment: ``near`` or ``far`` if only such rounds were asked for, or None.
        by: what the rounds are grouped by; None where there is only one stratum.
        strata: one stratum, or several side by side.
        settled: the experiments that have a winner, each by the verdict on all of its rounds.
        left_out: how many measured rounds have another metric, by metric, for the same kind of readers.
        other_readers: how many measured rounds have the other kind of readers, simulated or real.
        unplaced: for strata by moment, how many rounds have no known distance to a moment.
        names: the experiments that the rounds belong to, the latest last.
        streams: pairs of framings that several experiments compared, each pair's rounds judged as one.
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
    streams: tuple[StreamView, ...] = ()

    @property
    def rounds(self) -> int:
        """Measured rounds of all strata."""
        return sum(stratum.rounds for stratum in self.strata)
