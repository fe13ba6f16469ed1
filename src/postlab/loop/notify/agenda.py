"""What the loop will do next, over all experiments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.pauses import not_paused
from postlab.records.tables import WAITING_TO_GO_OUT, Account, Experiment, Post, PostState


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the loop will do: what, when (UTC), and for which experiment."""

    what: str
    at: datetime
    experiment: str


def next_event(session: Session, experiment_id: int | None = None, *, lab: Lab | None = None) -> Event | None:
    """The next post or the next reading, whichever comes first; None when nothing is planned.

    Args:
        session: open.
        experiment_id: to look at one experiment alone.
        lab: if given, a post that is due but must wait (quiet hours, weekly limit) has the time when it may go out.
    """
    post, reading = _next_post(session, experiment_id, lab), _next_reading(session, experiment_id)
    coming = [event for event in (post, reading) if event]
    return min(coming, key=lambda event: event.at, default=None)


def goes_out_at(lab: Lab, session: Session, post: Post) -> datetime:
    """When a post that waits may go out, in UTC: at its slot; one that is due but must wait, once it may."""
    at = _earliest(post)
    if at > lab.now():
        return at
    from postlab.loop.limits.frequency import waits

    wait = waits(lab, session, post, plan_of(session.get_one(Experiment, post.experiment_id)))
    return at if wait is None else wait.until


def _earliest(post: Post) -> datetime:
    return max(post.slot_at, post.not_before) if post.not_before else post.slot_at


def _next_post(session: Session, experiment_id: int | None, lab: Lab | None) -> Event | None:
    query = select(Post).where(col(Post.state).in_(WAITING_TO_GO_OUT), not_paused())
    if experiment_id is not None:
        query = query.where(Post.experiment_id == experiment_id)
    post = session.exec(query.order_by(col(Post.slot_at), col(Post.id))).first()
    if post is None:
        return None
    name = session.get_one(Experiment, post.experiment_id).name
    at = _earliest(post) if lab is None else goes_out_at(lab, session, post)
    pending = ", if it is approved" if post.state == PostState.PLANNED else ""
    action = "is yours to post" if is_by_hand(session.get_one(Account, post.account_id)) else "goes out"
    return Event(f"post {post.id} of {name} {action}{pending}", at, name)


def _next_reading(session: Session, experiment_id: int | None) -> Event | None:
    query = select(Post).where(col(Post.next_reading_at).is_not(None))
    if experiment_id is not None:
        query = query.where(Post.experiment_id == experiment_id)
    post = session.exec(query.order_by(col(Post.next_reading_at))).first()
    if post is None or post.next_reading_at is None:
        return None
    name = session.get_one(Experiment, post.experiment_id).name
    return Event(f"a look at post {post.id} of {name}", post.next_reading_at, name)
