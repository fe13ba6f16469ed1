"""What posts gather: every metric once, in the order in which it is shown, and what follows from the list of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """Something that posts gather and that networks count.

    Attributes:
        name: what plans, options, CSV and JSON call it: an identifier in the plural, never changed.
        label: how screens call several of them.
        one: how they call a single one.
        column: of a reading, and of a post of before, that holds the number (`postlab.records`).
        weight: what one counts in `ENGAGEMENT`, unless the plan says otherwise; 0 is "nothing".
        judged: whether a verdict may rest on it.
        meaning: what is counted, in a few words, as the description of a JSON answer says it.
    """

    name: str
    label: str
    one: str
    column: str
    weight: float = 0
    judged: bool = True
    meaning: str = ""

    @property
    def option(self) -> str:
        """How it is written on the command line."""
        return f"--{self.name.replace('_', '-')}"


METRICS = (
    Metric("likes", label="likes", one="like", column="likes", weight=1, meaning="as the network counts them"),
    Metric("comments", label="comments", one="comment", column="comments", weight=2, meaning="replies"),
    Metric(
        "shares",
        label="shares",
        one="share",
        column="shares",
        weight=3,
        meaning="reposts, and quotes where the network counts them",
    ),
    Metric("clicks", label="clicks", one="click", column="clicks", meaning="on the link"),
    Metric(
        "impressions",
        label="impressions",
        one="impression",
        column="impressions",
        judged=False,
        meaning="how often the post was shown",
    ),
)
"""What a reading may count, in the order in which it is shown; CONTRIBUTING.md says how to add one."""

METRIC_NAMES = tuple(metric.name for metric in METRICS)

JUDGED_BY = tuple(metric.name for metric in METRICS if metric.judged)
"""The names of those that a verdict may rest on, alone or weighed within `ENGAGEMENT`."""

ENGAGEMENT = "engagement"
"""The weighted sum of several: no metric that a network counts, but one that a plan may be judged by."""

ENGAGEMENT_WEIGHTS: Mapping[str, float] = {metric.name: metric.weight for metric in METRICS if metric.weight}
"""What one of each counts in `ENGAGEMENT`, unless the plan says otherwise."""

PRIMARY_METRICS = (*JUDGED_BY, ENGAGEMENT)
"""What a plan may name as its metric."""

_IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

ALL_METRICS = f"all {_IN_WORDS[len(METRICS)]}"
"""All of them in words: all five."""


MOST = 2**31 - 1
"""No network has counted further, and no database's whole numbers go further for certain."""


def metric_named(name: str) -> Metric:
    """The metric of that name.

    Raises:
        KeyError: there is none.
    """
    for metric in METRICS:
        if metric.name == name:
            return metric
    raise KeyError(name)


def label_of(name: str) -> str:
    """How screens call several of a metric."""
    return metric_named(name).label


def numbers_in(row: object) -> dict[str, int | None]:
    """What a row of the records counted, by metric; None is "not seen"."""
    return {metric.name: getattr(row, metric.column) for metric in METRICS}


def columns_of(numbers: Mapping[str, int | None]) -> dict[str, Any]:
    """Numbers by metric as a row of the records holds them: every column, None where there is no number."""
    return {metric.column: numbers.get(metric.name) for metric in METRICS}


def in_a_row(names: Sequence[str], last: str) -> str:
    """Names as a sentence has them, with a word before the last: likes, comments or clicks."""
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
