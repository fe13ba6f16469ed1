"""Asking for the secrets that a turn needs before the lab is locked: a keyring may wait for a password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from sqlmodel import Session, col, select

from postlab import platforms
from postlab.errors import PostlabError
from postlab.loop.accounts.account_backoff import is_backing_off
from postlab.loop.accounts.followers import accounts_to_count
from postlab.loop.lab import Lab
from postlab.loop.lookup.accounts import find_account
from postlab.loop.lookup.experiments import plans_numbered
from postlab.loop.run_result import RunResult
from postlab.records.tables import IN_DOUBT, Account, Post, PostState


def ask_for_secrets(lab: Lab, session: Session, result: RunResult) -> None:
    """Ask once for the secrets of every account that has something due, and keep none of them.

    A keyring that does not answer is given up here, for the rest of the program; what is missing is reported by whoever
    needs it.
    """
    for account in _with_something_due(lab, session, result):
        with suppress(PostlabError):
            lab.stored_secrets(platforms.load_any(account.platform), account.name, account.options)


def _with_something_due(lab: Lab, session: Session, result: RunResult) -> Iterator[Account]:
    now = lab.now()
    conditions = (
        col(Post.state).in_(IN_DOUBT),
        (col(Post.state) == PostState.APPROVED) & (col(Post.slot_at) <= now),
        # each by its time alone, as its index has it
        col(Post.look_due_at) <= now,
        col(Post.next_reading_at) <= now,
    )
    accounts: dict[int | None, Account] = {}
    experiments: set[int] = set()
    for condition in conditions:
        # without DISTINCT, for which some databases scan the whole table
        for account_id, experiment_id in session.exec(select(Post.account_id, Post.experiment_id).where(condition)):
            accounts[account_id] = session.get_one(Account, account_id)
            experiments.add(experiment_id)
    counters = {plan.clicks_from for plan in plans_numbered(session, experiments).values()}
    others = [find_account(session, name, removed=True) for name in counters if name is not None]
    for account in (*others, *accounts_to_count(lab, session, result)):
        if account is not None:
            accounts[account.id] = account
    for account in accounts.values():
        if result.handles(account) and not is_backing_off(lab, account) and not lab.is_connected(account):
            yield account
