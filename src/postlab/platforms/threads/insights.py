"""What Threads tells of a post's reach, as counts."""

from __future__ import annotations

from typing import Any

from postlab.platforms.base import Counts
from postlab.platforms.counts import count_of
from postlab.platforms.http import Answer

METRICS = "views,likes,replies,reposts,quotes,shares"
COUNTED = ("likes", "comments", "shares", "impressions")
UNTOLD = "not in Threads' answer"
NO_PERMISSION = "the token lacks threads_manage_insights; docs/platforms/threads.md says how to make one that has it"
NO_ADDRESS = "not the number of a Threads post"


def counts(answer: Answer) -> Counts:
    """The counts in the answer of a post's insights; what it leaves out is missing, not zero."""
    told = _told(answer)
    reposts, quotes = told.get("reposts"), told.get("quotes")
    seen = {
        "likes": told.get("likes"),
        "comments": told.get("replies"),
        # "shares" (sent to somebody) came later than the other two, and some accounts are not told it
        "shares": None if reposts is None or quotes is None else reposts + quotes + told.get("shares", 0),
        "impressions": told.get("views"),
    }
    missing = {metric: UNTOLD for metric, number in seen.items() if number is None}
    return Counts(**seen, missing=missing, others={})


def total_of(answer: Answer, metric: str) -> int | None:
    """One number of an account's insights; None where it is not told."""
    return _told(answer).get(metric)


def _told(answer: Answer) -> dict[str, int]:
    told: dict[str, int] = {}
    for entry in answer.at("data"):
        if isinstance(entry, dict) and (number := _number(entry)) is not None:
            told[str(entry.get("name"))] = number
    return told


def unseen(reason: str) -> Counts:
    """No counts at all, for this reason."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def _number(entry: dict[str, Any]) -> int | None:
    values, total = entry.get("values"), entry.get("total_value")
    holder = values[0] if isinstance(values, list) and values else total
    value = holder.get("value") if isinstance(holder, dict) else None
    return count_of(value)
