"""The attempts to publish a post, and whether one of them was ever in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from postlab.records.tables import Attempt, Post


def last_attempt(session: Session, post: Post) -> Attempt | None:
    """The latest attempt to publish a post, or None."""
    return session.exec(select(Attempt).where(Attempt.post_id == post.id).order_by(col(Attempt.id).desc())).first()


def was_in_doubt(session: Session, post: Post) -> bool:
    """Whether any attempt at a post was ever in doubt; its payload must not change then."""
    return bool(doubtful(session, post))


def doubtful(session: Session, post: Post) -> Sequence[Attempt]:
    """The attempts of a post whose success was unknown, at least for a time; oldest first."""
    in_doubt = or_(col(Attempt.result).is_(None), col(Attempt.result).in_(["absent", "unknown"]))
    return session.exec(
        select(Attempt).where(Attempt.post_id == post.id).where(in_doubt).order_by(col(Attempt.id))
    ).all()
