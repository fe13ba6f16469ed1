"""How many people follow the accounts, looked at once a day where a guardrail asks for it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.loop.accounts import spending
from postlab.loop.accounts.account_backoff import is_held
from postlab.loop.lab import Lab
from postlab.loop.ledger import day_of
from postlab.loop.log import log
from postlab.loop.lookup.accounts import find_account, is_by_hand
from postlab.loop.run_result import RunResult
from postlab.platforms.base import TellsFollowers
from postlab.records.practice import Following
from postlab.records.tables import Account, Experiment, ExperimentState, stored_id
from postlab.settings import Budget

ASKED_IN_VAIN = "followers_not_told_on"
"""Fact about an account: the day on which its network would not or could not say; nobody asks again that day."""


def count_followers(lab: Lab, session: Session, turn: RunResult) -> None:
    """Look once a day at every account of a running experiment that minds unfollowers.

    A network that cannot be reached is asked again by the next run, without a word: nothing depends on one number.
    """
    if lab.rehearsal:
        return
    plans = session.exec(
        select(Experiment.plan).where(col(Experiment.state) == ExperimentState.RUNNING).order_by(col(Experiment.id))
    ).all()
    names = [name for plan in plans if (plan.get("guardrails") or {}).get("unfollows") for name in plan["accounts"]]
    for name in dict.fromkeys(names):
        account = find_account(session, name)
        if account is not None and turn.handles(account) and _is_due(lab, session, account):
            _count(lab, session, account)


def _is_due(lab: Lab, session: Session, account: Account) -> bool:

    today = day_of(lab.now())
    if is_by_hand(account) or is_held(lab, account) or account.facts.get(ASKED_IN_VAIN) == today:
        return False
    there = session.exec(select(Following.id).where(Following.account_id == account.id, Following.day == today)).first()
    if there is not None:
        return False
    limit = lab.settings.budgets.get(account.name, Budget()).usd_a_month
    return limit is None or spending.spent(lab, session, account).month < limit


def _count(lab: Lab, session: Session, account: Account) -> None:

    today = day_of(lab.now())
    try:
        connected = lab.connect(account)
        if not isinstance(connected, TellsFollowers):
            _not_today(lab, session, account, today)
            return
        followers = connected.followers()
    except PlatformError as exc:
        if isinstance(exc, NeedsPerson) or (isinstance(exc, Rejected) and not exc.temporary):
            _not_today(lab, session, account, today)
        log.info("account %s: followers not counted: %s", account.name, exc.message)
        return
    try:
        with session.begin_nested():
            session.add(Following(account_id=stored_id(account), day=today, at=lab.now(), followers=followers))
    except IntegrityError:
        # another run on the same database has just written it down
        log.info("account %s: followers counted already", account.name)
    lab.commit(session)


def _not_today(lab: Lab, session: Session, account: Account, today: str) -> None:
    account.facts = {**account.facts, ASKED_IN_VAIN: today}
    session.add(account)
    lab.commit(session)
