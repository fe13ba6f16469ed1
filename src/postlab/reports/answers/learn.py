"""The answer of `postlab learn`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from postlab.reports.answer import Answer
from postlab.reports.answers.retry import RoundsNeeded
from postlab.reports.effects import ALPHA
from postlab.reports.effects_text import effect_sentence, left_out_sentences, next_steps, opening_sentence
from postlab.reports.effects_view import Effect, Effects, Estimate, Stratum
from postlab.sanitise import plain


@dataclass(frozen=True, slots=True)
class EffectView:
    """What is known about one single change.

    Attributes:
        change: for programs.
        title: for people.
        block: the kind of block that it touches.
        kind: `presence`, `order` or `wording`.
        rounds: with that single difference.
        experiments: of how many experiments.
        measured: what those rounds say; null where there are none.
        claim: `more` or `less` where it is settled, else null.
        drift: whether those rounds fit no single ratio.
        log_e_more: natural log of the evidence that it does more.
        log_e_less: natural log of the evidence that it does less.
        suggested: what all rounds together suggest; null where none had anything to do with it.
        takes: how long it takes to settle; null where it is settled.
        sentence: the same in words.
    """

    change: str
    title: str
    block: str
    kind: str
    rounds: int
    experiments: int
    measured: Estimate | None
    claim: str | None
    drift: bool
    log_e_more: float
    log_e_less: float
    suggested: Estimate | None
    takes: RoundsNeeded | None
    sentence: str


@dataclass(frozen=True, slots=True)
class BestFramingView:
    """The framing of those tried that all rounds suggest is best.

    Attributes:
        variant: its name.
        blocks: its recipe.
        suggested: its ratio to a bare link.
    """

    variant: str
    blocks: tuple[str, ...]
    suggested: Estimate


@dataclass(frozen=True, slots=True)
class StratumView:
    """What is known about some readers.

    Attributes:
        name: who or where; null where there is one stratum.
        rounds: that were measured.
        experiments: of how many experiments.
        best: the framing that all rounds suggest; null without a round.
        effects: what is known about each change.
    """

    name: str | None
    rounds: int
    experiments: int
    best: BestFramingView | None
    effects: tuple[EffectView, ...]


@dataclass(frozen=True, slots=True)
class SettledView:
    """An experiment with a winner.

    Attributes:
        experiment: its name.
        audience: whom its posts speak to.
        winner: the framing that did better.
        loser: the other one.
        rounds: that count.
        measured: by how much.
    """

    experiment: str
    audience: str
    winner: str
    loser: str
    rounds: int
    measured: Estimate


@dataclass(frozen=True, slots=True)
class LeftOutRounds:
    """Measured rounds that are not in it.

    Attributes:
        metrics: of other metrics, by metric.
        other_readers: of simulated readers, or of real ones.
        unknown_moment: of which nobody knows how near a moment was.
    """

    metrics: Mapping[str, int]
    other_readers: int
    unknown_moment: int


@dataclass(frozen=True, slots=True)
class LearnAnswer(Answer):
    """What works for whom, by the rounds of all experiments.

    Attributes:
        metric: what was counted; null while nothing was.
        simulated: whether no real person saw it.
        audience: the only one that was asked for.
        platform: the only one that was asked for.
        nearness: `near` or `far` where only rounds near to a moment, or far from one, were asked for.
        by: what the strata are: `audience`, `platform` or `moment`.
        alpha: how often a claim may be wrong.
        sentence: the whole of it in words.
        strata: one, or several side by side.
        settled: the experiments that have a winner.
        left_out: rounds that are not in it.
        notes: what else there is to say, a sentence each.
        next: what to do next, in words.
    """

    ANSWER: ClassVar[str] = "learn"
    COMMAND: ClassVar[str] = "postlab learn"

    metric: str | None
    simulated: bool
    audience: str | None
    platform: str | None
    nearness: str | None
    by: str | None
    alpha: float
    sentence: str
    strata: tuple[StratumView, ...]
    settled: tuple[SettledView, ...]
    left_out: LeftOutRounds
    notes: tuple[str, ...]
    next: str


def learn_answer(effects: Effects) -> LearnAnswer:
    """What was learnt, for programs."""
    return LearnAnswer(
        metric=effects.metric,
        simulated=effects.simulated,
        audience=effects.audience,
        platform=effects.platform,
        nearness=effects.moment,
        by=effects.by,
        alpha=ALPHA,
        sentence=opening_sentence(effects),
        strata=tuple(_stratum(stratum, effects) for stratum in effects.strata),
        settled=tuple(
            SettledView(
                settled.experiment, settled.audience, settled.winner, settled.loser, settled.rounds, settled.estimate
            )
            for settled in effects.settled
        ),
        left_out=LeftOutRounds(effects.left_out, effects.other_readers, effects.unplaced),
        notes=tuple(left_out_sentences(effects)),
        next=" ".join(next_steps(effects)),
    )


def _stratum(stratum: Stratum, effects: Effects) -> StratumView:
    best = stratum.best
    return StratumView(
        name=stratum.name or None,
        rounds=stratum.rounds,
        experiments=stratum.experiments,
        best=BestFramingView(best.recipe.name, tuple(best.recipe.blocks), best.suggested) if best else None,
        effects=tuple(_effect(effect, effects) for effect in stratum.effects),
    )


def _effect(effect: Effect, effects: Effects) -> EffectView:
    return EffectView(
        change=plain(effect.contrast.key),
        title=plain(effect.contrast.title),
        block=effect.contrast.block,
        kind=str(effect.contrast.kind),
        rounds=effect.rounds,
        experiments=effect.experiments,
        measured=effect.measured,
        claim=None if effect.claim is None else str(effect.claim),
        drift=effect.drift,
        log_e_more=effect.log_e_more,
        log_e_less=effect.log_e_less,
        suggested=effect.suggested,
        takes=None if effect.takes is None else RoundsNeeded(effect.takes, effect.takes_ratio),
        sentence=effect_sentence(effect, effects.metric or ""),
    )
