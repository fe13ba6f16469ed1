"""A calendar file (iCalendar, RFC 5545) with times at which somebody must do something: values in, bytes out."""

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


@dataclass(frozen=True, slots=True)
class Reminder:
    """One time in a calendar.

    Attributes:
        key: what makes it the same event when the file is imported again; unique in the lab.
        title: one line.
        details: what to do, in sentences.
        opens: from when on it can be done, aware.
        closes: until when, aware.
    """

    key: str
    title: str
    details: str
    opens: datetime
    closes: datetime


def calendar_of(reminders: Iterable[Reminder], *, lab: str, zone: ZoneInfo, now: datetime) -> bytes:
    """A calendar file with an event and an alarm for each reminder.

    An event begins when the window opens, in the zone given, with an alarm at that time. Its UID follows from `lab` and
    its key alone, and its SEQUENCE grows with the time, so that importing a newer file changes the event that is there.

    Args:
        reminders: in their order.
        lab: what tells this lab's events from those of others, such as a digest.
        zone: in which the times are written.
        now: aware; when the file is made.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//PostLab//postlab remind//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "PostLab")
    calendar.add("x-wr-timezone", str(zone))
    all_reminders = list(reminders)
    years = [at.year for reminder in all_reminders for at in (reminder.opens, reminder.closes)]
    for reminder in all_reminders:
        calendar.add_component(_event(reminder, lab=lab, zone=zone, now=now))
    if years:
        calendar.add_missing_timezones(first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 1, 12, 31))
    content: bytes = calendar.to_ical()
    return content


def _event(reminder: Reminder, *, lab: str, zone: ZoneInfo, now: datetime) -> Event:
    import icalendar

    opens = reminder.opens.astimezone(zone)
    event = icalendar.Event()
    event.add("uid", f"{reminder.key}@{lab}.postlab")
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()) // 60)
    event.add("dtstart", opens)
    event.add("dtend", min(reminder.closes, reminder.opens + LONGEST_EVENT).astimezone(zone))
    event.add("summary", reminder.title)
    event.add("description", reminder.details)
    # whoever made the calendar is not busy for it
    event.add("transp", "TRANSPARENT")
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", reminder.title)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event
