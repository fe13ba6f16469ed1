"""Taking the readings that are due."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab.design.cadence import next_age, unchanged_looks
from postlab.design.durations import format_duration
from postlab.design.plan import Plan
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.loop.accounts.account_backoff import back_off, is_backing_off, works_again
from postlab.loop.accounts.spending import reads_allowed
from postlab.loop.lab import Lab
from postlab.loop.ledger import READING, Charge
from postlab.loop.log import log
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import plans_of
from postlab.loop.lookup.refused import refused_post
from postlab.loop.measure.by_hand import ask_for_numbers
from postlab.loop.measure.clicks import with_clicks
from postlab.loop.measure.own_answers import own_answers
from postlab.loop.posts.replies import POSTS_PER_QUERY, without_own_replies
from postlab.loop.posts.schedule import counted_elsewhere
from postlab.loop.run_result import Problem, RunResult
from postlab.metrics import METRIC_NAMES, columns_of, numbers_in
from postlab.platforms.base import Counts
from postlab.platforms.counts import is_gone, is_withheld
from postlab.records.tables import Account, Post, PostState, Reading, stored_id
from postlab.stats.outcome import LATEST

AGAIN_AFTER = timedelta(hours=6)
"""After how long a number is asked for again that a network withholds."""


def is_withheld_from(missing: Mapping[str, str], plan: Plan) -> bool:
    """Whether a network withholds a number that a plan is judged by (see `postlab.platforms.counts.is_withheld`)."""
    return any(is_withheld(missing[metric]) for metric in plan.measure.needs if metric in missing)


def read_due(lab: Lab, session: Session, result: RunResult) -> None:
    """Read every post that is due, once each, however many readings were missed; in one batch per account.

    A post that `verify_live` has not seen yet is not read: whether it went live undamaged must be known before its
    numbers are.
    """
    # Filtered by time alone: with a state or an account as well, SQLite scans all posts.
    due_by_time = session.exec(
        select(Post).where(col(Post.next_reading_at) <= lab.now()).order_by(col(Post.next_reading_at))
    ).all()
    due_posts = [
        post
        for post in due_by_time
        if post.state == PostState.PUBLISHED and (post.look_due_at is None or post.looked_at is not None)
    ]
    due_posts.sort(key=lambda post: (post.account_id, stored_id(post)))
    for account_id, group in itertools.groupby(due_posts, key=lambda post: post.account_id):
        account = session.get_one(Account, account_id)
        if not result.handles(account):
            continue
        account_posts = list(group)
        if is_by_hand(account):
            _read_by_hand(lab, session, result, account, account_posts)
        elif lab.rehearsal:
            result.readings += len(account_posts)
        elif is_backing_off(lab, account):
            result.problems.append(Problem.held(account_posts[0].id, account))
        else:
            _read_from_network(lab, session, result, account, account_posts)


def _read_from_network(lab: Lab, session: Session, result: RunResult, account: Account, due: Sequence[Post]) -> None:
    posts = _within_limits(lab, session, result, account, [post for post in due if post.remote_id])
    if not posts:
        return
    ids = [post.remote_id for post in posts if post.remote_id]
    try:
        connected = lab.connect(account)
        counts_by_remote_id = connected.read(ids)
    except PlatformError as exc:
        result.note_unreadable(stored_id(account), exc)
        if isinstance(exc, NeedsPerson):
            back_off(lab, session, account, exc)
        elif isinstance(exc, Rejected) and exc.retry_after:
            back_off(lab, session, account, exc, timedelta(seconds=exc.retry_after))
        result.problems.append(Problem.of(posts[0].id, exc, account))
        log.warning("account %s could not be read: %s", account.name, exc.message)
        return
    if refused_post(session, account, sent=True) is None:
        works_again(session, account)
    lab.charges.append(Charge(account.name, READING, tuple(ids)))
    read = [
        (post, counts_by_remote_id[post.remote_id])
        for post in posts
        if post.remote_id and post.remote_id in counts_by_remote_id
    ]
    if len(read) < len(posts):
        result.problems.append(
            Problem(None, "not_read", _not_read_message(account, len(posts) - len(read)), "The next run asks again.")
        )
    read = without_own_replies(session, account, read, own=own_answers(connected, read))
    _store(lab, session, result, account, with_clicks(lab, session, result, read))


def _within_limits(lab: Lab, session: Session, result: RunResult, account: Account, posts: list[Post]) -> list[Post]:
    """The posts that may be read within the account's limits, those at their horizon first."""
    plans = plans_of(session, posts)
    posts.sort(key=lambda post: not _at_horizon(post, plans[post.experiment_id], lab.now()))
    allowed, refusal = reads_allowed(lab, session, account, [post.remote_id or "" for post in posts])
    if refusal is not None:
        result.problems.append(Problem.of(posts[allowed].id, refusal, account))
        log.warning("account %s: %s", account.name, refusal.message)
    return posts[:allowed]


def _at_horizon(post: Post, plan: Plan, now: datetime) -> bool:
    return post.published_at is not None and post.outcome is None and now - post.published_at >= plan.horizon


def _read_by_hand(lab: Lab, session: Session, result: RunResult, account: Account, due: Sequence[Post]) -> None:
    """Read posts of an account posted to by hand: from their counter where that is enough, else by asking a person."""
    plans = plans_of(session, due)
    counted = [post for post in due if counted_elsewhere(plans[post.experiment_id])]
    ask_for_numbers(lab, session, result, account, [post for post in due if post not in counted])
    if counted and lab.rehearsal:
        result.readings += len(counted)
    elif counted:
        unseen = Counts(missing=dict.fromkeys(METRIC_NAMES, "not typed in"))
        _store(lab, session, result, account, with_clicks(lab, session, result, [(post, unseen) for post in counted]))


def _store(
    lab: Lab, session: Session, result: RunResult, account: Account, read: Sequence[tuple[Post, Counts]]
) -> None:
    taken_at = lab.now()
    earlier_numbers = _numbers_before(session, [post for post, _ in read])
    plans = plans_of(session, (post for post, _ in read))
    for post, counts in read:
        plan = plans[post.experiment_id]
        all_numbers = [*earlier_numbers.get(post.id, []), tuple(counts.numbers.values())]
        session.add(
            _reading(
                post,
                counts,
                plan,
                taken_at,
                simulated=account.simulated,
                result=result,
                unchanged=unchanged_looks(all_numbers),
            )
        )
        session.add(post)
        result.readings += 1
    lab.commit(session)
    log.info("account %s: %d posts read", account.name, len(read))


def _numbers_before(session: Session, posts: Sequence[Post]) -> dict[int | None, list[tuple[int | None, ...]]]:
    """The numbers of earlier readings from the network, oldest first, by the post's id."""
    numbers_by_post: dict[int | None, list[tuple[int | None, ...]]] = {}
    for batch in (posts[start : start + POSTS_PER_QUERY] for start in range(0, len(posts), POSTS_PER_QUERY)):
        query = (
            select(Reading)
            .where(col(Reading.post_id).in_([post.id for post in batch]), Reading.source == "platform")
            .order_by(col(Reading.age_s))
        )
        for reading in session.exec(query):
            numbers_by_post.setdefault(reading.post_id, []).append(tuple(numbers_in(reading).values()))
    return numbers_by_post


def _not_read_message(account: Account, number: int) -> str:
    return f"{number} of the posts on “{account.name}” could not be read this time."


def _reading(
    post: Post,
    counts: Counts,
    plan: Plan,
    taken_at: datetime,
    *,
    simulated: bool,
    result: RunResult,
    unchanged: int,
) -> Reading:
    if post.published_at is None or post.next_reading_at is None:
        raise ValueError(f"post {post.id} is not due for a reading")
    age = taken_at - post.published_at
    due_ages = [due_age for due_age in plan.ages if post.next_reading_at - post.published_at <= due_age <= age]
    skipped = due_ages[:-1]
    if skipped:
        result.skipped.append(
            f"Post {post.id} was not looked at when it was {', '.join(map(format_duration, skipped))} old, because "
            f"nothing ran; it was read once now, {format_duration(timedelta(seconds=round(age.total_seconds())))} old."
        )
    if is_gone(counts):
        post.vanished_at = post.vanished_at or taken_at
    elif any(number is not None for number in counts.numbers.values()):
        # it was hidden, or the network erred
        post.vanished_at = None
    next_due = next_age(plan.ages, age=age, horizon=plan.horizon, unchanged=unchanged)
    if is_withheld_from(counts.missing, plan) and age < plan.horizon * LATEST:
        # somebody may mend that any time, and the number still counts then
        next_due = age + AGAIN_AFTER if next_due is None else min(next_due, age + AGAIN_AFTER)
    post.next_reading_at = None if next_due is None else post.published_at + next_due
    return Reading(
        post_id=stored_id(post),
        taken_at=taken_at,
        age_s=age.total_seconds(),
        due_age_s=due_ages[-1].total_seconds() if due_ages else None,
        **columns_of(counts.numbers),
        missing=dict(counts.missing),
        others=dict(counts.others),
        simulated=simulated,
        skipped=[due_age.total_seconds() for due_age in skipped],
    )
