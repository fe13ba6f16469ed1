"""Values as machines read them: cells of a CSV file, numbers, moments."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from postlab.sanitise import spreadsheet


def cell(value: object) -> str:
    """A value as a cell of a CSV file, which a spreadsheet never takes for a formula.

    None is an empty cell, a time is ISO 8601 in UTC, a number has at most ten digits. A text that a spreadsheet would
    take for a formula gets an apostrophe in front; its line ends become line feeds.

    Raises:
        ValueError: for a time without a zone; nobody could say which moment it means.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and not isinstance(value, Enum):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    return spreadsheet(str(value))


def number(value: float) -> str:
    """A number with at most ten significant digits; empty for infinity and for what is no number."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 (only NaN differs from itself)
        return ""
    return format(value, ".10g")


def moment(at: datetime) -> str:
    """A time as ISO 8601 in UTC, to the second.

    Raises:
        ValueError: for a time without a zone; nobody could say which moment it means.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
