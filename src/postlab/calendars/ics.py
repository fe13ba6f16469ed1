"""Calendar files (iCalendar, RFC 5545) read as moments: bytes in, entries out, and why the others were left out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from postlab.calendars.recurring import in_words, is_recurrence, recurrence, unreadable
from postlab.calendars.upcoming import LabMoment, days_of
from postlab.design.calendar import FIRST_YEAR, LAST_YEAR, LONGEST
from postlab.errors import InputError
from postlab.framing.moments import JUST_DAYS
from postlab.sanitise import postable

MOST_BYTES = 4_000_000
MOST_EVENTS = 5000
MOST_SERIES = 300
"""Events that come again by a rule which takes time to follow."""

MOST_IN_A_YEAR = 13
"""An event that comes more often than monthly is not taken as a moment."""

LONGEST_KEY = 120

_DAMAGE = (ValueError, TypeError, AttributeError, KeyError, OverflowError)
"""What the library's values raise where an event is not as the standard has it."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One event of a calendar file.

    Attributes:
        key: what makes it the same event in the next file: its UID, with its RECURRENCE-ID where it has one.
        title: its SUMMARY on one line.
        categories: its CATEGORIES.
        rule: when it comes, as a moment's rule.
        lasts: for how many days, where it is more than one.
        cancelled: whether the calendar says that it does not take place.
    """

    key: str
    title: str
    categories: tuple[str, ...]
    rule: str
    lasts: int | None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An event that is not taken, and why, in a few words."""

    title: str
    why: str


def read_calendar(content: bytes, name: str, *, zone: str, today: date) -> tuple[list[CalendarEntry], list[LeftOut]]:
    """The events of a calendar file that can be moments, in its order, and those that cannot.

    An event lies on the days that its own zone, or a time in UTC the calendar's zone, shows.

    Args:
        content: of the file.
        name: of the file, for messages.
        zone: the zone that is meant where the calendar names none.
        today: what ended more than two weeks earlier and does not come again is left out.

    Raises:
        InputError: it is no calendar file, or too large.
    """
    if len(content) > MOST_BYTES or content.upper().count(b"BEGIN:") > MOST_EVENTS:
        raise InputError(
            f"{name} is larger than a calendar of moments would be ({MOST_EVENTS:,} events, {MOST_BYTES:,} bytes).",
            hint="Export one calendar, or a shorter time.",
        )
    entries: dict[str, tuple[int, CalendarEntry]] = {}
    left_out: list[LeftOut] = []
    series = 0
    for calendar in _calendars(content, name):
        place = _zone(calendar, zone)
        events = [part for part in calendar.subcomponents if part.name == "VEVENT"]
        moved = _moved(events, place)
        for event in events:
            title = postable(str(event.get("SUMMARY", ""))) or "(no title)"
            try:
                outcome = _entry(event, title, place, moved)
            except _DAMAGE:
                outcome = LeftOut(title, "its day cannot be read")
            if isinstance(outcome, CalendarEntry):
                series += is_recurrence(outcome.rule)
                outcome = _fitting(outcome, today) if series <= MOST_SERIES else LeftOut(title, "it is one of too many")
            if isinstance(outcome, LeftOut):
                left_out.append(outcome)
                continue
            sequence = _sequence(event)
            if outcome.key not in entries or sequence >= entries[outcome.key][0]:
                entries[outcome.key] = (sequence, outcome)
    return [entry for _, entry in entries.values()], left_out


def _calendars(content: bytes, name: str) -> list[Any]:
    from icalendar import Calendar

    refused = InputError(
        f"{name} is not a calendar file.", hint="Export the calendar as iCalendar (.ics) and import that."
    )
    try:
        calendars = [part for part in Calendar.from_ical(_text(content), multiple=True) if part.name == "VCALENDAR"]
    except (*_DAMAGE, IndexError, RecursionError) as exc:
        raise refused from exc
    if not calendars:
        raise refused
    return calendars


def _text(content: bytes) -> str:
    """A calendar's text: UTF-8, as the standard says, else with a mark of its own, else as Windows writes it."""
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",):
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    return content.decode("cp1252", errors="replace")


def _zone(calendar: Any, zone: str) -> tzinfo:
    """The zone in which a calendar's times in UTC are meant."""
    try:
        return ZoneInfo(str(calendar.get("X-WR-TIMEZONE", zone)))
    except (KeyError, ValueError, OSError):
        return ZoneInfo(zone)


def _moved(events: Sequence[Any], place: tzinfo) -> Mapping[str, list[date]]:
    """By UID, the days of a series that events of their own stand in for."""
    days: dict[str, list[date]] = {}
    for event in events:
        try:
            if "RECURRENCE-ID" in event:
                days.setdefault(str(event.get("UID", "")), []).append(_day(event["RECURRENCE-ID"].dt, place))
        except _DAMAGE:
            continue
    return days


def _entry(event: Any, title: str, place: tzinfo, moved: Mapping[str, list[date]]) -> CalendarEntry | LeftOut:
    if "DTSTART" not in event:
        return LeftOut(title, "it has no day")
    start = event["DTSTART"].dt
    rrules = _many(event.get("RRULE"))
    plainly = {"BYDAY", "BYMONTHDAY"}.isdisjoint(rrules[0]) if rrules else True
    # A rule that names days names those of the zone that it was written in.
    first = _day(start, place if plainly else None)
    if not FIRST_YEAR < first.year < LAST_YEAR:
        return LeftOut(title, f"the year {first.year} is out of reach")
    uid = str(event.get("UID", "")) or f"{title} {first.isoformat()}"
    replaces = _day(event["RECURRENCE-ID"].dt, place).isoformat() if "RECURRENCE-ID" in event else ""
    lasts = _lasts(event, start)
    if lasts > LONGEST:
        return LeftOut(title, "it lasts longer than a year")
    rule: str | LeftOut = first.isoformat()
    if not replaces and (rrules or "RDATE" in event):
        without = [*_days(event.get("EXDATE"), place), *moved.get(str(event.get("UID", "")), ())]
        rule = _rule(title, first, rrules, also=_days(event.get("RDATE"), place), without=sorted(set(without)))
    if isinstance(rule, LeftOut):
        return rule
    return CalendarEntry(
        key=_key(uid, replaces),
        title=title,
        categories=tuple(postable(str(one)) for found in _many(event.get("CATEGORIES")) for one in found.cats),
        rule=rule,
        lasts=lasts if lasts > 1 else None,
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
    )


def _rule(
    title: str, first: date, rrules: Sequence[Any], *, also: Sequence[date], without: Sequence[date]
) -> str | LeftOut:
    if len(rrules) > 1:
        return LeftOut(title, "it has more than one rule")
    parts: dict[str, tuple[str, ...]] = {}
    for part in rrules[0].to_ical().decode().split(";") if rrules else ():
        key, _, values = part.partition("=")
        parts[key] = tuple(values.split(","))
    if rrules and (why := unreadable(first, parts)):
        return LeftOut(title, why)
    if rrules and not (also or without) and (words := in_words(first, parts)):
        return words
    if "UNTIL" in parts:
        # A day: the rule is kept by the day.
        parts["UNTIL"] = (parts["UNTIL"][0][:8],)
    rrule = ";".join(f"{key}={','.join(values)}" for key, values in parts.items())
    return recurrence(first, rrule or None, also=also, without=without)


def _fitting(entry: CalendarEntry, today: date) -> CalendarEntry | LeftOut:
    """The entry, unless it is over for good or comes too often."""
    moment = LabMoment(0, entry.title, None, entry.rule, entry.lasts, "")
    start = today - timedelta(days=JUST_DAYS)
    # Nearly all come within two years; what comes in leap years only may take eight.
    soon, late = (start + timedelta(days=LONGEST * years) for years in (2, 9))
    dates = days_of(moment, start, soon) or days_of(moment, soon, late)
    if not dates:
        return LeftOut(entry.title, "it is over")
    year = [one for one in dates if one.on < dates[0].on + timedelta(days=LONGEST)]
    if len(year) > MOST_IN_A_YEAR:
        return LeftOut(entry.title, "it comes more often than monthly")
    return entry


def _lasts(event: Any, start: date) -> int:
    """Days from the first to the last; DTEND is the first that is not part of it."""
    end: Any
    if "DTEND" in event:
        end = event["DTEND"].dt
    elif "DURATION" in event:
        end = start + event["DURATION"].dt
    else:
        return 1
    if isinstance(end, datetime):
        end -= timedelta(microseconds=1)
        last = end.date() if not isinstance(start, datetime) or start.tzinfo is None else end.astimezone(start.tzinfo)
        return max((_only_date(last) - _only_date(start)).days + 1, 1)
    whole: int = (end - _only_date(start)).days
    return max(whole, 1)


def _day(at: date, place: tzinfo | None) -> date:
    """The day of a date or a time: as its own zone has it, or `place` where it is in UTC."""
    if isinstance(at, datetime) and at.tzinfo is not None and place is not None and str(at.tzinfo) == "UTC":
        at = at.astimezone(place)
    return _only_date(at)


def _only_date(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _days(values: Any, place: tzinfo) -> list[date]:
    """The days of EXDATE or RDATE; of a period its first."""
    times = [one.dt for part in _many(values) for one in part.dts]
    return [_day(one[0] if isinstance(one, tuple) else one, place) for one in times]


def _many(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _sequence(event: Any) -> int:
    try:
        return int(event.get("SEQUENCE", 0))
    except _DAMAGE:
        return 0


def _key(uid: str, replaces: str) -> str:
    key = postable(f"{uid}#{replaces}" if replaces else uid)
    return key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
