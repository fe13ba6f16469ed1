"""Calendar files: days as people see them, series that keep coming, and files that nobody meant well."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.calendar_files import calendar, event
from postlab.calendars.ics import MOST_BYTES, CalendarEntry, LeftOut, read_calendar
from postlab.calendars.recurring import is_recurrence
from postlab.calendars.upcoming import LabMoment, upcoming_moments
from postlab.errors import InputError

TODAY = date(2026, 11, 24)
YEARS = {"start": date(2026, 11, 24), "end": date(2029, 12, 31)}


def read(*events: str, head: str = "", zone: str = "Australia/Sydney") -> tuple[list[CalendarEntry], list[LeftOut]]:
    return read_calendar(calendar(*events, head=head), "year.ics", zone=zone, today=TODAY)


def days(entry: CalendarEntry) -> list[tuple[str, int]]:
    """When it comes in the next three years, and for how long."""
    kept = LabMoment(1, entry.title, None, entry.rule, entry.lasts, "year.ics")
    return [(str(one.on), one.lasts) for one in upcoming_moments([kept], **YEARS)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART;VALUE=DATE:20261130", "DTEND;VALUE=DATE:20261205"], [("2026-11-30", 5)]),
        (["DTSTART;VALUE=DATE:20261130", "DTEND;VALUE=DATE:20261201"], [("2026-11-30", 1)]),
        (["DTSTART;VALUE=DATE:20261130", "DURATION:P3D"], [("2026-11-30", 3)]),
        (["DTSTART;VALUE=DATE:20261130", "DTEND;VALUE=DATE:20261101"], [("2026-11-30", 1)]),
        # a time in UTC is on the day that the calendar's zone has
        (["DTSTART:20261130T220000Z", "DTEND:20261130T233000Z"], [("2026-12-01", 1)]),
        (
            ["DTSTART;TZID=Europe/London:20261130T220000", "DTEND;TZID=Europe/London:20261201T000000"],
            [("2026-11-30", 1)],
        ),
        (["DTSTART;TZID=W. Europe Standard Time:20261130T220000", "DURATION:PT4H"], [("2026-11-30", 2)]),
        (["DTSTART;TZID=Nowhere/City:20261130T220000"], [("2026-11-30", 1)]),
        (["DTSTART:20261130T090000"], [("2026-11-30", 1)]),
        (["DTSTART;VALUE=DATE:20201130", "RRULE:FREQ=YEARLY"], [(f"{y}-11-30", 1) for y in range(2026, 2030)]),
        (
            ["DTSTART;VALUE=DATE:20200907", "RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=1MO", "DURATION:P2D"],
            [("2027-09-06", 2), ("2028-09-04", 2), ("2029-09-03", 2)],
        ),
        (["DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"], [("2028-02-29", 1)]),
        (["DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;COUNT=5"], [("2026-12-01", 5)]),
        (
            [
                "DTSTART;TZID=Europe/London:20201130T090000",
                "RRULE:FREQ=YEARLY;UNTIL=20281130T090000Z",
                "EXDATE;TZID=Europe/London:20271130T090000",
            ],
            [("2026-11-30", 1), ("2028-11-30", 1)],
        ),
        (
            ["DTSTART;VALUE=DATE:20261201", "RDATE;VALUE=DATE:20270101,20270201"],
            [("2026-12-01", 1), ("2027-01-01", 1), ("2027-02-01", 1)],
        ),
        (
            ["DTSTART;VALUE=DATE:20250814", "RRULE:FREQ=YEARLY;BYMONTH=8;BYDAY=TH;BYMONTHDAY=13,14,15,16,17,18,19"],
            [("2027-08-19", 1), ("2028-08-17", 1), ("2029-08-16", 1)],
        ),
    ],
)
def test_an_event_is_on_the_days_that_people_see(lines: list[str], expected: list[tuple[str, int]]) -> None:
    (entry,), left_out = read(event("UID:1", "SUMMARY:Something", *lines))
    assert left_out == []
    assert days(entry) == expected


def test_plain_yearly_rules_become_words() -> None:
    entries, _ = read(
        event("UID:1", "DTSTART;VALUE=DATE:20250129", "RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=-1WE", "SUMMARY:a"),
        event("UID:2", "DTSTART;VALUE=DATE:20250129", "RRULE:FREQ=YEARLY;INTERVAL=2", "SUMMARY:b"),
    )
    assert entries[0].rule == "last Wednesday of January"
    assert is_recurrence(entries[1].rule)


def test_an_event_that_was_moved_stands_in_for_its_day() -> None:
    series, moved = read(
        event("UID:1", "DTSTART;TZID=Europe/London:20201130T090000", "RRULE:FREQ=YEARLY", "SUMMARY:Fair"),
        event(
            "UID:1",
            "RECURRENCE-ID;TZID=Europe/London:20261130T090000",
            "DTSTART;TZID=Europe/London:20261202T090000",
            "SUMMARY:Fair\\, later",
        ),
    )[0]
    assert days(series)[0] == ("2027-11-30", 1)
    assert (days(moved), moved.title) == ([("2026-12-02", 1)], "Fair, later")
    assert series.key != moved.key


def test_the_calendars_own_zone_is_meant() -> None:
    at = event("UID:1", "DTSTART:20261130T220000Z", "SUMMARY:x")
    assert read(at, zone="Europe/London")[0][0].rule == "2026-11-30"
    assert read(at, head="X-WR-TIMEZONE:Asia/Tokyo\r\n", zone="Europe/London")[0][0].rule == "2026-12-01"
    assert read(at, head="X-WR-TIMEZONE:../etc\r\n", zone="Europe/London")[0][0].rule == "2026-11-30"


def test_the_latest_sequence_of_an_event_counts() -> None:
    one = ["UID:1", "SUMMARY:x"]
    entries, _ = read(
        event(*one, "SEQUENCE:3", "DTSTART;VALUE=DATE:20261203"), event(*one, "DTSTART;VALUE=DATE:20261201")
    )
    assert [entry.rule for entry in entries] == ["2026-12-03"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["DTSTART;VALUE=DATE:20200130"], "it is over"),
        (["DTSTART;VALUE=DATE:20200130", "RRULE:FREQ=YEARLY;COUNT=3"], "it is over"),
        (["DTSTART:20200130T000000Z", "RRULE:FREQ=SECONDLY"], "more often than daily"),
        (["DTSTART;VALUE=DATE:20200130", "RRULE:FREQ=WEEKLY"], "more often than monthly"),
        (["DTSTART:garbage"], "it has no day"),
        (["SUMMARY:no start"], "it has no day"),
        (["DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2"], "a day that there is not"),
        (["DTSTART;VALUE=DATE:20260201", "RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30"], "a day that there is not"),
        (["DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2"], "not understood"),
        (["DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=YEARLY;UNTIL=garbage"], "damaged"),
        (["DTSTART;VALUE=DATE:20261201", "RRULE:FREQ=YEARLY", "RRULE:FREQ=MONTHLY"], "more than one rule"),
        (["DTSTART;VALUE=DATE:00010101", "RRULE:FREQ=YEARLY"], "out of reach"),
        (["DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:99991231"], "longer than a year"),
    ],
)
def test_what_is_no_moment_is_left_out_with_a_reason(lines: list[str], why: str) -> None:
    entries, (left,) = read(event("UID:1", "SUMMARY:Something", *lines))
    assert entries == []
    assert why in left.why or (why == "it has no day" and left.why == "its day cannot be read")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"<html></html>",
        b"PK\x03\x04" + b"\x00" * 100,
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 4000,
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 200_000,
        b"BEGIN:VCALENDAR\r\nX:" + b"a" * MOST_BYTES,
    ],
    ids=["empty", "text", "page", "zip", "bytes", "nested", "many", "large"],
)
def test_what_is_no_calendar_is_refused_at_once(content: bytes) -> None:
    started = time.monotonic()
    with pytest.raises(InputError) as caught:
        read_calendar(content, "year.ics", zone="UTC", today=TODAY)
    assert caught.value.message.startswith("year.ics is ")
    assert time.monotonic() - started < 2


def test_a_file_full_of_rules_costs_little() -> None:
    events = [
        event(f"UID:{n}", "DTSTART;VALUE=DATE:19010101", "RRULE:FREQ=MONTHLY;BYDAY=2MO", f"SUMMARY:{n}")
        for n in range(400)
    ]
    started = time.process_time()
    entries, left_out = read(*events)
    # a guard against a file that never ends, not a measurement
    assert time.process_time() - started < 60
    assert (len(entries), {left.why for left in left_out}) == (300, {"it is one of too many"})


PARTS = st.sampled_from(
    (
        *("FREQ=YEARLY", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "INTERVAL=2", "INTERVAL=12", "INTERVAL=0"),
        *("COUNT=3", "COUNT=-1", "UNTIL=20300101", "BYDAY=1MO", "BYDAY=MO,FR", "BYDAY=9XX", "BYMONTH=2", "="),
        *("BYMONTHDAY=31", "BYMONTHDAY=-1", "BYSETPOS=-1", "BYSETPOS=4", "WKST=SU", "BYWEEKNO=9"),
    )
)


@settings(max_examples=60)
@given(
    st.lists(PARTS, max_size=5),
    st.sampled_from(["20261201", "20240229", "19000101", "99991231", "x"]),
    st.text(max_size=20),
)
def test_no_rule_and_no_title_breaks_the_reading(parts: list[str], first: str, title: str) -> None:
    lines = [f"DTSTART;VALUE=DATE:{first}", f"RRULE:{';'.join(parts)}", f"SUMMARY:{title!r}"]
    try:
        entries, left_out = read(event("UID:1", *lines), event("UID:2", "DTSTART;VALUE=DATE:20261201", "SUMMARY:fine"))
    except InputError:
        return
    assert entries[-1].title == "fine"
    assert len(entries) + len(left_out) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_however_a_calendar_is_encoded_its_words_are_whole(encoding: str) -> None:
    content = calendar(
        event("SUMMARY:Prüfungen – Bewerbungsfrist", "CATEGORIES:Schüler", "DTSTART;VALUE=DATE:20261130")
    )
    ((entry,), left_out) = read_calendar(
        content.decode("utf-8").encode(encoding), "year.ics", zone="Europe/Berlin", today=TODAY
    )
    assert (entry.title, entry.categories, left_out) == ("Prüfungen – Bewerbungsfrist", ("Schüler",), [])
