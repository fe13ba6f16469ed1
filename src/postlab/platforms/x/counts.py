"""Reads the counts of a post in X's JSON, and says why one of them is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE as NOT_THERE
from postlab.platforms.counts import count_of
from postlab.platforms.x.posts import Post

COUNTED = ("likes", "comments", "shares", "clicks", "impressions")

GONE = f"{NOT_THERE} by X"
NOT_SHOWN = "X does not show it to this account"
NOT_A_POST_ID = "not the number of a post on X"
NOT_IN_RESPONSE = "not in X's answer"
TOO_OLD = "X tells clicks only in a post's first 30 days"
CLICKS_REFUSED = "X does not tell this account the clicks of this post"

CLICKS_COUNTED_FOR = timedelta(days=30) - timedelta(hours=1)
"""The private metrics end at 30 days; the hour keeps a slow call or clock from asking too late."""


def counts_of(post: Post, *, no_clicks: str = NOT_IN_RESPONSE) -> Counts:
    """The counts of a post, under the names of API 2.166 and of 2.167.

    Args:
        post: with its metrics.
        no_clicks: why clicks are missing where they are.
    """
    public, private = _metrics(post, "public_metrics"), _metrics(post, "non_public_metrics")
    reposts, quotes = _number(public, "retweet_count", "repost_count"), _number(public, "quote_count")
    numbers = {
        "likes": _number(public, "like_count"),
        "comments": _number(public, "reply_count"),
        "shares": reposts + quotes if reposts is not None and quotes is not None else None,
        "clicks": _number(private, "url_link_clicks"),
        "impressions": _number({**private, **public}, "impression_count"),
    }
    missing = {
        name: no_clicks if name == "clicks" else NOT_IN_RESPONSE for name, number in numbers.items() if number is None
    }
    other_numbers = {
        "quotes": quotes,
        "bookmarks": _number(public, "bookmark_count"),
        "profile clicks": _number(private, "user_profile_clicks"),
        "engagements": _number(private, "engagements"),
    }
    return Counts(
        **numbers,
        missing=missing,
        others={name: number for name, number in other_numbers.items() if number is not None},
    )


def all_missing(reason: str) -> Counts:
    """The counts of a post of which nothing could be read."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def _metrics(post: Post, name: str) -> Mapping[str, Any]:
    metrics = post.get(name)
    return metrics if isinstance(metrics, Mapping) else {}


def _number(metrics: Mapping[str, Any], *names: str) -> int | None:
    return next((number for name in names if (number := count_of(metrics.get(name))) is not None), None)
