"""Opening an export: what kind of file it is by its content, never by its name alone."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from postlab.english import MONTHS
from postlab.errors import InputError
from postlab.exports.archive import members_of
from postlab.exports.delimited import Known, read_delimited
from postlab.exports.recognition import known_headers
from postlab.exports.sheet import Sheet
from postlab.exports.workbook import is_workbook, read_workbook

MOST_BYTES = 30 * 2**20

_OLD_EXCEL = (b"\xd0\xcf\x11\xe0", b"\x09\x08\x10\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_ZIP = b"PK\x03\x04"
_ISO = r"(20\d{2})-(\d{2})-(\d{2})"
_RANGE = re.compile(rf"(?<!\d){_ISO}\D{{1,4}}{_ISO}(?!\d)")
_NAMED_DAY = r"([A-Z][a-z]{2})-(\d{2})-(20\d{2})"
_NAMED_RANGE = re.compile(rf"{_NAMED_DAY}_{_NAMED_DAY}(?!\d)")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's tables, and what it tells about its age.

    Attributes:
        name: of the file, without its folder.
        sheets: at least one.
        modified_at: when it was last written, in UTC.
        days: the first and the last of the range of days in its name, or None.
    """

    name: str
    sheets: tuple[Sheet, ...]
    modified_at: datetime
    days: tuple[date, date] | None


def open_file(path: Path) -> Opened:
    """Read a whole file.

    Raises:
        InputError: it is not there, is no file of rows and columns, or is too large.
    """
    content, modified_at = content_of(path)
    return Opened(path.name, sheets_of(content, path.name), modified_at, days_in(path.name))


def content_of(path: Path) -> tuple[bytes, datetime]:
    """What is in a file, and when it was last written, in UTC.

    Raises:
        InputError: it is not there, is no ordinary file, is empty or too large.
    """
    name = path.name
    with opened_file(path) as (file, modified_at):
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputError(
            f"{name} is larger than {MOST_BYTES // 2**20} MB.", hint="Export a shorter time, or leave out other posts."
        )
    if not content.strip():
        raise InputError(f"{name} is empty.", hint="Download the export again.")
    return content, modified_at


@contextmanager
def opened_file(path: Path) -> Iterator[tuple[BinaryIO, datetime]]:
    """A file that is open for reading, and when it was last written, in UTC.

    Raises:
        InputError: it is not there, is no ordinary file, or cannot be read.
    """
    name = path.name
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise InputError(f"{name or path} is a folder.", hint="Name the file that you downloaded.")
        if not stat.S_ISREG(about.st_mode):
            raise InputError(f"{name} is not an ordinary file.", hint="Name the file that you downloaded.")
        modified_at = datetime.fromtimestamp(about.st_mtime, UTC)
        file = path.open("rb")
    except (OSError, ValueError, OverflowError) as exc:
        raise _unreadable(path, exc) from exc
    with file:
        try:
            yield file, modified_at
        except OSError as exc:
            raise _unreadable(path, exc) from exc


def _unreadable(path: Path, exc: Exception) -> InputError:
    why = exc.strerror if isinstance(exc, OSError) else exc
    return InputError(f"{path} cannot be read: {why}.", hint="Check its name and folder.")


def sheets_of(content: bytes, name: str, *, known: Known = known_headers) -> tuple[Sheet, ...]:
    """The tables in a file's content; `known` as `read_delimited` takes it.

    Raises:
        InputError: it is no file of rows and columns.
    """
    if content.startswith(_ZIP) and not is_workbook(content, name):
        return tuple(
            replace(sheet, name=member, packed=True)
            for member, inside in members_of(content, name)
            for sheet in _tables_of(inside, f"{member} in {name}", known)
        )
    return _tables_of(content, name, known)


def _tables_of(content: bytes, name: str, known: Known) -> tuple[Sheet, ...]:
    if content.startswith(_OLD_EXCEL):
        raise InputError(
            f"{name} is in the old format of Excel (xls), or locked by a password; neither can be read here.",
            hint="Open it in Excel and save it as xlsx or CSV, without a password.",
        )
    if content.startswith(_ZIP):
        return read_workbook(content, name)
    return read_delimited(content, name, known=known)


def days_in(name: str) -> tuple[date, date] | None:
    """The first and the last of the range of days in a file's name (``…_2026-07-01_2026-07-14.csv``); else None."""
    try:
        if match := _RANGE.search(name):
            start, end = (date(*map(int, match.groups()[at : at + 3])) for at in (0, 3))
            return (start, end) if start <= end else None
        if match := _NAMED_RANGE.search(name):
            start, end = (
                date(int(year), MONTHS.index(month.lower()) + 1, int(day))
                for month, day, year in (match.groups()[:3], match.groups()[3:])
            )
            return (start, end) if start <= end else None
    except ValueError:
        # Digits that are no day are no range.
        return None
    return None
