"""The check-up: everything that could stop tomorrow's run, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from postlab.design.costs import usd
from postlab.design.frequency import MONTH, room_from
from postlab.english import counted, plural, zoned_time
from postlab.errors import NeedsPerson, PlatformError, typed
from postlab.loop.accounts import setup, spending
from postlab.loop.lab import Lab
from postlab.loop.limits import frequency, link_caps
from postlab.loop.lookup.accounts import account_named, splits_lists, with_counters
from postlab.loop.lookup.pauses import is_paused
from postlab.loop.lookup.refused import refused_post, refused_posts
from postlab.loop.notify.missed import missed
from postlab.loop.posts.attempts import a_person_must_look, how_to_resolve
from postlab.loop.posts.review_waits import review_waits
from postlab.loop.protect.pausing import awaiting_a_decision
from postlab.loop.run_result import RunResult
from postlab.platforms.base import TOKEN_ENDS_SOON, Health
from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT, Account, Post, PostState

LEAST_FREE_BYTES = 100_000_000
"""How many bytes should be free on the lab's disk."""
NEARLY_SPENT = Decimal("0.9")
"""Share of a monthly budget (0 to 1) from which its spending is reported."""


class Grade(StrEnum):
    """How serious a finding is."""

    FINE = "fine"
    NOTE = "note"
    """It works, but a person should know."""
    WILL_STOP = "will stop"
    """A run will not do its work until a person has acted."""


@dataclass(frozen=True, slots=True)
class CheckupFinding:
    """The result of one check.

    Attributes:
        what: what was checked.
        grade: how serious it is.
        message: the result, in a sentence.
        next: what to do about it, or empty.
        health: what an account answered, or None.
    """

    what: str
    grade: Grade
    message: str
    next: str = ""
    health: Health | None = None


def checkup(lab: Lab) -> Iterator[CheckupFinding]:
    """Check the lab's files, the accounts and counters (by logging in, without posting), budgets, and posts that wait.

    The accounts' answers are stored, as `postlab account check` does; where the lab cannot be written, they are not.
    """
    yield from _of_files(lab)
    lab.rehearsal = lab.rehearsal or lab.database.only_read
    with lab.session() as session:
        accounts = with_counters(session)
        if not any(not account.counts_only for account in accounts):
            yield CheckupFinding("accounts", Grade.NOTE, "There is no account to post to.", "`postlab account add …`")
    for account in accounts:
        yield from of_account(lab, account)
    with lab.session() as session:
        for account in accounts:
            yield from _of_budget(lab, session, account)
            yield from _of_link_cap(lab, session, account)
        yield from _of_posts(lab, session)
        yield from _of_lists(lab, session)
        yield from _of_experiments(lab, session)
        for one in missed(lab, session):
            yield CheckupFinding("missed", Grade.NOTE, one.message, one.next)


def of_account(lab: Lab, account: Account) -> Iterator[CheckupFinding]:
    """Check by logging in whether one account or counter works, and how long its token is valid."""
    what = f"account “{account.name}” ({account.platform})"
    try:
        health = setup.check_account(lab, account.name, asked_for=False)
    except NeedsPerson as exc:
        yield CheckupFinding(what, Grade.WILL_STOP, exc.message, exc.hint)
        return
    except PlatformError as exc:
        yield CheckupFinding(
            what,
            Grade.NOTE,
            f"{exc.message} That says nothing about its token.",
            exc.hint or "Try again later.",
        )
        return
    with lab.session() as session:
        account = account_named(session, account.name)
        refused = refused_post(session, account, sent=True)
    left = None if health.expires_at is None or health.renews else health.expires_at - lab.now()
    again = f"Get a new token, then `postlab account add {account.platform} {typed(account.name)}`."
    if health.publishes is False:
        yield CheckupFinding(what, Grade.WILL_STOP, "It may not publish.", " ".join(health.lacks), health)
    elif left is not None and left <= TOKEN_ENDS_SOON:
        days = max(left // timedelta(days=1), 0)
        grade = Grade.WILL_STOP if left <= timedelta(0) else Grade.NOTE
        yield CheckupFinding(what, grade, f"Its token ends in {counted(days, 'day')}.", again, health)
    elif refused is not None:
        yield CheckupFinding(
            what,
            Grade.WILL_STOP,
            f"It answers as {health.identity.name}, but refuses post {refused.id}. {account.hold_reason}",
            f"`postlab account check {typed(account.name)}` lets it try at once. {refused.problem_next or ''}".strip(),
            health,
        )
    else:
        yield CheckupFinding(what, Grade.FINE, f"It answers as {health.identity.name}.", health=health)
    if health.publishes is not False:
        for lack in health.lacks:
            yield CheckupFinding(what, Grade.NOTE, lack)


def _of_files(lab: Lab) -> Iterator[CheckupFinding]:
    if (found := lab.database.obstacle) is not None:
        yield CheckupFinding("lab", Grade.WILL_STOP, found.message, found.hint)
        return
    free = shutil.disk_usage(lab.settings.lab).free
    if free < LEAST_FREE_BYTES:
        yield CheckupFinding(
            "disk",
            Grade.WILL_STOP,
            f"Only {free / 1e6:.0f} MB are free where the lab is.",
            "Make room: a run writes down everything before it posts.",
        )
    else:
        yield CheckupFinding(
            "lab", Grade.FINE, f"{lab.settings.lab} can be read and written; its database is up to date."
        )


def _of_budget(lab: Lab, session: Session, account: Account) -> Iterator[CheckupFinding]:
    spent = spending.spent(lab, session, account)
    limit = spent.budget.usd_a_month
    if limit is not None and spent.month >= limit * NEARLY_SPENT:
        yield CheckupFinding(
            f"budget of “{account.name}”",
            Grade.WILL_STOP if spent.month >= limit else Grade.NOTE,
            f"{usd(spent.month)} of {usd(limit)} of this month are spent.",
            f'Raise usd_a_month under [budget."{account.name}"] in postlab.toml, or wait for the first of the month.',
        )


def _of_link_cap(lab: Lab, session: Session, account: Account) -> Iterator[CheckupFinding]:
    most = link_caps.cap_of(account)
    if most is None:
        return
    out = frequency.out_with_link(lab, session, account)
    until = room_from(lab.now(), out, most, MONTH)
    full = until > lab.now()
    next_room = f" The next may go out on {zoned_time(until, ZoneInfo(lab.settings.timezone))}." if full else ""
    yield CheckupFinding(
        f"link posts of “{account.name}”",
        Grade.NOTE if full else Grade.FINE,
        f"{len(out)} of the {counted(most, 'post')} with a link that it may publish in 31 days went out.{next_room}",
        "Posts with a link wait for that day; a link in the first reply does not count." if full else "",
    )


def _of_experiments(lab: Lab, session: Session) -> Iterator[CheckupFinding]:
    """The experiments that wait for a person's decision, and the posts of running ones that were refused for good."""
    for waiting in awaiting_a_decision(lab, session, RunResult()):
        yield CheckupFinding("experiment", Grade.WILL_STOP, waiting.message, waiting.next)
    for post in refused_posts(session):
        yield CheckupFinding(
            f"post {post.id}", Grade.NOTE, f"It was refused and does not go out. {post.problem or ''}".strip()
        )


def _of_posts(lab: Lab, session: Session) -> Iterator[CheckupFinding]:
    doubtful = session.exec(select(Post).where(col(Post.state).in_(IN_DOUBT))).all()
    for post in doubtful:
        person = a_person_must_look(session, post, now=lab.now())
        looks = f"`postlab run` looks; `postlab post resolve {post.id}` if you can see it yourself."
        yield CheckupFinding(
            f"post {post.id}",
            Grade.WILL_STOP if person else Grade.NOTE,
            f"It is not known whether it went out. {post.problem or ''}".strip(),
            how_to_resolve(post) if person else looks,
        )
    waiting = session.exec(
        select(Post).where(Post.state == PostState.PLANNED, col(Post.slot_at) <= lab.now() + timedelta(days=1))
    ).all()
    reviews = review_waits(session, waiting)
    for subject, whose, posts, step in (
        ("approval", "your approval", [post for post in waiting if post.id not in reviews], "approve EXPERIMENT"),
        ("review", "a reviewer's yes", [post for post in waiting if post.id in reviews], "review export EXPERIMENT"),
    ):
        if posts:
            numbers = ", ".join(str(post.id) for post in posts)
            yield CheckupFinding(
                subject,
                Grade.WILL_STOP,
                f"{plural(len(posts), 'Post')} {numbers} will be due by this time tomorrow and "
                f"{plural(len(posts), 'waits', 'wait')} for {whose}.",
                f"`postlab {step}`",
            )
    for post in waiting:
        if post.problem:
            yield CheckupFinding(f"post {post.id}", Grade.NOTE, post.problem, post.problem_next or "")


def _of_lists(lab: Lab, session: Session) -> Iterator[CheckupFinding]:
    """The mailings that will be due by this time tomorrow and whose list nobody has split."""
    unsplit = session.exec(
        select(Post)
        .where(col(Post.state).in_(WAITING_TO_GO_OUT), Post.part == 0, col(Post.recipients).is_(None))
        .where(col(Post.slot_at) <= lab.now() + timedelta(days=1))
        .order_by(col(Post.slot_at), col(Post.id))
    ).all()
    mailings = {(post.round_id, post.account_id): post for post in reversed(unsplit)}
    for post in reversed(mailings.values()):
        account = session.get_one(Account, post.account_id)
        if splits_lists(account) and not is_paused(session, post):
            at = zoned_time(post.slot_at, ZoneInfo(post.zone))
            yield CheckupFinding(
                f"list of “{account.name}”",
                Grade.WILL_STOP,
                f"The mailing of post {post.id} is for {at}, and its list is not split yet: no half can go out.",
                f"postlab post split {post.id} LIST.csv",
            )
