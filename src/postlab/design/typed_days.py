"""A single day as people type it: as calendars take it, or counted from today ("next Friday", "in three weeks")."""

from __future__ import annotations

import re
from datetime import date, timedelta

from postlab.design.calendar import LONGEST, NotUnderstood, Occurrence, occurrences, parse_rule
from postlab.design.durations import NUMBERS
from postlab.design.slots import WEEKDAYS

_WEEKDAY = re.compile(r"(?:on |this |next |coming |the coming )*([a-z]{3,9})\.?")
_IN = re.compile(r"in (\w+) (day|week)s?")
_NEAR = {"today": 0, "tomorrow": 1}


def day_meant(text: str, *, today: date) -> date:
    """The day that is meant: of a yearly rule the next time, of a longer time its first day.

    A weekday is the first one after today, with "next" before it as well: whoever types it is shown the date. A day
    whose year is given is that one, be it over.

    Raises:
        ValueError: no day is written so; the message is a sentence for people.
    """
    words = " ".join(text.split()).lower().strip(" .,")
    if (from_today := _counted_from(words, today)) is not None:
        return from_today
    try:
        rule = parse_rule(text)
    except NotUnderstood as exc:
        way_out = exc.question or "write it like 2026-11-30, 30 November, next Friday or in 3 weeks."
        raise ValueError(f"“{text.strip()}” is not a day; {way_out}") from None
    if isinstance(rule.what, Occurrence):
        return rule.what.first + timedelta(days=rule.shift)
    start = date(rule.year, 1, 1) if rule.year else today
    return occurrences(rule, start, date(start.year + 2, 12, 31))[0].first


def _counted_from(words: str, today: date) -> date | None:
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if match := _IN.fullmatch(words):
        number = int(match[1]) if match[1].isdecimal() and len(match[1]) < 4 else NUMBERS.get(match[1])
        days = (number or 0) * (7 if match[2] == "week" else 1)
        return today + timedelta(days=days) if 0 < days <= LONGEST else None
    match = _WEEKDAY.fullmatch(words)
    number = next((n for n, name in enumerate(WEEKDAYS) if match and name.lower().startswith(match[1])), None)
    return None if number is None else today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
