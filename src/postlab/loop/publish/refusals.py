"""Refusals that do not name what is wrong: when a second post meets the same one, something else than the post is."""

from __future__ import annotations

import re

from sqlmodel import Session, col, select

from postlab.errors import NeedsPerson, PlatformError, Rejected, typed
from postlab.records.tables import Account, Post, PostState

_NUMBER = re.compile(r"\d+")


def of_post_or_account(session: Session, post: Post, account: Account, exc: PlatformError) -> PlatformError:
    """A post's error, or one of its account where that refuses the post with the words of the refusal before.

    Adapters name the refusals that their network documents. Any other would use up a round after the other, so from the
    second on a person looks. Once they have (`postlab account check`), the post itself is taken to be wrong.

    Args:
        session: open.
        post: the post that was refused.
        account: the account that it is on.
        exc: what its network answered.
    """
    if not isinstance(exc, Rejected) or exc.temporary:
        return exc
    before = session.exec(
        select(Post)
        .where(Post.account_id == account.id, Post.id != post.id, Post.part == post.part)
        .where(col(Post.state).in_([PostState.PUBLISHED, PostState.REJECTED]))
        .order_by(col(Post.slot_at).desc(), col(Post.id).desc())
    ).first()
    if before is None or before.state != PostState.REJECTED or not _same_words(before.problem, exc.message):
        return exc
    refusal = NeedsPerson(
        f"Posts {before.id} and {post.id} on “{account.name}” were refused for the same reason, so more would be. "
        f"{exc.message}",
        hint="See what it is about, on the network or in the posts. "
        f"`postlab account check {typed(account.name)}` lets post {post.id} be tried once more; "
        f"`postlab post edit {post.id}` changes it.",
        code=exc.code,
    )
    has_looked = post.problem == refusal.message and not account.needs_person
    return exc if has_looked else refusal


def _same_words(message: str | None, other: str) -> bool:
    """Whether two refusals say the same, but for numbers: of a post, a request, a time."""
    return message is not None and _NUMBER.sub("#", message) == _NUMBER.sub("#", other)
