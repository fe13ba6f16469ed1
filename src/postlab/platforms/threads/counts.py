"""Reads the counts in the insights of posts and accounts on Threads."""

from __future__ import annotations

from typing import Any

from postlab.platforms.base import Counts
from postlab.platforms.counts import LACKS, count_of
from postlab.platforms.http import JsonResponse
from postlab.platforms.shapes import is_list_of

METRICS = "views,likes,replies,reposts,quotes,shares"
COUNTED = ("likes", "comments", "shares", "impressions", "clicks")
NOT_IN_RESPONSE = "not in Threads' answer"
NO_PERMISSION = f"{LACKS} threads_manage_insights; `postlab help threads` says how to make one that has it"
NOT_A_POST_ID = "not the number of a Threads post"


def counts_of(response: JsonResponse) -> Counts:
    """The counts in the insights of a post; a metric that they lack is missing, not zero."""
    values = _values(response)
    reposts, quotes, sent = values.get("reposts"), values.get("quotes"), values.get("shares", 0)
    numbers = {
        "likes": values.get("likes"),
        "comments": values.get("replies"),
        # "shares" (sent to somebody) came later than the other two, and some accounts are not told it
        "shares": None if None in (reposts, quotes, sent) else (reposts or 0) + (quotes or 0) + (sent or 0),
        "impressions": values.get("views"),
    }
    missing = {metric: NOT_IN_RESPONSE for metric, number in numbers.items() if number is None}
    return Counts(**numbers, missing=missing, others={})


def total_of(response: JsonResponse, metric: str) -> int | None:
    """One metric in the insights of an account; None where they lack it."""
    return _values(response).get(metric)


def _values(response: JsonResponse) -> dict[str, int | None]:
    """By metric, its number; None for one that is there and cannot be read. Nothing where a name cannot be read."""
    entries = response.at("data")
    if not is_list_of(entries, lambda entry: isinstance(entry, dict) and isinstance(entry.get("name"), str)):
        return {}
    return {entry["name"]: _number(entry) for entry in entries}


def all_missing(reason: str) -> Counts:
    """The counts of a post of which nothing could be read."""
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def _number(entry: dict[str, Any]) -> int | None:
    values, total = entry.get("values"), entry.get("total_value")
    holder = values[0] if isinstance(values, list) and values else total
    value = holder.get("value") if isinstance(holder, dict) else None
    return count_of(value)
