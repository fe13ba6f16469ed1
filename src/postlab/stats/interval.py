"""The log ratios that the rounds so far do not rule out."""

from __future__ import annotations

import itertools
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


def interval_path(differences: Sequence[float | None], scale: Sequence[float], *, alpha: float) -> list[Interval]:
    """The interval after each round: all log ratios that were not ruled out at any look so far.

    It covers the true one at every look at once with a probability of at least 1 - alpha. Where the looks
    contradict each other (the effect is changing) the interval is the one of this look alone. A difference of None is
    a round that was given up.
    """
    threshold = math.log(2 / alpha)
    mirrored = _mirrored(differences)
    low = minus_high = None
    path = []
    for count in range(1, len(differences) + 1):
        low = _raised(low, differences[:count], scale, threshold)
        minus_high = _raised(minus_high, mirrored[:count], scale, threshold)
        interval = joined(low, minus_high)
        if interval is None:
            now = _now(differences[:count], scale, threshold)
            interval = Interval(now.low, now.high, drift=True)
        path.append(interval)
    return path


def interval_at_last(differences: Sequence[float | None], scale: Sequence[float], *, alpha: float) -> Interval:
    """The interval of the last look alone: the log ratios whose e-values are below 2/alpha on either side by now.

    Unlike `interval_path` it forgets the looks before, which makes it an interval of one e-value.
    """
    return _now(differences, scale, math.log(2 / alpha))


def joined(low: float | None, minus_high: float | None) -> Interval | None:
    """The interval with this lower bound and this upper one (its negative); None where they contradict each other."""
    if low is not None and minus_high is not None and low > -minus_high:
        return None
    return Interval(low, None if minus_high is None else -minus_high, drift=False)


def shown_bound(ratio: float | None) -> float | None:
    """A bound of the ratio as people should see it: None, "not yet", where it is missing or absurd."""
    return ratio if ratio is not None and 1 / FAR_RATIO <= ratio <= FAR_RATIO else None


def _now(differences: Sequence[float | None], scale: Sequence[float], threshold: float) -> Interval:
    """The bounds of one look; neither where they contradict each other."""
    low = _raised(None, differences, scale, threshold)
    minus_high = _raised(None, _mirrored(differences), scale, threshold)
    return joined(low, minus_high) or Interval(None, None, drift=True)


def _mirrored(differences: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else -value for value in differences]


def _raised(
    best: float | None, differences: Sequence[float | None], scale: Sequence[float], threshold: float
) -> float | None:
    """The largest lower bound of this look and those before, whose largest was `best`."""
    if len(differences) * math.log1p(CAP) < threshold:
        return best
    measured = [value for value in differences if value is not None]
    if not measured:
        return best
    ruled_out = min(measured) - WIDEST * max(scale[: len(differences)]) if best is None else best
    enough = log_e_above(differences, scale, ruled_out) - threshold
    if enough < 0:
        return best
    # At the largest difference no bet has won anything.
    possible = max(measured)
    too_little = log_e_above(differences, scale, possible) - threshold
    # The Illinois method: Dowell and Jarratt, BIT 11, 1971; by halves each fourth time, so that it always ends.
    latest = 0
    for step in itertools.count(1):
        if possible - ruled_out <= PRECISION:
            break
        share = enough / (enough - too_little) if step % 4 else 0.5
        middle = ruled_out + share * (possible - ruled_out)
        if not ruled_out < middle < possible:
            middle = (ruled_out + possible) / 2
            if middle in (ruled_out, possible):
                break
        left = log_e_above(differences, scale, middle) - threshold
        if left >= 0:
            too_little = too_little / 2 if latest == 1 else too_little
            ruled_out, enough, latest = middle, left, 1
        else:
            enough = enough / 2 if latest == -1 else enough
            possible, too_little, latest = middle, left, -1
    return ruled_out
