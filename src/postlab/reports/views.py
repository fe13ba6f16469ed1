"""The report of an experiment as values: everything that any face of it shows, and nothing of how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from postlab.design.plan import Plan
from postlab.reports.lesson_view import Lesson
from postlab.reports.verdict import VerdictView
from postlab.stats import Decision

LATE = timedelta(minutes=15)
"""A post that went out later than this after its slot is flagged."""

LATE_SHARE = 0.25
"""So is one that was late by more than this share of the horizon, where that is less."""


@dataclass(frozen=True, slots=True)
class ReplyView:
    """The first reply to a post, which carries its link; the attributes are those of a post."""

    id: int
    state: str
    published_at: datetime | None
    permalink: str | None
    problem: str | None
    damage: str | None
    edited: bool
    text: str


@dataclass(frozen=True, slots=True)
class PostView:
    """One post of a round.

    Attributes:
        id: its number in the lab.
        variant: its framing.
        account: name of the account.
        platform: name of the account's platform.
        simulated: whether no real person can have seen it.
        link: the address that it shares, as the plan names it.
        title: the headline behind the link.
        url: where the link in the text leads, tracking included.
        slot_at: when it is to go out, UTC.
        slot_wall: the same as a wall time of `zone`.
        zone: name of a time zone.
        state: one of `postlab.records.tables.PostState`.
        published_at: when it went out, or None.
        permalink: its address on the network, or None.
        outcome: its primary metric at the horizon; None is "not seen".
        estimated: whether nobody saw the outcome: it lies on the line between two readings.
        missing: why there will be no outcome, or None.
        problem: why it is not out or in doubt, and what to do, or None.
        late: whether it went out well after its slot.
        edited: whether somebody changed its text by hand, so that it is not the recipe's any more.
        text: what it says.
        damage: what is wrong with it as it went live, or None.
        card: whether the preview of its link was there; None where nobody could tell.
        reply: its first reply, where that carries the link.
        written_by: by kind of block, the language model that wrote its words.
    """

    id: int
    variant: str
    account: str
    platform: str
    simulated: bool
    link: str
    title: str
    url: str
    slot_at: datetime
    slot_wall: str
    zone: str
    state: str
    published_at: datetime | None
    permalink: str | None
    outcome: float | None
    estimated: bool
    missing: str | None
    problem: str | None
    late: bool
    edited: bool
    text: str
    damage: str | None = None
    card: bool | None = None
    reply: ReplyView | None = None
    written_by: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SoFar:
    """What the rounds up to one of them allowed us to say."""

    decision: Decision
    rounds: int
    ratio: float | None
    low: float | None
    high: float | None
    log_e_treatment: float
    log_e_control: float


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round: how it was drawn, its posts, and what it added.

    Attributes:
        number: from 1.
        seed: what the assignment was drawn from.
        assignment: the variant of each place.
        drawn_at: when, UTC.
        closed_at: when its last outcome was in, or None.
        withdrawn_at: when it was taken back before anything of it went out, or None.
        void: why the whole round does not count, or None.
        difference: its log of treatment over control, None where it is open or does not count.
        ratio: its own ratio of treatment to control.
        posts: control first, then by account in the order of the plan.
        moved: why it was put off, once for each time.
        so_far: what could be said when it was closed; None where it is open.
        moment: the moment that its posts open with or lie near, or None.
        moment_days: days from its first slot to that moment; below 0 once it had begun, None where nobody knows.
        interrupted: why it does not count, where a guardrail was crossed while it was going out; else None.
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
    so_far: SoFar | None
    moment: str | None = None
    moment_days: int | None = None
    interrupted: str | None = None

    def of(self, variant: str, account: str) -> PostView | None:
        """The post of a variant on an account."""
        return next((post for post in self.posts if (post.variant, post.account) == (variant, account)), None)


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """A change of the plan after it was agreed; `changes` are {"key", "before", "after"}."""

    at: datetime
    changes: tuple[Mapping[str, Any], ...]
    reason: str
    hash_before: str
    hash_after: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer in the journal: the key of the question, the question, and what was answered."""

    key: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class ReflectionView:
    """An entry of the journal: answers to its questions, and what was written besides."""

    at: datetime
    text: str
    answers: tuple[AnswerView, ...] = ()


@dataclass(frozen=True, slots=True)
class PauseView:
    """A time in which the experiment was held.

    Attributes:
        at: since when, UTC.
        until: when it went on or ended, or None.
        guardrail: which guardrail of the plan it was ("budget" for its money); None where a person paused it.
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
class ExperimentFacts:
    """What is known of an experiment besides its plan."""

    name: str
    state: str
    simulated: bool
    plan_hash: str
    seed: str
    created_at: datetime
    ended_at: datetime | None
    paused_at: datetime | None = None
    stopped_because: str | None = None


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

    experiment: ExperimentFacts
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
