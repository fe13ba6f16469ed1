"""The answers of `postlab retry`, with or without `--list`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.effects import estimate_of
from postlab.reports.effects_text import suggestion_sentence
from postlab.reports.effects_view import Estimate
from postlab.reports.nouns.experiment import ExperimentView
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.learn.suggest import Suggestion


@dataclass(frozen=True, slots=True)
class RoundsNeeded:
    """How long it takes to settle a ratio, in half of all experiments.

    Attributes:
        rounds: of an experiment of its own.
        ratio: that they are counted for.
    """

    rounds: int
    ratio: float


@dataclass(frozen=True, slots=True)
class KnownOfChange:
    """What earlier rounds of all experiments say about a change.

    Attributes:
        sentence: the same in words.
        rounds: with that single difference.
        experiments: of how many experiments.
        measured: what those rounds say; null where there are none.
        settled: whether that is settled.
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
        number: its place among those that are offered, from 1; `--change` takes it.
        change: what to change, in words.
        kind: `drop`, `add`, `move`, `reword`, `place` (of the link) or `time`.
        block: the kind of block that it touches.
        why: why to try it.
        blocks: the framing after it.
        known: what earlier rounds say about it.
        suggested: what is thought of it against the best framing so far.
        score: what it may bring over that, in log units; orders them.
        takes: how long it takes to settle.
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


@dataclass(frozen=True, slots=True)
class FramingToBeat:
    """The best framing so far.

    Attributes:
        variant: its name.
        blocks: its recipe.
        found_in: name of the experiment in which it won; null where it has beaten nothing yet.
    """

    variant: str
    blocks: tuple[str, ...]
    found_in: str | None


@dataclass(frozen=True, slots=True)
class RetryListAnswer(Answer):
    """The changes that could be tried next.

    Attributes:
        against: what all are compared with.
        suggestions: the most promising first.
    """

    ANSWER: ClassVar[str] = "retry-list"
    COMMAND: ClassVar[str] = "postlab retry EXPERIMENT --list"

    against: FramingToBeat
    suggestions: tuple[SuggestionView, ...]


@dataclass(frozen=True, slots=True)
class RetryAnswer(Answer):
    """The next try.

    Attributes:
        experiment: the try that was planned; `parent`, `change` and `reason` say what it retries, and how.
        suggestion: the change, and what is known about it.
        plan: as a plan file has it (docs/plan-file.md).
    """

    ANSWER: ClassVar[str] = "retry"
    COMMAND: ClassVar[str] = "postlab retry EXPERIMENT"

    experiment: ExperimentView
    suggestion: SuggestionView
    plan: Mapping[str, Any]


def suggestion_view(number: int, suggestion: Suggestion, metric: str) -> SuggestionView:
    """A change that could be tried; its number is its place among those that are offered."""
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
    )


def list_answer(offered: Sequence[Suggestion], metric: str) -> RetryListAnswer:
    """The changes that are offered, and what they are compared with."""
    best = offered[0].against
    return RetryListAnswer(
        against=FramingToBeat(best.recipe.name, tuple(best.recipe.blocks), best.found_in),
        suggestions=tuple(
            suggestion_view(number, suggestion, metric) for number, suggestion in enumerate(offered, start=1)
        ),
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
