"""Posts and their first replies, which carry the link: both are approved and cancelled together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlmodel import Session, col, select

from postlab.platforms.base import Counts
from postlab.records.tables import IN_DOUBT, WAITING_TO_GO_OUT, Account, Post, PostState

CLICKS_ON_REPLY = "its link stands in the first reply, whose clicks the network does not count for it"
"""Why the network's clicks are missing for a post whose link is in its first reply."""


POSTS_PER_QUERY = 5_000
"""How many posts one query may name: databases limit the number of values."""


def carries_link(post: Post) -> bool:
    """Whether a post's own text contains its link."""
    return bool(post.link_text)


def replies_to(session: Session, posts: Sequence[Post]) -> Sequence[Post]:
    """The first replies to some posts, by id; posts without one are skipped."""
    with_reply = [post.id for post in posts if not (post.part or carries_link(post))]
    if not with_reply:
        return []
    replies: list[Post] = []
    for batch in (with_reply[start : start + POSTS_PER_QUERY] for start in range(0, len(with_reply), POSTS_PER_QUERY)):
        replies += session.exec(select(Post).where(col(Post.reply_to_id).in_(batch)).order_by(col(Post.id))).all()
    return replies


def first_replies(session: Session, posts: Sequence[Post]) -> dict[int | None, Post]:
    """The first replies to some posts, by the id of the post that they answer."""
    return {reply.reply_to_id: reply for reply in replies_to(session, posts)}


def first_reply(session: Session, post: Post) -> Post | None:
    """The first reply to a post, or None where the post carries its link itself."""
    return next(iter(replies_to(session, [post])), None)


def answered_post(session: Session, post: Post) -> Post | None:
    """The post that a first reply answers; None for a post that is no reply."""
    return None if post.reply_to_id is None else session.get_one(Post, post.reply_to_id)


def may_answer(session: Session, reply: Post) -> bool:
    """Whether the post that a reply answers is out, so that the reply can be published."""
    post = answered_post(session, reply)
    return post is not None and post.state == PostState.PUBLISHED


def with_first_replies(session: Session, posts: Iterable[Post]) -> list[Post]:
    """Posts, each followed by its first reply; for a reply, its post is added as well. No post is listed twice."""
    by_id: dict[int | None, Post] = {}
    for post in posts:
        parent = answered_post(session, post) or post
        for part in (parent, first_reply(session, parent)):
            if part is not None:
                by_id[part.id] = part
    return list(by_id.values())


def mark_link_lost(session: Session, reply: Post, why: str) -> None:
    """Mark a reply's post as damaged, so that its pair does not count. The caller commits."""
    post = answered_post(session, reply)
    if post is not None and post.damage is None:
        post.damage = post.outcome_missing = why
        post.next_reading_at = None
        session.add(post)


def link_never_out(reply: Post, why: str) -> str:
    """The damage of a post whose first reply, with its link, never went out, in a sentence."""
    return f"Its link never went out: its first reply, post {reply.id}, was {reply.state}. {why}"


def awaiting_reply(session: Session, posts: Sequence[Post]) -> set[int | None]:
    """The ids of those posts whose first reply still waits, is in doubt, or was not verified yet."""
    return {
        reply.reply_to_id
        for reply in replies_to(session, posts)
        if reply.state in (*WAITING_TO_GO_OUT, *IN_DOUBT) or (reply.look_due_at is not None and reply.looked_at is None)
    }


def without_own_replies(
    session: Session,
    account: Account,
    read: Sequence[tuple[Post, Counts]],
    *,
    own: Mapping[int | None, int] = MappingProxyType({}),
) -> list[tuple[Post, Counts]]:
    """Posts with their counts, corrected for our own answers and first replies (see `without_own_reply`).

    Networks count our answers among the comments, and clicks in the post but not in the reply that carries the link.
    Left in, both would bias the comparison of framings.

    Args:
        session: open.
        account: whose posts they are.
        read: posts, each with its counts.
        own: by post, how many of its comments the account wrote, our first reply included, where the network tells it.
    """
    replied = answered_by_us(session, [post for post, _ in read])
    corrected = []
    for post, counts in read:
        answers = own.get(post.id, int(post.id in replied))
        fewer = counts if counts.comments is None else counts.changed(comments=max(counts.comments - answers, 0))
        if not carries_link(post):
            fewer = without_own_reply(fewer, replied=False, simulated=account.simulated)
        corrected.append((post, fewer))
    return corrected


def answered_by_us(session: Session, posts: Sequence[Post]) -> set[int | None]:
    """The ids of those posts whose first reply is out."""
    return {reply.reply_to_id for reply in replies_to(session, posts) if reply.published_at is not None}


def without_own_reply(counts: Counts, *, replied: bool, simulated: bool) -> Counts:
    """The counts of a post whose link is in its first reply, without that reply's comment and without wrong clicks.

    Args:
        counts: as the network counts them.
        replied: whether the reply is out.
        simulated: whether the audience is simulated; it counts clicks on post and reply together, so they stay.
    """
    if replied and counts.comments is not None:
        counts = counts.changed(comments=max(counts.comments - 1, 0))
    if not simulated and (counts.clicks is not None or "clicks" in counts.missing):
        counts = counts.changed(clicks=None, missing={**counts.missing, "clicks": CLICKS_ON_REPLY})
    return counts
