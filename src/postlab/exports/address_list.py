"""A list of e-mail addresses as mailing tools export it, or one address a line; read to be split, and kept nowhere.

What is said of a list names its lines, never what stands in them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from postlab.english import listed
from postlab.errors import Fault, FaultsError, InputError
from postlab.exports.files import sheets_of
from postlab.exports.headers import header
from postlab.exports.sheet import Cell, Sheet

HEADERS = (
    *("email address", "email", "e mail", "e mail address", "mail", "subscriber", "recipient"),
    *("student email", "student email address", "primary email", "contact email", "work email"),
    *("e mail adresse", "mailadresse", "adresse e mail", "adresse email", "courriel", "correo electrónico"),
)
"""What mailing tools and registers call the column of addresses, best first; as `postlab.exports.kinds.header`."""

FAULTS_NAMED = 10

_ADDRESS = re.compile(r"""[^\s@,;:<>()\[\]"\\]+@[^\s@,;:<>()\[\]"\\.]+(?:\.[^\s@,;:<>()\[\]"\\.]+)+""")


@dataclass(frozen=True, slots=True)
class AddressList:
    """A list of addresses, each once.

    Attributes:
        headers: as they are written; none where the first line is an address already.
        rows: their cells, as texts.
        column: the place of the address in a row, from 0.
        delimiter: what parts the cells.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    column: int
    delimiter: str

    @property
    def addresses(self) -> list[str]:
        """The address of each row."""
        return [row[self.column] for row in self.rows]

    def table_of(self, rows: Iterable[int]) -> str:
        """Some of its rows as a file of the same form: with all their columns, as they were."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        writer.writerows([self.headers] if self.headers else [])
        writer.writerows(self.rows[row] for row in rows)
        return text.getvalue()


def read_address_list(content: bytes, name: str) -> AddressList:
    """Read a list of addresses: CSV in any usual encoding, or an Excel workbook.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        InputError: it is no table, has no column of addresses, or holds what is none, or one twice.
    """
    for sheet in sheets_of(content, name, known=lambda cells: sum(header(cell) in HEADERS for cell in cells)):
        column = _column(sheet)
        if column is not None:
            return _read(sheet, column, name)
    raise InputError(
        f"{name} has no column of e-mail addresses that PostLab knows.",
        hint=f"Name it {listed(HEADERS[:2], 'or')} in the first line, or put one address on each line.",
    )


def _column(sheet: Sheet) -> int | None:
    if not sheet.rows:
        return None
    first = sheet.rows[0][1]
    names = [header(cell) for cell in first]
    named = next((names.index(known) for known in HEADERS if known in names), None)
    if named is not None:
        return named
    return next((at for at, cell in enumerate(first) if _is_address(_text(cell))), None)


def _read(sheet: Sheet, column: int, name: str) -> AddressList:
    rows = list(sheet.rows)
    has_headers = not _is_address(_text(rows[0][1][column]))
    headers = tuple(_text(cell) for cell in rows[0][1]) if has_headers else ()
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    read: list[tuple[str, ...]] = []
    for number, cells in rows[1 if has_headers else 0 :]:
        texts = tuple(_text(cell) for cell in cells)
        address = texts[column] if column < len(texts) else ""
        if not _is_address(address):
            faults.append(Fault(f"line {number}", "holds no e-mail address in its column"))
            continue
        before = seen.setdefault(address.casefold(), number)
        if before != number:
            faults.append(Fault(f"line {number}", f"holds the same address as line {before}"))
            continue
        read.append(texts)
    if faults:
        more = len(faults) - FAULTS_NAMED
        named = faults[:FAULTS_NAMED] + ([Fault("further lines", f"{more} more")] if more > 0 else [])
        raise FaultsError(
            f"{name} cannot be split: a reader must be in it once.",
            named,
            hint="Correct these lines, or take them out; nothing was written.",
        )
    return AddressList(headers, tuple(read), column, ";" if sheet.decimal_comma else ",")


def _is_address(text: str) -> bool:
    return _ADDRESS.fullmatch(text) is not None


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()
