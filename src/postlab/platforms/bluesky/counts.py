"""Reads the counts of a post on Bluesky."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE, count_of
from postlab.platforms.errors import UnreadableError
from postlab.platforms.shapes import is_list_of

NOT_IN_RESPONSE = "not in Bluesky's answer"
NOT_A_POST_URI = "not the address of a Bluesky post"
COUNTED = ("likes", "comments", "shares")


def counts_of(view: Mapping[str, Any] | None) -> Counts:
    """The counts in the view of a post; None stands for one that Bluesky does not show."""
    if view is None:
        return all_missing(GONE)
    likes, comments = _number(view, "likeCount"), _number(view, "replyCount")
    reposts, quotes = _number(view, "repostCount"), _number(view, "quoteCount")
    shares = reposts + quotes if reposts is not None and quotes is not None else None
    numbers = {"likes": likes, "comments": comments, "shares": shares}
    missing = {metric: NOT_IN_RESPONSE for metric, number in numbers.items() if number is None}
    return Counts(**numbers, missing=missing, others={})


def _number(view: Mapping[str, Any], field: str) -> int | None:
    return count_of(view.get(field))


def all_missing(reason: str) -> Counts:
    """The counts of a post of which nothing could be read."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def own_replies(thread: Any, owner: str) -> int:
    """How many direct replies in the view of a thread are by the account with this DID.

    Raises:
        UnreadableError: it is not the view of a thread.
    """
    replies: Any = thread.get("replies", []) if isinstance(thread, Mapping) and "post" in thread else None
    if not is_list_of(replies, lambda reply: isinstance(reply, Mapping)):
        raise UnreadableError("not the view of a thread")
    # one that was deleted or blocks us has no post
    return sum(_author(reply["post"]) == owner for reply in replies if "post" in reply)


def _author(post: Any) -> str:
    author = post.get("author") if isinstance(post, Mapping) else None
    did = author.get("did") if isinstance(author, Mapping) else None
    if not isinstance(did, str):
        raise UnreadableError("a reply without an author")
    return did
