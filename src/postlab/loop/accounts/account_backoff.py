"""Accounts that are left alone for a while: a person must act, or the network asked us to wait."""

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
"""How long an account that needs a person is left alone, so that a wrong password does not lock it."""


def back_off(lab: Lab, session: Session, account: Account, exc: PlatformError, length: timedelta = BACKOFF) -> None:
    """Leave an account alone for a while; `postlab account check` ends it."""
    account.hold_until, account.hold_reason = lab.now() + length, exc.message
    account.needs_person = isinstance(exc, NeedsPerson)
    session.add(account)
    lab.commit(session)
    log.warning("account %s is left alone: %s", account.name, exc.message)


def is_backing_off(lab: Lab, account: Account) -> bool:
    """Whether an account is left alone now."""
    return account.hold_until is not None and lab.now() < account.hold_until
