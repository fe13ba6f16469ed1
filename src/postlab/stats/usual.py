"""What is usual for an account: the middle of its numbers, and how far they lie apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles, stdev

from postlab.errors import InputError
from postlab.stats.blocks import log_count

ENOUGH = 8
"""Posts below which nothing is called usual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The numbers of some posts in few numbers.

    Attributes:
        posts: how many there are.
        low: a quarter of them have less.
        median: half of them have less.
        high: a quarter of them have more.
        spread: standard deviation of ln(y + 0.5); None for fewer than `ENOUGH`.
    """

    posts: int
    low: float
    median: float
    high: float
    spread: float | None


def usual(numbers: Sequence[float]) -> Usual | None:
    """The numbers of some posts in few numbers; None where there is no post.

    Quartiles are those of the inclusive method (type 7 of Hyndman and Fan 1996).

    Raises:
        InputError: a number is negative or no number.
    """
    if any(not math.isfinite(number) or number < 0 for number in numbers):
        raise InputError("A count cannot be negative, and must be a number.")
    if not numbers:
        return None
    low, median, high = quantiles(numbers, n=4, method="inclusive") if len(numbers) > 1 else [numbers[0]] * 3
    logs = [log_count(number) for number in numbers]
    return Usual(len(numbers), low, median, high, stdev(logs) if len(numbers) >= ENOUGH else None)
