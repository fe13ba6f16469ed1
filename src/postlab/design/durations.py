"""Durations as people write them: 90s, 10m, 72h, 7d, 2h30m."""

from __future__ import annotations

import re
from datetime import timedelta

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
UNITS = (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", SECOND))

_WRITTEN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)


def parse_duration(text: str) -> timedelta:
    """The length of time that a text such as ``72h`` or ``2h30m`` stands for; always longer than nothing.

    Raises:
        ValueError: it is not written so; the message is a sentence for people.
    """
    written = _WRITTEN.fullmatch("".join(text.split()).lower())
    if written is None or not any(written.groups()):
        raise ValueError(f'"{text}" is not a duration; write it like 90s, 10m, 72h, 7d or 2h30m.')
    try:
        length = sum(
            (int(count or 0) * unit for count, (_, unit) in zip(written.groups(), UNITS, strict=True)),
            timedelta(),
        )
    except (OverflowError, ValueError):
        # int() refuses thousands of digits with a ValueError of its own.
        raise ValueError(f'"{text[:20]}" is longer than PostLab can count.') from None
    if not length:
        raise ValueError(f'"{text}" is no time at all; a duration must be longer than 0.')
    return length


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
