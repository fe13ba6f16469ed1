"""The outlook laid out as weeks of days in the lab's zone, as the terminal and the page show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from postlab.design.run_windows import Errand
from postlab.english import long_day
from postlab.loop.notify.outlook import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postlab.calendars.upcoming import UpcomingMoment
    from postlab.loop.notify.outlook import Outlook, SlotAhead
    from postlab.loop.notify.run_times import RunTime


@dataclass(frozen=True, slots=True)
class Day:
    """One day and what is on it.

    Attributes:
        on: the day.
        is_today: whether it is today.
        is_over: whether it is before today.
        moments: those that begin on it, or are under way on the first day that is shown of them.
        slots: by time.
        readings: when posts are to be read, by the time from which on they can be; what should have been done is today.
    """

    on: date
    is_today: bool
    is_over: bool
    moments: tuple[UpcomingMoment, ...]
    slots: tuple[SlotAhead, ...]
    readings: tuple[RunTime, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on it."""
        return not (self.moments or self.slots or self.readings)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on, and how many weeks it is from this one."""

    days: tuple[Day, ...]
    number: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is on any of its days."""
        return all(day.is_empty for day in self.days)

    @property
    def name(self) -> str:
        """What it is called: This week, 23 to 29 November 2026."""
        first, last = self.days[0].on, self.days[-1].on
        begins = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
        if first.year != last.year:
            begins = long_day(first)
        days = f"{begins} to {long_day(last)}"
        return {0: f"This week, {days}", 1: f"Next week, {days}"}.get(self.number, days)


def weeks_of(outlook: Outlook) -> tuple[Week, ...]:
    """The weeks of an outlook, this one first. Times at which posts are published are those of their slots."""
    days = (outlook.last - outlook.first).days + 1
    whole = [_day(outlook, outlook.first + timedelta(days=number)) for number in range(days)]
    return tuple(Week(tuple(whole[start : start + 7]), start // 7) for start in range(0, days, 7))


def together(slots: Sequence[SlotAhead]) -> list[tuple[SlotAhead, ...]]:
    """Slots in groups, in their order: forecasts of one round at one time together, if the same is wrong with them."""
    groups: dict[object, list[SlotAhead]] = {}
    for number, slot in enumerate(slots):
        of_round = (slot.experiment_id, slot.round, slot.at, slot.by_hand, slot.conflicts)
        groups.setdefault(of_round if slot.stage is Stage.FORECAST else number, []).append(slot)
    return [tuple(group) for group in groups.values()]


def _day(outlook: Outlook, on: date) -> Day:
    zone, today = outlook.zone, outlook.today
    return Day(
        on=on,
        is_today=on == today,
        is_over=on < today,
        moments=tuple(moment for moment in outlook.moments if max(moment.on, today) == on),
        slots=tuple(slot for slot in outlook.slots if slot.at.astimezone(zone).date() == on),
        readings=tuple(
            time
            for time in outlook.times
            if time.window.errand is Errand.READ and max(time.window.opens.astimezone(zone).date(), today) == on
        ),
    )
