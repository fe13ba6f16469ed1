"""Looking up whether the lab keeps moments, before anything is loaded that knows calendars."""

from __future__ import annotations

from sqlmodel import Session, col, select

from postlab.records.practice import Moment


def keeps_moments(session: Session) -> bool:
    """Whether the lab's calendar has any moment, past ones included."""
    return session.exec(select(Moment.id).where(col(Moment.removed_at).is_(None)).limit(1)).first() is not None
