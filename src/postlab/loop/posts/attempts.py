"""The attempts to publish a post, and whether one of them was ever in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from postlab.records.tables import Attempt, Post

ONLY_A_PERSON = "only_a_person"
"""Code of an attempt in doubt of which its network tells no more, however often it is asked."""

DOUBT_LASTS = timedelta(hours=1)
"""How long after an attempt a person is asked about it although the network might still tell."""


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


def a_person_must_look(session: Session, post: Post, *, now: datetime) -> bool:
    """Whether a person must say if a post in doubt went out: its network does not tell, or has not for an hour."""
    attempt = last_attempt(session, post)
    return attempt is not None and (attempt.code == ONLY_A_PERSON or now - attempt.started_at >= DOUBT_LASTS)


def how_to_resolve(post: Post) -> str:
    """What a person does about a post in doubt, in a sentence."""
    return (
        f"Look whether it is there, then `postlab post resolve {post.id} --published URL`, or `postlab post resolve "
        f"{post.id} --absent` if it is not."
    )
