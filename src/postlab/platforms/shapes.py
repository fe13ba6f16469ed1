"""Checks the shapes of answers: an answer of another shape than the API promises says nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

LATEST_YEAR = 2999
"""A time after that is a mistake, and near the end of the calendar nothing can be added to it."""


def unix_time(stamp: object, *, units_a_second: int = 1) -> datetime | None:
    """A time that is written as a number since 1970; None where it is no time.

    Args:
        stamp: from an answer.
        units_a_second: 1 for seconds, 1000 for milliseconds.
    """
    if not isinstance(stamp, int | float) or isinstance(stamp, bool):
        return None
    try:
        at = datetime.fromtimestamp(stamp / units_a_second, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return at if at.year <= LATEST_YEAR else None


def iso_time(stamp: object) -> datetime | None:
    """A time in ISO 8601, in UTC unless it says otherwise; None where it is no time."""
    if not isinstance(stamp, str):
        return None
    try:
        at = datetime.fromisoformat(stamp)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def is_number(value: object, *, longest: int = 20) -> bool:
    """Whether it is a number written as a text, as networks write ids."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= longest


def is_text_or_absent(answer: Mapping[str, Any], *names: str) -> bool:
    """Whether each of these fields is a text, or null, or not there."""
    return all(isinstance(answer.get(name), str | None) for name in names)


def is_list_of(value: object, check: Callable[[Any], bool]) -> bool:
    """Whether it is a list in which everything passes the check."""
    return isinstance(value, list) and all(check(one) for one in value)


def split_address(address: object) -> SplitResult | None:
    """The parts of an address; None where it is none."""
    if not isinstance(address, str):
        return None
    try:
        return urlsplit(address)
    except ValueError:
        return None
