"""Reads the counts of a status on Mastodon."""

from __future__ import annotations

from postlab.platforms.base import Counts
from postlab.platforms.counts import GONE, count_of
from postlab.platforms.mastodon.client import Status

COUNTED = ("likes", "comments", "shares")
NOT_IN_RESPONSE = "not in the server's answer"
NOT_A_POST_ID = "not the number of a Mastodon post"


def counts_of(status: Status | None) -> Counts:
    """The counts of a status; None stands for one that the server does not show."""
    if status is None:
        return all_missing(GONE)
    # servers before 4.5 know no quotes, so there are none to add
    reblogs, quotes = _number(status, "reblogs_count"), count_of(status.get("quotes_count", 0))
    numbers = {
        "likes": _number(status, "favourites_count"),
        "comments": _number(status, "replies_count"),
        "shares": None if reblogs is None or quotes is None else reblogs + quotes,
    }
    missing = {metric: NOT_IN_RESPONSE for metric, number in numbers.items() if number is None}
    return Counts(**numbers, missing=missing, others={})


def _number(status: Status, field: str) -> int | None:
    return count_of(status.get(field))


def all_missing(reason: str) -> Counts:
    """The counts of a post of which nothing could be read."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))
