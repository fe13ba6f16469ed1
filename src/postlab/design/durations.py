"""Durations as people write them: 90s, 10m, 72h, 7d, 2h30m, and in words: 3 days, a week, two hours and 30 minutes."""

from __future__ import annotations

import re
from datetime import timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
UNITS = (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND))

_WRITTEN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: number for number, word in enumerate(_COUNTED, start=1)} | {"a": 1, "an": 1}
"""Numbers in words, as far as people write them so."""

_COUNT = rf"(\d+|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_IN_WORDS = re.compile(
    rf"(?:{_COUNT}\s*weeks?)?(?:{_COUNT}\s*days?)?(?:{_COUNT}\s*(?:hours?|hrs?))?(?:{_COUNT}\s*(?:minutes?|mins?))?"
    rf"(?:{_COUNT}\s*(?:seconds?|secs?))?",
    re.ASCII,
)
_WORD_UNITS = (7 * DAY, DAY, HOUR, MINUTE, SECOND)
_JOINT = re.compile(r"\s*(?:,|\band\b)\s*|\s+")


def parse_duration(text: str) -> timedelta:
    """The length of time that a text such as ``72h``, ``2h30m`` or ``3 days`` stands for; always longer than nothing.

    Raises:
        ValueError: it is not written so; the message is a sentence for people.
    """
    typed = text.strip().lower()
    written, units = _WRITTEN.fullmatch("".join(typed.split())), tuple(unit for _, unit in UNITS)
    if written is None or not any(written.groups()):
        written, units = _IN_WORDS.fullmatch(_JOINT.sub("", typed)), _WORD_UNITS
    if written is None or not any(written.groups()):
        raise ValueError(f'"{text}" is not a duration; write it like 90s, 10m, 72h, 7d, 2h30m or 3 days.')
    try:
        length = sum(
            (_number(count or "0") * unit for count, unit in zip(written.groups(), units, strict=True)),
            timedelta(),
        )
    except (OverflowError, ValueError):
        # int() refuses thousands of digits with a ValueError of its own.
        raise ValueError(f'"{text[:20]}" is longer than PostLab can count.') from None
    if not length:
        raise ValueError(f'"{text}" is no time at all; a duration must be longer than 0.')
    return length


def _number(written: str) -> int:
    return NUMBERS[written] if written in NUMBERS else int(written)


def format_duration(length: timedelta) -> str:
    """The shortest way to write it that people use: 90s, 10m, 72h, 7d, 2h30m.

    `parse_duration` reads it back, to the whole second.
    """
    if length < timedelta():
        return f"-{format_duration(-length)}"
    left = timedelta(seconds=round(length / SECOND))
    # 90s and 90m are read more easily than 1m30s and 1h30m, and ages up to four days are told in hours.
    for name, unit, fewer_than in (("h", HOUR, 4 * DAY), ("m", MINUTE, 2 * HOUR), ("s", SECOND, 2 * MINUTE)):
        if unit <= left < fewer_than and not left % unit:
            return f"{left // unit}{name}"
    parts = []
    for name, unit in UNITS:
        count, left = divmod(left, unit)
        if count:
            parts.append(f"{count}{name}")
    return "".join(parts) or "0s"
