"""The ledger: what networks charge, and storing the charges and facts that adapters report."""

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
from postlab.records.practice import Spending
from postlab.records.tables import Account, stored_id
from postlab.settings_model import Settings


@dataclass(frozen=True, slots=True)
class Charge:
    """Something that a network charges for: the account's name, the kind of charge, and the ids of the posts."""

    account: str
    kind: str
    resources: tuple[str, ...]


READING = "reading"
"""The kind of charge that counts posts read, priced or not; the cap on reads a day is checked against it."""

ONCE_A_DAY = frozenset({READ, OWNED_READ, READING})
"""Kinds of charge that are billed once a day for the same post, however often it is read."""


def prices_of(settings: Settings, platform: str) -> Mapping[str, Decimal]:
    """Prices of a network in US dollars, by kind of charge; the lab's settings override those of the plugin."""
    try:
        terms = platforms.load(platform).terms
    except InputError:
        # a counter, or a plugin that is gone: that shows when it is connected
        terms = None
    return {**(terms.prices if terms else {}), **settings.prices.get(platform, {})}


def record_charges_and_facts(
    session: Session,
    charges: Iterable[Charge],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    settings: Settings,
    now: datetime,
) -> None:
    """Store the charges and facts that adapters have reported; the caller commits.

    Args:
        session: open.
        charges: those since the last commit; charges on unknown accounts are ignored.
        facts: what adapters have learnt, by the account's name.
        settings: for the prices.
        now: the time of spending, in UTC; its day is stored.
    """
    for charge in charges:
        account = find_account(session, charge.account, removed=True)
        if account is not None:
            price = prices_of(settings, account.platform).get(charge.kind, Decimal(0))
            _book(session, account, charge, price=price, day=utc_day(now))
    for name, account_facts in facts.items():
        account = find_account(session, name, removed=True)
        if account is not None:
            account.facts = {**account.facts, **account_facts}
            session.add(account)


def _book(session: Session, account: Account, charge: Charge, *, price: Decimal, day: str) -> None:
    row = session.exec(
        select(Spending).where(Spending.account_id == account.id, Spending.day == day, Spending.kind == charge.kind)
    ).first()
    if row is None:
        row = Spending(account_id=stored_id(account), day=day, kind=charge.kind)
    already_charged = set(row.resources) if charge.kind in ONCE_A_DAY else set()
    newly_charged = [resource for resource in dict.fromkeys(charge.resources) if resource not in already_charged]
    row.units += len(newly_charged)
    row.micros += int(price * MICROS) * len(newly_charged)
    if charge.kind in ONCE_A_DAY:
        row.resources = [*row.resources, *newly_charged]
    session.add(row)
    # the next charge of the same kind must find it
    session.flush()


def utc_day(at: datetime) -> str:
    """The UTC day that a charge is booked on, such as 2026-11-30."""
    return f"{at:%Y-%m-%d}"
