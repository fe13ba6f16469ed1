"""From one version of the records to the next: backed up first, kept whole, and never back."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from postlab.errors import InputError, PostlabError
from postlab.records.database import MIGRATIONS, Database
from postlab.records.tables import Account, Link
from postlab.settings import sqlite_url
from records.opening import NOW, crash_after, dump, hashes, make, opened, version, with_step


def differences(connection: Connection) -> list[object]:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, SQLModel.metadata))


def test_the_steps_lead_to_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    database = opened(tmp_path / "x.db")
    with database.engine.connect() as connection:
        assert differences(connection) == []
        connection.execute(text("ALTER TABLE post ADD COLUMN mood TEXT"))
        assert differences(connection), "the comparison sees nothing"
    database.close()


def with_an_account(file: Path, name: str = "page") -> None:
    database = opened(file)
    with database.session() as session:
        session.add(Account(name=name, platform="sandbox", options={"followers": 7}, created_at=NOW))
        session.commit()
    database.close()


def test_an_older_database_is_backed_up_and_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_an_account(file)
    old, was = dump(file), version(file)
    database = opened(file, migrations=with_step(tmp_path))
    with database.session() as session:
        row = session.connection().execute(text("SELECT name, options, shoe_size FROM account")).one()
    database.close()
    assert tuple(row) == ("page", '{"followers": 7}', None)
    assert version(file) == "9001"
    backup = database.backup
    assert backup is not None
    assert backup.parent == tmp_path
    assert was in backup.name
    assert stat.S_IMODE(backup.stat().st_mode) & 0o077 == 0
    assert dump(backup) == old


def test_the_backup_holds_what_a_crash_left_in_the_wal(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_an_account(file)
    crash_after(file, "UPDATE account SET name = 'renamed just before the lights went out'")
    database = opened(file, migrations=with_step(tmp_path))
    database.close()
    assert database.backup is not None
    for copy in (file, database.backup):
        with closing(sqlite3.connect(copy)) as db:
            assert db.execute("SELECT name FROM account").fetchall() == [("renamed just before the lights went out",)]


def test_two_steps_are_taken_at_once(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_an_account(file)
    later = with_step(tmp_path)
    text_of_second = (later / "versions" / "9001_later.py").read_text(encoding="utf-8")
    second = text_of_second.replace("shoe_size", "hat_size").replace('"9001"', '"9002"')
    last = min(line for line in second.splitlines() if line.startswith("down_revision"))
    (later / "versions" / "9002_later.py").write_text(second.replace(last, 'down_revision = "9001"'), encoding="utf-8")
    opened(file, migrations=later).close()
    assert version(file) == "9002"
    assert len(list(tmp_path.glob("*.backup.db"))) == 1


def test_a_step_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_an_account(file)
    old = dump(file)
    broken = with_step(tmp_path, more="    op.execute('SELECT * FROM a table that is not there')")
    with pytest.raises(PostlabError, match="cannot be used"):
        opened(file, migrations=broken)
    assert dump(file) == old
    with_an_account(file, "another")


def test_a_backup_that_fails_stops_the_migration(tmp_path: Path) -> None:
    folder = tmp_path / "lab"
    folder.mkdir()
    file = folder / "postlab.db"
    with_an_account(file)
    old = dump(file)
    taken = file.with_name(f"postlab-{version(file)}-{NOW:%Y%m%dT%H%M%SZ}.backup.db")
    taken.mkdir()
    with pytest.raises(PostlabError, match="not migrated"):
        opened(file, migrations=with_step(tmp_path))
    assert dump(file) == old


@pytest.mark.parametrize("crashed", [False, True])
def test_a_newer_database_is_refused_untouched(tmp_path: Path, crashed: bool) -> None:
    lab = tmp_path / "lab"
    lab.mkdir()
    file = lab / "postlab.db"
    opened(file, migrations=with_step(tmp_path)).close()
    if crashed:
        crash_after(file, "UPDATE alembic_version SET version_num = '9002'")
    before = {name: digest for name, digest in hashes(lab).items() if not name.endswith("-shm")}
    with pytest.raises(InputError, match="newer PostLab") as refused:
        opened(file)
    assert ("9002" if crashed else "9001") in refused.value.message
    assert "untouched" in refused.value.message
    assert refused.value.code == "schema_too_new"
    # -shm is SQLite's index of the WAL, made anew by whoever reads it; there is nothing of ours in it
    assert {name: digest for name, digest in hashes(lab).items() if not name.endswith("-shm")} == before


OPEN_IT = """
import sys
from pathlib import Path
from records.opening import opened

folder = Path(sys.argv[1])
sys.stdin.readline()
database = opened(folder / "lab" / "postlab.db", **({"migrations": Path(sys.argv[2])} if len(sys.argv) > 2 else {}))
with database.session() as session:
    pass
database.close()
print("backup" if database.backup else "none")
"""


def at_once(folder: Path, *arguments: str, programs: int = 4) -> list[str]:
    """Several programs that open one database at the same moment, and what each said about a backup."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_IT, str(folder), *arguments],
            env=environment_with_tests(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(programs)
    ]
    for program in running:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    said = [program.communicate(timeout=60) for program in running]
    assert [program.returncode for program in running] == [0] * programs, said
    return [out.strip() for out, _ in said]


def environment_with_tests() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}


def test_several_programs_may_open_a_fresh_lab_at_once(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    assert at_once(tmp_path) == ["none"] * 4
    assert not list((tmp_path / "lab").glob("*.backup.db"))
    make(tmp_path / "lab" / "postlab.db")


def test_several_programs_may_bring_a_lab_up_to_date_at_once(tmp_path: Path) -> None:
    (tmp_path / "lab").mkdir()
    file = tmp_path / "lab" / "postlab.db"
    with_an_account(file)
    old = dump(file)
    said = at_once(tmp_path, str(with_step(tmp_path)))
    assert sorted(said) == ["backup", "none", "none", "none"]
    (backup,) = (tmp_path / "lab").glob("*.backup.db")
    assert dump(backup) == old
    assert version(file) == "9001"


def test_backups_of_different_moments_stand_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_an_account(file)
    opened(file, migrations=with_step(tmp_path)).close()
    later = with_step(tmp_path, revision="9002", column="hat_size")
    # as if 9001 had been part of that version, too
    step = later / "versions" / "9002_later.py"
    (later / "versions" / "9001_later.py").write_text(
        (tmp_path / "migrations-9001" / "versions" / "9001_later.py").read_text(encoding="utf-8"), encoding="utf-8"
    )
    lines = step.read_text(encoding="utf-8").splitlines()
    step.write_text(
        "\n".join('down_revision = "9001"' if line.startswith("down_revision") else line for line in lines),
        encoding="utf-8",
    )
    Database(sqlite_url(file), now=NOW + timedelta(days=1), migrations=later).close()
    assert len(list(tmp_path.glob("*.backup.db"))) == 2


def test_every_step_is_part_of_the_package() -> None:
    names = [path.name for path in (MIGRATIONS / "versions").glob("*.py")]
    assert "0001_first_tables.py" in names
    assert (MIGRATIONS / "env.py").is_file()


def test_links_and_posts_of_before_were_chosen_by_nobody(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    before = tmp_path / "before"
    shutil.copytree(MIGRATIONS, before, ignore=lambda _, names: [n for n in names if "0004" <= n[:4] <= "9999"])
    opened(file, migrations=before).close()
    assert version(file) == "0003"
    with closing(sqlite3.connect(file)) as db:
        db.execute(
            "INSERT INTO experiment (id, name, state, plan, plan_hash, seed, simulated, approve_all, created_at) "
            "VALUES (1, 'x', 'running', '{}', '', '', 0, 0, ?)",
            (NOW.isoformat(),),
        )
        db.execute(
            "INSERT INTO link (id, experiment_id, position, url, article, wording, written_by, uses) "
            "VALUES (1, 1, 0, 'https://news.example/a', '{}', '{\"question\": \"Why?\"}', '{}', 2)"
        )
        db.commit()
    database = opened(file)
    with database.session() as session:
        link = session.get_one(Link, 1)
        assert (link.picked_by, link.wording, link.uses) == ({}, {"question": "Why?"}, 2)
    database.close()
