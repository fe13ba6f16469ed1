"""Reads from the headers of each response how much of its call allowance a page has used up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from postlab.platforms.errors import LONGEST_WAIT_S

HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
FULL_PERCENT = 90.0
"""From this share on we wait: at 100 Facebook refuses calls, and the next call may be the one that publishes."""

PAUSE_S = 900.0
"""How long, where Facebook does not say: a share of the rolling hour that it looks at."""

_SHARES = ("call_count", "total_time", "total_cputime")
_MINUTES = "estimated_time_to_regain_access"


def wait_s_for(headers: Mapping[str, str]) -> float | None:
    """The seconds to wait before the next call; None where there is no need.

    Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting.

    Args:
        headers: of a response, in any case.
    """
    by_name = {name.lower(): value for name, value in headers.items()}
    minutes, share = 0.0, 0.0
    for usage in _usages(by_name):
        minutes = max(minutes, _number(usage.get(_MINUTES)))
        share = max(share, *(_number(usage.get(name)) for name in _SHARES))
    if minutes > 0:
        return min(minutes * 60, LONGEST_WAIT_S)
    return PAUSE_S if share >= FULL_PERCENT else None


def _usages(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Every set of usage figures: one header holds a set itself, another one for each id."""
    for name in HEADERS:
        try:
            usage = json.loads(headers.get(name, "{}"))
        except ValueError:
            continue
        if not isinstance(usage, dict):
            continue
        yield usage
        for entries in usage.values():
            yield from (entry for entry in (entries if isinstance(entries, list) else ()) if isinstance(entry, dict))


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            return LONGEST_WAIT_S
    return 0.0
