"""A new database is made at once, and is what all steps since the first would have made."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from postlab.records.database import MIGRATIONS, Database
from postlab.records.newest_schema import SCRIPT, statements_for
from postlab.records.write_newest import from_steps
from postlab.settings import sqlite_url
from records.opening import NOW, opened, version, with_step


def parts(sql: str) -> list[str]:
    """The columns and constraints of a statement; the steps write constraints, and indexes, in any order."""
    return sorted(re.sub(r"[\s();]", "", part) for part in re.split(r",\s", sql))


def schema(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as db:
        rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return sorted((kind, name, table, parts(sql or "")) for kind, name, table, sql in rows)


def test_the_script_is_what_the_steps_give(tmp_path: Path) -> None:
    kept, made = ((text.split(";\n\n")) for text in ((MIGRATIONS / SCRIPT).read_text("utf-8"), from_steps(tmp_path)))
    assert sorted(map(parts, kept)) == sorted(map(parts, made)), "a new step needs `just newest`"


def test_both_ways_make_the_same_database(tmp_path: Path) -> None:
    opened(tmp_path / "whole.db").close()
    Database(sqlite_url(tmp_path / "steps.db"), now=NOW, by_steps=True).close()
    assert schema(tmp_path / "whole.db") == schema(tmp_path / "steps.db") != []
    assert version(tmp_path / "whole.db") == version(tmp_path / "steps.db")


def test_steps_that_the_script_does_not_know_are_taken(tmp_path: Path) -> None:
    later = with_step(tmp_path)
    assert statements_for(later, "9001") is None
    Database(sqlite_url(tmp_path / "new.db"), now=NOW, migrations=later).close()
    assert version(tmp_path / "new.db") == "9001"
