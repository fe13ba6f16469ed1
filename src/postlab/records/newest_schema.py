"""The newest schema of the records as one script: a new database takes it, instead of every step since the first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SCRIPT = "newest.sql"
"""The script's name in the folder of the migrations."""

_VERSION = "-- version "
_BETWEEN = ";\n\n"


def statements_for(migrations: Path, version: str) -> list[str] | None:
    """The statements that make the tables of a version in an empty database; None where the script is of another.

    Args:
        migrations: the folder of the migrations.
        version: the one that is wanted.
    """
    file = migrations / SCRIPT
    if not file.is_file():
        return None
    head, _, script = file.read_text(encoding="utf-8").partition("\n")
    if head != f"{_VERSION}{version}":
        return None
    return [statement for statement in script.strip().removesuffix(";").split(_BETWEEN) if statement.strip()]


def script_of(file: Path) -> str:
    """The script that makes an empty database like one whose tables hold no rows.

    Args:
        file: an SQLite file that the steps made.
    """
    with closing(sqlite3.connect(file)) as db:
        (version,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
        rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
        statements = [str(sql).strip() for (sql,) in rows]
    statements.append(f"INSERT INTO alembic_version (version_num) VALUES ('{version}')")  # noqa: S608 (its own name)
    return f"{_VERSION}{version}\n{_BETWEEN.join(statements)};\n"
