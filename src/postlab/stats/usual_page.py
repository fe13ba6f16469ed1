"""A page's mean and luck from the numbers of its own posts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from postlab.errors import InputError
from postlab.stats.blocks import log_count
from postlab.stats.luck import LEAST_MEAN, MOST_MEAN, TYPICAL_LUCK, Page, log_counts
from postlab.stats.rates import at_equal_views

FEWEST = 3
"""Posts below which nothing is said of a page."""

TYPICAL_WORTH = 8.0
"""How many posts the typical luck is worth beside a page's own."""

_CALMEST, _WILDEST = 0.5, 1.8
"""Public pages lie between 0.66 and 1.55; small counts tell too little to believe more than that."""

_STEPS = 24


def page_of(numbers: Sequence[float], *, exposures: Sequence[float] | None = None) -> Page | None:
    """What posts of a page get, from the numbers of earlier ones in the order in which they went out.

    The mean is the one whose logs have the mean that was seen. The luck is what must lie behind counts that scatter
    as these do, by half the mean square of the differences of neighbours (von Neumann 1941), so that a page which
    grows is not taken for a wild one; it is averaged, as a variance, with `TYPICAL_LUCK` that counts as
    `TYPICAL_WORTH` posts.

    Where rates are compared, each post is set beside its neighbour as a round sets two: both counts as the smaller of
    their exposures would show them (`postlab.stats.rates`). The mean is then of counts at such exposures.

    Args:
        numbers: counts.
        exposures: how often each post was seen, above 0, where rates are compared.

    Returns:
        None for fewer than `FEWEST` numbers.

    Raises:
        InputError: a number is negative or no number.
    """
    if any(not math.isfinite(number) or number < 0 for number in numbers):
        raise InputError("A count cannot be negative, and must be a number.")
    if len(numbers) < FEWEST:
        return None
    logs = [log_count(number) for number in numbers]
    neighbours = list(pairwise(logs))
    if exposures is not None:
        posts = zip(numbers, exposures, strict=True)
        neighbours = [_logs_at_equal_views(before, after) for before, after in pairwise(posts)]
        logs = [log for pair in neighbours for log in pair]
    log_mean = math.fsum(logs) / len(logs)
    scatter = math.fsum((after - before) ** 2 for before, after in neighbours) / (2 * len(neighbours))
    luck = TYPICAL_LUCK
    # the mean hardly depends on the luck, so that a few turns settle both
    for _ in range(3):
        mean = _mean(log_mean, luck)
        own = _luck(scatter, mean)
        luck = math.sqrt((TYPICAL_WORTH * TYPICAL_LUCK**2 + len(numbers) * own**2) / (TYPICAL_WORTH + len(numbers)))
    return Page(_mean(log_mean, luck), luck)


def usual_exposure(exposures: Sequence[float]) -> float:
    """How often the post of two neighbours was seen that was seen less, as a geometric mean; of two posts or more."""
    fewest = [math.log(min(pair)) for pair in pairwise(exposures)]
    return math.exp(math.fsum(fewest) / len(fewest))


def _logs_at_equal_views(before: tuple[float, float], after: tuple[float, float]) -> tuple[float, float]:
    """The logs of two counts, each given with its exposure, as the smaller exposure would show them."""
    first, second = at_equal_views(before[0], after[0], before[1], after[1])
    return log_count(first), log_count(second)


def _mean(log_mean: float, luck: float) -> float:
    low, high = math.log(LEAST_MEAN), math.log(MOST_MEAN)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if log_counts(Page(math.exp(middle), luck)).mean < log_mean else (low, middle)
    return math.exp((low + high) / 2)


def _luck(scatter: float, mean: float) -> float:
    low, high = _CALMEST, _WILDEST
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (middle, high) if log_counts(Page(mean, middle)).variance < scatter else (low, middle)
    return (low + high) / 2
