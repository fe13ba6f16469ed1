"""Money of accounts: what a plan will cost, what was spent each day, and whether a budget allows more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.design.costs import MICROS, Cost, plan_cost, post_price, read_price, usd
from postlab.design.plan import Plan
from postlab.errors import NeedsPerson
from postlab.framing.blocks import REPLY
from postlab.loop.lab import Lab
from postlab.loop.ledger import ONCE_A_DAY, READING, prices_of, utc_day
from postlab.records.practice import Spending
from postlab.records.tables import Account
from postlab.settings_model import Budget


@dataclass(frozen=True, slots=True)
class Spent:
    """What an account has spent, at the prices when it was spent; an estimate until the bill comes.

    Attributes:
        today: US dollars since midnight UTC.
        month: US dollars since the first of the month.
        reads_today: how many different posts were read since midnight UTC.
        budget: its limits.
        days: the UTC days of this month on which something was spent, each with the US dollars.
    """

    today: Decimal
    month: Decimal
    reads_today: int
    budget: Budget
    days: tuple[tuple[str, Decimal], ...] = ()


def costs_of(lab: Lab, plan: Plan, accounts: Sequence[Account]) -> dict[str, Cost]:
    """What all rounds of a plan will cost at most, in US dollars, by the account's name.

    Args:
        lab: for the prices in its settings.
        plan: the plan.
        accounts: the plan's accounts.
    """
    # A link in the first reply makes two posts; the reply is read once only, right after it goes out.
    posts_with_reply = plan.rounds * sum(REPLY in variant.blocks for variant in plan.variant)
    posts_alone = plan.rounds * len(plan.variant) - posts_with_reply

    def cost(account: Account) -> Cost:
        prices = prices_of(lab.settings, account.platform)
        return (
            plan_cost(prices, posts=posts_alone, ages=plan.ages)
            + plan_cost(prices, posts=posts_with_reply, ages=plan.ages, with_link=False)
            + plan_cost(prices, posts=posts_with_reply, ages=())
        )

    return {account.name: cost(account) for account in accounts}


def prices_as_of(accounts: Sequence[Account]) -> date | None:
    """The date of the oldest price list among some accounts' networks; None where none of them charges."""
    terms = [platforms.load(account.platform).terms for account in accounts]
    return min(
        (known_terms.as_of for known_terms in terms if known_terms is not None and known_terms.prices), default=None
    )


def spent(lab: Lab, session: Session, account: Account) -> Spent:
    """What an account has spent today and this month, in UTC."""
    today = utc_day(lab.now())
    rows = _rows(session, account, month=today[:7])
    return Spent(
        today=_usd(row.micros for row in rows if row.day == today),
        month=_usd(row.micros for row in rows),
        reads_today=sum(row.units for row in rows if row.day == today and row.kind == READING),
        budget=lab.settings.budgets.get(account.name, Budget()),
        days=tuple(
            (day, amount)
            for day in sorted({row.day for row in rows})
            if (amount := _usd(row.micros for row in rows if row.day == day))
        ),
    )


def check_post(lab: Lab, session: Session, account: Account, *, with_link: bool = True) -> None:
    """Check that the account's monthly budget allows one more post.

    Raises:
        NeedsPerson: when it does not.
    """
    limit = lab.settings.budgets.get(account.name, Budget()).usd_a_month
    price = post_price(prices_of(lab.settings, account.platform), with_link=with_link)
    if limit is None or not price:
        return
    month = spent(lab, session, account).month
    if month + price > limit:
        raise _over_budget(lab, account, f"one more post ({usd(price)})", month, limit)


def reads_allowed(lab: Lab, session: Session, account: Account, posts: Sequence[str]) -> tuple[int, NeedsPerson | None]:
    """How many of some posts may be read within the account's limits, counted from the first.

    Args:
        lab: the lab.
        session: open.
        account: the account that they are on.
        posts: their ids on the network; one that was read today already costs nothing more.

    Returns:
        The number, and the error to report where it is not all of them.
    """
    budget = lab.settings.budgets.get(account.name, Budget())
    price = read_price(prices_of(lab.settings, account.platform))
    if budget.reads_a_day is None and (budget.usd_a_month is None or not price):
        return len(posts), None
    day = utc_day(lab.now())
    rows = _rows(session, account, month=day[:7])
    read_today = {resource for row in rows if row.day == day and row.kind in ONCE_A_DAY for resource in row.resources}
    month = _usd(row.micros for row in rows)
    new_reads = 0
    for allowed, post in enumerate(posts):
        new_reads += post not in read_today
        if budget.reads_a_day is not None and len(read_today) + new_reads > budget.reads_a_day:
            return allowed, NeedsPerson(
                f"“{account.name}” has read its {budget.reads_a_day} posts of today; {len(posts) - allowed} more are "
                "due and wait until midnight UTC.",
                hint=f'Raise reads_a_day under [budget."{account.name}"] in {lab.settings.file}.',
                code="read_cap",
            )
        if budget.usd_a_month is not None and price and month + new_reads * price > budget.usd_a_month:
            return allowed, _over_budget(
                lab, account, f"reading one more post ({usd(price)})", month, budget.usd_a_month
            )
    return len(posts), None


def _rows(session: Session, account: Account, *, month: str) -> Sequence[Spending]:
    return session.exec(
        select(Spending).where(Spending.account_id == account.id, col(Spending.day) >= f"{month}-01")
    ).all()


def _over_budget(lab: Lab, account: Account, purchase: str, month: Decimal, limit: Decimal) -> NeedsPerson:
    return NeedsPerson(
        f"“{account.name}” has spent {usd(month)} of its {usd(limit)} of this month; {purchase} would be more.",
        hint=f'Raise usd_a_month under [budget."{account.name}"] in {lab.settings.file}, or wait for '
        "the first of the month (UTC).",
        code="budget",
    )


def _usd(micros: Iterable[int]) -> Decimal:
    return Decimal(sum(micros)) / MICROS
