"""How much of its allowance a page has used up: what the Graph API says about that beside every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from postlab.platforms.errors import LONGEST_WAIT_S

HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
FULL_PERCENT = 90.0
"""From here on we wait: at 100 Facebook refuses, and the next call may be the one that publishes."""

PAUSE_S = 900.0
"""How long, where Facebook does not say: a share of the rolling hour that it looks at."""

_SHARES = ("call_count", "total_time", "total_cputime")
_MINUTES = "estimated_time_to_regain_access"


def wait_for(headers: Mapping[str, str]) -> float | None:
    """The seconds to wait before the next call; None where there is no need.

    Source: https://developers.facebook.com/docs/graph-api/overview/rate-limiting.

    Args:
        headers: of an answer, in any case.
    """
    given = {name.lower(): value for name, value in headers.items()}
    minutes, share = 0.0, 0.0
    for figures in _figures(given):
        minutes = max(minutes, _number(figures.get(_MINUTES)))
        share = max(share, *(_number(figures.get(name)) for name in _SHARES))
    if minutes > 0:
        return min(minutes * 60, LONGEST_WAIT_S)
    return PAUSE_S if share >= FULL_PERCENT else None


def _figures(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Every set of figures: one header has them as they are, another by the ids that they are about."""
    for name in HEADERS:
        try:
            told = json.loads(headers.get(name, "{}"))
        except ValueError:
            continue
        if not isinstance(told, dict):
            continue
        yield told
        for entries in told.values():
            yield from (entry for entry in (entries if isinstance(entries, list) else ()) if isinstance(entry, dict))


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return 0.0
