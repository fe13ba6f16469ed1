"""Read-only queries on the lab's SQLite file, for commands that must start faster than opening the lab allows."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from postlab.errors import PostlabError
from postlab.records.untouched import read_only_address
from postlab.settings import DATABASE_FILE, environment, find_lab

_SQLITE = re.compile(r"sqlite(?:\+\w+)?:///(?P<path>[^?]+)(?:\?.*)?")


def database_file(lab: Path | None) -> Path | None:
    """The path of the lab's SQLite file, which need not exist; None where the lab uses another database.

    Args:
        lab: the folder given with --lab, if any.
    """
    if url := environment().get("POSTLAB_DATABASE_URL", ""):
        sqlite = _SQLITE.fullmatch(url)
        return Path(sqlite["path"]) if sqlite else None
    try:
        # an older Typer hands on what was typed
        return find_lab(None if lab is None else Path(lab)) / DATABASE_FILE
    except (PostlabError, RuntimeError):
        # no such user's home
        return None


def rows(file: Path | None, query: str, *values: str) -> list[tuple[Any, ...]]:
    """The rows of a query; none if there is no such file or it is not a lab's database. It raises no error."""
    if file is None or not file.is_file():
        return []
    try:
        with closing(sqlite3.connect(read_only_address(file), uri=True, timeout=0.2)) as peek:
            return list(peek.execute(query, values))
    except sqlite3.Error:
        return []
