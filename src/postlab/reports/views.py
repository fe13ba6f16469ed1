"""The report of an experiment as values: everything that any face of it shows, and nothing of how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from postlab.design.plan import Plan
from postlab.reports.as_json import e_value
from postlab.reports.lesson_view import Lesson
from postlab.reports.nouns.experiment import ExperimentView
from postlab.reports.nouns.moment import MomentNamed
from postlab.reports.nouns.post import PostView
from postlab.reports.verdict import VerdictView
from postlab.stats import Decision


@dataclass(frozen=True, slots=True)
class VerdictSoFar:
    """What the rounds up to one of them allowed us to say; the keys are those of a verdict.

    Attributes:
        decision: what they allowed.
        rounds: how many of them count.
        ratio: the estimated ratio of treatment to control.
        low: the smallest ratio that is not ruled out; null where it is not known.
        high: the largest such ratio.
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
class RoundView:
    """One round: how it was drawn, its posts, and what it added.

    Attributes:
        number: from 1.
        seed: what the assignment was drawn from.
        assignment: the variant of each place.
        drawn_at: when, UTC.
        closed_at: when its last outcome was in; null while numbers are still to come.
        withdrawn_at: when it was taken back before anything of it went out.
        void: why the whole round does not count.
        difference: its natural log of treatment over control; null where it is open or does not count.
        ratio: its own ratio of treatment to control.
        posts: control first, then by account in the order of the plan.
        moved: why it was put off, once for each time.
        so_far: what could be said when it was closed; null where it is open.
        moment: the moment that its posts open with or lie near, in its short form, else null.
        moment_days: days from its first slot to that moment; below 0 once it had begun, null where nobody knows.
        interrupted: why it does not count, where a guardrail was crossed while it was going out.
    """

    number: int
    seed: str
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

    def of(self, variant: str, account: str) -> PostView | None:
        """The post of a variant on an account."""
        return next((post for post in self.posts if (post.variant, post.account) == (variant, account)), None)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A key of the plan that was changed.

    Attributes:
        key: of the plan file.
        before: its value then, as the plan file has it.
        after: its value since.
    """

    key: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """A change of the plan after it was agreed.

    Attributes:
        at: when.
        changes: of which keys.
        reason: why.
        hash_before: SHA-256 of the plan before it.
        hash_after: and after it.
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
        key: of the question.
        question: its words.
        answer: what was answered.
    """

    key: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """An entry of the journal.

    Attributes:
        at: when it was written.
        text: what was written besides the answers.
        answers: to its questions.
    """

    at: datetime
    text: str
    answers: tuple[AnswerView, ...] = ()


@dataclass(frozen=True, slots=True)
class PauseView:
    """A time in which the experiment was held.

    Attributes:
        at: since when, UTC.
        until: when it went on or ended.
        guardrail: which guardrail of the plan it was (`budget` for its money); null where a person paused it.
        reason: what happened, in a sentence.
        did: what was done about it, or empty.
    """

    at: datetime
    until: datetime | None
    guardrail: str | None
    reason: str
    did: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """The tries before and after: names of experiments, and the one change against the parent."""

    parent: str | None
    children: tuple[str, ...]
    change: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """An experiment as it stands: the one read model behind terminal, JSON and CSV.

    Attributes:
        asked_at: the moment it is the report of, UTC.
        next: what to do next, a sentence each.
        warnings: what should make the reader careful, a sentence each.
        lesson: the page of an experiment that is over (`postlab.reports.lesson.with_lesson`); None while it
            runs, and where nobody asked for it.
        pauses: the times in which it was held, oldest first.
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
    pauses: tuple[PauseView, ...] = ()

    @property
    def pause(self) -> PauseView | None:
        """The pause that it is in, or None."""
        return self.pauses[-1] if self.pauses and self.experiment.paused_at is not None else None
