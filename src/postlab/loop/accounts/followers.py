"""Counting the accounts' followers, once a day where a guardrail needs it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.loop.accounts import spending
from postlab.loop.accounts.account_backoff import is_backing_off
from postlab.loop.lab import Lab
from postlab.loop.ledger import utc_day
from postlab.loop.log import log
from postlab.loop.lookup.accounts import find_account, is_by_hand
from postlab.loop.lookup.experiments import running_plans
from postlab.loop.run_result import RunResult
from postlab.platforms.base import TellsFollowers
from postlab.records.practice import Following
from postlab.records.tables import Account, stored_id
from postlab.settings_model import Budget

NO_COUNT_ON = "followers_not_told_on"
"""Key of a fact about an account: the UTC day on which its network gave no count, so it is not asked again that day."""


def count_followers(lab: Lab, session: Session, result: RunResult) -> None:
    """Count the followers of each account once a day, for running experiments with the guardrail `unfollows`.

    A network that cannot be reached is asked again by the next run. That is logged but no problem: one missing count
    changes nothing.
    """
    if lab.rehearsal:
        return
    for account in accounts_to_count(lab, session, result):
        _count(lab, session, account)


def accounts_to_count(lab: Lab, session: Session, result: RunResult) -> list[Account]:
    """The accounts whose followers are to be counted today and have not been."""
    names = [
        name
        for plan in running_plans(session)
        if plan.guardrails is not None and plan.guardrails.unfollows
        for name in plan.accounts
    ]
    accounts = [find_account(session, name) for name in dict.fromkeys(names)]
    return [
        account
        for account in accounts
        if account is not None and result.handles(account) and _is_due(lab, session, account)
    ]


def _is_due(lab: Lab, session: Session, account: Account) -> bool:
    today = utc_day(lab.now())
    if is_by_hand(account) or is_backing_off(lab, account) or account.facts.get(NO_COUNT_ON) == today:
        return False
    counted_today = session.exec(
        select(Following.id).where(Following.account_id == account.id, Following.day == today)
    ).first()
    if counted_today is not None:
        return False
    limit = lab.settings.budgets.get(account.name, Budget()).usd_a_month
    return limit is None or spending.spent(lab, session, account).month < limit


def _count(lab: Lab, session: Session, account: Account) -> None:
    today = utc_day(lab.now())
    try:
        connected = lab.connect(account)
        if not isinstance(connected, TellsFollowers):
            _ask_no_more_today(lab, session, account, today)
            return
        followers = connected.followers()
    except PlatformError as exc:
        if isinstance(exc, NeedsPerson) or (isinstance(exc, Rejected) and not exc.temporary):
            _ask_no_more_today(lab, session, account, today)
        log.info("account %s: followers not counted: %s", account.name, exc.message)
        return
    try:
        with session.begin_nested():
            session.add(Following(account_id=stored_id(account), day=today, at=lab.now(), followers=followers))
    except IntegrityError:
        # another run on the same database has just stored it
        log.info("account %s: followers counted already", account.name)
    lab.commit(session)


def _ask_no_more_today(lab: Lab, session: Session, account: Account, today: str) -> None:
    account.facts = {**account.facts, NO_COUNT_ON: today}
    session.add(account)
    lab.commit(session)
