"""Looking up whether a pause keeps a post from going out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, or_
from sqlmodel import Session, col

from postlab.records.tables import Experiment, Post, Round


def is_paused(session: Session, post: Post) -> bool:
    """Whether a pause keeps a post from going out.

    A pause does not hold first replies, nor posts of an interrupted round, which go out in the framing of the plan's
    fallback.
    """
    if post.part or session.get_one(Experiment, post.experiment_id).paused_at is None:
        return False
    return session.get_one(Round, post.round_id).interrupted is None


def not_paused() -> Any:
    """The opposite of `is_paused` as an SQL condition on posts."""
    return or_(
        col(Post.part) > 0,
        exists().where(col(Experiment.id) == col(Post.experiment_id), col(Experiment.paused_at).is_(None)),
        exists().where(col(Round.id) == col(Post.round_id), col(Round.interrupted).is_not(None)),
    )
