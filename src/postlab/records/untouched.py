"""A SQLite file read as it lies there: nothing of it is changed, and no file is left beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

VERSIONS = "alembic_version"
"""The table that holds the version of the others."""


def file_version(file: Path) -> tuple[set[str], str | None]:
    """The names of a file's tables, and the version of them, or None.

    Raises:
        sqlite3.DatabaseError: when it is not a SQLite file.
    """
    try:
        return _version(read_only_address(file))
    except sqlite3.DatabaseError:
        if not file.with_name(f"{file.name}-wal").exists():
            raise
        # somebody began to write meanwhile, which confused it
        return _version(f"{file.absolute().as_uri()}?mode=ro")


def in_memory(file: Path) -> sqlite3.Connection:
    """A copy of a file's contents, which ends with its connection.

    Raises:
        sqlite3.Error: when it cannot be read.
    """
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        with closing(sqlite3.connect(read_only_address(file), uri=True)) as original:
            original.backup(copy)
    except BaseException:  # whatever happened, Ctrl-C too, the copy must be let go of; it is raised again
        copy.close()
        raise
    return copy


def read_only_address(file: Path) -> str:
    """How SQLite opens a file without leaving -wal and -shm behind, where no -wal holds the latest of it."""
    wal = file.with_name(f"{file.name}-wal")
    alone = "" if wal.exists() and wal.stat().st_size else "&immutable=1"
    return f"{file.absolute().as_uri()}?mode=ro{alone}"


def _version(address: str) -> tuple[set[str], str | None]:
    with closing(sqlite3.connect(address, uri=True)) as peek:
        tables = {name for (name,) in peek.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        row = peek.execute(f"SELECT version_num FROM {VERSIONS}").fetchone() if VERSIONS in tables else None  # noqa: S608 (a constant)
    return tables, row[0] if row else None
