"""What cron tells a person: each thing once, and an account's trouble once a day until it is over."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import find_account
from postlab.loop.run_result import Problem, RunResult, Waiting
from postlab.records.tables import Pause, Post

AGAIN = timedelta(days=1)


def news(lab: Lab, result: RunResult) -> list[Problem | Waiting]:
    """What a person must do and has not been told yet; from now on they have."""
    with lab.session() as session:
        fresh: list[Problem | Waiting] = [
            problem for problem in result.problems if problem.person and _is_news(lab, session, problem)
        ]
        fresh += [item for item in result.waiting if _is_new(lab, session, item)]
        lab.commit(session)
    return fresh


def _is_news(lab: Lab, session: Session, problem: Problem) -> bool:
    account = find_account(session, problem.account, removed=True) if problem.account is not None else None
    if account is None:
        return True
    if account.told_at is not None and lab.now() - account.told_at < AGAIN:
        return False
    account.told_at = lab.now()
    session.add(account)
    return True


def _is_new(lab: Lab, session: Session, item: Waiting) -> bool:
    about: Post | Pause | None = None
    if item.post is not None:
        about = session.get(Post, item.post)
    elif item.pause is not None:
        about = session.get(Pause, item.pause)
    if about is None or about.told_at is not None:
        return False
    about.told_at = lab.now()
    session.add(about)
    return True
