"""Whether the years that a sentence names make it a sentence of the past."""

from __future__ import annotations

import re

LAST_OF_THE_PAST = 2012
"""Who leaves school today was a small child then: a sentence with no later year tells nobody how things are."""

LAST_FOR_NOW = 2015
"""What was "now" in such a year is no longer now."""

LAST_FORECAST = 2020
"""A forecast for such a year has come true, or has not."""

_YEAR = re.compile(r"(?<![\w.,/£$€-])(?:19[4-9]\d|20[0-4]\d)(?![\w%]|[.,]\d)")
_COMPARES = re.compile(
    r"\b(?:since|than in|as in|compared (?:with|to)|seit|depuis|desde|dal|sinds|sedan)\s(?:the )?(?:19|20)\d\d",
    re.IGNORECASE,
)
"""A year from which something is counted up to today."""

_NOW = re.compile(r"\b(?:now|currently|today|at present)\b", re.IGNORECASE)
_FORECAST = re.compile(
    r"\b(?:(?:is|are|was|were) (?:expected|projected|forecast|predicted|estimated|set)|will|would) (?:to )?",
    re.IGNORECASE,
)


def of_the_past(text: str) -> bool:
    """Whether the years in it are too long ago: told as news, as "now", or as a future that is over."""
    years = [int(match[0]) for match in _YEAR.finditer(text)]
    if not years or _COMPARES.search(text):
        return False
    latest = max(years)
    return (
        latest <= LAST_OF_THE_PAST
        or (latest <= LAST_FOR_NOW and _NOW.search(text) is not None)
        or (latest <= LAST_FORECAST and _FORECAST.search(text) is not None)
    )
