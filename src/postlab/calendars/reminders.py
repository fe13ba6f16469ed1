"""A calendar file (iCalendar, RFC 5545) with what comes when and what somebody must do: values in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Event

LONGEST_EVENT = timedelta(hours=1)
"""A window is shown as an event of at most this length at its start, so that it does not fill a calendar's day."""

REFRESHED_EVERY = timedelta(hours=1)
"""How often a program that has subscribed to a calendar is asked to fetch it anew."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One time in a calendar.

    Attributes:
        key: what makes it the same event when the file is imported again; unique in the lab.
        title: one line.
        details: what to do, in sentences.
        opens: from when on it can be done, aware.
        closes: until when, aware.
        rings: how long before it opens a calendar alerts; None where nobody must act.
        tentative: whether it is a forecast.
        category: what kind of thing it is, in a word or two; empty for none.
    """

    key: str
    title: str
    details: str
    opens: datetime
    closes: datetime
    rings: timedelta | None = timedelta(0)
    tentative: bool = False
    category: str = ""


@dataclass(frozen=True, slots=True)
class DayEvent:
    """Something that fills whole days: its key and title as those of a reminder, its first day and its last."""

    key: str
    title: str
    details: str
    first: date
    last: date
    category: str = ""


def calendar_of(
    reminders: Iterable[Reminder],
    *,
    lab: str,
    zone: ZoneInfo,
    now: datetime,
    days: Iterable[DayEvent] = (),
    command: str = "postlab remind",
    name: str = "PostLab",
    about: str = "",
) -> bytes:
    """A calendar file with an event for each reminder, and an alarm where it rings.

    An event begins when the window opens, in the zone given. Its UID follows from `lab` and its key alone, and its
    SEQUENCE grows with the time, so that importing a newer file changes the event that is there. A file without events
    still holds its zone, as the standard wants at least one part.

    Args:
        reminders: in their order.
        lab: what tells this lab's events from those of others, such as a digest.
        zone: in which the times are written.
        now: aware; when the file is made.
        days: what fills whole days.
        command: what makes the file.
        name: what the calendar is called.
        about: what it holds, in a sentence.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//PostLab//{command}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(zone))
    if about:
        calendar.add("x-wr-caldesc", about)
    calendar.add("refresh-interval", icalendar.vDuration(REFRESHED_EVERY), parameters={"VALUE": "DURATION"})
    # the older name of the same, which some programs know alone
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESHED_EVERY))
    all_reminders = list(reminders)
    years = [at.year for reminder in all_reminders for at in (reminder.opens, reminder.closes)] or [now.year]
    for reminder in all_reminders:
        calendar.add_component(_event(reminder, lab=lab, zone=zone, now=now))
    for one in days:
        calendar.add_component(_day_event(one, lab=lab, now=now))
    if all_reminders:
        calendar.add_missing_timezones(first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 1, 12, 31))
    else:
        first, last = date(now.year - 1, 1, 1), date(now.year + 1, 12, 31)
        calendar.add_component(icalendar.Timezone.from_tzinfo(zone, first_date=first, last_date=last))
    content: bytes = calendar.to_ical()
    return content


def _begun(key: str, title: str, details: str, category: str, *, lab: str, now: datetime) -> Event:
    """An event with all but its times."""
    import icalendar

    event = icalendar.Event()
    event.add("uid", f"{key}@{lab}.postlab")
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("summary", title)
    event.add("description", details)
    if category:
        event.add("categories", [category])
    # whoever made the calendar is not busy for it
    event.add("transp", "TRANSPARENT")
    return event


def _event(reminder: Reminder, *, lab: str, zone: ZoneInfo, now: datetime) -> Event:
    import icalendar

    opens = reminder.opens.astimezone(zone)
    event = _begun(reminder.key, reminder.title, reminder.details, reminder.category, lab=lab, now=now)
    event.add("dtstart", opens)
    event.add("dtend", min(reminder.closes, reminder.opens + LONGEST_EVENT).astimezone(zone))
    event.add("status", "TENTATIVE" if reminder.tentative else "CONFIRMED")
    if reminder.rings is not None:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", reminder.title)
        alarm.add("trigger", -reminder.rings)
        event.add_component(alarm)
    return event


def _day_event(one: DayEvent, *, lab: str, now: datetime) -> Event:
    event = _begun(one.key, one.title, one.details, one.category, lab=lab, now=now)
    event.add("dtstart", one.first)
    # the first day that is not part of it
    event.add("dtend", one.last + timedelta(days=1))
    return event
