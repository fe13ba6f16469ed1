"""Tables beside the experiments: links, moments, counts of followers, past posts, charges, and what was deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from postlab.records import tables  # noqa: F401 (names of constraints are set there; foreign keys lead there)
from postlab.records.columns import UtcDateTime


class PoolLink(SQLModel, table=True):
    """A link that the lab could share some day, with the article behind it as it was read."""

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    given_as: str
    """The address as it was given, which a redirect may have led away from."""
    words: int | None = None
    """Of the page's main text; None where nobody read it."""
    unread: str | None = None
    """Why its page could not be read, so that only a title, and perhaps a description, are known; None where it was,
    or where the article was given by hand."""
    article: dict[str, Any] = Field(sa_type=JSON)
    wording: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """By kind of block, words given by hand."""
    written_by: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """By kind of block, the language model that wrote its words."""
    source: str = "by hand"
    """Where it came from: by hand, or the address or name of a feed or file."""
    added_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Moment(SQLModel, table=True):
    """A time when an audience needs something: exams, results day, a careers fair; once, or every year."""

    id: int | None = Field(default=None, primary_key=True)
    what: str
    """A kind of moment, or the words themselves."""
    audience: str | None = None
    """Whose moment it is; None is everybody's."""
    rule: str
    """When it comes, as a person writes it: a day, or a yearly rule such as "last week of October"."""
    lasts: int | None = None
    """For how many days; None is as long as its rule or its kind says."""
    source: str = "by hand"
    """by hand, or the name of the calendar file that it was imported from."""
    imported_as: str | None = Field(default=None, unique=True)
    """What makes an imported moment one moment, however often its calendar is imported."""
    added_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Following(SQLModel, table=True):
    """How many people followed an account on one day."""

    __table_args__ = (UniqueConstraint("account_id", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    day: str
    """In UTC, as YYYY-MM-DD."""
    at: datetime = Field(sa_type=UtcDateTime)
    followers: int


class Observed(SQLModel, table=True):
    """A post that went out without PostLab, as an export or a list of one's own tells it: looked at, never judged."""

    id: int | None = Field(default=None, primary_key=True)
    imported_as: str = Field(unique=True)
    """What makes it one post, however often its file is imported."""
    account: str
    """Whose post it is: the name of an account of the lab, or of the network that the file is from."""
    network: str
    source: str
    """The name of the file."""
    posted_at: datetime = Field(sa_type=UtcDateTime, index=True)
    text: str
    link: str | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    clicks: int | None = None
    impressions: int | None = None
    saves: int | None = None
    opens: int | None = None
    imported_at: datetime = Field(sa_type=UtcDateTime)


class Deletion(SQLModel, table=True):
    """An experiment that was deleted, nothing of it having gone out; its draw had been seen."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    name: str
    """The name that its plan was agreed with."""
    links: list[str] = Field(sa_type=JSON)
    """The addresses of its links."""


class Spending(SQLModel, table=True):
    """What one account was charged for on one day, by the prices of that day; an estimate until the bill comes."""

    __table_args__ = (UniqueConstraint("account_id", "day", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    day: str
    """In UTC, as YYYY-MM-DD."""
    kind: str
    """A key of `Terms.prices`."""
    units: int = 0
    micros: int = 0
    """Millionths of a US dollar."""
    resources: list[str] = Field(default_factory=list, sa_type=JSON)
    """What was charged that day: networks charge for one thing once a day."""
