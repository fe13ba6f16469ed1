"""The database file: who may read it, how SQLite is set up, and what cannot be used as one."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from postlab.errors import InputError, PostlabError
from postlab.records.database import Database, explaining
from postlab.records.tables import Link
from postlab.settings import make_folder, sqlite_url
from postlab.settings_file import write_settings
from records.opening import NOW, dump, hashes, make, opened

posix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps files private by other means than a mode")
not_root = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write where others may not"
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_is_made_is_for_its_owner_alone(tmp_path: Path, umask: int) -> None:
    lab = tmp_path / "outer" / "lab"
    before = os.umask(umask)
    try:
        make_folder(lab)
        write_settings(lab, timezone="UTC")
        database = opened(lab / "postlab.db")
        with database.session() as session:
            session.connection().execute(text("SELECT 1"))
            # While it is open, what SQLite keeps beside it must be as private.
            modes = {path.name: mode(path) for path in lab.iterdir()}
        database.close()
    finally:
        os.umask(before)
    assert mode(lab) == 0o700
    assert {"postlab.db", "postlab.db-wal", "postlab.db-shm", "postlab.toml"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_sqlite_is_set_up_to_be_safe(tmp_path: Path) -> None:
    database = opened(tmp_path / "x.db")
    with database.session() as session:
        pragmas = {
            name: session.connection().execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    database.close()
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000, "synchronous": 2}


def test_a_row_that_points_nowhere_is_refused(tmp_path: Path) -> None:
    database = opened(tmp_path / "x.db")
    with database.session() as session:
        session.add(Link(experiment_id=404, position=0, url="https://a.example", article={}))
        with pytest.raises(IntegrityError):
            session.commit()
    database.close()


def test_what_was_not_committed_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    make(file)
    before = dump(file)
    database = opened(file)
    with database.session() as session:
        session.connection().execute(text("DELETE FROM alembic_version"))
    database.close()
    assert dump(file) == before


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    make(file)
    before = hashes(tmp_path)
    for _ in range(2):
        database = opened(file)
        assert database.backup is None
        database.close()
    assert hashes(tmp_path) == before


def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.touch()
    make(file)
    assert any("CREATE TABLE experiment" in line for line in dump(file))


def test_paths_may_hold_what_people_put_in_them(tmp_path: Path) -> None:
    folder = tmp_path / "Prüfung 50% & [more]#"
    folder.mkdir()
    make(folder / "my lab.db")
    assert [path.name for path in folder.iterdir()] == ["my lab.db"]


def test_a_folder_that_no_address_can_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="address of a database"):
        make_folder(tmp_path / "what now?")
    assert list(tmp_path.iterdir()) == []


def foreign(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE recipes (cake TEXT)")
        db.execute("INSERT INTO recipes VALUES ('plum')")
        db.commit()


def foreign_with_alembic(file: Path) -> None:
    foreign(file)
    with closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE alembic_version (version_num TEXT)")
        db.execute("INSERT INTO alembic_version VALUES ('ae10b2')")
        db.commit()


def prose(file: Path) -> None:
    file.write_text("Dear diary, this is not a database. " * 200, encoding="utf-8")


def cut_short(file: Path) -> None:
    make(file)
    file.write_bytes(file.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("make_it", "why"),
    [
        (foreign, "something else"),
        (foreign_with_alembic, "something else"),
        (prose, "not a PostLab database"),
        (cut_short, "malformed"),
    ],
)
def test_what_is_not_ours_is_refused_untouched(tmp_path: Path, make_it: object, why: str) -> None:
    file = tmp_path / "x.db"
    make_it(file)  # type: ignore[operator]  # one of the functions above
    before = hashes(tmp_path)
    with pytest.raises(InputError, match=why) as refused:
        opened(file)
    assert str(file) in refused.value.message
    assert refused.value.hint
    assert hashes(tmp_path) == before


def test_a_folder_is_not_a_database(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unable to open"):
        opened(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be made") as refused:
        opened(tmp_path / "nowhere" / "x.db")
    assert "nowhere" in refused.value.message


@posix
@not_root
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(InputError, match="Permission denied"):
            opened(tmp_path / "x.db")
    finally:
        tmp_path.chmod(0o700)


@posix
@not_root
def test_a_database_that_cannot_be_written_to(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    make(file)
    file.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PostlabError):
            _empty(file)
    finally:
        tmp_path.chmod(0o700)


def _empty(file: Path) -> None:
    database = opened(file)
    with explaining(database), database.session() as session:
        session.connection().execute(text("DELETE FROM account"))
        session.commit()


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from sqlalchemy import text
from postlab.errors import PostlabError
from records.opening import opened
from postlab.records.database import explaining

database = opened(Path(sys.argv[1]))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    with explaining(database), database.session() as session:
        for number in range(400):
            session.connection().execute(
                text("INSERT INTO account (name, platform, options, simulated, created_at, needs_person,"
                     " counts_only, facts, renews) VALUES (:name, 'x', '{}', 1, '2026-01-01 00:00:00', 0, 0, '{}', 0)"),
                {"name": f"{number}" * 900})
        session.commit()
except PostlabError as exc:
    print("explained:", exc.message)
"""


@posix
def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    make(file)
    before = dump(file)
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(file)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith("explained:"), done.stderr
    assert str(file.parent) in done.stdout
    assert dump(file) == before


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+nosuchdriver://me:s3cret@localhost/lab",
        "mysql://me:s3cret@localhost/lab",
        "nosuchdatabase://me:s3cret@localhost/lab",
        "postgresql://me:s3cret@localhost:port/lab",
        "s3cret",
        "  ",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://me:s3cret@host/x.db",
        "sqlite:///x.db?mode=ro&uri=true&key=s3cret",
        "sqlite:///file:x.db?key=s3cret",
        "sqlite:///x.db?timeout=s3cret",
    ],
)
def test_an_address_that_cannot_be_used_is_not_repeated(url: str) -> None:
    with pytest.raises(InputError) as refused:
        Database(url, now=NOW)
    said = f"{refused.value.message} {refused.value.hint}"
    assert "POSTLAB_DATABASE_URL" in said
    assert "s3cret" not in said


def test_another_sqlite_file_by_its_address(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.db"
    database = Database(sqlite_url(file), now=NOW)
    assert (database.file, database.name) == (file, str(file))
    database.close()
