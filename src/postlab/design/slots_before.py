"""Slots that lie before a moment: at most so long before it, and never on the day on which it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

from postlab.design.slots import SlotTime, resolve

JUST = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The wall times from `begins` up to the midnight that begins the day of a moment, which is not among them."""

    begins: datetime
    ends: datetime

    def holds(self, slot: SlotTime) -> bool:
        """Whether a slot lies in it."""
        return self.begins <= slot.wall < self.ends


def windows(days: Iterable[date], before: timedelta) -> list[Window]:
    """A window for each first day of a moment, in their order; they may overlap."""
    ends = sorted({datetime.combine(day, time()) for day in days})
    return [Window(end - before, end) for end in ends]


def slots_in(
    windows_before: Sequence[Window], zone: str, *, after: datetime, upcoming: Callable[[datetime], Iterator[SlotTime]]
) -> Iterator[SlotTime]:
    """The slots strictly after a moment that lie in one window or more, each once; they come to an end.

    Args:
        windows_before: the windows in their order.
        zone: in which their wall times are meant.
        after: the moment.
        upcoming: the slots strictly after a moment, without an end.
    """
    latest = after
    for window in windows_before:
        # An hour early, because the clocks may go back between the slot and the window's begin.
        start = max(latest, resolve(window.begins, zone).at - timedelta(hours=1) - JUST)
        for slot in takewhile(lambda slot: slot.wall < window.ends, upcoming(start)):  # noqa: B023 (used up at once)
            latest = max(latest, slot.at)
            if window.holds(slot):
                yield slot


def before_the_same(windows_before: Sequence[Window]) -> Callable[[Sequence[SlotTime]], bool]:
    """A test of whether several slots lie before the same moment, so that their posts speak of one."""
    return lambda slots: any(all(window.holds(slot) for slot in slots) for window in windows_before)
