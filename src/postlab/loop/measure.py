"""Readings: what posts have gathered, looked at when they are due, or typed in by hand."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from postlab.design.durations import format_duration
from postlab.errors import InputError, NeedsPerson, PlatformError, Rejected
from postlab.loop.hold import hold, is_held
from postlab.loop.lab import Lab, log
from postlab.loop.plan import plan_of
from postlab.loop.turn import Problem, Turn
from postlab.platforms.base import METRICS, Counts

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Account, Experiment, Post, Reading


def first_reading_at(experiment: Experiment, published_at: datetime) -> datetime:
    """When a post is looked at for the first time."""
    return published_at + plan_of(experiment).ages[0]


def read_due(lab: Lab, session: Session, turn: Turn) -> None:
    """Look at every post that is due, each once, however many looks were missed; one batch an account."""
    from sqlmodel import col, select

    from postlab.records.tables import Account, Post, PostState, stored_id

    # By time alone: with a state or an account beside it SQLite goes through every post there ever was.
    waiting = session.exec(
        select(Post).where(col(Post.next_reading_at) <= lab.now()).order_by(col(Post.next_reading_at))
    ).all()
    out = [post for post in waiting if post.state == PostState.PUBLISHED]
    out.sort(key=lambda post: (post.account_id, stored_id(post)))
    for account_id, group in itertools.groupby(out, key=lambda post: post.account_id):
        account = session.get_one(Account, account_id)
        if not turn.handles(account):
            continue
        due = list(group)
        if lab.rehearsal:
            turn.readings += len(due)
        elif is_held(lab, account):
            turn.problems.append(Problem.held(due[0].id, account))
        else:
            _read(lab, session, turn, account, due)


def record(lab: Lab, session: Session, post: Post, counts: Mapping[str, int], *, at: datetime | None = None) -> Reading:
    """Store numbers that somebody typed in; what was not typed in is missing, not zero.

    Args:
        lab: the lab.
        session: open.
        post: out.
        counts: by metric, at least one.
        at: when they were seen; now, if not given.

    Raises:
        InputError: when the post is not out, nothing is given, or a number is negative.
    """
    from postlab.records.tables import Account, Reading, stored_id

    seen_at = at or lab.now()
    if post.published_at is None:
        raise InputError(f"Post {post.id} is not out: it is {post.state}.", hint="Numbers belong to a published post.")
    if not counts:
        raise InputError("There is no number to record.", hint="Give at least one, such as --likes 4.")
    if wrong := [name for name, value in counts.items() if value < 0]:
        raise InputError(f"The number of {', '.join(wrong)} cannot be negative.")
    # A simulated post may have gone out in a time that was pretended.
    in_future = seen_at > lab.now() and not session.get_one(Account, post.account_id).simulated
    if seen_at < post.published_at or in_future:
        raise InputError(
            f"The numbers cannot have been seen at {seen_at:%Y-%m-%d %H:%M} UTC: the post went out at "
            f"{post.published_at:%Y-%m-%d %H:%M} UTC and it is {lab.now():%Y-%m-%d %H:%M} UTC.",
            hint="Give --at as the time at which you looked.",
        )
    reading = Reading(
        post_id=stored_id(post),
        taken_at=seen_at,
        age_s=(seen_at - post.published_at).total_seconds(),
        source="by hand",
        missing={name: "not typed in" for name in METRICS if name not in counts},
        likes=counts.get("likes"),
        comments=counts.get("comments"),
        shares=counts.get("shares"),
        clicks=counts.get("clicks"),
        impressions=counts.get("impressions"),
    )
    session.add(reading)
    lab.commit(session)
    log.info("post %s: reading recorded by hand", post.id)
    return reading


def readings_of(session: Session, post: Post) -> Sequence[Reading]:
    """A post's readings, youngest age first."""
    from sqlmodel import col, select

    from postlab.records.tables import Reading

    return session.exec(
        select(Reading).where(Reading.post_id == post.id).order_by(col(Reading.age_s), col(Reading.id))
    ).all()


def _read(lab: Lab, session: Session, turn: Turn, account: Account, posts: Sequence[Post]) -> None:
    from postlab.records.tables import Experiment

    try:
        seen = lab.connect(account).read([post.remote_id for post in posts if post.remote_id])
    except PlatformError as exc:
        if isinstance(exc, NeedsPerson):
            hold(lab, session, account, exc)
        elif isinstance(exc, Rejected) and exc.retry_after:
            hold(lab, session, account, exc, timedelta(seconds=exc.retry_after))
        turn.problems.append(Problem.of(posts[0].id, exc, account))
        log.warning("account %s could not be read: %s", account.name, exc.message)
        return
    taken_at = lab.now()
    read = [(post, seen[post.remote_id]) for post in posts if post.remote_id and post.remote_id in seen]
    if len(read) < len(posts):
        turn.problems.append(
            Problem(None, "not_read", _unread(account, len(posts) - len(read)), "The next run asks again.")
        )
    for post, counts in read:
        ages = plan_of(session.get_one(Experiment, post.experiment_id)).ages
        session.add(_reading(post, counts, ages, taken_at, simulated=account.simulated, turn=turn))
        session.add(post)
        turn.readings += 1
    lab.commit(session)
    log.info("account %s: %d posts read", account.name, len(read))


def _unread(account: Account, number: int) -> str:
    return f"{number} of the posts on “{account.name}” could not be read this time."


def _reading(
    post: Post, counts: Counts, ages: Sequence[timedelta], taken_at: datetime, *, simulated: bool, turn: Turn
) -> Reading:
    from postlab.records.tables import Reading, stored_id

    if post.published_at is None or post.next_reading_at is None:
        raise ValueError(f"post {post.id} is not due for a reading")
    age = taken_at - post.published_at
    due = [a for a in ages if post.next_reading_at - post.published_at <= a <= age]
    skipped = due[:-1]
    if skipped:
        turn.skipped.append(
            f"Post {post.id} was not looked at when it was {', '.join(map(format_duration, skipped))} old, because "
            f"nothing ran; it was read once now, {format_duration(timedelta(seconds=round(age.total_seconds())))} old."
        )
    later = [a for a in ages if a > age]
    post.next_reading_at = post.published_at + later[0] if later else None
    return Reading(
        post_id=stored_id(post),
        taken_at=taken_at,
        age_s=age.total_seconds(),
        due_age_s=due[-1].total_seconds() if due else None,
        likes=counts.likes,
        comments=counts.comments,
        shares=counts.shares,
        clicks=counts.clicks,
        impressions=counts.impressions,
        missing=dict(counts.missing),
        simulated=simulated,
        skipped=[a.total_seconds() for a in skipped],
    )
