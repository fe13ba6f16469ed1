"""Reads the counts of a post on Bluesky."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE, count_of

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
    """How many direct replies in the view of a thread are by the account with this DID."""
    replies = thread.get("replies") if isinstance(thread, Mapping) else None
    posts = [reply.get("post") for reply in replies or () if isinstance(reply, Mapping)]
    authors = [post.get("author") for post in posts if isinstance(post, Mapping)]
    return sum(isinstance(author, Mapping) and author.get("did") == owner for author in authors)
