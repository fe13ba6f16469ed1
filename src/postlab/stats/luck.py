"""What luck and small numbers make of a count: how its logarithm scatters, and how much of an effect it still shows.

A post's number is a Poisson count around what it would get on average, and that average is itself a matter of luck: of
its article, of its slot and of the post. Where counts are small, the half that is added to them (`HALF`) hides a part
of every ratio, and whole numbers scatter more than the luck behind them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from postlab.errors import InputError
from postlab.stats.rates import HALF

ARTICLE_VARIANCE = 0.54**2
"""Of the log of a post's average, by its article: that of articles of one week (Upworthy Research Archive)."""

SLOT_VARIANCE = 0.25**2
"""The same by its slot."""

POST_SHAPE = 1.5
"""Shape of the gamma law of a post's own luck; it fits public pages."""


def _trigamma(x: float) -> float:
    """The second derivative of ln gamma (Abramowitz and Stegun 6.4.12, after the recurrence 6.4.6)."""
    total = 0.0
    while x < 10:
        total += 1 / x**2
        x += 1
    return total + 1 / x + 1 / (2 * x**2) + 1 / (6 * x**3) - 1 / (30 * x**5)


TYPICAL_LUCK = math.sqrt(ARTICLE_VARIANCE + SLOT_VARIANCE + _trigamma(POST_SHAPE))
"""Standard deviation of the log of a post's average by all three: two posts of a page differ by sqrt(2) times that."""

HALVES_LUCK = math.sqrt(SLOT_VARIANCE)
"""The same of the halves of one mailing, which share its article, its slot and its readers' mood: a guess at how the
words of a mailing happen to fall. What chance does to small numbers comes on top, as everywhere."""

LEAST_MEAN, MOST_MEAN = 1e-4, 1e7

_GRID_STEP = 0.05
_FACTOR_STEP = 0.1
_NEGLIGIBLE = 1e-7
_GRID_FROM, _GRID_TO = -14.0, 4.0
_BY_FORMULA = math.exp(_GRID_TO)
"""From this mean on the log of a Poisson count is normal enough for a formula."""


@dataclass(frozen=True, slots=True)
class Page:
    """What posts of one account get of one metric.

    Attributes:
        mean: the average number of a post.
        luck: standard deviation of the log of what a post would get on average: its article, its slot and itself.
    """

    mean: float
    luck: float = TYPICAL_LUCK

    def __post_init__(self) -> None:
        """Refuse what no page can be.

        Raises:
            InputError: the mean is negative, or the luck not above 0, or one is no number.
        """
        if not (self.mean >= 0 and math.isfinite(self.mean) and self.luck > 0 and math.isfinite(self.luck)):
            raise InputError(f"A page cannot have a mean of {self.mean} and luck of {self.luck}.")


@dataclass(frozen=True, slots=True)
class LogCounts:
    """The law of ln(count + 0.5).

    Attributes:
        mean: its mean.
        variance: its variance.
    """

    mean: float
    variance: float


def article_variance(luck: float) -> float:
    """The part of luck's variance that is the article's: `ARTICLE_VARIANCE`, or half of a calm page's."""
    return min(ARTICLE_VARIANCE, luck**2 / 2)


@dataclass(frozen=True, slots=True)
class LuckParts:
    """What luck is made of.

    Attributes:
        article: the part of its variance that is the article's.
        slot: the part that is the slot's.
        post_shape: shape of the gamma law, of mean 1, that the rest is.
    """

    article: float
    slot: float
    post_shape: float


@lru_cache(maxsize=256)
def luck_parts(luck: float) -> LuckParts:
    """The parts of luck; the variances of their logs add up to luck^2."""
    article = article_variance(luck)
    slot = min(SLOT_VARIANCE, luck**2 / 8)
    return LuckParts(article, slot, _shape(luck**2 - article - slot))


def log_counts(page: Page, *, ratio: float = 1.0) -> LogCounts:
    """The law of ln(count + 0.5) for a page's posts when something multiplies them.

    The count is Poisson; its mean is the page's times a log-normal factor (article and slot) times a gamma factor
    (the post), whose log variances add up to luck^2.
    """
    return _log_counts(min(max(page.mean * ratio, LEAST_MEAN), MOST_MEAN), page.luck)


def shown(page: Page) -> float:
    """By how much ln(count + 0.5) grows on average where the mean grows by one in logs: 1 on large counts."""
    step = 0.05
    more, less = (log_counts(page, ratio=math.exp(change)).mean for change in (step, -step))
    return (more - less) / (2 * step)


def seen_ratio(ratio: float, page: Page) -> float:
    """The ratio that rounds show on average where the true one is `ratio`; nearer to 1 on small counts.

    Raises:
        InputError: the ratio is not above 0.
    """
    if not (ratio > 0 and math.isfinite(ratio)):
        raise InputError(f"A ratio of {ratio} is none; it must be above 0.")
    return math.exp(log_counts(page, ratio=ratio).mean - log_counts(page).mean)


def true_ratio(seen: float, page: Page, *, largest: float = 1000.0) -> float:
    """The ratio that rounds of this page show as `seen`, between 1/largest and largest.

    Raises:
        InputError: the ratio is not above 0.
    """
    if not (seen > 0 and math.isfinite(seen)):
        raise InputError(f"A ratio of {seen} is none; it must be above 0.")
    low, high = -math.log(largest), math.log(largest)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if seen_ratio(math.exp(middle), page) < seen else (low, middle)
    return math.exp((low + high) / 2)


@lru_cache(maxsize=4096)
def _log_counts(mean: float, luck: float) -> LogCounts:
    log_mean = math.log(mean)
    first = second = 0.0
    for log_factor, weight in _log_factors(luck):
        one, two = _given_mean(log_mean + log_factor)
        first += weight * one
        second += weight * two
    return LogCounts(first, max(second - first**2, 1e-9))


@lru_cache(maxsize=256)
def _log_factors(luck: float) -> Sequence[tuple[float, float]]:
    """The law of the log of a post's average over the page's mean, as points with weights."""
    of_luck = luck_parts(luck)
    shape, normal_sd = of_luck.post_shape, math.sqrt(of_luck.article + of_luck.slot)
    low, high = -(10 / shape + 7 / math.sqrt(shape)), min(3.0, 7 / math.sqrt(shape))
    points = 80
    of_post = [low + (high - low) * number / (points - 1) for number in range(points)]
    log_weights = [shape * (log - math.exp(log)) for log in of_post]
    largest = max(log_weights)
    weights = [math.exp(log - largest) for log in log_weights]
    deviations = [number / 2 for number in range(-7, 8)]
    normal = [math.exp(-(deviation**2) / 2) for deviation in deviations]
    total = math.fsum(weights) * math.fsum(normal)
    parts: dict[int, float] = {}
    for log, weight in zip(of_post, weights, strict=True):
        for deviation, density in zip(deviations, normal, strict=True):
            place = (log + deviation * normal_sd - normal_sd**2 / 2) / _FACTOR_STEP
            below = math.floor(place)
            parts[below] = parts.get(below, 0.0) + weight * density * (below + 1 - place)
            parts[below + 1] = parts.get(below + 1, 0.0) + weight * density * (place - below)
    return [(place * _FACTOR_STEP, part / total) for place, part in sorted(parts.items()) if part > _NEGLIGIBLE * total]


def _shape(variance: float) -> float:
    """The shape of the gamma law whose log has this variance: the inverse of the trigamma function."""
    low, high = -6.0, 12.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _trigamma(math.exp(middle)) > variance else (low, middle)
    return math.exp((low + high) / 2)


def _given_mean(log_mean: float) -> tuple[float, float]:
    """Mean of ln(count + 0.5) and of its square for a Poisson count with this log of its mean."""
    if log_mean >= _GRID_TO:
        mean = math.exp(log_mean)
        centre = math.log(mean + HALF) - mean / (2 * (mean + HALF) ** 2)
        return centre, centre**2 + mean / (mean + HALF) ** 2
    grid = _poisson_grid()
    place = max(log_mean - _GRID_FROM, 0.0) / _GRID_STEP
    number = min(int(place), len(grid) - 2)
    part = min(place - number, 1.0)
    (one, two), (one_more, two_more) = grid[number], grid[number + 1]
    return one + part * (one_more - one), two + part * (two_more - two)


@lru_cache(maxsize=1)
def _poisson_grid() -> Sequence[tuple[float, float]]:
    most = round(_BY_FORMULA + 10 * math.sqrt(_BY_FORMULA))
    logs = [math.log(count + HALF) for count in range(most + 1)]
    grid = []
    for number in range(round((_GRID_TO - _GRID_FROM) / _GRID_STEP) + 1):
        mean = math.exp(_GRID_FROM + number * _GRID_STEP)
        chance, one, two = math.exp(-mean), 0.0, 0.0
        for count, log in enumerate(logs):
            one += chance * log
            two += chance * log * log
            chance *= mean / (count + 1)
        grid.append((one, two))
    return grid
