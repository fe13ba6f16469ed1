"""A post and its first reply: two that are approved and given up together, and go out one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from postlab.platforms.base import Counts
from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT, Account, Post, PostState

ELSEWHERE = "its link stands in the first reply, whose clicks the network does not count for it"
"""Why a post of which the link stands in its first reply has no clicks of the network's own."""


QUERY = 5_000
"""Posts that one query names: databases limit how many values it may hold."""


def carries_link(post: Post) -> bool:
    """Whether a post's own text holds its link."""
    return bool(post.link_text)


def replies_to(session: Session, posts: Sequence[Post]) -> Sequence[Post]:
    """The first replies to some posts."""
    split = [post.id for post in posts if not (post.part or carries_link(post))]
    if not split:
        return []
    replies: list[Post] = []
    for some in (split[start : start + QUERY] for start in range(0, len(split), QUERY)):
        replies += session.exec(select(Post).where(col(Post.reply_to_id).in_(some)).order_by(col(Post.id))).all()
    return replies


def first_replies(session: Session, posts: Sequence[Post]) -> dict[int | None, Post]:
    """The first replies to some posts, by the id of what they answer."""
    return {reply.reply_to_id: reply for reply in replies_to(session, posts)}


def reply_to(session: Session, post: Post) -> Post | None:
    """The first reply to a post, which carries its link; None where the post does."""
    return next(iter(replies_to(session, [post])), None)


def answered(session: Session, post: Post) -> Post | None:
    """The post that a first reply answers; None for a post that is no reply."""
    return None if post.reply_to_id is None else session.get_one(Post, post.reply_to_id)


def may_answer(session: Session, reply: Post) -> bool:
    """Whether the post that a reply answers is out, so that there is something to answer."""
    post = answered(session, reply)
    return post is not None and post.state == PostState.PUBLISHED


def whole(session: Session, posts: Iterable[Post]) -> list[Post]:
    """Posts with the rest of what a person sees as one: each with its first reply behind it, each only once."""
    by_id: dict[int | None, Post] = {}
    for post in posts:
        first = answered(session, post) or post
        for one in (first, reply_to(session, first)):
            if one is not None:
                by_id[one.id] = one
    return list(by_id.values())


def lose_link(session: Session, reply: Post, why: str) -> None:
    """Mark the post whose first reply never goes out, or is damaged: its round does not count; the caller commits."""
    post = answered(session, reply)
    if post is not None and post.damage is None:
        post.damage = post.outcome_missing = why
        post.next_reading_at = None
        session.add(post)


def never_out(reply: Post, why: str) -> str:
    """What is wrong with a post whose first reply, with its link, never went out."""
    return f"Its link never went out: its first reply, post {reply.id}, was {reply.state}. {why}"


def unsettled(session: Session, posts: Sequence[Post]) -> set[int | None]:
    """Those of some posts, by id, of which it is still open whether the reply with the link is out, and whole."""
    return {
        reply.reply_to_id
        for reply in replies_to(session, posts)
        if reply.state in (*WAITING_TO_GO_OUT, *IN_DOUBT) or (reply.look_due_at is not None and reply.looked_at is None)
    }


def without_own_replies(
    session: Session, account: Account, read: Sequence[tuple[Post, Counts]]
) -> list[tuple[Post, Counts]]:
    """What was read of posts, without what their own first reply added or hid.

    Networks count one's own reply among the comments, and clicks of the post itself where the link stands in the reply;
    left in, both would favour one framing.
    """
    out = answered_by_us(session, [post for post, _ in read])
    return [
        (post, counts)
        if carries_link(post)
        else (post, corrected(counts, replied=post.id in out, simulated=account.simulated))
        for post, counts in read
    ]


def answered_by_us(session: Session, posts: Sequence[Post]) -> set[int | None]:
    """Those of some posts, by id, whose first reply is out."""
    return {reply.reply_to_id for reply in replies_to(session, posts) if reply.published_at is not None}


def corrected(counts: Counts, *, replied: bool, simulated: bool) -> Counts:
    """The counts of a post of which the link stands in its first reply.

    Args:
        counts: as the network tells them.
        replied: whether that reply is out.
        simulated: whether they are of the simulated audience, which knows both as one.
    """
    if replied and counts.comments is not None:
        counts = counts.changed(comments=max(counts.comments - 1, 0))
    if not simulated and (counts.clicks is not None or "clicks" in counts.missing):
        counts = counts.changed(clicks=None, missing={**counts.missing, "clicks": ELSEWHERE})
    return counts
