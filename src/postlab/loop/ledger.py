"""The ledger: what networks charge, and charges and facts of adapters written down with the next commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from postlab import platforms
from postlab.design.costs import MICROS, OWNED_READ, READ
from postlab.errors import InputError
from postlab.loop.lookup.accounts import find_account
from postlab.records.tables import Account, Spending, stored_id
from postlab.settings import Settings


@dataclass(frozen=True, slots=True)
class Charge:
    """Something that a network charges for: on which account, of what kind, and the ids of what was charged."""

    account: str
    kind: str
    resources: tuple[str, ...]


READING = "reading"
"""Posts that were read, whatever the network charges for it: what a cap on reads is about."""

ONCE_A_DAY = frozenset({READ, OWNED_READ, READING})
"""Kinds of charge for which a network bills the same post once a day, however often it is asked for it."""


def prices_of(settings: Settings, platform: str) -> Mapping[str, Decimal]:
    """What a network charges: as PostLab knows it, unless the lab's settings say otherwise."""
    try:
        terms = platforms.load(platform).terms
    except InputError:
        # a counter, or a plugin that is gone: that shows when it is connected
        terms = None
    return {**(terms.prices if terms else {}), **settings.prices.get(platform, {})}


def write_down(
    session: Session,
    charges: Iterable[Charge],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    settings: Settings,
    now: datetime,
) -> None:
    """Book what adapters were charged for, and keep what they have learnt of their accounts; the caller commits.

    Args:
        session: open.
        charges: since the last commit; those of accounts that are unknown are passed over.
        facts: by name of the account, what an adapter has learnt of it.
        settings: for the prices.
        now: the day (UTC) on which it was spent.
    """
    for charge in charges:
        account = find_account(session, charge.account, removed=True)
        if account is not None:
            price = prices_of(settings, account.platform).get(charge.kind, Decimal(0))
            _book(session, account, charge, price=price, day=day_of(now))
    for name, learnt in facts.items():
        account = find_account(session, name, removed=True)
        if account is not None:
            account.facts = {**account.facts, **learnt}
            session.add(account)


def _book(session: Session, account: Account, charge: Charge, *, price: Decimal, day: str) -> None:

    row = session.exec(
        select(Spending).where(Spending.account_id == account.id, Spending.day == day, Spending.kind == charge.kind)
    ).first()
    if row is None:
        row = Spending(account_id=stored_id(account), day=day, kind=charge.kind)
    known = set(row.resources) if charge.kind in ONCE_A_DAY else set()
    fresh = [resource for resource in dict.fromkeys(charge.resources) if resource not in known]
    row.units += len(fresh)
    row.micros += int(price * MICROS) * len(fresh)
    if charge.kind in ONCE_A_DAY:
        row.resources = [*row.resources, *fresh]
    session.add(row)
    # the next charge of the same kind must find it
    session.flush()


def day_of(at: datetime) -> str:
    """The day in UTC on which money is spent: 2026-11-30."""
    return f"{at:%Y-%m-%d}"
