"""Times as feeds write them, in their own languages and with the names of zones, as UTC."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

YEARS = (1980, 2100)
"""Within which something can have come out; clocks that were never set say 1970, and jokes say 9999."""

_LONGEST = 80
"""Characters; whatever is longer is a text, not a time."""

_ZONE = re.compile(r"\s\(?(?P<name>[A-Z]{2,5})\)?$")
_AFTER_AN_OFFSET = re.compile(r"[+-]\d{2}:?\d{2}\s*$")
_HALVES = frozenset({"AM", "PM"})
_IN_RFC_822 = frozenset({"UT", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"})
"""Names that the standard of feeds defines; the tz database has several zones for some."""

_SPELLINGS = {"MEZ": "CET", "MESZ": "CEST", "HNEC": "CET", "HAEC": "CEST"}
"""Names in German and French of zones that the tz database names in English."""

_NUMBERS_ALONE = re.compile(r"^\D{0,12}(\d{1,2})([./-])(\d{1,2})\2\d{2,4}\b")
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl")


def time_of(written: Any, parsed: Any, *, language: str | None) -> datetime | None:
    """A time of a feed, in UTC, or None where it is none, or may be one of two days.

    A zone goes by its name: those of RFC 822 as that has them, others as the tz database had them in that year. A name
    that means several offsets there, such as IST, counts as UTC, as does none.

    Args:
        written: as the feed has it.
        parsed: what feedparser made of it, or None.
        language: of the feed, as BCP 47 code, or None.
    """
    text = " ".join(written.split()) if isinstance(written, str) else ""
    # of numbers alone feedparser takes one reading or another
    at = None if _NUMBERS_ALONE.match(text) else _as_time(parsed)
    zone = _ZONE.search(text)
    name = zone["name"] if zone and not _AFTER_AN_OFFSET.search(text[: zone.start()]) else None
    if len(text) > _LONGEST or (at is not None and (name is None or name in _IN_RFC_822)):
        return at
    if zone is None or name is None or name in _HALVES or name in _IN_RFC_822:
        return _read(text, language) if at is None or name in _HALVES else at
    if at is None:
        at = _read(text[: zone.start()], language)
    if at is None:
        return None
    return at - (_offset(_SPELLINGS.get(name, name), at.year) or timedelta(0))


def _as_time(parsed: Any) -> datetime | None:
    try:
        at = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return at if YEARS[0] <= at.year < YEARS[1] else None


def _read(text: str, language: str | None) -> datetime | None:
    """A time in the words of a language; of the feed's own first, then of the others."""
    if not text or not any(char.isdigit() for char in text):
        return None
    order = _order(text, language)
    if order is None:
        return None
    primary = re.split("[-_]", (language or "").lower(), maxsplit=1)[0]
    first = "nb" if primary in ("no", "nn") else primary
    for languages in ((first,) if first in _LANGUAGES else (), _LANGUAGES):
        if not languages:
            continue
        try:
            at = _reader(languages, order).get_date_data(text).date_obj
        except (ValueError, OverflowError, TypeError, AttributeError, IndexError, RecursionError):
            return None
        if at is not None:
            at = at.astimezone(UTC)
            return at if YEARS[0] <= at.year < YEARS[1] else None
    return None


@cache
def _reader(languages: tuple[str, ...], order: str) -> Any:
    from dateparser.date import DateDataParser

    settings = {
        "TIMEZONE": "UTC",
        "RETURN_AS_TIMEZONE_AWARE": True,
        # a day, a month and a year: what is left out would be taken from today
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "DATE_ORDER": order,
    }
    return DateDataParser(languages=list(languages), settings=settings)


def _order(text: str, language: str | None) -> str | None:
    """How a date of numbers is meant; None where that could be two days and nothing tells which."""
    numbers = _NUMBERS_ALONE.match(text)
    if numbers is None:
        return "YMD" if re.match(r"\D{0,12}\d{4}", text) else "DMY"
    first, mark, second = int(numbers[1]), numbers[2], int(numbers[3])
    if mark == "." or first > 12 or first == second:
        return "DMY"
    if second > 12:
        return "MDY"
    spoken = (language or "").lower().replace("_", "-")
    if spoken == "en-us":
        return "MDY"
    # English alone may be written on either side of the Atlantic
    return None if spoken in ("", "en") else "DMY"


def _offset(name: str, year: int) -> timedelta | None:
    """What a zone's name meant in a year; None where nothing is known of it, or it meant several things."""
    offsets = _names_of(year).get(name)
    if offsets is not None:
        return next(iter(offsets)) if len(offsets) == 1 else None
    from dateparser.timezone_parser import pop_tz_offset_from_string

    _, zone = pop_tz_offset_from_string(f"12:00 {name}")
    return None if zone is None else zone.utcoffset(None)


@cache
def _names_of(year: int) -> dict[str, frozenset[timedelta]]:
    """What the tz database's names of zones meant in a year, in summer and in winter."""
    from zoneinfo import ZoneInfo, available_timezones

    meant: dict[str, set[timedelta]] = {}
    for key in available_timezones():
        zone = ZoneInfo(key)
        for day in (date(year, 1, 1), date(year, 7, 1)):
            at = datetime(day.year, day.month, day.day, tzinfo=zone)
            name, offset = at.tzname(), at.utcoffset()
            if name and name.isalpha() and offset is not None:
                meant.setdefault(name.upper(), set()).add(offset)
    return {name: frozenset(offsets) for name, offsets in meant.items()}
