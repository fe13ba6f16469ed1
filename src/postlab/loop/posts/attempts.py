"""The tries at putting a post out, and whether one of them is in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from postlab.records.tables import Attempt, Post


def last_attempt(session: Session, post: Post) -> Attempt | None:
    """The latest try at putting a post out."""
    return session.exec(select(Attempt).where(Attempt.post_id == post.id).order_by(col(Attempt.id).desc())).first()


def was_in_doubt(session: Session, post: Post) -> bool:
    """Whether it was once not known if a post had gone out, so that its payload must stay as it is."""
    return bool(doubtful(session, post))


def doubtful(session: Session, post: Post) -> Sequence[Attempt]:
    """The tries of which it was not known, for a time at least, whether they succeeded; oldest first."""
    in_doubt = or_(col(Attempt.result).is_(None), col(Attempt.result).in_(["absent", "unknown"]))
    return session.exec(
        select(Attempt).where(Attempt.post_id == post.id).where(in_doubt).order_by(col(Attempt.id))
    ).all()
