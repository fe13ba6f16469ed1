"""Looking up the readings of a post."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from postlab.records.tables import Post, Reading


def readings_of(session: Session, post: Post) -> Sequence[Reading]:
    """A post's readings, by the post's age at each, ascending."""
    return session.exec(
        select(Reading).where(Reading.post_id == post.id).order_by(col(Reading.age_s), col(Reading.id))
    ).all()
