"""What a run under cron reports to a person: each thing once, and an account's problem once a day while it lasts."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import find_account
from postlab.loop.run_result import Problem, Repeats, RunResult, Waiting
from postlab.records.tables import Pause, Post

REPEAT_AFTER = timedelta(days=1)


def news(lab: Lab, result: RunResult) -> list[Problem | Waiting]:
    """What a person must do and has not been told yet; all of it is marked as told."""
    with lab.session() as session:
        unreported: list[Problem | Waiting] = [
            problem for problem in result.problems if problem.person and _is_problem_news(lab, session, problem)
        ]
        unreported += [item for item in result.waiting if _is_waiting_news(lab, session, item)]
        lab.commit(session)
    return unreported


def _is_problem_news(lab: Lab, session: Session, problem: Problem) -> bool:
    if problem.repeats is Repeats.POST and problem.post is not None:
        return _is_first_time(lab, session, session.get(Post, problem.post))
    if problem.repeats is not Repeats.ACCOUNT or problem.account is None:
        return True
    account = find_account(session, problem.account, removed=True)
    if account is None:
        return True
    if account.told_at is not None and lab.now() - account.told_at < REPEAT_AFTER:
        return False
    account.told_at = lab.now()
    session.add(account)
    return True


def _is_waiting_news(lab: Lab, session: Session, item: Waiting) -> bool:
    if item.post is not None:
        return _is_first_time(lab, session, session.get(Post, item.post))
    return item.pause is not None and _is_first_time(lab, session, session.get(Pause, item.pause))


def _is_first_time(lab: Lab, session: Session, subject: Post | Pause | None) -> bool:
    if subject is None or subject.told_at is not None:
        return False
    subject.told_at = lab.now()
    session.add(subject)
    return True
