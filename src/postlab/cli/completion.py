"""Names for the shell's completion, read from the lab's SQLite file without opening the lab."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from postlab.errors import PostlabError
from postlab.settings import DATABASE_FILE, environment, find_lab


def complete_experiment(incomplete: str) -> list[str]:
    """Experiments, the youngest first."""
    return _names("SELECT name FROM experiment ORDER BY id DESC", incomplete)


def complete_waiting(incomplete: str) -> list[str]:
    """Experiments, and the numbers of posts that wait for approval."""
    return [
        *complete_experiment(incomplete),
        *_names("SELECT CAST(id AS TEXT) FROM post WHERE state = 'planned' ORDER BY slot_at", incomplete),
    ]


def complete_account(incomplete: str) -> list[str]:
    """Accounts."""
    return _names("SELECT name FROM account WHERE removed_at IS NULL ORDER BY id", incomplete)


def complete_platform(incomplete: str) -> list[str]:
    """Platforms that are installed."""
    from postlab import platforms

    return [name for name in platforms.names() if name.startswith(incomplete)]


def _names(query: str, incomplete: str) -> list[str]:
    """The first column of a query; completion has no way to tell an error, so there are none."""
    database = _database()
    if database is None or not database.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)) as peek:
            return [name for (name,) in peek.execute(query) if name.startswith(incomplete)]
    except sqlite3.Error:
        return []


def _database() -> Path | None:
    url = environment().get("POSTLAB_DATABASE_URL", "")
    if url:
        return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    try:
        return find_lab(_lab_on_the_line()) / DATABASE_FILE
    except PostlabError:
        return None


def _lab_on_the_line() -> Path | None:
    """The folder after --lab in the line that is being completed."""
    words = environment().get("COMP_WORDS", environment().get("_TYPER_COMPLETE_ARGS", "")).split()
    if "--lab" in words[:-1]:
        return Path(words[words.index("--lab") + 1])
    return None
