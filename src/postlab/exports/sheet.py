"""A table as it stands in a file: cells in rows, before anybody knows what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None
"""What a cell may hold; in a text file always a text."""

MOST_ROWS = 100_000
MOST_COLUMNS = 256


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        name: of the sheet in a workbook; None for a text file.
        rows: with their numbers as a spreadsheet shows them, from 1; blank ones are left out.
        decimal_comma: whether numbers are written as where the comma parts the decimals.
        packed: whether it is a file of its own in an archive.
        comments: lines before and between its rows that a program wrote about the file, such as “# Start date: …”.
    """

    name: str | None
    rows: Sequence[tuple[int, tuple[Cell, ...]]]
    decimal_comma: bool = False
    packed: bool = False
    comments: tuple[str, ...] = ()


def blank(cell: Cell) -> bool:
    """Whether there is nothing in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
