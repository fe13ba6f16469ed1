"""The Hodges-Lehmann estimate: the median of all means of two values, a value paired with itself, too.

Hodges and Lehmann, "Estimates of location based on rank tests", Ann. Math. Statist. 34, 1963. Of n values there are
n (n + 1) / 2 such means. Those up to any bound are counted in one pass over the sorted values, so the median is closed
in on by halving an interval until few means are left in it, and those alone are written down: n log n, and the very
float that sorting all of them gives.
"""

from __future__ import annotations

import math
from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

FEW = 8
"""How many means a search leaves to be sorted, for each value."""

MANY = 32
"""How many means a path keeps sorted, for each value, before it searches again."""


def hodges_lehmann(values: Sequence[float]) -> float:
    """The median of all means of two of the values, of which there must be one at least."""
    return _searched(sorted(values)).middle(len(values))


def centre_path(values: Sequence[float]) -> list[float]:
    """The Hodges-Lehmann estimate after each value."""
    ordered: list[float] = []
    window = _Window(-math.inf, math.inf, 0, [])
    largest = 0
    path: list[float] = []
    for value in values:
        insort(ordered, value)
        window.add([(value + other) / 2 for other in ordered])
        if len(window.means) > max(largest, MANY * len(ordered)) or not window.holds_middle(len(ordered)):
            window = _searched(ordered, around=path[-1] if path else None, width=window.high - window.low)
            # Equal means cannot be told apart by searching again.
            largest = 2 * len(window.means)
        path.append(window.middle(len(ordered)))
    return path


@dataclass(slots=True)
class _Window:
    """All means above `low` and up to `high`, in order, and how many lie below them."""

    low: float
    high: float
    below: int
    means: list[float]

    def add(self, means: list[float]) -> None:
        """Take in more means, given in order."""
        start, end = bisect_right(means, self.low), bisect_right(means, self.high)
        self.below += start
        self.means += means[start:end]
        self.means.sort()

    def holds_middle(self, count: int) -> bool:
        """Whether it holds the middle of the means of so many values; the two of them, where there are two."""
        first, last = _ranks(count)
        return self.below < first and last <= self.below + len(self.means)

    def middle(self, count: int) -> float:
        first, last = _ranks(count)
        return (self.means[first - 1 - self.below] + self.means[last - 1 - self.below]) / 2


def _ranks(count: int) -> tuple[int, int]:
    """The places of the median among the means of so many values, from 1."""
    total = count * (count + 1) // 2
    return (total + 1) // 2, total // 2 + 1


def _searched(ordered: Sequence[float], *, around: float | None = None, width: float = math.inf) -> _Window:
    """A window with few means that holds the middle of all.

    Args:
        ordered: the values, in order.
        around: where the middle is guessed to be.
        width: how wide a window about it is tried first.
    """
    first, last = _ranks(len(ordered))
    low, starts = math.nextafter(ordered[0], -math.inf), [0] * len(ordered)
    high, ends = ordered[-1], [len(ordered)] * len(ordered)
    below, up_to = 0, len(ordered) * (len(ordered) + 1) // 2
    guessed = iter(() if around is None else (around + width / 2, around - width / 2))
    while up_to - below > FEW * len(ordered):
        middle = next((bound for bound in guessed if low < bound < high), (low + high) / 2)
        if not low < middle < high:
            break
        reached = _ends(ordered, middle)
        means = sum([end - start for start, end in enumerate(reached) if end > start])
        if means >= first:
            high, ends, up_to = middle, reached, means
        else:
            low, starts, below = middle, reached, means
    if up_to < last:
        high = min(
            (value + ordered[max(place, end)]) / 2
            for place, (value, end) in enumerate(zip(ordered, ends, strict=True))
            if max(place, end) < len(ordered)
        )
        ends = _ends(ordered, high)
    return _Window(
        low,
        high,
        below,
        sorted(
            [
                (value + other) / 2
                for place, (value, start, end) in enumerate(zip(ordered, starts, ends, strict=True))
                for other in ordered[max(place, start) : end]
            ]
        ),
    )


def _ends(ordered: Sequence[float], bound: float) -> list[int]:
    """For each value, how many of all, from the smallest on, have a mean with it of at most the bound."""
    twice = 2 * bound
    end = len(ordered)
    ends = []
    for value in ordered:
        while end and value + ordered[end - 1] > twice:
            end -= 1
        ends.append(end)
    return ends
