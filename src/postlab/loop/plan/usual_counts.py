"""What posts of a lab's accounts usually get, from those that it has seen: its own and those of imported exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from postlab.design.known_page import KnownPage, Source
from postlab.metrics import numbers_in
from postlab.records.practice import Observed
from postlab.records.tables import Account, Post, Reading
from postlab.stats.luck import Page
from postlab.stats.usual_page import page_of

LATEST = 100
"""How many of an account's latest posts are looked at: older ones were of another page."""

EARLIEST_AGE = 0.75
"""A reading at less than this part of the horizon tells nothing of what is compared at the horizon."""

STAND_IN = 20.0
"""The usual number that a forecast takes where nobody knows one; it says so."""


def known_pages(
    session: Session,
    accounts: Sequence[Account],
    weights: Mapping[str, float],
    *,
    horizon: timedelta,
    usual: float | None = None,
) -> list[KnownPage]:
    """What posts of each account get of a metric, in the accounts' order.

    Args:
        session: open.
        accounts: the accounts.
        weights: what one of each count is worth in the metric.
        horizon: the age at which posts are compared.
        usual: a post's usual number according to the plan, for accounts without a history.
    """
    return [_known_page(session, account, weights, horizon=horizon, usual=usual) for account in accounts]


def history(session: Session, account: Account, weights: Mapping[str, float], *, horizon: timedelta) -> list[float]:
    """The metric of an account's latest posts, the oldest first; posts of which a count is missing are left out."""
    seen: list[tuple[datetime, float]] = [
        (row.posted_at, number)
        for row in session.exec(
            select(Observed)
            .where(Observed.account == account.name)
            .order_by(col(Observed.posted_at).desc())
            .limit(LATEST)
        )
        if (number := _number(row, weights)) is not None
    ]
    posts = session.exec(
        select(Post)
        .where(Post.account_id == account.id, Post.part == 0, col(Post.published_at).is_not(None))
        .order_by(col(Post.published_at).desc())
        .limit(LATEST)
    ).all()
    readings: dict[int, list[Reading]] = {}
    for reading in session.exec(
        select(Reading).where(
            col(Reading.post_id).in_([post.id for post in posts]),
            Reading.age_s >= EARLIEST_AGE * horizon.total_seconds(),
        )
    ):
        readings.setdefault(reading.post_id, []).append(reading)
    for post in posts:
        # the nearest to the horizon: later ones have gathered more
        near = sorted(readings.get(post.id or 0, ()), key=lambda reading: abs(reading.age_s - horizon.total_seconds()))
        number = next((number for reading in near if (number := _number(reading, weights)) is not None), None)
        if number is not None and post.published_at is not None:
            seen.append((post.published_at, number))
    return [number for _, number in sorted(seen)[-LATEST:]]


def _known_page(
    session: Session,
    account: Account,
    weights: Mapping[str, float],
    *,
    horizon: timedelta,
    usual: float | None,
) -> KnownPage:
    numbers = history(session, account, weights, horizon=horizon)
    page = page_of(numbers)
    if page is not None:
        return KnownPage(account.name, page, Source.HISTORY, len(numbers))
    if usual is not None:
        return KnownPage(account.name, Page(usual), Source.PLAN)
    return KnownPage(account.name, Page(STAND_IN), Source.NOBODY)


def _number(row: Observed | Reading, weights: Mapping[str, float]) -> float | None:
    numbers = numbers_in(row)
    if any(numbers[metric] is None for metric in weights):
        return None
    return sum(weight * (numbers[metric] or 0) for metric, weight in weights.items())
