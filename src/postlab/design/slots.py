"""When posts go out: wall times of a week in the audience's zone, or a steady beat."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from postlab.english import ended
from postlab.time_zones import unknown_zone, zone_named

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = timedelta(days=7)

USUAL_SLOTS = ("Tue 12:30", "Thu 12:30")
"""When a plan posts that does not say it."""

_WRITTEN = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2}):(\d{2})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class WeeklySlot:
    """A wall time that comes back every week; `weekday` counts from Monday = 0."""

    weekday: int
    time: time

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday][:3]} {self.time:%H:%M}"


@dataclass(frozen=True, slots=True)
class SlotTime:
    """One moment at which something may go out.

    Attributes:
        wall: the wall time that was asked for, without a zone.
        at: the moment itself, in UTC.
        zone: the name of the audience's zone.
        note: a sentence where the clocks were being changed, so that the moment is not plainly the wall
            time; else None.
    """

    wall: datetime
    at: datetime
    zone: str
    note: str | None = None


def parse_slot(text: str) -> WeeklySlot:
    """The slot that a text such as ``Tue 12:30`` or ``Tuesday 9:05`` stands for.

    Raises:
        ValueError: it is not written so; the message is a sentence for people.
    """
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise ValueError(f'"{text}" is not a slot; write a weekday and a time of 24 hours, like Tue 12:30.')
    day, hour, minute = written[1].lower(), int(written[2]), int(written[3])
    weekdays = [number for number, name in enumerate(WEEKDAYS) if name.lower().startswith(day)]
    if not weekdays:
        raise ValueError(f'"{text}" does not start with a weekday; write it like Tue 12:30.')
    if hour > 23 or minute > 59:
        raise ValueError(f'"{text}" has no such time of day; hours go from 00 to 23, minutes from 00 to 59.')
    return WeeklySlot(weekdays[0], time(hour, minute))


def parse_zone(name: str) -> ZoneInfo:
    """The time zone of that name.

    Raises:
        ValueError: there is none; the message is a sentence for people.
    """
    zone = zone_named(name)
    if zone is None:
        raise ValueError(ended(unknown_zone(name)))
    return ZoneInfo(zone)


def resolve(wall: datetime, zone: str) -> SlotTime:
    """The moment of a wall time without a zone.

    Where the clocks skip it, it moves forward by what they skip; where they repeat it, the first counts;
    both are noted.

    Raises:
        ValueError: there is no such zone.
    """
    place = parse_zone(zone)
    at = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    back = at.astimezone(place).replace(tzinfo=None, fold=0)
    note = None
    if back != wall:
        same_day = back.date() == wall.date()
        moved_to = f"{back:%H:%M}" if same_day else f"{back:%H:%M} on {back:%Y-%m-%d}"
        note = (
            f"{wall:%H:%M} on {wall:%Y-%m-%d} does not exist in {zone}, where the clocks go forward; "
            f"it becomes {moved_to}."
        )
    elif wall.replace(tzinfo=place, fold=1).astimezone(UTC) != at:
        note = (
            f"{wall:%H:%M} on {wall:%Y-%m-%d} comes twice in {zone}, where the clocks go back; the first one is meant."
        )
    return SlotTime(wall, at, zone, note)


def upcoming(slots: Iterable[WeeklySlot], zone: str, *, after: datetime) -> Iterator[SlotTime]:
    """The moments of weekly slots strictly after a moment, in their order, without an end.

    Two slots that a change of the clocks puts on the same moment give it once.

    Raises:
        ValueError: there is no slot, no such zone, or `after` has no zone.
    """
    chosen = sorted(set(slots))
    if not chosen:
        raise ValueError("There are no slots; name at least one, like Tue 12:30.")
    if after.tzinfo is None:
        raise ValueError("The moment after which slots are looked for has no time zone.")
    parse_zone(zone)
    return _upcoming(chosen, zone, after.astimezone(UTC))


def _upcoming(slots: Sequence[WeeklySlot], zone: str, after: datetime) -> Iterator[SlotTime]:
    latest = after
    streams = [_weekly(slot, zone, after) for slot in slots]
    # Of two at the same moment the one without a note is the plain one.
    for moment in heapq.merge(*streams, key=lambda slot_time: (slot_time.at, slot_time.note is not None)):
        if moment.at > latest:
            latest = moment.at
            yield moment


def _weekly(slot: WeeklySlot, zone: str, after: datetime) -> Iterator[SlotTime]:
    """One slot's moments from around `after` on."""
    local = after.astimezone(ZoneInfo(zone))
    # A week early, because a slot that the clocks skip may move past `after`.
    day = local.date() + timedelta(days=(slot.weekday - local.weekday()) % 7) - WEEK
    while True:
        yield resolve(datetime.combine(day, slot.time), zone)
        day += WEEK


def every(interval: timedelta, zone: str, *, start: datetime, after: datetime) -> Iterator[SlotTime]:
    """The moments start, start + interval, start + 2 intervals… strictly after a moment, without an end.

    The beat is exact: a change of the clocks moves the wall times, not the moments.

    Raises:
        ValueError: the interval is not longer than 0, there is no such zone, or a moment has no time zone.
    """
    if interval <= timedelta():
        raise ValueError("A series of slots needs an interval longer than 0.")
    if start.tzinfo is None or after.tzinfo is None:
        raise ValueError("The moments that bound a series of slots need a time zone.")
    parse_zone(zone)
    return _every(interval, zone, start.astimezone(UTC), after.astimezone(UTC))


def _every(interval: timedelta, zone: str, start: datetime, after: datetime) -> Iterator[SlotTime]:
    place = ZoneInfo(zone)
    at = start if after < start else start + ((after - start) // interval + 1) * interval
    while True:
        yield SlotTime(at.astimezone(place).replace(tzinfo=None, fold=0), at, zone)
        at += interval


def slots_per_week(slots: Iterable[WeeklySlot] | timedelta) -> float:
    """How many slots a week has, of weekly ones or of a beat with that interval."""
    if isinstance(slots, timedelta):
        return WEEK / slots
    return float(len(set(slots)))
