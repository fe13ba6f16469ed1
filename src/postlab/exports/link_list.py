"""A list of links as a spreadsheet keeps it: a row for each, a column for what is known by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postlab.errors import Fault, InputError
from postlab.exports.cells import short, text_of
from postlab.exports.files import sheets_of
from postlab.exports.headers import header
from postlab.exports.sheet import Cell, Sheet

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "url": ("url", "link", "address", "web address"),
    "title": ("title",),
    "description": ("description",),
    "evidence": ("evidence",),
    "question": ("question",),
    "moment": ("moment",),
    "call to action": ("call to action",),
    "hashtags": ("hashtags",),
}
"""By what a column holds, the headers that name it; of several the first counts."""

WORDING = ("question", "moment", "call to action", "hashtags")
"""Those that hold words for the posts of a link."""

LONGEST = {"url": 8000, "title": 300, "description": 2000, "evidence": 3000} | dict.fromkeys(WORDING, 1000)
MOST_LINKS = 5000

_KNOWN = frozenset(name for names in COLUMNS.values() for name in names)
_OURS = frozenset(("id", "number", "site", "topics", "words", "source", "added at", "used in", "unread"))
"""Other columns of `postlab link list --csv`, whose first was `number` once: what the page says, not the person."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row.

    Attributes:
        row: as a spreadsheet shows it, from 1.
        cells: by column, the texts that are there.
    """

    row: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LinkList:
    """A file of links.

    Attributes:
        rows: those without a fault.
        faults: of the others, each with its row and column.
        ignored: headers that mean nothing here, as they are written.
        address: the header of the addresses, as it is written.
    """

    rows: tuple[Listed, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    address: str


def read_link_list(content: bytes, name: str) -> LinkList:
    """Read a list of links: CSV in any usual encoding, or an Excel workbook (the first sheet with links counts).

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        InputError: it is no table, has no column of addresses, or too many rows.
    """
    for sheet in sheets_of(content, name, known=_known):
        if sheet.rows and "url" in _columns(sheet.rows[0][1]):
            return _read(sheet, name)
    if b"://" in content[:200]:
        raise InputError(
            f"The first row of {name} names no columns.",
            hint="Begin with a row such as url,title,evidence; a plain list of addresses goes to `postlab link add -`.",
            code="no_header",
        )
    raise InputError(
        f"{name} has no column “url” (or “link”, or “address”) in its first row.",
        hint="Name the columns in the first row: url, and if you like title, description, evidence, question, moment, "
        "call_to_action, hashtags.",
        code="no_header",
    )


def _known(row: Sequence[Cell]) -> int:
    return sum(header(cell) in _KNOWN for cell in row)


def _columns(headers: Sequence[Cell]) -> dict[str, int]:
    """By what it holds, the place of each column."""
    names = [header(cell) for cell in headers]
    return {
        holds: names.index(title)
        for holds, headers_ in COLUMNS.items()
        if (title := next((name for name in headers_ if name in names), None)) is not None
    }


def _read(sheet: Sheet, name: str) -> LinkList:
    headers = sheet.rows[0][1]
    columns = _columns(headers)
    if len(sheet.rows) - 1 > MOST_LINKS:
        raise InputError(f"{name} has more than {MOST_LINKS:,} links.", hint="Import it in parts.", code="too_many")
    rows: list[Listed] = []
    faults: list[Fault] = []
    for number, cells in sheet.rows[1:]:
        texts = {
            holds: text
            for holds, place in columns.items()
            if place < len(cells) and (text := _unquoted(text_of(cells[place]))) is not None
        }
        wrong = [
            Fault(f"row {number}, {_written(headers[columns[holds]])}", f"is longer than {LONGEST[holds]:,} characters")
            for holds, text in texts.items()
            if len(text) > LONGEST[holds]
        ]
        if "url" not in texts:
            wrong.append(Fault(f"row {number}, {_written(headers[columns['url']])}", "is empty"))
        if wrong:
            faults += wrong
        else:
            rows.append(Listed(number, texts))
    used = set(columns.values())
    ignored = tuple(
        short(cell).strip("“”")
        for place, cell in enumerate(headers)
        if place not in used and header(cell) and header(cell) not in _OURS
    )
    return LinkList(tuple(rows), tuple(faults), ignored, _written(headers[columns["url"]]))


def _written(cell: Cell) -> str:
    return short(cell).strip("“”").strip()


def _unquoted(text: str | None) -> str | None:
    """Without the apostrophe that keeps a spreadsheet from calculating a text, as our own tables have it."""
    return text[1:] if text and re.match(r"'\s*[=+\-@＝＋－＠]", text) else text
