"""Critical values of Student's t, which the standard library has not."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

_POINTS = 240
"""How many values of 1/df between 0 and 1 are worked out; those between lie on a line."""

_TERMS = 200
"""Of the continued fraction; far fewer are needed for up to `_POINTS` degrees of freedom."""


def critical(df: float, *, alpha: float) -> float:
    """The value that |t| must exceed in a test of two sides at alpha, for any degrees of freedom from 1."""
    place = min(1 / df, 1.0) * _POINTS
    below = min(int(place), _POINTS - 1)
    table = _logs(alpha)
    return math.exp(table[below] + (place - below) * (table[below + 1] - table[below]))


def two_sided_p(t: float, df: float) -> float:
    """The probability that |t| is at least as large as this one (Abramowitz and Stegun 26.5.27)."""
    return _incomplete_beta(df / 2, 0.5, df / (df + t * t))


@lru_cache(maxsize=8)
def _logs(alpha: float) -> list[float]:
    """Logs of the critical values by 1/df; the first is that of the normal law."""
    normal = NormalDist().inv_cdf(1 - alpha / 2)
    return [math.log(normal), *(math.log(_solved(_POINTS / point, alpha)) for point in range(1, _POINTS + 1))]


def _solved(df: float, alpha: float) -> float:
    low, high = 0.0, 1e6
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided_p(middle, df) > alpha else (low, middle)
    return (low + high) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(b, a, 1 - x)
    if x <= 0:
        return 0.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    fraction = 1.0
    for term in range(_TERMS, 0, -1):
        half = term // 2
        part = -(a + half) * (a + b + half) * x if term % 2 else half * (b - half) * x
        fraction = 1 + part / ((a + term - 1) * (a + term)) / fraction
    return math.exp(log_front) / (a * fraction)
