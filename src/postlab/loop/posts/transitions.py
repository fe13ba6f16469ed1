"""Changing the state of a post atomically: of two programs that try at the same time, only one succeeds."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col

from postlab.records.tables import WAITING_TO_GO_OUT, Post, PostState


def move(session: Session, post: Post, state: str, *, to: str, seen: str | None = None, **values: object) -> bool:
    """Move a post from one state to another, if it is still in the first. The caller commits.

    Args:
        session: open.
        post: the post; it is refreshed when the move succeeds.
        state: the state that it must be in.
        to: its new state, which may be the same.
        seen: if given, its text must still be this one.
        values: other columns to set.

    Returns:
        Whether the move succeeded.
    """
    change = update(Post).where(col(Post.id) == post.id, col(Post.state) == state)
    if seen is not None:
        change = change.where(col(Post.text) == seen)
    update_result = session.connection().execute(change.values(state=to, **values))
    if update_result.rowcount:
        session.refresh(post)
    return bool(update_result.rowcount)


def cancel_waiting(session: Session, post: Post, *, reason: str) -> bool:
    """Cancel a post if it still waits to go out; returns whether it did. The caller commits."""
    return any(move(session, post, state, to=PostState.CANCELLED, problem=reason) for state in WAITING_TO_GO_OUT)


def still_waits(session: Session, post: Post) -> bool:
    """Whether a post still waits to go out; if so, no other program can begin to send it before the next commit."""
    return any(move(session, post, state, to=state) for state in WAITING_TO_GO_OUT)
