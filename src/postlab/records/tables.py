"""Tables of accounts, experiments and posts; `loop` and `reports` use these classes as their domain model."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import JSON, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from postlab.records.columns import UtcDateTime

# rows are made and read without pydantic's validators, so that these are built only if somebody validates one
SQLModel.model_config["defer_build"] = True
SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class ExperimentState(StrEnum):
    """Where an experiment stands."""

    RUNNING = "running"
    DECIDED = "decided"
    ENDED = "ended"


class PostState(StrEnum):
    """Where a post stands on its way out."""

    PLANNED = "planned"
    APPROVED = "approved"
    ATTEMPTING = "attempting"
    UNKNOWN = "unknown"
    PUBLISHED = "published"
    REJECTED = "rejected"
    MISSED = "missed"
    CANCELLED = "cancelled"


WAITING_TO_GO_OUT = (PostState.PLANNED, PostState.APPROVED)
IN_DOUBT = (PostState.ATTEMPTING, PostState.UNKNOWN)
NEVER_WENT_OUT = (PostState.REJECTED, PostState.MISSED, PostState.CANCELLED)


class Account(SQLModel, table=True):
    """A profile or page on a platform that the lab may post to."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    platform: str
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    remote_name: str | None = None
    remote_id: str | None = None
    simulated: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hold_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Not contacted before then: a person must act, or the network asked us to wait."""
    hold_reason: str | None = None
    needs_person: bool = False
    """Whether the hold ends only when a person has acted."""
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When cron last said that a person must act for it."""
    counts_only: bool = False
    """Whether it is no place to post to but something that counts clicks."""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What the network said about it at the last check that the lab goes by, such as the length of a text."""
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its token ends, where the network tells."""
    renews: bool = False
    """Whether that token is renewed without a person."""


class Experiment(SQLModel, table=True):
    """One question, one primary metric, a horizon, a control, another variant, a budget, a plan for failure.

    The plan as it was agreed is in `plan` (see `postlab.design.plan`), with its hash; what the loop asks for
    often stands in columns of its own.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    state: str = Field(default=ExperimentState.RUNNING, index=True)
    plan: dict[str, Any] = Field(sa_type=JSON)
    plan_hash: str
    seed: str
    """Source of every random assignment; stored before anything is published."""
    simulated: bool = False
    approve_all: bool = False
    """Rounds to come are approved as they are drawn."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    parent_id: int | None = Field(default=None, foreign_key="experiment.id", index=True)
    change: str | None = None
    """The one change against the parent, for an iteration."""
    reason: str | None = None
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when nothing new of it goes out; what is out is still read. None while it runs."""
    stopped_because: str | None = None
    """Why somebody, or its plan, ended it before its question was settled."""
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was put aside, so that lists leave it out; it still counts as evidence."""
    campaign: str | None = None
    """The tag of its links; None in older rows, whose name is the tag."""


class Amendment(SQLModel, table=True):
    """A change of the plan after it was agreed, shown in the report."""

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    changes: list[dict[str, Any]] = Field(sa_type=JSON)
    """Each {"key", "before", "after"}."""
    reason: str
    hash_before: str
    hash_after: str


class Pause(SQLModel, table=True):
    """A time in which an experiment was held: by a person, or because something crossed a guardrail of its plan."""

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    guardrail: str | None = None
    """Which guardrail of the plan it was; None where a person paused it."""
    reason: str
    """What happened, in a sentence."""
    did: str = ""
    """What was done about it, as the plan said, in a sentence."""
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When cron said so."""


class Link(SQLModel, table=True):
    """A link of an experiment's pool, with the article behind it as it was read."""

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    position: int
    url: str = Field(index=True)
    article: dict[str, Any] = Field(sa_type=JSON)
    wording: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    written_by: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """By kind of block, the language model that wrote its words; a person must have read them."""
    picked_by: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """By kind of block, the person who chose its words: which sentence is quoted, or one of their own."""
    uses: int = 0


class Round(SQLModel, table=True):
    """One randomised block of an experiment, and how it was drawn."""

    __table_args__ = (UniqueConstraint("experiment_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    number: int
    seed: str
    assignment: list[str] = Field(sa_type=JSON)
    """The variant of each place, in the order of `places`."""
    places: list[dict[str, Any]] = Field(sa_type=JSON)
    """Each {"slot": UTC time, "wall": wall time, "zone", "note", "link": link id, "says": `loop.plan.rounds`}."""
    crossed: list[int] = Field(default_factory=list, sa_type=JSON)
    """Ids of the accounts on which the places have the variants in the reverse order (`place_of`)."""
    drawn_at: datetime = Field(sa_type=UtcDateTime)
    moves: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """Each time that what waits of it was put off, its assignment kept: {"at", "reason", "from": slots before,
    "out": framings that were out, "seen": whether numbers of theirs were read}."""
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When the last outcome was in, or known to be missing for good."""
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was taken back, nothing of it having gone out, because the experiment had ended."""
    moment: str | None = None
    """The moment nearest to its first slot, of those that the plan names."""
    moment_days: int | None = None
    """Days from its first slot to that moment; below 0 once it has begun."""
    openings: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """By account, which wording the openings of its posts take: `postlab.design.assignment.opening_turns`."""
    interrupted: str | None = None
    """Why it does not count: a guardrail was crossed while it was going out, whichever framing was out by then."""
    given_up: str | None = None
    """Why a person gave it up after it was drawn; it counts against both framings."""
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_seen: bool | None = None
    """Whether numbers of a post of it had been read by then; None where it was not given up."""
    planned: int | None = None
    """The plan's rounds when it was drawn, by which it is judged; None where the first engine judges."""


class Post(SQLModel, table=True):
    """One text on its way to, or on, one account."""

    __table_args__ = (
        UniqueConstraint("round_id", "variant", "account_id", "part"),
        Index("ix_post_state_slot_at", "state", "slot_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    link_id: int = Field(foreign_key="link.id")
    variant: str
    state: str = PostState.PLANNED
    text: str
    blocks: list[list[str]] = Field(sa_type=JSON)
    """(kind, text) of each building block, as composed."""
    part: int = 0
    """0 is what is compared; 1 is the first reply to it, which carries its link."""
    reply_to_id: int | None = Field(default=None, foreign_key="post.id", index=True)
    """The post that this one answers."""
    written_by: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """By kind of block, the language model that wrote its words; it goes out only when somebody approved it itself."""
    wording: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """By kind of block, words that were chosen for this post alone, on top of its link's."""
    picked_by: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """By kind of block, the person who chose its words."""
    notes: list[dict[str, str] | str] = Field(default_factory=list, sa_type=JSON)
    """Each {"code", "sentence"}, or the sentence alone in older rows: `postlab.framing.notes.note_of` reads both."""
    url: str
    """Where its link leads, tracking included."""
    link_text: str
    """How the link reads in the text: the same, or without its tracking where the platform allows it.

    Empty where the text holds none, because it stands in the first reply.
    """
    short_url: str | None = None
    """The short link that stands for `url` in the text, where a shortener counts the clicks."""
    short_made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the shortener said that this link leads to `url`."""
    slot_at: datetime = Field(sa_type=UtcDateTime)
    slot_wall: str
    zone: str
    key: str = Field(unique=True)
    """What makes this post one post on its platform; chosen before anything is sent."""
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The next attempt waits until then."""
    recipients: int | None = None
    """How many addresses its part of a list has, of a mailing; the addresses themselves are kept nowhere."""
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    remote_id: str | None = None
    permalink: str | None = None
    problem: str | None = None
    """Why it is not out, or in doubt, in words."""
    problem_next: str | None = None
    held: str | None = None
    """What kept it in when a run last looked at it after its slot had come; None where no run has."""
    next_reading_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When to look at it next; None when every reading is done."""
    outcome: float | None = None
    outcome_views: float | None = None
    """How often it had been shown at that age, where the outcome is a rate."""
    outcome_age_s: float | None = None
    outcome_estimated: bool = False
    outcome_missing: str | None = None
    """Why there will be no outcome."""
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When cron last said that this post waits for a person."""
    look_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """When to look whether it stands there as it was written; None when that is settled."""
    looked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it was last seen as readers see it."""
    damage: str | None = None
    """What is wrong with it as it went live, in words; its round does not count."""
    vanished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the network first said that it is not there any more: deleted, or hidden."""
    live_card: bool | None = None
    """Whether the preview of its link was there; None where nobody could tell."""
    picture: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """The picture beside its text (`postlab.framing.pictures.ChosenPicture`), as it was when the text was composed."""
    card: bool = True
    """Whether the preview of its link goes along, where its network lets one choose."""


class Attempt(SQLModel, table=True):
    """One try at putting a post out, committed before the request leaves."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    key: str
    payload: dict[str, Any] = Field(sa_type=JSON)
    """What goes over the wire, the same in every attempt that follows a doubtful one."""
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    code: str | None = None
    """Why it was not published, for machines."""
    result: str | None = None
    """published, rejected, unknown, needs person, found, absent; None while it is under way."""
    message: str | None = None


class Reading(SQLModel, table=True):
    """What a post had gathered when we looked: counts, each a number or missing with a reason."""

    __table_args__ = (Index("ix_reading_post_id_age_s", "post_id", "age_s"),)

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id")
    taken_at: datetime = Field(sa_type=UtcDateTime)
    age_s: float
    due_age_s: float | None = None
    """The age at which it was due; None for one recorded by hand or imported."""
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    clicks: int | None = None
    impressions: int | None = None
    saves: int | None = None
    opens: int | None = None
    missing: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    others: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """What the platform told besides, by its name for people: kept and shown, never judged by."""
    source: str = "platform"
    """platform, by hand, or the kind of file that it was imported from."""
    imported_as: str | None = Field(default=None, unique=True)
    """What makes an imported reading one reading, however often its file is imported."""
    simulated: bool = False
    skipped: list[float] = Field(default_factory=list, sa_type=JSON)
    """Ages in seconds at which nobody looked because nothing ran, before this reading."""


class Verdict(SQLModel, table=True):
    """What the rounds allowed us to say when a round had closed."""

    __table_args__ = (UniqueConstraint("experiment_id", "round_number"),)

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    round_number: int
    at: datetime = Field(sa_type=UtcDateTime)
    decision: str
    rounds: int
    """Rounds that counted."""
    voided: int
    difference: float | None = None
    log_e_treatment: float
    log_e_control: float
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    drift: bool = False


class Reflection(SQLModel, table=True):
    """What the practitioner wrote down about an experiment."""

    id: int | None = Field(default=None, primary_key=True)
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    text: str
    answers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """By question (see `postlab.loop.learn.journal`), what was answered; `text` is what was written besides."""


class Row(Protocol):
    """A row that gets its number when it is stored."""

    id: int | None


def stored_id(row: Row) -> int:
    """The id of a row that has been stored.

    Raises:
        ValueError: when it has not.
    """
    if row.id is None:
        raise ValueError(f"this {type(row).__name__} has not been stored yet")
    return row.id


RETIRED = -1
"""Position of a link that an amendment took out of the pool; the posts that carried it keep it."""
