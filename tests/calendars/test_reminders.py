"""Times for one's own calendar: what a calendar reads out of the file, and that importing again changes events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from postlab.calendars.reminders import LONGEST_EVENT, Reminder, calendar_of

SYDNEY = ZoneInfo("Australia/Sydney")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OPENS = datetime(2026, 12, 3, 1, 30, tzinfo=UTC)


def reminder(**changes: object) -> Reminder:
    given = {
        "key": "read-3",
        "title": "Run PostLab: post 3 to read (exams)",
        "details": "Run it; soon, please.\\ Or: never.\nBEGIN:VEVENT",
        "opens": OPENS,
        "closes": OPENS + timedelta(hours=18),
    }
    return Reminder(**{**given, **changes})  # type: ignore[arg-type]  # the fields of a reminder


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_an_event_begins_with_its_window_in_the_zone_and_rings_then() -> None:
    content = calendar_of([reminder()], lab="12ab", zone=SYDNEY, now=NOW)
    (event,) = events(content)
    assert event["DTSTART"].dt == OPENS
    assert event["DTSTART"].params["TZID"] == "Australia/Sydney"
    assert event["DTEND"].dt - event["DTSTART"].dt == LONGEST_EVENT
    (alarm,) = event.walk("VALARM")
    assert (alarm["ACTION"], alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(0))
    zones = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Australia/Sydney"]


def test_text_is_escaped_and_can_add_nothing() -> None:
    content = calendar_of([reminder()], lab="12ab", zone=SYDNEY, now=NOW)
    (event,) = events(content)
    assert str(event["DESCRIPTION"]) == "Run it; soon, please.\\ Or: never.\nBEGIN:VEVENT"
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == 1
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_a_later_file_changes_the_same_event() -> None:
    (before,) = events(calendar_of([reminder()], lab="12ab", zone=SYDNEY, now=NOW))
    moved = reminder(opens=OPENS + timedelta(days=1), closes=OPENS + timedelta(days=2))
    (after,) = events(calendar_of([moved], lab="12ab", zone=SYDNEY, now=NOW + timedelta(hours=1)))
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    (other_lab,) = events(calendar_of([reminder()], lab="34cd", zone=SYDNEY, now=NOW))
    assert other_lab["UID"] != before["UID"]


def test_a_short_window_is_a_short_event() -> None:
    (event,) = events(calendar_of([reminder(closes=OPENS + timedelta(minutes=9))], lab="12ab", zone=SYDNEY, now=NOW))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=9)
