"""Two small pictures made of characters: the interval of the ratio, and the evidence round by round."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.reports.formats import odds

LIMITS = (4.0, 10.0, 100.0, 1000.0)
"""How far the axis of the ratio may reach, from 1/limit to limit."""

FLOOR = -math.log(10)
"""Evidence below 1 to 10 is drawn at this height; it only says that the other side is far ahead."""

TALLEST = 2.5
"""Evidence above this multiple of the needed evidence (as logs) is drawn at the top."""

WIDEST_STEP = 6
"""Most columns between two rounds, so that few rounds do not stretch over the whole width."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The characters that a picture is drawn with."""

    axis: str
    one: str
    span: str
    estimate: str
    treatment: str
    control: str
    both: str
    threshold: str


UNICODE = Ink("─", "┼", "━", "●", "●", "○", "◆", "┄")
ASCII = Ink("-", "+", "=", "o", "*", "o", "#", ".")


def interval_bar(ratio: float, low: float | None, high: float | None, *, width: int, ink: Ink = UNICODE) -> list[str]:
    """The interval on a logarithmic axis with 1 in the middle, and a line of labels below it.

    A square bracket marks a bound. An angle bracket means that the bound is not known yet or lies outside the axis.

    Args:
        ratio: the estimate.
        low: the lower bound, or None.
        high: the upper bound, or None.
        width: columns to draw in; at least 21 are used.
        ink: what to draw with.
    """
    reach = max(abs(math.log(value)) for value in (ratio, low or 1, high or 1))
    limit = next((limit for limit in LIMITS if math.log(limit) >= reach), LIMITS[-1])
    axis = _Axis(limit, width if width % 2 and width >= 21 else max(width - 1, 21))
    bar = [ink.axis] * axis.width
    start = axis.column(low) if low is not None else 0
    end = axis.column(high) if high is not None else axis.width - 1
    bar[start : end + 1] = ink.span * (end + 1 - start)
    bar[axis.column(1)] = ink.one
    bar[start] = "[" if low is not None and low >= 1 / limit else "<"
    bar[end] = "]" if high is not None and high <= limit else ">"
    bar[axis.column(ratio)] = ink.estimate
    return ["".join(bar), axis.labels()]


@dataclass(frozen=True, slots=True)
class _Axis:
    """A logarithmic axis from 1/limit to limit over an odd number of columns, 1 in the middle."""

    limit: float
    width: int

    def column(self, value: float) -> int:
        place = (math.log(value) / math.log(self.limit) + 1) / 2
        return round(min(max(place, 0), 1) * (self.width - 1))

    def labels(self) -> str:
        """The numbers below the axis, each centred below its column.

        The points halfway to the ends have a number only where it is round and there is room.
        """
        half = math.sqrt(self.limit)
        between = (1 / half, half) if half == round(half) and self.width >= 41 else ()
        line = [" "] * self.width
        for value in (1 / self.limit, 1.0, self.limit, *between):
            label = f"{value:g}"
            start = min(max(self.column(value) - len(label) // 2, 0), self.width - len(label))
            line[start : start + len(label)] = label
        return "".join(line).rstrip()


def evidence_chart(
    numbers: Sequence[int],
    treatment: Sequence[float],
    control: Sequence[float],
    *,
    needed: Sequence[float],
    width: int,
    height: int = 9,
    ink: Ink = UNICODE,
) -> list[str]:
    """The evidence for either side after each round, on a logarithmic scale of odds.

    Args:
        numbers: of the rounds that count.
        treatment: natural log of the evidence that the treatment does better, after each of them.
        control: the same for the control.
        needed: natural logs of the evidence that settles it, for the treatment and for the control.
        width: columns to draw in.
        height: rows of the plot.
        ink: what to draw with.
    """
    top = min(max(*needed, *treatment, *control), max(needed) * TALLEST)
    marks = {**{goal: odds(goal) for goal in needed}, 0.0: odds(0.0), FLOOR: odds(FLOOR)}
    margin = max(len(label) for label in marks.values()) + 2
    room = max(width - margin, 10)
    drawn = _spread(len(numbers), room)
    step = min(WIDEST_STEP, (room - 1) // max(len(drawn) - 1, 1)) or 1

    def row(log_e: float) -> int:
        place = (min(max(log_e, FLOOR), top) - FLOOR) / (top - FLOOR)
        return round(place * (height - 1))

    plot = [[" "] * ((len(drawn) - 1) * step + 1) for _ in range(height)]
    for place in range(len(plot[0])):
        plot[row(0.0)][place] = ink.axis
        for goal in needed:
            plot[row(goal)][place] = ink.threshold
    for column, index in enumerate(drawn):
        above, below = row(treatment[index]), row(control[index])
        plot[above][column * step] = ink.treatment
        plot[below][column * step] = ink.both if above == below else ink.control
    labels = {row(log_e): label for log_e, label in marks.items()}
    lines = [f"{labels.get(at, ''):>{margin - 2}}  {''.join(plot[at])}".rstrip() for at in reversed(range(height))]
    first, last = str(numbers[drawn[0]]), str(numbers[drawn[-1]])
    gap = max(len(plot[0]) - len(first), len(last) + 1)
    return [*lines, f"{'round':>{margin - 2}}  {first}{last:>{gap}}"]


def _spread(count: int, room: int) -> list[int]:
    """The indexes of the rounds that are drawn: all, or, where there is no room, an even spread with the last."""
    if count <= room:
        return list(range(count))
    return [round(place * (count - 1) / (room - 1)) for place in range(room)]
