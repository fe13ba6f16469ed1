"""Numbers that a person types in: asking for them, and storing them as a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from postlab.english import utc_time
from postlab.errors import InputError
from postlab.framing.shapes import Shape
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import counts_of, is_by_hand, shape_of
from postlab.loop.lookup.experiments import experiment_name, plan_of, plan_of_post
from postlab.loop.posts.replies import carries_link
from postlab.loop.posts.schedule import counted_elsewhere
from postlab.loop.run_result import RunResult, Waiting
from postlab.metrics import EXPOSURE, METRIC_NAMES, METRICS, columns_of, numbers_in
from postlab.records.tables import Account, Experiment, Post, Reading, stored_id


def record(lab: Lab, session: Session, post: Post, counts: Mapping[str, int], *, at: datetime | None = None) -> Reading:
    """Store numbers that a person typed in as a reading; metrics not typed in are missing, not zero.

    Args:
        lab: the lab.
        session: open.
        post: a published post.
        counts: by metric, at least one.
        at: when they were seen, in UTC; now, if not given.

    Raises:
        InputError: when the post is not out or a first reply, no number is given, one is negative, or `at` cannot be.
    """
    seen_at = at or lab.now()
    if post.part:
        raise InputError(
            f"Post {post.id} is the first reply to post {post.reply_to_id}; nobody looks at its numbers.",
            hint=f"`postlab metrics record {post.reply_to_id} …`",
        )
    if post.published_at is None:
        raise InputError(f"Post {post.id} is not out: it is {post.state}.", hint="Numbers belong to a published post.")
    if not counts:
        raise InputError("There is no number to record.", hint="Give at least one, such as --likes 4.")
    if wrong := [name for name, value in counts.items() if value < 0]:
        raise InputError(f"The number of {', '.join(wrong)} cannot be negative.")
    # A simulated post may have gone out under a virtual clock.
    in_future = seen_at > lab.now() and not session.get_one(Account, post.account_id).simulated
    if seen_at < post.published_at or in_future:
        raise InputError(
            f"The numbers cannot have been seen at {utc_time(seen_at)}: the post went out at "
            f"{utc_time(post.published_at)} and it is {utc_time(lab.now())}.",
            hint="Give --at as the time at which you looked.",
        )
    counts = with_recipients(post, counts)
    reading = Reading(
        post_id=stored_id(post),
        taken_at=seen_at,
        age_s=(seen_at - post.published_at).total_seconds(),
        source="by hand",
        missing={name: "not typed in" for name in METRIC_NAMES if name not in counts},
        **columns_of(counts),
    )
    session.add(reading)
    settle_by_hand(session, post, reading)
    lab.commit(session)
    log.info("post %s: reading recorded by hand", post.id)
    return reading


def with_recipients(post: Post, counts: Mapping[str, int]) -> dict[str, int]:
    """Counts of a post; of a mailing whose deliveries nobody told, the size of its part of the list stands for them."""
    sent_to = {} if post.recipients is None else {EXPOSURE: post.recipients}
    return {**sent_to, **counts}


def settle_by_hand(session: Session, post: Post, reading: Reading) -> None:
    """Ask no more for a post's numbers once a reading by hand has all that its metric needs. The caller commits."""
    if post.published_at is None or post.next_reading_at is None:
        return
    plan = plan_of(session.get_one(Experiment, post.experiment_id))
    by_hand = is_by_hand(session.get_one(Account, post.account_id))
    due_age_s = (post.next_reading_at - post.published_at).total_seconds()
    numbers = numbers_in(reading)
    has_every_metric = all(numbers[metric] is not None for metric in plan.measure.needs)
    if by_hand and has_every_metric and reading.age_s >= due_age_s and not counted_elsewhere(plan):
        post.next_reading_at = post.told_at = None
        session.add(post)


def is_counted_elsewhere(session: Session, post: Post) -> bool:
    """Whether a counter of clicks measures all that a post's metric needs, so that nobody types numbers in."""
    return counted_elsewhere(plan_of_post(session, post))


def ask_for_numbers(lab: Lab, session: Session, result: RunResult, account: Account, posts: Sequence[Post]) -> None:
    """Ask a person for the numbers of posts that are at their horizon; posts that are settled are not asked for."""
    for post in posts:
        if is_settled(post):
            post.next_reading_at = None
            session.add(post)
        else:
            result.waiting.append(numbers_owed(session, post, account))
    lab.commit(session)


def numbers_owed(session: Session, post: Post, account: Account) -> Waiting:
    """The request for the numbers of a post that is at its horizon, on an account posted to by hand."""
    has_reply = not carries_link(post) and shape_of(account) is Shape.POST
    reply_hint = " Leave your own reply out of the comments." if has_reply else ""
    needs = plan_of_post(session, post).measure.needs
    counts = counts_of(account)
    asked = [metric for metric in METRICS if (metric.judged and metric.name in counts) or metric.name in needs]
    options = " ".join(f"{metric.option} N" for metric in asked)
    return Waiting(
        f"Post {post.id} ({post.variant}) on “{account.name}” has come to the age at which posts are compared: look at "
        f"its numbers and type them in.{reply_hint}",
        f"postlab metrics record {post.id} {options}",
        experiment_name(session, post),
        post.id,
        post.next_reading_at,
    )


def is_settled(post: Post) -> bool:
    """Whether a post's outcome is settled: it has one, or it is known why it has none."""
    return post.outcome is not None or post.outcome_missing is not None
