"""Putting an account on hold: after an error only a person can mend, or when the network asks us to wait."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from postlab.errors import NeedsPerson, PlatformError
from postlab.loop.lab import Lab
from postlab.loop.log import log

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Account

BACKOFF = timedelta(minutes=15)
"""How long an account is on hold when a person must act: retrying a wrong password would get it locked."""


def back_off(lab: Lab, session: Session, account: Account, exc: PlatformError, length: timedelta = BACKOFF) -> None:
    """Put an account on hold and commit; `postlab account check` ends the hold early.

    Args:
        lab: the lab.
        session: open.
        account: the account.
        exc: what its network answered.
        length: how long nothing is tried on it.
    """
    account.hold_until, account.hold_reason = lab.now() + length, exc.message
    account.needs_person = isinstance(exc, NeedsPerson)
    session.add(account)
    lab.commit(session)
    log.warning("account %s is left alone: %s", account.name, exc.message)


def works_again(session: Session, account: Account) -> None:
    """End the hold of an account that has just done what it was held for. The caller commits."""
    if account.needs_person:
        account.hold_until = account.hold_reason = account.told_at = None
        account.needs_person = False
        session.add(account)


def is_backing_off(lab: Lab, account: Account) -> bool:
    """Whether an account is on hold now."""
    return account.hold_until is not None and lab.now() < account.hold_until
