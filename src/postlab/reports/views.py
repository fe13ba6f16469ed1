"""The report of an experiment as values: everything that any output shows, without its layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from postlab.design.plan import Plan
from postlab.reports.as_json import e_value
from postlab.reports.held import HeldCount
from postlab.reports.lesson_view import Lesson
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.moment import MomentNamed
from postlab.reports.nouns.post import PostView
from postlab.reports.pauses import PauseView
from postlab.reports.stream import StreamView
from postlab.reports.verdict import VerdictView
from postlab.stats import Decision


@dataclass(frozen=True, slots=True)
class VerdictSoFar:
    """The verdict at the close of a round; the keys are those of a verdict.

    Attributes:
        decision: the verdict's decision.
        rounds: how many of the rounds up to this one count.
        ratio: the estimated ratio of treatment to control.
        low: the lower bound of its interval; null where it is not known yet.
        high: the upper bound; null where it is not known yet.
        log_e_treatment: natural log of the evidence that the treatment does better.
        log_e_control: natural log of the evidence that the control does better.
        e_treatment: the evidence that the treatment does better.
        e_control: the evidence that the control does better.
    """

    KEYS: ClassVar[tuple[str, ...]] = ("decision", "rounds", "ratio", "low", "high", "e_treatment", "e_control")

    decision: Decision
    rounds: int
    ratio: float | None
    low: float | None
    high: float | None
    log_e_treatment: float
    log_e_control: float

    @property
    def e_treatment(self) -> float | None:
        """The evidence that the treatment does better."""
        return e_value(self.log_e_treatment)

    @property
    def e_control(self) -> float | None:
        """The evidence that the control does better."""
        return e_value(self.log_e_control)


@dataclass(frozen=True, slots=True)
class HeldView:
    """A time at which what waited of a round was put off, or given up.

    Attributes:
        at: when.
        reason: why.
        out: the framings that were out by then.
        numbers_seen: whether numbers of theirs had been read by then.
    """

    at: datetime
    reason: str
    out: tuple[str, ...]
    numbers_seen: bool


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round: its draw, its posts, and its result.

    Attributes:
        number: its number, from 1.
        seed: the seed from which its assignment was drawn; null while the experiment runs.
        assignment: the variant in each place.
        crossed: names of the accounts on which the places have the variants in the reverse order.
        drawn_at: when it was drawn, UTC.
        closed_at: when its last outcome was in; null while outcomes are still to come.
        withdrawn_at: when it was taken back before any of its posts went out; null where it was not.
        void: why the round does not count; null where it counts or is open.
        difference: natural log of its ratio of treatment to control; null where it is open or does not count.
        ratio: its own ratio of treatment to control; null where it is open or does not count.
        posts: control first, then by account in the order of the plan.
        moved: the reasons why it was put off, one for each time.
        so_far: the verdict at its close; null while it is open.
        moment: the moment that its posts open with or go out near, in its short form, else null.
        moment_days: days from its first slot to that moment; negative once the moment has begun, null where unknown.
        interrupted: why it does not count, if a guardrail was crossed while it was going out; else null.
        out: the framings of which a post is out.
        put_off: each time that what waited of it was put off, its draw kept.
        given_up: when and why a person gave it up after it was drawn, which counts against both framings; else null.
        planned: how many rounds the plan had when it was drawn, which its evidence goes by; null in experiments that
            began before PostLab asked.
    """

    number: int
    seed: str | None
    assignment: tuple[str, ...]
    drawn_at: datetime
    closed_at: datetime | None
    withdrawn_at: datetime | None
    void: str | None
    difference: float | None
    ratio: float | None
    posts: tuple[PostView, ...]
    moved: tuple[str, ...]
    so_far: VerdictSoFar | None
    moment: MomentNamed | None = None
    moment_days: int | None = None
    interrupted: str | None = None
    out: tuple[str, ...] = ()
    put_off: tuple[HeldView, ...] = ()
    given_up: HeldView | None = None
    planned: int | None = None
    crossed: tuple[str, ...] = ()

    def of(self, variant: str, account: str) -> PostView | None:
        """The post of a variant on an account, or None."""
        return next((post for post in self.posts if (post.variant, post.account) == (variant, account)), None)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A changed key of the plan.

    Attributes:
        key: the key in the plan file.
        before: its value before the change, as in a plan file.
        after: its value since the change.
    """

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """A change of the plan after it was agreed.

    Attributes:
        at: when it was made.
        changes: the changed keys.
        reason: why it was made.
        hash_before: SHA-256 of the plan before the change.
        hash_after: SHA-256 of the plan after the change.
    """

    at: datetime
    changes: tuple[PlanChange, ...]
    reason: str
    hash_before: str
    hash_after: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer in the journal.

    Attributes:
        key: key of the question.
        question: the question.
        answer: the answer.
    """

    key: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """An entry of the journal.

    Attributes:
        at: when it was written.
        text: text that answers no question.
        answers: the answers to the journal's questions.
    """

    at: datetime
    text: str
    answers: tuple[AnswerView, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """The tries before and after: names of experiments, with the one change against the parent."""

    parent: str | None
    children: tuple[str, ...]
    change: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """An experiment as it stands: the one value behind terminal, Markdown, JSON and CSV.

    Attributes:
        asked_at: the time of the report, UTC.
        next: what to do next, one sentence each.
        warnings: what the reader should be careful about, one sentence each.
        lesson: the lesson of an experiment that is over (`postlab.reports.lesson.with_lesson`); None while it runs,
            and where it was not asked for.
        stream: what it and other experiments with the same two framings say together (`postlab.reports.stream`); None
            where there is no other, and where it was not asked for.
        pauses: its pauses, oldest first.
        held: rounds that were put off, given up or void, and posts that vanished, by the framing that was out.
    """

    experiment: ExperimentView
    plan: Plan
    verdict: VerdictView
    rounds: tuple[RoundView, ...]
    amendments: tuple[AmendmentView, ...]
    reflections: tuple[ReflectionView, ...]
    lineage: Lineage
    next: tuple[str, ...]
    warnings: tuple[str, ...]
    asked_at: datetime
    lesson: Lesson | None = None
    stream: StreamView | None = None
    pauses: tuple[PauseView, ...] = ()
    held: tuple[HeldCount, ...] = ()

    @property
    def pause(self) -> PauseView | None:
        """The current pause, or None."""
        return self.pauses[-1] if self.pauses and self.experiment.paused_at is not None else None
