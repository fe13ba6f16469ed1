"""What posts of a lab's accounts usually get, from those that it has seen: its own and those of imported exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import fmean

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.design.known_page import KnownPage, Source
from postlab.loop.lookup.accounts import splits_lists
from postlab.metrics import Measure, numbers_in
from postlab.platforms.options import with_defaults
from postlab.records.practice import Observed
from postlab.records.tables import Account, Post, Reading
from postlab.stats.luck import HALVES_LUCK, Page
from postlab.stats.rates import Counted
from postlab.stats.usual_page import page_of, usual_exposure

LATEST = 100
"""How many of an account's latest posts are looked at: older ones were of another page."""

EARLIEST_AGE = 0.75
"""A reading at less than this part of the horizon tells nothing of what is compared at the horizon."""

STAND_IN = 20.0
"""The usual number that a forecast takes where nobody knows one; it says so."""


def known_pages(
    session: Session,
    accounts: Sequence[Account],
    measure: Measure,
    *,
    horizon: timedelta,
    usual: float | None = None,
) -> list[KnownPage]:
    """What posts of each account get of a metric, in the accounts' order.

    Args:
        session: open.
        accounts: the accounts.
        measure: what the metric is made of. Of a rate it is its count that is told, because how long a question takes
            depends on how small that is.
        horizon: the age at which posts are compared.
        usual: a post's usual number according to the plan, for accounts without a history; of a rate its count.
    """
    return [_known_page(session, account, measure, horizon=horizon, usual=usual) for account in accounts]


def history(session: Session, account: Account, measure: Measure, *, horizon: timedelta) -> list[Counted]:
    """What an account's latest posts had, the oldest first; posts of which a number is missing are left out.

    Of a mailing that went to a whole list it is the half of it, for so many would get it in a round.
    """
    part = 0.5 if splits_lists(account) else 1.0
    seen: list[tuple[datetime, Counted]] = [
        (row.posted_at, Counted(counted.count * part, counted.views and counted.views * part))
        for row in session.exec(
            select(Observed)
            .where(Observed.account == account.name)
            .order_by(col(Observed.posted_at).desc())
            .limit(LATEST)
        )
        if (counted := _counted(row, measure)) is not None
    ]
    posts = session.exec(
        select(Post)
        .where(Post.account_id == account.id, Post.part == 0, col(Post.published_at).is_not(None))
        .order_by(col(Post.published_at).desc())
        .limit(LATEST)
    ).all()
    readings: dict[int, list[Reading]] = {}
    if posts:
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
        counted = next((counted for reading in near if (counted := _counted(reading, measure)) is not None), None)
        if counted is not None and post.published_at is not None:
            seen.append((post.published_at, counted))
    return [counted for _, counted in sorted(seen, key=_when_and_what)[-LATEST:]]


def _when_and_what(seen: tuple[datetime, Counted]) -> tuple[datetime, float]:
    return seen[0], seen[1].count


def _known_page(
    session: Session,
    account: Account,
    measure: Measure,
    *,
    horizon: timedelta,
    usual: float | None,
) -> KnownPage:
    seen = history(session, account, measure, horizon=horizon)
    known = _known_by(seen, account, measure, usual=usual)
    if not splits_lists(account):
        return known
    # the halves of a mailing share its luck, so that what mailings got is no sign of it
    mean = fmean(one.count for one in seen) if known.source is Source.HISTORY else known.page.mean
    return replace(known, page=Page(mean, HALVES_LUCK))


def _known_by(seen: Sequence[Counted], account: Account, measure: Measure, *, usual: float | None) -> KnownPage:
    views = None if measure.per is None else [one.views for one in seen if one.views is not None]
    page = page_of([one.count for one in seen], exposures=views)
    if page is not None:
        at_views = None if views is None else usual_exposure(views)
        return KnownPage(account.name, page, Source.HISTORY, len(seen), at_views)
    if usual is not None:
        return KnownPage(account.name, Page(usual), Source.PLAN)
    if (published := _published(account, measure)) is not None:
        return KnownPage(account.name, Page(published), Source.PUBLISHED)
    return KnownPage(account.name, Page(STAND_IN), Source.NOBODY)


def _published(account: Account, measure: Measure) -> float | None:
    """What is published of what posts of such an account get; None where nothing is."""
    plugin = platforms.load(account.platform)
    if plugin.usual is None:
        return None
    usual = plugin.usual(with_defaults(plugin, account.options))
    if not measure.weights.keys() <= usual.keys():
        return None
    return sum(weight * usual[metric] for metric, weight in measure.weights.items())


def _counted(row: Observed | Reading, measure: Measure) -> Counted | None:
    counted = measure.counted_in(numbers_in(row))
    return None if counted is None else Counted(*counted)
