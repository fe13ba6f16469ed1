"""A table of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table, such as the one behind a picture.

    Attributes:
        name: what it holds, in a few words, for those who hear the page.
        header: the titles of its columns.
        rows: its rows; the first cell names the row.
        right: the places of the columns of numbers.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()
