"""Writes `migrations/newest.sql` from the steps, after a new one: `python -m postlab.records.write_newest`."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from postlab.records.database import MIGRATIONS, Database
from postlab.records.newest_schema import SCRIPT, script_of
from postlab.settings import sqlite_url


def from_steps(folder: Path) -> str:
    """The script of a database that all steps have made, in a folder."""
    file = folder / "steps.db"
    Database(sqlite_url(file), now=datetime.now(UTC), by_steps=True).close()
    return script_of(file)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        (MIGRATIONS / SCRIPT).write_text(from_steps(Path(place)), encoding="utf-8")
