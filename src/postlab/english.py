"""Formatting for English sentences: numbers with their nouns, lists, days and local times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The first three letters of each month, in lower case, for reading dates."""


def plural(number: int, singular: str, many: str = "") -> str:
    """The word that goes with a number: "round" or "rounds", "is" or "are".

    Args:
        number: how many there are.
        singular: the word for 1.
        many: the word for any other number; if empty, `singular` with an s.
    """
    return singular if number == 1 else many or f"{singular}s"


def counted(number: int, singular: str, many: str = "") -> str:
    """A number with its noun: 1 round, 9 rounds, 1,204 entries."""
    return f"{number:,} {plural(number, singular, many)}"


def ordinal(number: int) -> str:
    """A place in a row: 1st, 2nd, 3rd, 4th, 11th, 21st."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def listed(items: Iterable[str], word: str = "and") -> str:
    """Items joined for a sentence: a, b and c; `word` stands before the last."""
    all_items = list(items)
    return f" {word} ".join(filter(None, [", ".join(all_items[:-1]), *all_items[-1:]]))


def capital(text: str) -> str:
    """The text with a capital first letter; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """The text with a full stop at its end, unless it ends with a mark of its own."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def quoted(text: str, *, most: int | None = None) -> str:
    """The text in quotation marks, cut if it is longer than `most` characters."""
    return f"“{text if most is None or len(text) <= most else text[: most - 1] + '…'}”"


def day(on: date) -> str:
    """A day: 3 Nov 2026."""
    return f"{on.day} {on:%b %Y}"


def padded_day(on: date) -> str:
    """A day of fixed width, for columns: 03 Nov 2026."""
    return f"{on:%d %b %Y}"


def long_day(on: date) -> str:
    """A day with the full name of its month: 3 November 2026."""
    return f"{on.day} {on:%B %Y}"


def weekday(on: date) -> str:
    """A day with its weekday: Tue 3 Nov 2026."""
    return f"{on:%a} {day(on)}"


def padded_weekday(on: date) -> str:
    """A day with its weekday, of fixed width: Tue 03 Nov 2026."""
    return f"{on:%a} {padded_day(on)}"


def away(on: date, today: date) -> str:
    """How far a day is from today: in 6 days, tomorrow, today, 3 days ago."""
    days = (on - today).days
    if days < 0:
        return "yesterday" if days == -1 else f"{-days} days ago"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def from_now(at: datetime, now: datetime) -> str:
    """How far a time is from now: now, in 40 minutes, in 5 hours, in 3 days; 2 hours ago."""
    seconds = (at - now).total_seconds()
    minutes, hours, days = (round(abs(seconds) / unit) for unit in (60, 3_600, 86_400))
    if minutes < 1:
        return "now"
    if minutes < 90:
        distance = counted(minutes, "minute")
    elif hours < 36:
        distance = counted(hours, "hour")
    else:
        distance = counted(days, "day")
    return f"in {distance}" if seconds > 0 else f"{distance} ago"


def local_day(at: datetime, zone: tzinfo) -> str:
    """The local day of a time in a zone: 3 Nov 2026."""
    return day(at.astimezone(zone))


def local_time(at: datetime, zone: tzinfo) -> str:
    """The local time in a zone, with the year: Tue 3 Nov 2026 12:30."""
    local = at.astimezone(zone)
    return f"{weekday(local)} {_time(local)}"


def short_time(at: datetime, zone: tzinfo) -> str:
    """The local time in a zone, without the year: Tue 3 Nov 12:30."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b} {_time(local)}"


def zoned_time(at: datetime, zone: tzinfo) -> str:
    """The local time in a zone, with the zone's name: Tue 03 Nov 2026 12:30 Australia/Sydney."""
    local = at.astimezone(zone)
    return f"{padded_weekday(local)} {local:%H:%M} {zone}"


def utc_time(at: datetime) -> str:
    """A time in UTC: 2026-11-03 12:30 UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _time(local: datetime) -> str:
    """The time of day; seconds only where there are some, as in a rehearsal with a quick beat."""
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
