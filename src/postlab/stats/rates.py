"""Counts of posts that were not seen equally often: the rate, and two counts as equally many views would show them.

A rate of small counts cannot be compared as it is. With the half that every logarithm needs added to the count, ln((y +
0.5) / views) falls as views grow, so that of two posts without a click the one that was seen less would win; and a
framing that is merely shown to fewer would be found to work. So the count of the post that was seen more is brought
down to the views of the other: to ln(y + 0.5) as it would be on average had only so many of those views happened. If
each view has its click by itself, thinning a Poisson count leaves a Poisson count: where the rates are equal, the two
logarithms then have one mean, however few they are. Equal views leave the counts as they are, and the sides can be
exchanged, which is all that the coin needs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

HALF = 0.5
"""Added to every outcome, so that a zero has a logarithm."""

PER = 1000
"""Rates are told for so many views."""

_BY_FORMULA = 200.0
"""From this mean on a binomial is told by its first four moments, to a millionth."""

_NEGLIGIBLE = 1e-18


@dataclass(frozen=True, slots=True)
class Counted:
    """What a post had gathered.

    Attributes:
        count: of the metric, or of what its rate divides.
        views: how often the post had been shown; None where no rate is compared.
    """

    count: float
    views: float | None = None


def rate_of(count: float, views: float) -> float:
    """A count for every `PER` views; `views` are above 0."""
    return count * PER / views


def count_behind(rate: float, views: float) -> float:
    """The count of which `rate_of` made this rate, to a millionth."""
    return round(rate * views / PER, 6)


def rate_with_half(count: float, views: float) -> float:
    """A post's rate with `HALF` added to its count, so that it has a logarithm; `views` are above 0."""
    return rate_of(count + HALF, views)


def at_equal_views(
    control: float, treatment: float, control_views: float, treatment_views: float
) -> tuple[float, float]:
    """Two counts, (control, treatment), as the views of the post that was seen less would show them.

    ln(count + `HALF`) of each is what the module says; where the views are equal, both stay as they are.

    Args:
        control: a count, not negative.
        treatment: the other.
        control_views: how often the control's post was seen, above 0.
        treatment_views: the same of the other.
    """
    fewest = min(control_views, treatment_views)
    return thinned(control, fewest / control_views), thinned(treatment, fewest / treatment_views)


def thinned(count: float, part: float) -> float:
    """The number whose ln(y + 0.5) a count has on average when only this part of its views happen.

    E ln(K + 0.5) for K binomial with that count and part. A count between two whole numbers, as an estimate may be,
    lies between theirs in the same proportion.

    Args:
        count: not negative.
        part: above 0, at most 1.
    """
    if part >= 1:
        return count
    if count * part >= _BY_FORMULA:
        return math.exp(_log_by_moments(count, part)) - HALF
    below = math.floor(count)
    log = _log_by_terms(below, part)
    if count > below:
        log += (count - below) * (_log_by_terms(below + 1, part) - log)
    return max(math.exp(log) - HALF, 0.0)


def _log_by_moments(count: float, part: float) -> float:
    """E ln(K + 0.5) to the fourth central moment of K."""
    centre = count * part + HALF
    variance = count * part * (1 - part)
    third = variance * (1 - 2 * part)
    fourth = variance * (3 * variance + 1 - 6 * part * (1 - part))
    second_term, third_term = variance / centre / centre / 2, third / centre / centre / centre / 3
    return math.log(centre) - second_term + third_term - fourth / centre / centre / centre / centre / 4


@lru_cache(maxsize=4096)
def _log_by_terms(count: int, part: float) -> float:
    """E ln(K + 0.5), summed from the likeliest K outwards."""
    odds = part / (1 - part)
    likeliest = min(math.floor((count + 1) * part), count)
    total, weighted = 1.0, math.log(likeliest + HALF)
    weight, number = 1.0, likeliest
    while number < count and weight > _NEGLIGIBLE:
        weight *= (count - number) / (number + 1) * odds
        number += 1
        total += weight
        weighted += weight * math.log(number + HALF)
    weight, number = 1.0, likeliest
    while number > 0 and weight > _NEGLIGIBLE:
        weight *= number / (count - number + 1) / odds
        number -= 1
        total += weight
        weighted += weight * math.log(number + HALF)
    return weighted / total
