"""The log ratios that the rounds so far do not rule out, and the one that they suggest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.stats.evidence import CAP, log_e_above

FAR_RATIO = 1000.0
"""A bound beyond this ratio, or below its inverse, says nothing that anyone could use."""

WIDEST = 512.0
"""How many scales below the smallest difference a lower bound is looked for; there every bet is saturated."""

PRECISION = 1e-12
"""How closely a bound is searched for, as a log ratio."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An anytime-valid interval of the log ratio; None is a bound that is not known yet.

    Attributes:
        low: the lower bound.
        high: the upper bound.
        drift: whether no single ratio fits all that was seen, so that the bounds are today's alone.
    """

    low: float | None
    high: float | None
    drift: bool


def interval_path(differences: Sequence[float], scale: Sequence[float], *, alpha: float) -> list[Interval]:
    """The interval after each difference: all log ratios that were not ruled out at any look so far.

    It covers the true one at every look at once with a probability of at least 1 - alpha. Where the looks
    contradict each other (the effect is changing) the interval is the one of this look alone.
    """
    threshold = math.log(2 / alpha)
    mirrored = [-value for value in differences]
    low = minus_high = None
    path = []
    for count in range(1, len(differences) + 1):
        low = _raised(low, differences[:count], scale, threshold)
        minus_high = _raised(minus_high, mirrored[:count], scale, threshold)
        if not _contradict(low, minus_high):
            path.append(Interval(low, _negative(minus_high), drift=False))
            continue
        now = _now(differences[:count], scale, threshold)
        path.append(Interval(now.low, now.high, drift=True))
    return path


def interval_at_last(differences: Sequence[float], scale: Sequence[float], *, alpha: float) -> Interval:
    """The interval of the last look alone: the log ratios whose e-values are below 2/alpha on either side by now.

    Unlike `interval_path` it forgets the looks before, which makes it an interval of one e-value.
    """
    return _now(differences, scale, math.log(2 / alpha))


def _now(differences: Sequence[float], scale: Sequence[float], threshold: float) -> Interval:
    """The bounds of one look; neither where they contradict each other."""
    low = _raised(None, differences, scale, threshold)
    minus_high = _raised(None, [-value for value in differences], scale, threshold)
    if _contradict(low, minus_high):
        return Interval(None, None, drift=True)
    return Interval(low, _negative(minus_high), drift=False)


def shown_bound(ratio: float | None) -> float | None:
    """A bound of the ratio as people should see it: None, "not yet", where it is missing or absurd."""
    return ratio if ratio is not None and 1 / FAR_RATIO <= ratio <= FAR_RATIO else None


def centre_path(differences: Sequence[float]) -> list[float]:
    """The Hodges-Lehmann estimate after each difference: the median of all means of two of them.

    A difference is paired with itself, too.
    """
    means: list[float] = []
    path = []
    for count, value in enumerate(differences, start=1):
        means.extend((value + earlier) / 2 for earlier in differences[:count])
        means.sort()
        middle = len(means) // 2
        path.append(means[middle] if len(means) % 2 else (means[middle - 1] + means[middle]) / 2)
    return path


def _raised(best: float | None, differences: Sequence[float], scale: Sequence[float], threshold: float) -> float | None:
    """The largest lower bound of this look and those before, whose largest was `best`."""
    if len(differences) * math.log1p(CAP) < threshold:
        return best
    ruled_out = min(differences) - WIDEST * max(scale[: len(differences)]) if best is None else best
    if log_e_above(differences, scale, ruled_out) < threshold:
        return best
    # At the largest difference no bet has won anything.
    possible = max(differences)
    while possible - ruled_out > PRECISION:
        middle = (ruled_out + possible) / 2
        if middle in (ruled_out, possible):
            break
        if log_e_above(differences, scale, middle) >= threshold:
            ruled_out = middle
        else:
            possible = middle
    return ruled_out


def _contradict(low: float | None, minus_high: float | None) -> bool:
    return low is not None and minus_high is not None and low > -minus_high


def _negative(bound: float | None) -> float | None:
    return None if bound is None else -bound
