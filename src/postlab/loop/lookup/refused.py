"""Looking up what was refused: the accounts that need a person, and the posts that do not go out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists
from sqlmodel import Session, col, select

from postlab.records.tables import (
    IN_DOUBT,
    WAITING_TO_GO_OUT,
    Account,
    Attempt,
    Experiment,
    ExperimentState,
    Post,
    PostState,
)


def refused_post(session: Session, account: Account, *, sent: bool = False) -> Post | None:
    """The post that a held account would not take, or not tell of; None where it is on hold for something else.

    Args:
        session: open.
        account: the account.
        sent: whether to look for one alone that was sent, so that it was not the login that failed.
    """
    if not account.needs_person or account.hold_reason is None:
        return None
    query = (
        select(Post)
        .where(Post.account_id == account.id, Post.problem == account.hold_reason)
        .where(col(Post.state).in_([*WAITING_TO_GO_OUT, *IN_DOUBT]))
        .order_by(col(Post.slot_at), col(Post.id))
    )
    if sent:
        query = query.where(
            exists().where(col(Attempt.post_id) == col(Post.id), col(Attempt.message) == account.hold_reason)
        )
    return session.exec(query).first()


def held_accounts(session: Session) -> Sequence[Account]:
    """The accounts on which nothing goes out before a person has acted, oldest first."""
    return session.exec(
        select(Account).where(col(Account.removed_at).is_(None), col(Account.needs_person)).order_by(col(Account.id))
    ).all()


def refused_posts(session: Session) -> Sequence[Post]:
    """The posts of running experiments that were refused for good, oldest first."""
    return session.exec(
        select(Post)
        .join(Experiment)
        .where(Post.state == PostState.REJECTED, Experiment.state == ExperimentState.RUNNING)
        .order_by(col(Post.id))
    ).all()
