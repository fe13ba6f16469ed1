"""Slots in the words that people type: "Mon and Fri 9am", "weekdays at noon", "every Tuesday 12.30", "tue/thu 17:00".

Days come before their times or behind them, and every time goes with every day of its group. A word that is not
understood is refused, never skipped: "every other Tuesday" is not every Tuesday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import time

from postlab.design.slots import WEEKDAYS, WeeklySlot, parse_slot
from postlab.english import quoted
from postlab.near_names import did_you_mean, slip_of

HOW = "write a weekday and a time, like Tue 12:30, Mon and Fri 9am, or weekdays at noon"
"""How slots are written, for hints."""

_Days = tuple[int, ...]

_ALL: _Days = tuple(range(7))
_GROUPS: dict[str, _Days] = {
    "daily": _ALL,
    "everyday": _ALL,
    "day": _ALL,
    "days": _ALL,
    "weekday": _ALL[:5],
    "workday": _ALL[:5],
    "weekend": _ALL[5:],
}
_TIMES = {"noon": time(12), "midday": time(12), "midnight": time(0)}
_JOINING = frozenset({",", "/", "&", "+", ";", "@", "and", "at", "on", "the", "every", "each", "all", "am", "pm"})
_TO = frozenset({"-", "–", "—", "to", "till", "until", "through", "thru"})
_CLOCK = (
    r"(?<!\d)(\d{1,2})(?!\d)(?:\s*[:.h]\s*(\d{2})(?!\d))?\s*(?:h\b|hrs?\b|hours?\b|o['’]?clock)?\s*([ap]\.?\s?m\b\.?)?"
)
_TOKEN = re.compile(rf"(?<!\d)\d{{4}}(?!\d)|{_CLOCK}|[^\W\d_]+\.?|\d+|\S", re.IGNORECASE)
_NAMED = (*WEEKDAYS, "weekdays", "weekends", "daily", *_TIMES)
"""What may have been meant by a word that is not understood."""
_SPELT_OTHERWISE = {"weds": 2}


def parse_slots(text: str) -> tuple[WeeklySlot, ...]:
    """The slots that a text stands for, in the order in which it names them, each once.

    Raises:
        ValueError: a part of it is not understood, or a day has no time; the message is a sentence for people.
    """
    tokens = [match.group(0) for match in _TOKEN.finditer(text)]
    parts = _parts(tokens, text)
    if not parts:
        raise ValueError(f'"{text}" is not a slot; {HOW}.')
    slots: dict[WeeklySlot, None] = {}
    for days, times in _groups(parts, text):
        slots |= {WeeklySlot(day, at): None for day in days for at in times}
    return tuple(slots)


def plain_slots(written: Iterable[str]) -> tuple[str, ...]:
    """The slots that the entries of a plan mean, as they are stored.

    One with a weekday and a time of 24 hours stays as it is written, so that plans of before keep their hash.

    Raises:
        ValueError: one is not understood, or meant twice; the message is a sentence for people, or ends one.
    """
    plain: list[str] = []
    for entry in written:
        try:
            parse_slot(entry)
        except ValueError:
            plain += map(str, parse_slots(entry))
        else:
            plain.append(entry)
    if len({parse_slot(slot) for slot in plain}) != len(plain):
        raise ValueError("names a slot twice")
    return tuple(plain)


def slots_said(slots: Sequence[WeeklySlot]) -> str:
    """Slots as they are said back: Mon 09:00, Fri 09:00."""
    return ", ".join(str(slot) for slot in slots)


def _parts(tokens: Sequence[str], text: str) -> list[_Days | time]:
    """Days and times in their order; a range of days is one part."""
    parts: list[_Days | time] = []
    to = False
    for token in tokens:
        word = token.lower().rstrip(".")
        if word in _TO and parts and isinstance(parts[-1], tuple) and len(parts[-1]) == 1 and not to:
            to = True
            continue
        found = _time(token, text) if token[0].isdecimal() else _TIMES.get(word, _days(word))
        if found is None and word in _JOINING - {"am", "pm"} and not to:
            continue
        if found is None:
            raise ValueError(_not_understood(token, text))
        if to:
            found = _range(parts.pop(), found, text)
            to = False
        parts.append(found)
    if to:
        raise ValueError(f'"{text}" says from which day, but not to which; {HOW}.')
    return parts


def _groups(parts: Sequence[_Days | time], text: str) -> list[tuple[list[int], list[time]]]:
    """Each run of days with the run of times that belongs to it, its neighbour in the text."""
    runs: list[list[_Days | time]] = []
    for part in parts:
        if runs and isinstance(runs[-1][-1], time) == isinstance(part, time):
            runs[-1].append(part)
        else:
            runs.append([part])
    if len(runs) % 2:
        alone = runs[-1][-1]
        if isinstance(alone, time):
            raise ValueError(f'"{text}" is not a slot: no weekday goes with {alone:%H:%M}; {HOW}.')
        raise ValueError(f'"{text}" is not a slot: {WEEKDAYS[alone[-1]]} has no time; {HOW}.')
    groups = []
    for first, second in zip(runs[::2], runs[1::2], strict=True):
        both = [*first, *second]
        days = [day for part in both if isinstance(part, tuple) for day in part]
        groups.append((days, [part for part in both if isinstance(part, time)]))
    return groups


def _range(first: _Days | time, last: _Days | time, text: str) -> _Days:
    if isinstance(first, time) or isinstance(last, time) or len(last) != 1:
        raise ValueError(f'"{text}" is not a slot: a range goes from one weekday to another, like Mon to Thu; {HOW}.')
    return tuple((first[0] + further) % 7 for further in range((last[0] - first[0]) % 7 + 1))


def _days(word: str) -> _Days | None:
    """The weekdays that a word names, from Monday = 0; None where it names none."""
    group = _GROUPS.get(word) or _GROUPS.get(word.removesuffix("s"))
    if group:
        return group
    number = next((n for n, name in enumerate(WEEKDAYS) if _names(name.lower(), word)), _SPELT_OTHERWISE.get(word))
    return None if number is None else (number,)


def _names(weekday: str, word: str) -> bool:
    return word == f"{weekday}s" or (len(word) >= 2 and weekday.startswith(word)) or word == f"{weekday[:3]}s"


def _time(token: str, text: str) -> time:
    if re.fullmatch(r"\d{4}", token):
        token = f"{token[:2]}:{token[2:]}"
    written = re.fullmatch(_CLOCK, token, re.IGNORECASE)
    if written is None:
        raise ValueError(_not_understood(token, text))
    hour, minute, half = int(written[1]), int(written[2] or 0), (written[3] or "")[:1].lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half and (half == "a" or not hour):
        hour = 24
    elif not half and 1 <= hour <= 12 and written[2] is None and "h" not in token.lower():
        raise ValueError(
            f'"{text}": is {hour} in the morning or the evening? Write {hour}am, {hour}pm or {hour:02}:00.'
        )
    if hour > 23 or minute > 59:
        raise ValueError(f'"{text}" has no such time of day; hours go from 00 to 23, minutes from 00 to 59.')
    return time(hour, minute)


def _not_understood(token: str, text: str) -> str:
    word = token.strip(".")
    short = slip_of(word, (*_TIMES, *(name[:3] for name in WEEKDAYS))) if len(word) == 3 else None
    meant = f"did you mean {quoted(short)}?" if short else did_you_mean(word, _NAMED) if len(word) > 3 else ""
    return f'"{text}" is not a slot: “{token}” is not understood; {f"{meant} Or " if meant else ""}{HOW}.'
