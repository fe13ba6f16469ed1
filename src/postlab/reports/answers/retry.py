"""The answers of `postlab retry`, with or without `--list`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.answers.experiments import PlannedDraftView
from postlab.reports.as_try import AsTry
from postlab.reports.best_bet import BestBetView
from postlab.reports.effects import estimate_of
from postlab.reports.effects_text import suggestion_sentence
from postlab.reports.effects_view import Estimate
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.prior import PriorView, prior_view
from postlab.reports.stream import StreamView
from postlab.reports.verdict import VerdictView
from postlab.reports.views import Report
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.learn.suggest import Suggestion


@dataclass(frozen=True, slots=True)
class RoundsNeeded:
    """How many rounds are needed to settle a true ratio, in half of all experiments.

    Attributes:
        rounds: rounds of an experiment on this change alone.
        ratio: the true ratio that `rounds` assumes.
    """

    rounds: int
    ratio: float


@dataclass(frozen=True, slots=True)
class KnownOfChange:
    """What the rounds of all experiments so far say about a change.

    Attributes:
        sentence: all of this in a sentence.
        rounds: how many rounds compared framings that differ in this change alone.
        experiments: how many experiments those rounds belong to.
        measured: the estimate from those rounds; null where there are none.
        settled: whether its effect is settled.
    """

    sentence: str
    rounds: int
    experiments: int
    measured: Estimate | None
    settled: bool


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """A change to a framing that could be tried.

    Attributes:
        number: its place in the list of suggestions, from 1; `--change` takes it.
        change: what to change, in words.
        kind: `drop`, `add`, `move`, `reword`, `place` (of the link) or `time`.
        block: the kind of block that it changes.
        why: the reason to try it.
        blocks: the blocks of the framing after the change, in order.
        known: what the rounds so far say about it.
        suggested: its ratio to the best framing so far, estimated from all rounds.
        score: expected improvement over the best framing so far, in log units; suggestions are sorted by it.
        takes: how many rounds are needed to settle it.
        priors: names of the published effects that speak of its block; `priors` of `postlab retry` has them whole.
    """

    number: int
    change: str
    kind: str
    block: str
    why: str
    blocks: tuple[str, ...]
    known: KnownOfChange
    suggested: Estimate
    score: float
    takes: RoundsNeeded
    priors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FramingToBeat:
    """The best framing so far.

    Attributes:
        variant: its name.
        blocks: its blocks, in order.
        found_in: name of the experiment that it won; null where it has won none yet.
    """

    variant: str
    blocks: tuple[str, ...]
    found_in: str | None


@dataclass(frozen=True, slots=True)
class RetryListAnswer(Answer):
    """The changes that could be tried next.

    Attributes:
        against: the framing that all suggestions are compared with.
        best_bet: what to post meanwhile, by the rounds of the experiment; null where none counts or it is settled.
        as_try: which try of its lineage the experiment is, and whether its verdict stands as that; null where there is
            only one.
        stream: what it and other experiments with the same two framings say together; null where there is no other.
        suggestions: the suggestions, the most promising first.
        priors: what published evidence says of the blocks that they add, drop or place.
    """

    ANSWER: ClassVar[str] = "retry-list"
    COMMAND: ClassVar[str] = "postlab retry EXPERIMENT --list"

    against: FramingToBeat
    best_bet: BestBetView | None
    as_try: AsTry | None
    stream: StreamView | None
    suggestions: tuple[SuggestionView, ...]
    priors: tuple[PriorView, ...]


@dataclass(frozen=True, slots=True)
class RetryAnswer(Answer):
    """The next try.

    Attributes:
        experiment: the planned try; its `parent`, `change` and `reason` say what it retries, and how.
        best_bet: what to post meanwhile, by the rounds of the experiment that it retries; null where none counts or it
            is settled.
        suggestion: the change, and what is known about it.
        plan: its plan, with the keys of a plan file (`postlab help plan-file`).
        priors: what published evidence says of the block that the change adds or drops, or of the link that it moves.
        drafts: every link in every framing on every account, as it would go out.
    """

    ANSWER: ClassVar[str] = "retry"
    COMMAND: ClassVar[str] = "postlab retry EXPERIMENT"

    experiment: ExperimentView
    best_bet: BestBetView | None
    suggestion: SuggestionView
    plan: Mapping[str, Any]
    priors: tuple[PriorView, ...]
    drafts: tuple[PlannedDraftView, ...]


def suggestion_view(number: int, suggestion: Suggestion, metric: str) -> SuggestionView:
    """A suggestion; `number` is its place in the list, from 1."""
    low, high = suggestion.gain.limits
    return SuggestionView(
        number=number,
        change=plain(suggestion.change.summary),
        kind=suggestion.change.kind_of_change,
        block=suggestion.change.block,
        why=plain(suggestion.why),
        blocks=tuple(suggestion.change.recipe.blocks),
        known=_known(suggestion, metric),
        suggested=Estimate(math.exp(suggestion.gain.mean), math.exp(low), math.exp(high)),
        score=suggestion.score,
        takes=RoundsNeeded(suggestion.rounds, suggestion.ratio),
        priors=tuple(effect.name for effect in suggestion.published),
    )


def open_bet(verdict: VerdictView) -> BestBetView | None:
    """The best bet of an experiment whose question is open; else None."""
    return None if verdict.settled else verdict.best_bet


def list_answer(offered: Sequence[Suggestion], report: Report) -> RetryListAnswer:
    """The answer for suggestions, with the framing that they are compared with.

    Args:
        offered: at least one.
        report: of the experiment to be retried, with its stream.
    """
    metric = report.verdict.metric
    best = offered[0].against
    return RetryListAnswer(
        against=FramingToBeat(best.recipe.name, tuple(best.recipe.blocks), best.found_in),
        best_bet=open_bet(report.verdict),
        as_try=report.verdict.as_try,
        stream=report.stream,
        suggestions=tuple(
            suggestion_view(number, suggestion, metric) for number, suggestion in enumerate(offered, start=1)
        ),
        priors=priors_of(offered),
    )


def priors_of(offered: Sequence[Suggestion]) -> tuple[PriorView, ...]:
    """What published evidence says of the blocks of some suggestions, each effect once."""
    return tuple(
        prior_view(effect)
        for effect in dict.fromkeys(effect for suggestion in offered for effect in suggestion.published)
    )


def _known(suggestion: Suggestion, metric: str) -> KnownOfChange:
    finding, signed = suggestion.known.finding, suggestion.known.contrast
    return KnownOfChange(
        sentence=suggestion_sentence(suggestion, metric),
        rounds=finding.rounds if finding else 0,
        experiments=suggestion.known.experiments,
        measured=estimate_of(finding, sign=signed.sign) if finding and signed else None,
        settled=finding is not None and finding.claim is not None,
    )
