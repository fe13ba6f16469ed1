"""Days and yearly rules as people write them: "30 November", "last week of October", "first Monday of September".

Weeks run from Monday to Sunday. A numbered week begins on the Monday of that number, so its days may run over the end
of the month; the last week is the last one that lies in the month as a whole. 29 February is 28 February in other
years.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from postlab.design.durations import NUMBERS
from postlab.design.slots import WEEKDAYS
from postlab.english import capital, quoted
from postlab.near_names import nearest_name

FIRST_YEAR, LAST_YEAR = 1900, 2300
LONGEST = 366
"""Days that a moment may last, or lie before or after another day."""

UNDERSTOOD = (
    "2026-11-30, 2026-11-09..2026-12-02, 30 November, 9 November to 2 December, first Monday of September, "
    "last week of October, mid February, three weeks before 25 December"
)
"""What is understood, by example."""

LAST = -1
_MIDDLE = 15
_LEAP = 2000
"""A year that has every day."""
_LONGEST_TEXT = 120
_MONTHS = tuple(name.lower() for name in calendar.month_name)
_ORDINALS = {
    **{word: number for number, word in enumerate(("first", "second", "third", "fourth"), start=1)},
    **{word: number for number, word in enumerate(("1st", "2nd", "3rd", "4th"), start=1)},
    "last": LAST,
}

_CAPITALS = frozenset({*_MONTHS[1:], *(name.lower() for name in WEEKDAYS)})
_WORDS = (
    *_CAPITALS,
    *("first", "second", "third", "fourth", "last", "week", "early", "middle", "late", "until", "start", "beginning"),
)
"""What may have been meant by a word that is not understood."""

_ISO = r"(\d{4}-\d{2}-\d{2})"
_TO = r"\s*(?:\.\.|–|\bto\b|\buntil\b)\s*"
_MONTH = r"([a-z]{3,9})\.?"
_LEADING = re.compile(r"(?:(?:every(?: year)?|each(?: year)?|yearly|annually|on|in|during|the)\b[ ,:]*)+")
_YEAR = re.compile(r"(?:,| of| in)? (\d{4})$")
_DAY = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}")
_DAY_BEHIND = re.compile(rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?")
_SHIFTED = re.compile(r"(\w+) (day|week)s? (before|after) (.+)")
_NTH = re.compile(rf"(\w+) (?:(?:full|whole) )?([a-z]+)(?: of| in)? {_MONTH}")
_PART = re.compile(rf"(early|mid|middle of|late|end of|start of|beginning of)[ -]{_MONTH}")


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """When something comes.

    Attributes:
        first: its first day.
        lasts: for how many days; None where its rule does not say.
    """

    first: date
    lasts: int | None = None

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first + timedelta(days=(self.lasts or 1) - 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year."""

    month: int
    day: int

    def in_year(self, year: int) -> Occurrence:
        """When it comes in a year."""
        return Occurrence(date(year, self.month, min(self.day, _length(year, self.month))))


@dataclass(frozen=True, slots=True)
class Span:
    """From a day of the year to another, over the end of the year where that comes first."""

    begins: Day
    ends: Day

    def in_year(self, year: int) -> Occurrence:
        """The one that begins in a year."""
        first = self.begins.in_year(year).first
        last = self.ends.in_year(year).first
        if last < first:
            last = self.ends.in_year(year + 1).first
        return Occurrence(first, (last - first).days + 1)


@dataclass(frozen=True, slots=True)
class Weekday:
    """The nth such weekday of a month, from 1, or the last; `week`: with the six days behind it."""

    number: int
    weekday: int
    month: int
    week: bool = False

    def in_year(self, year: int) -> Occurrence:
        """When it comes in a year."""
        days = _length(year, self.month)
        if self.number == LAST:
            end = days - 6 if self.week else days
            day = end - (date(year, self.month, end).weekday() - self.weekday) % 7
        else:
            day = 1 + (self.weekday - date(year, self.month, 1).weekday()) % 7 + 7 * (self.number - 1)
        return Occurrence(date(year, self.month, day), 7 if self.week else None)


@dataclass(frozen=True, slots=True)
class Middle:
    """The week that holds the 15th of a month."""

    month: int

    def in_year(self, year: int) -> Occurrence:
        """When it comes in a year."""
        middle = date(year, self.month, _MIDDLE)
        return Occurrence(middle - timedelta(days=middle.weekday()), 7)


@dataclass(frozen=True, slots=True)
class Month:
    """A month from its first day to its last."""

    month: int

    def in_year(self, year: int) -> Occurrence:
        """When it comes in a year."""
        return Occurrence(date(year, self.month, 1), _length(year, self.month))


@dataclass(frozen=True, slots=True)
class Rule:
    """When a moment comes.

    Attributes:
        what: the day itself, or the place in the year.
        year: of which year; None is every one. Without meaning for a day itself.
        shift: days after that, below 0 before it; what is counted from a longer time is its first day.
    """

    what: Occurrence | Day | Span | Weekday | Middle | Month
    year: int | None = None
    shift: int = 0

    @property
    def yearly(self) -> bool:
        """Whether it comes every year."""
        return not isinstance(self.what, Occurrence) and self.year is None


class NotUnderstood(ValueError):
    """What was typed is no day and no rule of the year; the message is a sentence for people.

    Args:
        typed: what was typed.
        meant: what is understood and nearly spelt like it, or None.
    """

    def __init__(self, typed: str, meant: str | None) -> None:
        self.question = f"did you mean {quoted(meant)}?" if meant else ""
        """What may have been meant, after a semicolon; empty where nothing is near."""
        question = f"; {self.question}" if meant else "."
        super().__init__(f"“{typed}” is not a day or a yearly rule{question} Understood are: {UNDERSTOOD}.")


def parse_rule(text: str) -> Rule:
    """The rule that a text stands for (`UNDERSTOOD` has examples).

    Raises:
        ValueError: it is not written so, or there is no such day; the message is a sentence for people.
    """
    if len(text) > _LONGEST_TEXT:
        raise ValueError(
            f"A day or a yearly rule has {_LONGEST_TEXT} characters at most. Understood are: {UNDERSTOOD}."
        )
    words = " ".join(text.split()).lower().strip(" .,")
    rule = _shifted(words) or _dated(words) or _in_the_year(words)
    if rule is None:
        raise NotUnderstood(text.strip(), _meant(words))
    return rule


def _meant(words: str) -> str | None:
    """The rule that is understood once each of its words that are none is taken for the nearest one, or None."""

    def mended(word: re.Match[str]) -> str:
        near = nearest_name(word[0], _WORDS) if len(word[0]) > 3 and _month(word[0]) is None else None
        return word[0] if near is None else capital(near) if near in _CAPITALS else near

    meant = re.sub(r"[a-z]+", mended, words)
    try:
        return meant if meant.lower() != words and _in_the_year(meant.lower()) is not None else None
    except ValueError:
        return None


def occurrences(rule: Rule, start: date, end: date) -> list[Occurrence]:
    """When it comes with at least one day from `start` to `end`, both included, in order."""
    return sorted(
        occurrence
        for occurrence in _candidates(rule, start, end)
        if occurrence.last >= start and occurrence.first <= end
    )


def _candidates(rule: Rule, start: date, end: date) -> Iterator[Occurrence]:
    if isinstance(rule.what, Occurrence):
        bases = iter([rule.what])
    else:
        # What begins two years before may reach in: it lasts a year at most, and is shifted by one at most.
        years = range(max(start.year - 2, FIRST_YEAR), min(end.year + 2, LAST_YEAR) + 1)
        place = rule.what
        bases = (place.in_year(year) for year in years if rule.year in {None, year})
    for base in bases:
        yield Occurrence(base.first + timedelta(days=rule.shift)) if rule.shift else base


def _shifted(words: str) -> Rule | None:
    match = _SHIFTED.fullmatch(_LEADING.sub("", words, count=1) if _LEADING.match(words) else words)
    if match is None:
        return None
    number = int(match[1]) if match[1].isdecimal() else NUMBERS.get(match[1])
    if number is None or not 0 < number <= LONGEST:
        raise ValueError(f"“{match[1]}” is not a number of {match[2]}s from 1 to {LONGEST}.")
    days = number * (7 if match[2] == "week" else 1) * (-1 if match[3] == "before" else 1)
    anchor = parse_rule(match[4])
    if abs(anchor.shift + days) > LONGEST:
        raise ValueError(f"“{words}” is more than {LONGEST} days away from the day that it names.")
    what = anchor.what
    if isinstance(what, Occurrence):
        return Rule(Occurrence(what.first + timedelta(days=days)))
    return Rule(what, anchor.year, anchor.shift + days)


def _dated(words: str) -> Rule | None:
    match = re.fullmatch(rf"{_ISO}(?:{_TO}{_ISO})?", words.removeprefix("on ").strip())
    if match is None:
        return None
    first = _iso(match[1])
    if match[2] is None:
        return Rule(Occurrence(first))
    lasts = (_iso(match[2]) - first).days + 1
    return Rule(Occurrence(first, _checked(lasts, words)))


def _in_the_year(words: str) -> Rule | None:
    year = None
    if match := _YEAR.search(words):
        year = int(match[1])
        if not FIRST_YEAR < year < LAST_YEAR:
            raise ValueError(f"The year {year} is not one from {FIRST_YEAR + 1} to {LAST_YEAR - 1}.")
        words = words[: match.start()]
    if _LEADING.match(words):
        words = _LEADING.sub("", words, count=1)
    what = _place(words)
    return None if what is None else Rule(what, year)


def _place(words: str) -> Day | Span | Weekday | Middle | Month | None:
    for kind in (_span, _day, _part, _nth):
        if (place := kind(words)) is not None:
            return place
    month = _month(words)
    return None if month is None else Month(month)


def _span(words: str) -> Span | None:
    ends = re.split(_TO, words)
    if len(ends) != 2:
        return None
    last = _day(ends[1])
    # "9 to 12 November"
    first = Day(last.month, int(ends[0])) if last and ends[0].isdecimal() else _day(ends[0])
    return Span(first, last) if first and last and 1 <= first.day <= _length(_LEAP, first.month) else None


def _part(words: str) -> Weekday | Middle | None:
    match = _PART.fullmatch(words)
    month = _month(match[2]) if match else None
    if match is None or month is None:
        return None
    if match[1] in {"mid", "middle of"}:
        return Middle(month)
    return Weekday(LAST if match[1] in {"late", "end of"} else 1, 0, month, week=True)


def _nth(words: str) -> Weekday | None:
    match = _NTH.fullmatch(words)
    month = _month(match[3]) if match else None
    if match is None or month is None:
        return None
    week = match[2] == "week"
    weekday = 0 if week else next((n for n, name in enumerate(WEEKDAYS) if _begins(name.lower(), match[2])), None)
    if weekday is None:
        return None
    number = _ORDINALS.get(match[1])
    if number is None:
        raise ValueError(f"“{match[1]} {match[2]}” is not one that every month has: say first to fourth, or last.")
    return Weekday(number, weekday, month, week=week)


def _day(words: str) -> Day | None:
    if match := _DAY.fullmatch(words):
        number, name = int(match[1]), match[2]
    elif match := _DAY_BEHIND.fullmatch(words):
        number, name = int(match[2]), match[1]
    else:
        return None
    month = _month(name)
    if month is None:
        return None
    if not 1 <= number <= _length(_LEAP, month):
        raise ValueError(f"There is no {number} {capital(_MONTHS[month])}.")
    return Day(month, number)


def _month(name: str) -> int | None:
    return next((number for number, full in enumerate(_MONTHS) if number and _begins(full, name)), None)


def _begins(full: str, written: str) -> bool:
    return len(written) >= 3 and full.startswith(written)


def _iso(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"There is no day {text}; write it as year-month-day, like 2026-11-30.") from None
    if not FIRST_YEAR < day.year < LAST_YEAR:
        raise ValueError(f"The year {day.year} is not one from {FIRST_YEAR + 1} to {LAST_YEAR - 1}.")
    return day


def _checked(lasts: int, words: str) -> int:
    if lasts < 1:
        raise ValueError(f"“{words}” ends before it begins.")
    if lasts > LONGEST:
        raise ValueError(f"“{words}” is longer than a year.")
    return lasts


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
