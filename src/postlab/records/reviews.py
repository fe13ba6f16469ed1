"""Tables of reviews: the files that were handed out to be answered, and what each reviewer said of each post."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from postlab.records import tables  # noqa: F401 (names of constraints are set there; foreign keys lead there)
from postlab.records.columns import UtcDateTime


class Said(StrEnum):
    """What was said of a post."""

    YES = "yes"
    NO = "no"
    COMMENT = "comment"
    """Neither yes nor no: words alone."""
    WITHOUT_REVIEW = "without review"
    """Nobody reviewed it; whoever runs the lab let it go out all the same, and said why."""


class ReviewFile(SQLModel, table=True):
    """A file that was handed out, with the posts exactly as it shows them."""

    __tablename__ = "review_file"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    """Names it in answers; drawn at random."""
    key: str
    """What answers are signed with, as hexadecimal digits; the file itself holds it, and nothing else does."""
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    posts: list[dict[str, Any]] = Field(sa_type=JSON)
    """Each {"post": its number, "form": `postlab.loop.posts.reviews.form_of`, "sha256": the digest of that}."""


class Review(SQLModel, table=True):
    """What one person said of one post, of which the words are kept exactly as that person saw them."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("seal", "post_id"), Index("ix_review_post_id_said_at", "post_id", "said_at"))

    id: int | None = Field(default=None, primary_key=True)
    file_id: int | None = Field(default=None, foreign_key="review_file.id")
    """The file that was answered; None for what goes out without review."""
    experiment_id: int = Field(foreign_key="experiment.id", index=True)
    post_id: int = Field(foreign_key="post.id")
    reviewer: str
    """The name that was typed, which proves nothing about who typed it."""
    said: str
    """A value of `Said`."""
    comment: str = ""
    said_at: datetime = Field(sa_type=UtcDateTime)
    """By the reviewer's clock; where an answer does not tell, when it was taken."""
    taken_at: datetime = Field(sa_type=UtcDateTime)
    seal: str
    """The signature of the answer, which makes the same answer one answer however often it is taken."""
    form: dict[str, Any] = Field(sa_type=JSON)
    """The post as that person saw it."""
    sha256: str
    """The digest of `form`."""
