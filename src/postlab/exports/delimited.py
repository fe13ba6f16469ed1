"""Text files of rows and columns (CSV), however they are encoded and whatever parts their columns."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from postlab.errors import InputError
from postlab.exports.recognition import HEADER_WITHIN, known_headers
from postlab.exports.sheet import MOST_COLUMNS, MOST_ROWS, Cell, Sheet, blank

DELIMITERS = (",", ";", "\t")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ("utf-8", "cp1252", "cp932")
"""As networks write text, and as Excel saves it in Western Europe and in Japan."""
_KANA = re.compile("[\u3041-\u30ff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_COMMENT = re.compile(r"\s*#(?:\s|-|$)")
_ROUNDED_WITH_COMMA = re.compile(r"(?<![\w.,])\d,\d+E\+\d+(?![\w.,])")
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)


Row = tuple[int, tuple[str, ...]]
"""A row with its number, as a spreadsheet shows it."""

Known = Callable[[Sequence[Cell]], int]
"""How many cells of a row are headers that mean something here."""


def read_delimited(content: bytes, name: str, *, known: Known = known_headers) -> tuple[Sheet, ...]:
    """The rows of a text file: one table, or several where lines of comments stand between them.

    Args:
        content: of the file.
        name: of the file, for messages.
        known: tells by the headers which delimiter is meant.

    Raises:
        InputError: it is not text, not of rows and columns, or has too many of them.
    """
    text = _decoded(content, name)
    if text.lstrip()[:1] == "<":
        raise InputError(
            f"{name} is a web page, not an export, whatever its name says.",
            hint="Download the export again; if Excel opens this file, save it from there as xlsx.",
        )
    separator = _SEPARATOR_LINE.match(text)
    if separator is not None:
        # Excel's own first line, which it does not show
        text = text[separator.end() :]
    delimiter = separator[1] if separator is not None else _delimiter(text, name, known)
    rows: list[Row] = []
    for number, cells in enumerate(_rows(text, delimiter, name), start=1):
        if all(blank(cell) for cell in cells):
            continue
        if len(rows) == MOST_ROWS:
            raise InputError(
                f"{name} has more than {MOST_ROWS:,} rows.", hint="Export a shorter time, or leave out other posts."
            )
        rows.append((number, tuple(cells[:MOST_COLUMNS])))
    # In files that Excel saved with tabs the comma in a rounded number tells.
    decimal_comma = delimiter == ";" or bool(_ROUNDED_WITH_COMMA.search(text))
    return tuple(
        Sheet(None, table, decimal_comma=decimal_comma, comments=comments) for comments, table in _tables(rows)
    )


def _tables(rows: Sequence[Row]) -> list[tuple[tuple[str, ...], list[Row]]]:
    """The tables of a file with the comments above each: a file without comments at its head is one table."""
    if not rows or not _is_comment(rows[0]):
        return [((), list(rows))]
    comments: list[str] = []
    tables: list[tuple[tuple[str, ...], list[Row]]] = []
    above = True
    for row in rows:
        if _is_comment(row):
            comments.append(", ".join(cell for cell in row[1] if cell))
            above = True
        elif above:
            tables.append((tuple(comments), [row]))
            above = False
        else:
            tables[-1][1].append(row)
    return tables or [(tuple(comments), [])]


def _is_comment(row: Row) -> bool:
    return bool(_COMMENT.match(row[1][0]))


def _decoded(content: bytes, name: str) -> str:
    encodings = tuple(encoding for mark, encoding in _MARKS if content.startswith(mark)) or _ENCODINGS
    if content[1:2] == content[3:4] == b"\0":
        encodings = ("utf-16-le",)
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # almost any bytes are letters in Japan's encoding; its own are in every sentence
        if encoding == "cp932" and not _KANA.search(text):
            continue
        if "\0" not in text and len(_CONTROL.findall(text)) <= len(text) / 20:
            return text
    raise InputError(
        f"{name} is neither text nor an Excel workbook.", hint="Give the export as it was downloaded: CSV or xlsx."
    )


def _delimiter(text: str, name: str, known: Known) -> str:
    """The one that makes the most headers that are known, or the most columns, of the first rows."""
    # A quoted text may run over lines, so what follows is not cut by lines.
    start = text[: 1 << 16]

    def fits(delimiter: str) -> tuple[int, int]:
        rows = itertools.islice(_rows(start, delimiter, name), HEADER_WITHIN)
        return max(((known(row), len(row)) for row in rows), default=(0, 0))

    return max(DELIMITERS, key=fits)


def _rows(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error as exc:
        raise InputError(
            f"{name} cannot be read from line {reader.line_num} on: {exc}.",
            hint="A quotation mark may be missing there. Download the export again.",
        ) from exc
