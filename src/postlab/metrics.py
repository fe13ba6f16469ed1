"""The metrics: what is counted of a post, each declared once, in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that networks count of a post, such as its likes.

    Attributes:
        name: its name in plans, options, CSV and JSON: an identifier in the plural, never changed.
        label: its name on screens, in the plural.
        singular: its name on screens for a single one.
        column: the column of `Reading` and `Observed` (`postlab.records`) that holds the number.
        weight: its weight in `ENGAGEMENT`, unless the plan sets another; 0 leaves it out.
        judged: whether a verdict may be based on it.
        meaning: what is counted, in a few words; the description of JSON answers uses it.
    """

    name: str
    label: str
    singular: str
    column: str
    weight: float = 0
    judged: bool = True
    meaning: str = ""

    @property
    def option(self) -> str:
        """Its option on the command line."""
        return f"--{self.name.replace('_', '-')}"


METRICS = (
    Metric("likes", label="likes", singular="like", column="likes", weight=1, meaning="as the network counts them"),
    Metric("comments", label="comments", singular="comment", column="comments", weight=2, meaning="replies"),
    Metric(
        "shares",
        label="shares",
        singular="share",
        column="shares",
        weight=3,
        meaning="reposts, and quotes where the network counts them",
    ),
    Metric("clicks", label="clicks", singular="click", column="clicks", meaning="on the link"),
    Metric(
        "impressions",
        label="impressions",
        singular="impression",
        column="impressions",
        judged=False,
        meaning="how often the post was shown; of a mailing, how many readers it reached",
    ),
    Metric("saves", label="saves", singular="save", column="saves", meaning="kept by a reader for later"),
    Metric("opens", label="opens", singular="open", column="opens", meaning="readers who opened a mailing"),
)
"""All metrics, in the order in which they are shown; CONTRIBUTING.md says how to add one."""

METRIC_NAMES = tuple(metric.name for metric in METRICS)

JUDGED_BY = tuple(metric.name for metric in METRICS if metric.judged)
"""Names of the metrics that a verdict may be based on, alone or weighted within `ENGAGEMENT`."""

ENGAGEMENT = "engagement"
"""The weighted sum of several metrics: no network counts it, but a plan may use it as its metric."""

ENGAGEMENT_WEIGHTS: Mapping[str, float] = {metric.name: metric.weight for metric in METRICS if metric.weight}
"""The weight of each metric in `ENGAGEMENT`, unless the plan sets others."""

EXPOSURE = "impressions"
"""The metric that tells how often a post was shown: what rates are divided by."""

PER_VIEWS = "per 1000 views"
"""What follows the count in the name of a rate; `postlab.stats.rates` has the number."""

RATE = f"{{count}} {PER_VIEWS}"
"""How a rate is called, by the count that it is of."""

RATES: Mapping[str, str] = {RATE.format(count=name): name for name in JUDGED_BY}
"""The rates that a plan may use as its metric, each with the count that it is of."""

PRIMARY_METRICS = (*JUDGED_BY, ENGAGEMENT, *RATES)
"""The names that a plan may give as its metric."""

METRIC_BY_OTHER_NAME: Mapping[str, str] = {
    **dict.fromkeys(("reactions", "favourites", "favorites", "hearts"), "likes"),
    **dict.fromkeys(("replies", "responses"), "comments"),
    **dict.fromkeys(("reposts", "retweets", "reblogs", "boosts"), "shares"),
    **dict.fromkeys(("views", "reach", "delivered", "delivery", "recipients"), "impressions"),
    **dict.fromkeys(("bookmarks", "saved"), "saves"),
    **dict.fromkeys(("unique opens", "opened"), "opens"),
}
"""What networks call some metrics, each with the metric that is meant."""

_THOUSAND, _VIEWS = ("1000", "1,000", "thousand"), ("views", "impressions")


def _spelt(count: str, thousands: tuple[str, ...], views: tuple[str, ...]) -> list[str]:
    return [f"{count} per {thousand} {seen}" for thousand in thousands for seen in views]


RATE_BY_SPELLING: Mapping[str, str] = {
    spelling: rate for rate, count in RATES.items() for spelling in _spelt(count, _THOUSAND, _VIEWS)
}
"""Other spellings of the rates, each with the rate that it is."""

PRIMARY_METRIC_BY_OTHER_NAME: Mapping[str, str] = {
    **METRIC_BY_OTHER_NAME,
    **dict.fromkeys(("click rate", "click-through rate", "ctr"), RATE.format(count="clicks")),
    **dict.fromkeys(("open rate", "opening rate"), RATE.format(count="opens")),
    **{
        spelling: RATE.format(count=meant)
        for other, meant in {**METRIC_BY_OTHER_NAME, **{name: name for name in JUDGED_BY}}.items()
        if meant in JUDGED_BY
        for spelling in (
            *_spelt(other, (*_THOUSAND, "100"), (*_VIEWS, "reach", "viewers", "delivered")),
            *(f"{other} per {seen}" for seen in ("view", "impression", "delivered")),
        )
    },
}
"""What people call primary metrics, each with the one that is meant."""

_IN_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

ALL_METRICS = f"all {_IN_WORDS[len(METRICS)]}"
"""How sentences call all metrics: all seven."""


MOST = 2**31 - 1
"""No network has counted further, and no database's whole numbers go further for certain."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a primary metric is made of.

    Attributes:
        weights: what one of each count is worth in it.
        per: the metric that it is divided by; None where it is a count itself.
    """

    weights: Mapping[str, float]
    per: str | None = None

    @property
    def needs(self) -> frozenset[str]:
        """Every metric that has to be counted for it."""
        return frozenset(self.weights) | ({self.per} if self.per else frozenset())

    def counted_in(self, numbers: Mapping[str, int | None]) -> tuple[float, float | None] | None:
        """The count, and what it is divided by or None; nothing where a number is missing, or the divisor is 0.

        Args:
            numbers: by metric, as `numbers_in` gives them.
        """
        total = 0.0
        for metric, weight in self.weights.items():
            count = numbers[metric]
            if count is None:
                return None
            total += weight * count
        if self.per is None:
            return total, None
        return (total, exposure) if (exposure := numbers[self.per]) else None


def measure_of(metric: str, weights: Mapping[str, float] | None = None) -> Measure:
    """What a primary metric is made of.

    Args:
        metric: one of `PRIMARY_METRICS`, or another name that is then the count itself.
        weights: the plan's own for `ENGAGEMENT`; None or none: `ENGAGEMENT_WEIGHTS`.
    """
    if metric == ENGAGEMENT:
        return Measure({name: weight for name, weight in (weights or ENGAGEMENT_WEIGHTS).items() if weight})
    if metric in RATES:
        return Measure({RATES[metric]: 1.0}, per=EXPOSURE)
    return Measure({metric: 1.0})


def counted_in_words(metric: str) -> str:
    """What is counted for a primary metric, as a sentence counts it: clicks, points of engagement."""
    return f"points of {ENGAGEMENT}" if metric == ENGAGEMENT else counted_by(metric)


def counted_by(metric: str) -> str:
    """What is counted for a primary metric: the count of a rate, else the metric itself."""
    return RATES.get(metric, metric)


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
    """The name of a metric on screens, in the plural."""
    return metric_named(name).label


def numbers_in(row: object) -> dict[str, int | None]:
    """The numbers in a row of the records, by metric; None where it was not counted."""
    return {metric.name: getattr(row, metric.column) for metric in METRICS}


def columns_of(numbers: Mapping[str, int | None]) -> dict[str, Any]:
    """Numbers by metric as columns of a row of the records; None where there is no number."""
    return {metric.column: numbers.get(metric.name) for metric in METRICS}
