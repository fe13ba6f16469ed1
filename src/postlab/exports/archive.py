"""Zip archives: the tables that are packed in one, as Plausible and Umami hand them out."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from postlab.errors import InputError

TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
"""How the names of tables end."""

MOST_TABLES = 100
MOST_UNPACKED = 60 * 2**20
"""Bytes that all tables may come to; what is packed into little may come to much."""


def members_of(content: bytes, name: str) -> list[tuple[str, bytes]]:
    """The tables in an archive, each with its name, without the folder that it lies in there.

    Args:
        content: of the archive.
        name: of the archive, for messages.

    Raises:
        InputError: there is no table in it, it is locked or damaged, or would unpack to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = [part for part in packed.infolist() if _is_table(part)]
            if not parts:
                raise InputError(
                    f"{name} is an archive, but no Excel workbook, and there is no CSV or xlsx file in it.",
                    hint="Unpack it, and import the file that has a row for each post.",
                )
            if any(part.flag_bits & 1 for part in parts):
                raise InputError(f"{name} is locked by a password.", hint="Unpack it, and import the file in it.")
            if len(parts) > MOST_TABLES or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise InputError(
                    f"{name} holds more than {MOST_TABLES} tables, or more than {MOST_UNPACKED // 2**20} MB of them.",
                    hint="Unpack it, and import the file that has a row for each post.",
                )
            return [(PurePosixPath(part.filename).name, packed.read(part)) for part in parts]
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError, EOFError) as exc:
        raise InputError(
            f"{name} is an archive that is damaged, or was not downloaded to its end.", hint="Download it again."
        ) from exc


def _is_table(part: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(part.filename)
    # what macOS adds beside each file
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return not part.is_dir() and not hidden and part.file_size > 0 and path.suffix.casefold() in TABLES
