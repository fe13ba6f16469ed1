"""Looking up the readings of a post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from postlab.metrics import numbers_in
from postlab.records.tables import Post, Reading, Round


def readings_of(session: Session, post: Post) -> Sequence[Reading]:
    """A post's readings, by the post's age at each, ascending."""
    return session.exec(
        select(Reading).where(Reading.post_id == post.id).order_by(col(Reading.age_s), col(Reading.id))
    ).all()


def numbers_seen(session: Session, round_: Round, *, by: datetime) -> bool:
    """Whether any number of a post of a round had been read by a time; a reading that saw none does not count."""
    readings = session.exec(
        select(Reading)
        .join(Post, col(Post.id) == col(Reading.post_id))
        .where(Post.round_id == round_.id, Post.part == 0, col(Reading.taken_at) <= by)
    )
    return any(number is not None for reading in readings for number in numbers_in(reading).values())
