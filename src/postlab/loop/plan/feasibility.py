"""Whether posts of a plan's accounts get enough to settle its question, and what would help where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from postlab.design.known_page import KnownPage
from postlab.design.plan import Plan
from postlab.design.ways_out import Way, too_few, ways_out
from postlab.loop.limits import link_caps
from postlab.loop.lookup.accounts import all_accounts, counts_of
from postlab.loop.plan.slots import layout_of
from postlab.loop.plan.usual_counts import known_pages
from postlab.metrics import JUDGED_BY, label_of, measure_of
from postlab.records.tables import Account
from postlab.stats.luck import Page


def ways_of(
    session: Session, plan: Plan, accounts: Sequence[Account], pages: Sequence[KnownPage], *, now: datetime
) -> list[Way]:
    """The plan as it stands and what would settle it sooner, where its posts get too little; else nothing.

    Nothing is said where nobody knows what a post of one of its accounts gets.

    Args:
        session: open.
        plan: the plan.
        accounts: its accounts, in its order.
        pages: what their posts get of its metric.
        now: the time.
    """
    if any(page.source == "nobody" for page in pages) or not too_few([page.page for page in pages]):
        return []
    return all_ways(session, plan, accounts, pages, now=now)


def all_ways(
    session: Session, plan: Plan, accounts: Sequence[Account], pages: Sequence[KnownPage], *, now: datetime
) -> list[Way]:
    """The plan as it stands and what would settle it sooner, whatever its posts get; arguments as `ways_of`."""
    known = [page.page for page in pages]
    return ways_out(
        layout_of(plan, now=now, most_a_week=link_caps.slots_a_week(plan, accounts)),
        known,
        metric=plan.metric,
        others=_other_metrics(session, plan, accounts),
        more_accounts=_more_accounts(session, plan, accounts, known),
    )


def _other_metrics(session: Session, plan: Plan, accounts: Sequence[Account]) -> dict[str, list[Page]]:
    """By label, what posts of all the accounts get of metrics that the plan is not judged by; by history alone."""
    found = {}
    for metric in JUDGED_BY:
        if metric in plan.measure.needs or any(metric not in counts_of(account) for account in accounts):
            continue
        pages = known_pages(session, accounts, measure_of(metric), horizon=plan.horizon)
        if all(page.source == "history" for page in pages):
            found[label_of(metric)] = [page.page for page in pages]
    return found


def _more_accounts(session: Session, plan: Plan, accounts: Sequence[Account], pages: Sequence[Page]) -> dict[str, Page]:
    """By name, what posts of accounts that the plan leaves out get; one without a history is taken for the first."""
    taken = {account.name for account in accounts}
    needed = plan.measure.needs - ({"clicks"} if plan.clicks_from else set())
    others = [
        account
        for account in all_accounts(session)
        if account.name not in taken and account.simulated == accounts[0].simulated and needed <= counts_of(account)
    ]
    found = known_pages(session, others, plan.measure, horizon=plan.horizon)
    return {known.account: known.page if known.source == "history" else pages[0] for known in found}
