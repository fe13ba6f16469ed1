"""Logarithmic axes: where a ratio or a count stands across a picture, and which numbers are written below it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from postlab.reports.chart import LIMITS
from postlab.reports.pages.drawing import Drawing
from postlab.stats.rates import HALF

_WRITTEN = {
    4.0: (0.25, 0.5, 1, 2, 4),
    10.0: (0.1, 0.2, 0.5, 1, 2, 5, 10),
    100.0: (0.01, 0.1, 1, 10, 100),
    1000.0: (0.001, 0.01, 0.1, 1, 10, 100, 1000),
}
"""The numbers that are written below an axis of ratios, by its limit."""


SMALLEST = 1e-6
"""A count below this is drawn as a zero."""


@dataclass(frozen=True, slots=True)
class RatioAxis:
    """An axis of ratios from 1/limit to limit, with 1 in the middle."""

    limit: float

    def place(self, ratio: float) -> float:
        """Where a ratio stands, in percent; one that lies outside stands at the end."""
        return 50 * (1 + min(max(math.log(ratio) / math.log(self.limit), -1), 1))

    def holds(self, ratio: float | None) -> bool:
        """Whether a ratio is known and lies on the axis."""
        return ratio is not None and 1 / self.limit <= ratio <= self.limit

    @property
    def written(self) -> Sequence[float]:
        """The numbers that are written below it."""
        return _WRITTEN[self.limit]


def ratio_axis(ratios: Iterable[float | None]) -> RatioAxis:
    """The shortest of the usual axes that some ratios lie on; unknown ones are left out."""
    reach = max((abs(math.log(ratio)) for ratio in ratios if ratio), default=0.0)
    return RatioAxis(next((limit for limit in LIMITS if math.log(limit) >= reach * 0.999), LIMITS[-1]))


@dataclass(frozen=True, slots=True)
class CountAxis:
    """An axis of counts on a log scale, with a half added to each, so that a zero has its place.

    Attributes:
        least: the smallest number on it.
        most: the largest.
        added: what is added before the logarithm.
    """

    least: float
    most: float
    added: float

    def place(self, count: float) -> float:
        """Where a count stands, in percent."""
        low, high = self._log(self.least), self._log(self.most)
        return 100 * (self._log(count) - low) / (high - low)

    @property
    def written(self) -> list[float]:
        """The numbers that are written below it: both ends, and round ones that have room between them."""
        chosen = [self.least, self.most]
        for number in _round_numbers(self.least, self.most):
            if all(abs(self.place(number) - self.place(other)) >= 11 for other in chosen):
                chosen.append(number)
        return sorted(chosen)

    def _log(self, count: float) -> float:
        return math.log(count + self.added)


def count_axis(counts: Sequence[float]) -> CountAxis:
    """The axis that some counts lie on; there is one at least."""
    positive = [count for count in counts if count > 0]
    # of rates, which may be small, no more than half of the smallest
    added = max(min(HALF, min(positive, default=1.0) / 2), SMALLEST)
    least, most = _below(min(counts)), _above(max([*counts, SMALLEST]))
    if least >= most:
        least, most = _below(least / 2), _above(most * 2)
    return CountAxis(least, max(most, 1.0) if not positive else most, added)


def _round_numbers(low: float, high: float) -> list[float]:
    """Powers of ten first, then twice and five times those."""
    if high <= 0:
        return []
    powers = range(math.floor(math.log10(max(low, high / 1e6, SMALLEST))), math.ceil(math.log10(high)) + 1)
    return [factor * 10.0**power for factor in (1, 5, 2) for power in powers if low < factor * 10.0**power < high]


def _below(count: float) -> float:
    """The round number at or below a count; 0 for one below 1."""
    if count < 1:
        return 0.0
    power = _power_below(count)
    return max(step * power for step in (1, 2, 5) if step * power <= count)


def _above(count: float) -> float:
    """The round number above a count, or at it."""
    power = _power_below(count)
    return min(step * power for step in (1, 2, 5, 10) if step * power >= count)


def _power_below(count: float) -> float:
    """The power of ten at or below a count."""
    power = 10.0 ** math.floor(math.log10(count))
    # just below a power its logarithm is rounded up
    return power if power <= count else power / 10


def draw_ratio_axis(drawing: Drawing, axis: RatioAxis, *, top: float, bottom: float, worthwhile: float | None) -> None:
    """The axis of ratios behind what stands between two heights: what is no practical difference, 1, and the numbers.

    Args:
        drawing: what it is drawn on; the numbers take a line below `bottom`.
        axis: the axis.
        top: where it begins, in lines of text.
        bottom: where it ends.
        worthwhile: the smallest ratio that would matter; None where there is not one for all.
    """
    if worthwhile is not None:
        _draw_alike(drawing, axis, top=top, bottom=bottom, worthwhile=worthwhile)
    drawing.line((50, top), (50, bottom), "one")
    drawing.line((0, bottom), (100, bottom), "axis")
    for number in axis.written:
        drawing.words((axis.place(number), bottom + 1.2), f"{number:g}", anchor=anchored_to_ends(axis.place(number)))


def _draw_alike(drawing: Drawing, axis: RatioAxis, *, top: float, bottom: float, worthwhile: float) -> None:
    """What would be no practical difference, between its edges."""
    edges = [axis.place(1 / worthwhile), axis.place(worthwhile)]
    drawing.area((edges[0], top), (edges[1], bottom), "alike")
    for edge in edges:
        drawing.line((edge, top), (edge, bottom), "worthwhile")


def draw_interval(
    drawing: Drawing, axis: RatioAxis, down: float, ratio: float, low: float | None, high: float | None, kind: str = ""
) -> None:
    """An estimate with its interval; an arrow where a limit is not known or lies outside the axis."""
    ends = (axis.place(low) if low else 0.0, axis.place(high) if high else 100.0)
    known = "span" if low is not None or high is not None else "span unknown"
    drawing.line((ends[0], down), (ends[1], down), f"{known} {kind}".strip())
    for end, bound, right in ((ends[0], low, False), (ends[1], high, True)):
        if axis.holds(bound):
            drawing.line((end, down - 0.45), (end, down + 0.45), f"bound {kind}".strip())
        else:
            drawing.arrow((end, down), f"arrow {kind}".strip(), right=right)
    drawing.square((axis.place(ratio), down), f"estimate {kind}".strip(), size=0.6)


def anchored_to_ends(across: float) -> str:
    """Which end of a number below an axis stands at its place: the first and the last stay within the picture."""
    return "start" if across < 2 else "end" if across > 98 else "middle"
