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
from postlab.reports.stream import StreamView
from postlab.sanitise import plain


@dataclass(frozen=True, slots=True)
class EffectView:
    """The estimated effect of one single change.

    Attributes:
        change: key of the change, for programs.
        title: name of the change, for people.
        block: the kind of block that it changes.
        kind: `presence`, `order` or `wording`.
        rounds: how many rounds compared framings that differ in this change alone.
        experiments: how many experiments those rounds belong to.
        measured: the estimate from those rounds; null where there are none.
        claim: `more` or `less` where it is settled, else null.
        drift: whether no single ratio fits those rounds.
        log_e_more: natural log of the evidence that the change does more.
        log_e_less: natural log of the evidence that it does less.
        suggested: the estimate from all rounds together; null where no round bears on the change.
        takes: how many rounds are needed to settle it; null where it is settled.
        sentence: all of this in a sentence.
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
    """The best of the framings tried, by all rounds together.

    Attributes:
        variant: its name.
        blocks: its blocks, in order.
        suggested: its estimated ratio to a bare link.
    """

    variant: str
    blocks: tuple[str, ...]
    suggested: Estimate


@dataclass(frozen=True, slots=True)
class StratumView:
    """The effects for one group of readers.

    Attributes:
        name: an audience, a network, `near` or `far`; null where there is only one stratum.
        rounds: how many measured rounds it has.
        experiments: how many experiments those rounds belong to.
        best: the best framing by all rounds together; null without a round.
        effects: the effect of each change.
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
        audience: the readers that its posts are for.
        winner: the framing that did better.
        loser: the other framing.
        rounds: how many of its rounds count.
        measured: the estimated ratio of winner to loser.
    """

    experiment: str
    audience: str
    winner: str
    loser: str
    rounds: int
    measured: Estimate


@dataclass(frozen=True, slots=True)
class LeftOutRounds:
    """The measured rounds that these effects leave out.

    Attributes:
        metrics: by other metric, how many rounds have it.
        other_readers: how many rounds have the other kind of readers, simulated or real.
        unknown_moment: how many rounds have no known distance to a moment.
    """

    metrics: Mapping[str, int]
    other_readers: int
    unknown_moment: int


@dataclass(frozen=True, slots=True)
class LearnAnswer(Answer):
    """What works for whom, by the rounds of all experiments.

    Attributes:
        metric: the metric of all these rounds; null while nothing was counted.
        simulated: whether the readers are simulated.
        audience: the only audience that was asked for, else null.
        platform: the only platform that was asked for, else null.
        nearness: `near` or `far` if only rounds near a moment, or far from one, were asked for, else null.
        by: what the rounds are grouped by: `audience`, `platform` or `moment`; null where there is one stratum.
        alpha: the accepted share of false claims.
        sentence: the main result in words.
        strata: one stratum, or several side by side.
        settled: the experiments that have a winner.
        streams: pairs of framings that several experiments compared, each pair's rounds judged as one.
        left_out: the rounds that are left out.
        notes: the same left-out rounds in words, one sentence each.
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
    streams: tuple[StreamView, ...]
    left_out: LeftOutRounds
    notes: tuple[str, ...]
    next: str


def learn_answer(effects: Effects) -> LearnAnswer:
    """The answer for estimated effects."""
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
        streams=effects.streams,
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
