"""Where a post stands, changed only from where it is thought to stand: of two who try at once, one does it."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col

from postlab.records.tables import WAITING_TO_GO_OUT, Post, PostState


def move(session: Session, post: Post, state: str, *, to: str, seen: str | None = None, **values: object) -> bool:
    """Move a post from one state to another unless somebody else was faster; the caller commits.

    Args:
        session: open.
        post: the post.
        state: where it stands now.
        to: its new state; may be the same one, when only columns change.
        seen: only while its text is still this one.
        values: columns that change with it.

    Returns:
        Whether it was done.
    """
    change = update(Post).where(col(Post.id) == post.id, col(Post.state) == state)
    if seen is not None:
        change = change.where(col(Post.text) == seen)
    done = session.connection().execute(change.values(state=to, **values))
    if done.rowcount:
        session.refresh(post)
    return bool(done.rowcount)


def cancel_waiting(session: Session, post: Post, *, reason: str) -> bool:
    """Cancel a post that waits to go out; whether it still waited. The caller commits."""
    return any(move(session, post, state, to=PostState.CANCELLED, problem=reason) for state in WAITING_TO_GO_OUT)
