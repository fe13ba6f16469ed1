"""The answer of `postlab rehearse`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from postlab.design.known_page import KnownPage
from postlab.design.plan import Plan
from postlab.design.replays import Effect, Frequencies
from postlab.design.ways_out import Way
from postlab.reports.answer import Answer
from postlab.reports.answers.report import ReportAnswer, report_answer
from postlab.reports.rehearsal import Rehearsed, can_work, conclusions
from postlab.sanitise import plain


@dataclass(frozen=True, slots=True)
class PlayedView:
    """A plan played with one true effect.

    Attributes:
        effect: "none", "small" (the plan's smallest worthwhile ratio) or "large" (twice that).
        ratio: the true ratio of treatment to control.
        report: the report at its end, with the keys of `postlab report --json`.
        stopped_short: why it went no further although its question was open; null where it ended as planned.
        room: how many rounds there was room for, where that was fewer than planned; null elsewhere.
        frequencies: what became of many experiments with that effect.
    """

    effect: Effect
    ratio: float
    report: ReportAnswer
    stopped_short: str | None
    room: int | None
    frequencies: Frequencies


@dataclass(frozen=True, slots=True)
class RehearsalAnswer(Answer):
    """A plan played to its end on simulated audiences; nothing of it is stored.

    Attributes:
        seed: the seed of all luck.
        simulated: always true.
        plan: the plan, with the keys of a plan file and every default filled in.
        pages: what a post of each account is taken to get of the plan's metric.
        played: the plan played with each true effect.
        can_work: whether a large effect is settled in half of all replays or more.
        conclusions: what the counts mean for the plan, one sentence each.
        ways: the plan as it stands and what would see a doubling in fewer rounds, the soonest first.
        notes: what you should know about the plan, one sentence each.
        next: what to type next.
    """

    ANSWER: ClassVar[str] = "rehearse"
    COMMAND: ClassVar[str] = "postlab rehearse"

    seed: int
    simulated: bool
    plan: Mapping[str, Any]
    pages: tuple[KnownPage, ...]
    played: tuple[PlayedView, ...]
    can_work: bool
    conclusions: tuple[str, ...]
    ways: tuple[Way, ...]
    notes: tuple[str, ...]
    next: str


def rehearsal_answer(
    seed: int,
    plan: Plan,
    *,
    pages: Sequence[KnownPage],
    rehearsed: Sequence[Rehearsed],
    ways: Sequence[Way],
    notes: Sequence[str],
    next_step: str,
) -> RehearsalAnswer:
    """The answer for a rehearsal.

    Args:
        seed: of all luck.
        plan: the plan.
        pages: what posts of its accounts are taken to get.
        rehearsed: what was played, by effect.
        ways: the plan as it stands and what would settle it sooner.
        notes: what a person should know about the plan.
        next_step: what to type next.
    """
    return RehearsalAnswer(
        seed=seed,
        simulated=True,
        plan=plan.document(),
        pages=tuple(pages),
        played=tuple(
            PlayedView(
                effect=one.effect,
                ratio=one.ratio,
                report=report_answer(one.story.report),
                stopped_short=None if one.story.stopped_short is None else plain(one.story.stopped_short),
                room=one.story.room,
                frequencies=one.frequencies,
            )
            for one in rehearsed
        ),
        can_work=can_work(rehearsed),
        conclusions=tuple(plain(sentence) for sentence in conclusions(rehearsed, plan)),
        ways=tuple(ways),
        notes=tuple(plain(note) for note in notes),
        next=next_step,
    )
