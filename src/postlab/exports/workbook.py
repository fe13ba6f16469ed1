"""Excel workbooks (xlsx): their sheets, with formulas as the text that they are."""

from __future__ import annotations

import io
import warnings
import zipfile

from postlab.errors import InputError
from postlab.exports.sheet import MOST_COLUMNS, MOST_ROWS, Cell, Sheet, blank

MOST_UNPACKED = 200 * 2**20
"""Bytes that all parts of a workbook may come to; what is packed into little may come to much."""

EMPTY_ROWS = 1000
"""Blank rows in a row after which a sheet is over, whatever stands far below."""


def is_workbook(content: bytes, name: str) -> bool:
    """Whether an archive is a workbook.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        InputError: it is no archive that can be opened.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise _damaged(name) from exc


def read_workbook(content: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        InputError: it is none, is damaged, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise _damaged(name) from exc
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InputError(
            f"{name} would unpack to more than {MOST_UNPACKED // 2**20} MB.",
            hint="Export a shorter time. No network's export is that large.",
        )
    from openpyxl import load_workbook

    try:
        # openpyxl warns of styles and extensions that it does not know: they do not matter here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                return tuple(_sheet(sheet, name) for sheet in book.worksheets)
            finally:
                book.close()
    except InputError:
        raise
    except Exception as exc:
        # On a damaged file openpyxl fails in any way that XML allows.
        raise _damaged(name) from exc


def _sheet(sheet: object, name: str) -> Sheet:
    # What a file says about its size is often wrong.
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # openpyxl has no types
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    cells: tuple[Cell, ...]
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), start=1):  # type: ignore[attr-defined]  # as above
        if all(blank(cell) for cell in cells):
            if number - (rows[-1][0] if rows else 0) > EMPTY_ROWS:
                break
            continue
        if len(rows) == MOST_ROWS:
            raise InputError(f"{name} has more than {MOST_ROWS:,} rows.", hint="Export a shorter time.")
        # A sheet is as wide as its widest row, however empty the others are.
        width = max(at for at, cell in enumerate(cells, start=1) if not blank(cell))
        rows.append((number, cells[:width]))
    return Sheet(str(sheet.title), rows)  # type: ignore[attr-defined]  # as above


def _damaged(name: str) -> InputError:
    return InputError(
        f"{name} looks like an Excel workbook, but it is damaged or was not downloaded to its end.",
        hint="Download the export again, or open it in Excel and save it as CSV.",
    )
