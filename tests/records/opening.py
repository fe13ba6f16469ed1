"""Databases for the tests of the records: opened, dumped, hashed, and steps that do not exist yet."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from postlab.records.database import MIGRATIONS, Database
from postlab.settings import sqlite_url

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

NEXT_STEP = '''"""A step of a version to come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step forward."""
    op.add_column("account", sa.Column("{column}", sa.String(), nullable=True))
{more}
'''


def opened(file: Path, *, migrations: Path = MIGRATIONS) -> Database:
    return Database(sqlite_url(file), now=NOW, migrations=migrations)


def make(file: Path) -> None:
    opened(file).close()


def with_step(folder: Path, *, revision: str = "9001", column: str = "shoe_size", more: str = "") -> Path:
    """The program's steps with one more: a folder of migrations as a later version has it."""
    copy = folder / f"migrations-{revision}"
    shutil.copytree(MIGRATIONS, copy, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.name.partition("_")[0] for path in (copy / "versions").glob("[0-9]*_*.py"))
    text = NEXT_STEP.format(revision=revision, before=last, column=column, more=more)
    (copy / "versions" / f"{revision}_later.py").write_text(text, encoding="utf-8")
    return copy


def version(file: Path) -> str:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
        return str(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def dump(file: Path) -> list[str]:
    """Everything that is in a database, as SQL."""
    with closing(sqlite3.connect(file)) as db:
        return list(db.iterdump())


def hashes(folder: Path) -> dict[str, str]:
    """Every file of a folder by what is in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def crash_after(file: Path, *statements: str) -> None:
    """Run SQL in a program that dies with its changes still in the WAL."""
    script = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1])\n"
        "db.execute('PRAGMA journal_mode = WAL')\n"
        "db.execute('PRAGMA wal_autocheckpoint = 0')\n"
        "for statement in sys.argv[2:]:\n"
        "    db.execute(statement)\n"
        "db.commit()\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(file), *statements], check=True, timeout=30)
    assert file.with_name(f"{file.name}-wal").stat().st_size > 0
