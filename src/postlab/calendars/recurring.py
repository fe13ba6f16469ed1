"""Rules of RFC 5545 (RRULE, RDATE, EXDATE) by the day: what is kept of an event that no plainer rule says.

A rule is kept as the lines DTSTART, RRULE, RDATE and EXDATE, all of them with days and without times.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from postlab.design.slots import WEEKDAYS

MOST_DAYS = 400
"""Occurrences of one rule that are looked at."""

_START = "DTSTART;VALUE=DATE:"
_BY_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NAMES = {name[:2].upper(): name for name in WEEKDAYS}
_NUMBERED = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_PARTS = {
    "DAILY": {"BYDAY"},
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"},
}
_ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}


def is_recurrence(rule: str) -> bool:
    """Whether a moment's rule is one of these, and not one in people's words."""
    return rule.startswith(_START)


def recurrence(first: date, rrule: str | None, *, also: Sequence[date] = (), without: Sequence[date] = ()) -> str:
    """The lines that are kept of an event.

    Args:
        first: its day.
        rrule: its RRULE as RFC 5545 writes it, UNTIL as a day; None where only `also` says when it comes.
        also: further days.
        without: days on which it does not come.
    """
    lines = [f"{_START}{_written(first)}"]
    lines += [f"RRULE:{rrule}"] if rrule else []
    lines += [f"RDATE;VALUE=DATE:{','.join(map(_written, also))}"] if also else []
    lines += [f"EXDATE;VALUE=DATE:{','.join(map(_written, without))}"] if without else []
    return "\n".join(lines)


def recurrences(rule: str, start: date, end: date) -> list[date]:
    """The days on which it comes, from `start` to `end`, both included, in their order; `MOST_DAYS` at most.

    Raises:
        ValueError: it cannot be read.
    """
    import recurring_ical_events
    from icalendar import Calendar

    event = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20000101T000000Z\n{rule}\nEND:VEVENT\nEND:VCALENDAR\n"
    events = recurring_ical_events.of(Calendar.from_ical(event.replace("\n", "\r\n"))).between(
        start, end + timedelta(days=1)
    )
    days = sorted({day for one in events if start <= (day := one.start) <= end})
    return days[:MOST_DAYS]


def in_words(first: date, parts: Mapping[str, Sequence[str]]) -> str | None:
    """A plain yearly RRULE in people's words, such as "first Monday of September"; None for any other."""
    month = _the_one(parts.get("BYMONTH", (str(first.month),)))
    if set(parts) - {"FREQ", "INTERVAL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY"} or month is None:
        return None
    if parts.get("FREQ") != ("YEARLY",) or parts.get("INTERVAL", ("1",)) != ("1",):
        return None
    named = f"{date(2000, month, 1):%B}"
    if "BYDAY" not in parts:
        day = _the_one(parts.get("BYMONTHDAY", (str(first.day),)))
        # In people's words 29 February is 28 February in most years; in a calendar it is in no other.
        return (
            f"{day} {named}" if day and (month, day) != (2, 29) and (month, day) == (first.month, first.day) else None
        )
    nth = _BY_WEEKDAY.fullmatch(",".join(parts["BYDAY"]))
    if nth is None or "BYMONTHDAY" in parts or "BYMONTH" not in parts or int(nth[1] or 0) not in _NUMBERED:
        return None
    return f"{_NUMBERED[int(nth[1])]} {_NAMES[nth[2]]} of {named}"


def unreadable(first: date, parts: Mapping[str, Sequence[str]]) -> str | None:
    """Why the RRULE of an event that is first on that day is not taken, or None.

    What is taken comes again within few years, so that nobody looks for its next day until the end of time.
    """
    freq = "".join(parts.get("FREQ", ()))
    allowed = _PARTS.get(freq)
    if allowed is None:
        return "it comes more often than daily" if freq in {"HOURLY", "MINUTELY", "SECONDLY"} else "its rule is damaged"
    if odd := sorted(set(parts) - allowed - _ALWAYS):
        return f"its rule has {', '.join(odd)[:40]}, which is not understood"
    try:
        possible = _numbers(parts, "INTERVAL", range(1, 100)) and _numbers(parts, "COUNT", range(1, 10**9))
        possible = possible and _numbers(parts, "BYMONTH", range(1, 13)) and _weekdays(parts, freq)
        possible = possible and _numbers(parts, "BYSETPOS", (*range(1, 5), -1)) and _month_days(first, parts, freq)
    except ValueError:
        possible = False
    return None if possible else "its rule is damaged, or names a day that there is not"


def _numbers(parts: Mapping[str, Sequence[str]], name: str, allowed: Sequence[int]) -> bool:
    return all(int(value) in allowed for value in parts.get(name, ()))


def _weekdays(parts: Mapping[str, Sequence[str]], freq: str) -> bool:
    """Whether the weekdays can be, alone and with the other parts."""
    matches = [_BY_WEEKDAY.fullmatch(value) for value in parts.get("BYDAY", ())]
    numbers = [one[1] for one in matches if one is not None and one[1] is not None]
    if None in matches or any(int(number) not in _NUMBERED for number in numbers):
        return False
    # A numbered weekday is one day already: another part could rule it out for ever.
    if numbers and (freq not in {"MONTHLY", "YEARLY"} or "BYMONTHDAY" in parts or "BYSETPOS" in parts):
        return False
    return "BYSETPOS" not in parts or (bool(matches) and "BYMONTHDAY" not in parts)


def _month_days(first: date, parts: Mapping[str, Sequence[str]], freq: str) -> bool:
    """Whether one of the months in which it comes has one of its days."""
    months = {int(month) for month in parts.get("BYMONTH", ())} or set(range(1, 13))
    if freq == "MONTHLY":
        every = int("".join(parts.get("INTERVAL", ("1",))))
        months &= {(first.month - 1 + turn * every) % 12 + 1 for turn in range(12)}
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", ())] or [1]
    return any(0 < day <= _MONTH_DAYS[month - 1] for day in days for month in months)


def _the_one(values: Sequence[str]) -> int | None:
    return int(values[0]) if len(values) == 1 and values[0].isdecimal() else None


def _written(day: date) -> str:
    return f"{day:%Y%m%d}"
