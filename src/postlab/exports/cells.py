"""What a cell means: a count, an id, a day, a text; what is blank is missing, and what is unclear is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from postlab.english import quoted
from postlab.exports.languages import month_named
from postlab.exports.sheet import Cell
from postlab.metrics import MOST

LONGEST = 40
"""Characters of a number that is worth a look."""

EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps; behind them it writes zeros."""

DAMAGED = (
    "the id was damaged by a spreadsheet, which keeps only the first 15 digits of a number: import the file as it was "
    "downloaded; do not save it from Excel"
)

_NOTHING = {"", "-", "--", "–", "—", "n/a", "na", "#n/a", "null", "none", "nan", "k. a.", "k.a.", "n/d", "n. d."}
_GROUPED_BY_SPACE = re.compile(r"[1-9][0-9]{0,2}(?:[\s'’][0-9]{3})+")
_GROUPED = {mark: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+") for mark in ",."}
_NO_DECIMALS = re.compile(r"([0-9.,]+)[.,]0{1,2}")
_WITH_SHARE = re.compile(r"([0-9][0-9.,\s]*)\(\s*[0-9.,]+\s*%\s*\)")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?e\+?[0-9]+", re.IGNORECASE)
_QUOTED_NUMBER = re.compile(r'=?"([0-9]+)"')
_ROUNDED = re.compile(
    r"[0-9][0-9.,]*\s*(?:k|m|b|t|tsd|tausend|mio|mil|mila|mille|mln|mn|md|mrd|million|duizend|[千万億])\.?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./年-]\s*(\d{1,2})\s*[./月-]\s*(\d{1,2})(?!\d)", re.ASCII)
_MONTH_FIRST = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s+)?([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)"
)
_DAY_FIRST = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s+(?:(?:le|el|il|den|der|dia)\s+)?)?(\d{1,2})(?:\.|er|st|nd|rd|th|[ºª°])?\s*"
    r"(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})(?!\d)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)", re.ASCII)
_PARTS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)", re.ASCII)


class Unclear(ValueError):
    """A cell that cannot be used; the message is a phrase that says why."""


def count_of(cell: Cell, *, decimal_comma: bool = False) -> int | None:
    """A count; None for one that is not there, which is not zero.

    Args:
        cell: as it stands in the file.
        decimal_comma: whether the file writes decimals behind a comma, so that points part thousands.

    Raises:
        Unclear: it is not a whole number, is below zero, or could be two numbers; the message says which.
    """
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Unclear(f"{short(cell)} is not a number")
    if not isinstance(cell, str):
        if cell != cell or cell in (float("inf"), float("-inf")) or cell != int(cell):  # noqa: PLR0124 (only NaN differs from itself)
            raise Unclear(f"{short(cell)} is not a whole number")
        return _possible(int(cell), cell)
    text = cell.strip().lstrip("'").strip()
    if text.casefold() in _NOTHING:
        return None
    if re.match(r"[-−–]\s*[0-9]", text):
        raise Unclear(f"{short(cell)} is below zero")
    return _possible(_whole(text, decimal_comma=decimal_comma), cell)


def _whole(text: str, *, decimal_comma: bool) -> int:
    if len(text) > LONGEST:
        raise Unclear(f"{short(text)} is not a whole number")
    if re.fullmatch("[0-9]+", text):
        return int(text)
    if with_share := _WITH_SHARE.fullmatch(text):
        return _whole(with_share[1].strip(), decimal_comma=decimal_comma)
    if _GROUPED_BY_SPACE.fullmatch(text):
        return int(re.sub(r"[^0-9]", "", text))
    groups, decimals = (".", ",") if decimal_comma else (",", ".")
    if _GROUPED[groups].fullmatch(text):
        return int(text.replace(groups, ""))
    if _GROUPED[decimals].fullmatch(text):
        if text.count(decimals) == 1:
            raise Unclear(f"{short(text)} could be thousands or decimals; write it without a mark")
        return int(text.replace(decimals, ""))
    if even := _NO_DECIMALS.fullmatch(text):
        return _whole(even[1], decimal_comma=decimal_comma)
    if _ROUNDED.fullmatch(text):
        raise Unclear(f"{short(text)} is rounded: the whole number is needed, as the downloaded file has it")
    raise Unclear(f"{short(text)} is not a whole number")


def _possible(number: int, cell: Cell) -> int:
    if number < 0:
        raise Unclear(f"{short(cell)} is below zero")
    if number > MOST:
        raise Unclear(f"{short(cell)} is more than any network has counted")
    return number


def id_of(cell: Cell) -> str | None:
    """A network's id; None where there is none.

    Raises:
        Unclear: a spreadsheet has damaged it.
    """
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Unclear(f"{short(cell)} is not an id")
    if not isinstance(cell, str):
        if cell != cell or abs(cell) >= 10**EXACT_DIGITS or cell != int(cell):  # noqa: PLR0124 (only NaN differs from itself)
            raise Unclear(f"{short(cell)}: {DAMAGED}")
        return str(int(cell))
    text = cell.strip()
    if quoted := _QUOTED_NUMBER.fullmatch(text):
        text = quoted[1]
    text = text.lstrip("'")
    if text.casefold() in _NOTHING:
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise Unclear(f"{short(text)}: {DAMAGED}")
    return text


def rounded(id_: str) -> bool:
    """Whether an id is longer than a spreadsheet keeps, and ends in the zeros that it would write."""
    return id_.isdecimal() and len(id_) > EXACT_DIGITS and not id_[EXACT_DIGITS:].strip("0")


def day_of(cell: Cell, *, month_first: bool | None) -> date | None:
    """A day; None where there is none.

    Args:
        cell: as it stands in the file.
        month_first: whether 7/8/2026 is in July; None where nobody knows.

    Raises:
        Unclear: it is no day, or could be two.
    """
    if isinstance(cell, date):
        return _near(cell.date() if isinstance(cell, datetime) else cell)
    text = str(cell).strip() if isinstance(cell, str | int) and not isinstance(cell, bool) else ""
    if text.casefold() in _NOTHING:
        return None
    try:
        return _near(_day(text, month_first=month_first))
    except (ValueError, IndexError):
        raise Unclear(f"{short(cell)} is no day that can be read for certain; write it like 2026-07-14") from None


def _near(day: date) -> date:
    """The day, if it is one on which there were networks."""
    if not 2000 <= day.year <= 2100:
        raise Unclear(f"{day} is no day of this century")
    return day


def _day(text: str, *, month_first: bool | None) -> date:
    if match := _ISO.match(text) or _YEAR_FIRST.match(text):
        return date(*map(int, match.groups()))
    if match := _POINTS.match(text):
        return date(_year(match[3]), int(match[2]), int(match[1]))
    if match := _DAY_FIRST.match(text):
        return date(int(match[3]), month_named(match[2]), int(match[1]))
    if match := _MONTH_FIRST.match(text):
        return date(int(match[3]), month_named(match[1]), int(match[2]))
    if match := _PARTS.match(text):
        first, second = int(match[1]), int(match[3])
        either = first <= 12 and second <= 12
        if month_first is None and either and first != second:
            raise Unclear(text)
        day_first = first > 12 or (either and month_first is False)
        month, day = (second, first) if day_first else (first, second)
        return date(_year(match[4]), month, day)
    raise Unclear(text)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def order_of_days(cells: Iterable[Cell]) -> bool | None:
    """Whether the month comes first in a column of days such as 7/14/2026; None where the cells do not tell."""
    told: set[bool] = set()
    for cell in cells:
        match = _PARTS.match(cell.strip()) if isinstance(cell, str) else None
        if match and (int(match[1]) > 12) != (int(match[3]) > 12):
            told.add(int(match[3]) > 12)
    return told.pop() if len(told) == 1 else None


def text_of(cell: Cell) -> str | None:
    """A text; None where there is none."""
    text = "" if cell is None else str(cell).strip()
    return text or None


def short(cell: Cell, *, at_most: int = 40) -> str:
    """A cell's content for a message."""
    return quoted(" ".join(str(cell).split()), most=at_most)
