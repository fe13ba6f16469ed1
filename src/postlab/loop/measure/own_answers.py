"""The practitioner's own answers below a post, which networks count among its comments."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.loop.log import log
from postlab.platforms.base import Counts, TellsOwnAnswers
from postlab.records.tables import Post


def own_answers(connected: object, read: Sequence[tuple[Post, Counts]]) -> dict[int | None, int]:
    """By post, how many of its comments the account wrote itself; only of posts with comments.

    A post is left out where its network does not tell who wrote them, or not this time. Where the network refuses the
    account as a whole, nothing is told of any: what is told of some posts alone would make them differ.

    Args:
        connected: the connected account.
        read: posts, each with its counts.
    """
    if not isinstance(connected, TellsOwnAnswers):
        return {}
    told: dict[int | None, int] = {}
    for post, counts in read:
        if not post.remote_id or not counts.comments:
            continue
        try:
            told[post.id] = connected.own_answers(post.remote_id)
        except PlatformError as exc:
            log.warning("post %s: its comments' authors are not told: %s", post.id, exc.message)
            if isinstance(exc, NeedsPerson) or (isinstance(exc, Rejected) and exc.retry_after is not None):
                return {}
    return told
