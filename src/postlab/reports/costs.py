"""Costs in sentences: of a plan before it starts, of posts before they go out, of what was spent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from postlab.design.costs import Cost, post_price, usd
from postlab.english import day
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.loop.accounts.spending import Spent
    from postlab.loop.lab import Lab
    from postlab.records.tables import Account, Post


def of_plan(by_account: Mapping[str, Cost], as_of: date | None, limits: Mapping[str, Decimal]) -> list[str]:
    """What a plan will cost at most, one sentence each; empty where it costs nothing.

    Args:
        by_account: the cost of all its rounds, by the account's name.
        as_of: the day of the oldest price.
        limits: the monthly limit in US dollars, by the account's name, where there is one.
    """
    cost = sum(by_account.values(), Cost())
    if not cost.total:
        return []
    known = f" at the prices of {day(as_of)}" if as_of else ""
    parts = f"{usd(cost.posts)} for posts, {usd(cost.reads)} for looking at them"
    lines = [f"It will cost up to {usd(cost.total)}{known}: {parts}."]
    for name, limit in limits.items():
        over = by_account[name].total > limit
        more = (
            ", which is less than this plan may cost: it would wait there for the next month or for you" if over else ""
        )
        lines.append(f"“{plain(name)}” may spend {usd(limit)} in a month{more}.")
    return lines


def of_posts(lab: Lab, session: Session, posts: Sequence[Post]) -> Decimal:
    """What putting some posts out costs, in US dollars."""
    from postlab.framing.lengths import makes_links
    from postlab.loop.ledger import prices_of
    from postlab.loop.lookup.accounts import rule_of
    from postlab.loop.posts.replies import carries_link
    from postlab.records.tables import Account

    accounts: dict[int, Account] = {}
    total = Decimal(0)
    for post in posts:
        account = accounts.setdefault(post.account_id, session.get_one(Account, post.account_id))
        linked = carries_link(post) or makes_links(rule_of(account), post.text)
        total += post_price(prices_of(lab.settings, account.platform), with_link=linked)
    return total


def spent_so_far(account: Account, spent: Spent) -> str | None:
    """What an account has spent, in a sentence; None where it costs nothing and has no limit."""
    limit, cap = spent.budget.usd_a_month, spent.budget.reads_a_day
    if not spent.month and limit is None and cap is None:
        return None
    of = f" of {usd(limit)}" if limit is not None else ""
    amounts = (
        f"“{plain(account.name)}” has spent about {usd(spent.month)}{of} this month, {usd(spent.today)} of it today"
    )
    return f"{amounts}; {spent.reads_today} of {cap} posts read today." if cap is not None else f"{amounts}."
