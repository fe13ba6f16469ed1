"""How long a lab is quiet: the time before which no turn finds anything to do, unless the records change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab.design.slots import WEEK
from postlab.loop.accounts.followers import accounts_to_count
from postlab.loop.lab import Lab
from postlab.loop.ledger import utc_day
from postlab.loop.lookup.experiments import plans_numbered
from postlab.loop.lookup.pauses import not_paused
from postlab.loop.run_result import RunResult
from postlab.records.practice import Following
from postlab.records.tables import WAITING_TO_GO_OUT, Account, Post, PostState, Round
from postlab.stats.outcome import LATENESS, LATEST

LOOKS_AGAIN_AFTER = timedelta(hours=1)
"""A whole turn is taken this often, whatever is planned."""


def quiet_until(lab: Lab, session: Session, result: RunResult) -> datetime | None:
    """The time (UTC) before which another turn would do nothing and say nothing, unless the records change.

    It may be earlier than need be, never later: every time that a stage compares with the present is among those that
    are asked for.

    Args:
        lab: the lab.
        session: open.
        result: of the turn that has just been taken.

    Returns:
        None where that turn did or found anything, or something is due already that it left.
    """
    now = lab.now()
    if result.dry or result.simulated_only or not result.is_empty or accounts_to_count(lab, session, result):
        return None
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), tzinfo=now.tzinfo)
    times = [now + LOOKS_AGAIN_AFTER, midnight, *_of_posts(session)]
    others = (*_of_rounds(session), *_of_accounts(session, now), *_late(lab, session))
    times += (at for at in others if at > now)
    return min(times) if min(times) > now else None


def _of_posts(session: Session) -> Iterator[datetime]:
    """When posts go out, are looked at and are read; one that has passed says that something is due."""
    waiting = select(Post.slot_at, Post.not_before).where(col(Post.state).in_(WAITING_TO_GO_OUT), not_paused())
    for slot_at, not_before in session.exec(waiting):
        yield slot_at if not_before is None else max(slot_at, not_before)
    for column in (col(Post.next_reading_at), col(Post.look_due_at)):
        first = session.exec(select(column).where(column.is_not(None)).order_by(column).limit(1)).first()
        if first is not None:
            yield first


def _late(lab: Lab, session: Session) -> Iterator[datetime]:
    """When posts that wait will be too late for their slots, though a later try is set for them."""
    slots = session.exec(select(Post.slot_at).where(col(Post.state).in_(WAITING_TO_GO_OUT)))
    yield from (slot_at + lab.settings.late for slot_at in slots)


def _of_rounds(session: Session) -> Iterator[datetime]:
    """When outcomes of open rounds may settle without another reading."""
    posts = session.exec(
        select(Post.experiment_id, Post.published_at)
        .join(Round, col(Round.id) == col(Post.round_id))
        .where(col(Round.closed_at).is_(None), col(Post.state) == PostState.PUBLISHED)
    ).all()
    plans = plans_numbered(session, (number for number, _ in posts))
    for number, published_at in posts:
        if published_at is not None:
            yield published_at + plans[number].horizon
            yield published_at + plans[number].horizon * (1 + LATENESS)
            yield published_at + plans[number].horizon * LATEST


def _of_accounts(session: Session, now: datetime) -> Iterator[datetime]:
    """When accounts are tried again, and when a count of followers leaves the week in which losses are counted."""
    yield from (at for at in session.exec(select(Account.hold_until)) if at is not None)
    counted = select(Following.at).where(col(Following.day) >= utc_day(now - WEEK - timedelta(days=1)))
    yield from (at + WEEK for at in session.exec(counted))
