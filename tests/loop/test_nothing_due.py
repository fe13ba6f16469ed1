"""The note that nothing is due: it holds as long as nothing that a turn goes by has changed."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postlab.loop.nothing_due import Coming, Note, State, standing_note, state_of, write_note

NOW = datetime(2100, 11, 30, 9, 0, tzinfo=UTC)
"""Later than whatever is written here while the tests run."""
NOTE = Note(
    NOW,
    NOW + timedelta(hours=1),
    Coming("post 1 of exams goes out", NOW + timedelta(days=1), by_hand=False),
    "Europe/London",
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of a database in WAL mode, and settings beside it, all of them made a minute ago."""
    file = tmp_path / "postlab.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE post (id INTEGER)")
        db.commit()
    (tmp_path / "postlab.toml").write_text("late_hours = 2\n", encoding="utf-8")
    for made in tmp_path.iterdir():
        made_at = NOW.timestamp() - 60
        os.utime(made, (made_at, made_at))
    return file


def state(database: Path, *, now: datetime = NOW, **env: str) -> State | None:
    return state_of(database.parent, database, env=env, now=now)


def noted(database: Path) -> State:
    before = state(database)
    assert before is not None
    write_note(database, NOTE, before)
    assert standing_note(database, state(database), now=NOW) == NOTE
    return before


def test_the_note_is_for_its_owner_alone(database: Path) -> None:
    noted(database)
    (file,) = database.parent.glob("*.nothing-due")
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_it_holds_from_when_it_was_written_to_its_end(database: Path) -> None:
    now = noted(database)
    assert standing_note(database, now, now=NOW + timedelta(minutes=59)) == NOTE
    assert standing_note(database, now, now=NOW + timedelta(hours=1)) is None
    # somebody has set the clock back
    assert standing_note(database, now, now=NOW - timedelta(seconds=1)) is None


def test_a_commit_that_is_still_in_the_log_of_the_database_ends_it(database: Path) -> None:
    noted(database)
    with closing(sqlite3.connect(database)) as db:
        db.execute("INSERT INTO post VALUES (1)")
        db.commit()
        assert database.with_name("postlab.db-wal").stat().st_size > 0
        assert standing_note(database, state(database), now=NOW) is None
    assert standing_note(database, state(database), now=NOW) is None


def test_reading_does_not_end_it(database: Path) -> None:
    noted(database)
    with closing(sqlite3.connect(database)) as db:
        db.execute("SELECT * FROM post").fetchall()
    assert standing_note(database, state(database), now=NOW) == NOTE


def test_other_settings_end_it(database: Path) -> None:
    noted(database)
    assert standing_note(database, state(database, POSTLAB_TIMEZONE="Asia/Tokyo"), now=NOW) is None
    settings = database.with_name("postlab.toml")
    seen = settings.stat()
    settings.write_text("late_hours = 3\n", encoding="utf-8")
    os.utime(settings, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    # neither size nor time of writing tells, but the time of the change does
    assert standing_note(database, state(database), now=NOW) is None


def test_what_was_written_just_now_tells_nothing(database: Path) -> None:
    assert state(database, now=NOW - timedelta(seconds=58)) is None
    assert state(database, now=NOW - timedelta(seconds=56)) is not None


def test_a_secret_is_not_among_what_is_kept(database: Path) -> None:
    kept = state(database, POSTLAB_X_API_KEY="hush")
    assert kept == state(database)


def test_no_database_no_note(tmp_path: Path) -> None:
    assert state(tmp_path / "postlab.db") is None
    assert standing_note(tmp_path / "postlab.db", None, now=NOW) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"coming": 3}', "null"])
def test_a_note_that_cannot_be_read_does_not_count(text: str, database: Path) -> None:
    before = noted(database)
    database.with_name("postlab.db.nothing-due").write_text(text, encoding="utf-8")
    assert standing_note(database, before, now=NOW) is None
