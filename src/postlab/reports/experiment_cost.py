"""What a try cost: rounds, posts, time, money where a network charged, followers where they were counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.design.costs import MICROS, OWNED_READ, POST, POST_WITH_LINK, READ, usd
from postlab.english import counted, local_day
from postlab.reports.lesson_view import ExperimentCost, Followers
from postlab.reports.verdict import VerdictView
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.practice import Spending
    from postlab.records.tables import Account, Experiment, Post

ABOUT_THEN = timedelta(days=14)
"""A follower count older than this at the first post is not used as the count at the start."""


def cost_of(session: Session, experiment: Experiment, verdict: VerdictView) -> ExperimentCost:
    """What an experiment has cost so far.

    Args:
        session: open on the lab's records.
        experiment: a stored experiment.
        verdict: its verdict, for the number of rounds that count.
    """
    from sqlmodel import col, select

    from postlab.records.tables import Account, Post

    rows = session.exec(
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Post.experiment_id == experiment.id, col(Post.published_at).is_not(None))
    ).all()
    posts = [post for post, _ in rows]
    accounts = {account.name: account for _, account in rows}
    began = min((post.published_at for post in posts if post.published_at), default=None)
    return ExperimentCost(
        rounds=verdict.rounds,
        voided=verdict.voided,
        posts=sum(post.part == 0 for post in posts),
        began_at=began,
        ended_at=experiment.ended_at,
        usd=_charged(session, posts),
        followers=tuple(
            followers
            for account in accounts.values()
            if began is not None and (followers := _followers(session, account, began, experiment.ended_at)) is not None
        ),
    )


def _charged(session: Session, posts: Sequence[Post]) -> Decimal | None:
    """What networks charged for some posts, in US dollars; None where nothing was charged.

    A charge for reading names the posts that were read. A charge for publishing does not, so the posts of a day share
    it.
    """
    from sqlmodel import col, select

    from postlab.records.practice import Spending

    accounts = {post.account_id for post in posts}
    days = [f"{post.published_at:%Y-%m-%d}" for post in posts if post.published_at is not None]
    if not days:
        return None
    rows = session.exec(
        select(Spending).where(col(Spending.account_id).in_(accounts), col(Spending.day) >= min(days))
    ).all()
    total, any_units = Decimal(0), False
    for row in rows:
        if not row.micros or not row.units:
            continue
        units = _units(row, posts)
        any_units |= units > 0
        total += Decimal(row.micros) / row.units * min(units, row.units)
    return total / MICROS if any_units else None


def _units(row: Spending, posts: Sequence[Post]) -> int:
    theirs = [post for post in posts if post.account_id == row.account_id]
    if row.kind in {READ, OWNED_READ}:
        return len({post.remote_id for post in theirs} & set(row.resources))
    if row.kind in {POST, POST_WITH_LINK}:
        return sum(post.published_at is not None and f"{post.published_at:%Y-%m-%d}" == row.day for post in theirs)
    return 0


def _followers(session: Session, account: Account, began: datetime, ended: datetime | None) -> Followers | None:
    from sqlmodel import col, select

    from postlab.records.practice import Following

    known = select(Following).where(Following.account_id == account.id)
    newest = col(Following.day).desc()
    before = session.exec(
        known.where(
            col(Following.day) <= f"{began:%Y-%m-%d}", col(Following.day) >= f"{began - ABOUT_THEN:%Y-%m-%d}"
        ).order_by(newest)
    ).first()
    at_the_end = known if ended is None else known.where(col(Following.day) <= f"{ended:%Y-%m-%d}")
    after = session.exec(at_the_end.order_by(newest)).first()
    if before is None or after is None or after.day <= before.day:
        return None
    return Followers(account.name, before.followers, after.followers)


def cost_sentences(cost: ExperimentCost, zone: str) -> tuple[str, ...]:
    """What a try cost, one sentence each; what was not counted is left out."""
    if cost.began_at is None:
        return ("Nothing went out.",)
    void = f" ({cost.voided} more did not count)" if cost.voided else ""
    lines = [f"{counted(cost.rounds, 'round')}{void}, {counted(cost.posts, 'post')}{_span(cost, ZoneInfo(zone))}."]
    if cost.usd is not None:
        lines.append(f"About {usd(cost.usd)} by the prices of the time.")
    lines += [_followers_sentence(followers) for followers in cost.followers]
    return tuple(lines)


def _span(cost: ExperimentCost, zone: ZoneInfo) -> str:
    if cost.began_at is None or cost.ended_at is None or cost.ended_at <= cost.began_at:
        return ""
    dates = f"{local_day(cost.began_at, zone)} to {local_day(cost.ended_at, zone)}"
    return f", {_length_phrase(cost.ended_at - cost.began_at)} ({dates})"


def _length_phrase(length: timedelta) -> str:
    days = length / timedelta(days=1)
    if days < 2:
        return counted(max(round(days * 24), 1), "hour")
    return counted(round(days), "day") if days < 21 else counted(round(days / 7), "week")


def _followers_sentence(followers: Followers) -> str:
    name, change = plain(followers.account), followers.after - followers.before
    if not change:
        return f"“{name}” has {followers.after:,} followers, as many as when it began."
    word = "more" if change > 0 else "fewer"
    return (
        f"“{name}” has {followers.after:,} followers, {abs(change):,} {word} than the {followers.before:,} when "
        "it began, for whatever reason."
    )
