"""Readings: what posts have gathered, looked at when they are due, or typed in by hand."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab.design.cadence import next_age, unchanged_looks
from postlab.design.durations import format_duration
from postlab.design.plan import Plan
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.loop.accounts.account_backoff import hold, is_held
from postlab.loop.accounts.spending import reads_allowed
from postlab.loop.lab import Lab
from postlab.loop.ledger import READING, Charge
from postlab.loop.log import log
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import plans_of
from postlab.loop.measure.by_hand import ask_for_numbers
from postlab.loop.measure.clicks import with_clicks
from postlab.loop.posts.replies import QUERY, without_ours
from postlab.loop.posts.schedule import counted_elsewhere
from postlab.loop.run_result import Problem, RunResult
from postlab.platforms.base import METRICS, Counts
from postlab.records.tables import Account, Post, PostState, Reading, stored_id


def read_due(lab: Lab, session: Session, turn: RunResult) -> None:
    """Look at every post that is due, each once, however many looks were missed; one batch an account.

    A post that nobody has seen as readers see it yet is not counted: whether it stands there as it was meant must be
    known before its numbers are.
    """
    # By time alone: with a state or an account beside it SQLite goes through every post there ever was.
    waiting = session.exec(
        select(Post).where(col(Post.next_reading_at) <= lab.now()).order_by(col(Post.next_reading_at))
    ).all()
    out = [
        post
        for post in waiting
        if post.state == PostState.PUBLISHED and (post.look_due_at is None or post.looked_at is not None)
    ]
    out.sort(key=lambda post: (post.account_id, stored_id(post)))
    for account_id, group in itertools.groupby(out, key=lambda post: post.account_id):
        account = session.get_one(Account, account_id)
        if not turn.handles(account):
            continue
        due = list(group)
        if is_by_hand(account):
            _read_by_hand(lab, session, turn, account, due)
        elif lab.rehearsal:
            turn.readings += len(due)
        elif is_held(lab, account):
            turn.problems.append(Problem.held(due[0].id, account))
        else:
            _read(lab, session, turn, account, due)


def _read(lab: Lab, session: Session, turn: RunResult, account: Account, due: Sequence[Post]) -> None:
    posts = _affordable(lab, session, turn, account, [post for post in due if post.remote_id])
    if not posts:
        return
    ids = [post.remote_id for post in posts if post.remote_id]
    try:
        seen = lab.connect(account).read(ids)
    except PlatformError as exc:
        if isinstance(exc, NeedsPerson):
            hold(lab, session, account, exc)
        elif isinstance(exc, Rejected) and exc.retry_after:
            hold(lab, session, account, exc, timedelta(seconds=exc.retry_after))
        turn.problems.append(Problem.of(posts[0].id, exc, account))
        log.warning("account %s could not be read: %s", account.name, exc.message)
        return
    lab.charges.append(Charge(account.name, READING, tuple(ids)))
    read = [(post, seen[post.remote_id]) for post in posts if post.remote_id and post.remote_id in seen]
    if len(read) < len(posts):
        turn.problems.append(
            Problem(None, "not_read", _unread(account, len(posts) - len(read)), "The next run asks again.")
        )
    read = without_ours(session, account, read)
    _store(lab, session, turn, account, with_clicks(lab, session, turn, read))


def _affordable(lab: Lab, session: Session, turn: RunResult, account: Account, posts: list[Post]) -> list[Post]:
    """The posts that may be read within the account's limits; those at their horizon come first."""
    plans = plans_of(session, posts)
    posts.sort(key=lambda post: not _at_horizon(post, plans[post.experiment_id], lab.now()))
    allowed, refusal = reads_allowed(lab, session, account, [post.remote_id or "" for post in posts])
    if refusal is not None:
        turn.problems.append(Problem.of(posts[allowed].id, refusal, account))
        log.warning("account %s: %s", account.name, refusal.message)
    return posts[:allowed]


def _at_horizon(post: Post, plan: Plan, now: datetime) -> bool:
    return post.published_at is not None and post.outcome is None and now - post.published_at >= plan.horizon


def _read_by_hand(lab: Lab, session: Session, turn: RunResult, account: Account, due: Sequence[Post]) -> None:
    """What a counter of clicks tells is asked for; for the rest a person is."""
    plans = plans_of(session, due)
    counted = [post for post in due if counted_elsewhere(plans[post.experiment_id])]
    ask_for_numbers(lab, session, turn, account, [post for post in due if post not in counted])
    if counted and lab.rehearsal:
        turn.readings += len(counted)
    elif counted:
        unseen = Counts(missing=dict.fromkeys(METRICS, "not typed in"))
        _store(lab, session, turn, account, with_clicks(lab, session, turn, [(post, unseen) for post in counted]))


def _store(lab: Lab, session: Session, turn: RunResult, account: Account, read: Sequence[tuple[Post, Counts]]) -> None:
    taken_at = lab.now()
    before = _numbers_before(session, [post for post, _ in read])
    plans = plans_of(session, (post for post, _ in read))
    for post, counts in read:
        plan = plans[post.experiment_id]
        seen = [*before.get(post.id, []), _numbers(counts)]
        session.add(
            _reading(
                post, counts, plan, taken_at, simulated=account.simulated, turn=turn, unchanged=unchanged_looks(seen)
            )
        )
        session.add(post)
        turn.readings += 1
    lab.commit(session)
    log.info("account %s: %d posts read", account.name, len(read))


def _numbers(seen: Counts | Reading) -> tuple[int | None, ...]:
    return tuple(getattr(seen, name) for name in METRICS)


def _numbers_before(session: Session, posts: Sequence[Post]) -> dict[int | None, list[tuple[int | None, ...]]]:
    """What earlier looks of ours saw, oldest first, by post."""
    found: dict[int | None, list[tuple[int | None, ...]]] = {}
    for some in (posts[start : start + QUERY] for start in range(0, len(posts), QUERY)):
        query = (
            select(Reading)
            .where(col(Reading.post_id).in_([post.id for post in some]), Reading.source == "platform")
            .order_by(col(Reading.age_s))
        )
        for reading in session.exec(query):
            found.setdefault(reading.post_id, []).append(_numbers(reading))
    return found


def _unread(account: Account, number: int) -> str:
    return f"{number} of the posts on “{account.name}” could not be read this time."


def _reading(
    post: Post,
    counts: Counts,
    plan: Plan,
    taken_at: datetime,
    *,
    simulated: bool,
    turn: RunResult,
    unchanged: int,
) -> Reading:

    if post.published_at is None or post.next_reading_at is None:
        raise ValueError(f"post {post.id} is not due for a reading")
    age = taken_at - post.published_at
    due = [a for a in plan.ages if post.next_reading_at - post.published_at <= a <= age]
    skipped = due[:-1]
    if skipped:
        turn.skipped.append(
            f"Post {post.id} was not looked at when it was {', '.join(map(format_duration, skipped))} old, because "
            f"nothing ran; it was read once now, {format_duration(timedelta(seconds=round(age.total_seconds())))} old."
        )
    coming = next_age(plan.ages, age=age, horizon=plan.horizon, unchanged=unchanged)
    post.next_reading_at = None if coming is None else post.published_at + coming
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
        others=dict(counts.others),
        simulated=simulated,
        skipped=[a.total_seconds() for a in skipped],
    )
