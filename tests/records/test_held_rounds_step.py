"""Version 6 of the records: rounds of before were not given up, and nothing they held is lost on the way."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlmodel import select

from postlab.records.tables import Post, Round
from records.opening import NOW, dump, opened, version
from records.test_openings_step import step_to, with_rounds

BEFORE = "0005"


def _rows(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("INSERT")]


def test_an_old_lab_keeps_everything_and_has_given_nothing_up(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_rounds(file)
    step_to(file, BEFORE, back=True)
    assert version(file) == BEFORE
    old = dump(file)
    assert not any("given_up" in line for line in old)
    database = opened(file)
    with database.session() as session:
        rounds = session.exec(select(Round)).all()
        assert [(r.given_up, r.given_up_at, r.given_up_seen) for r in rounds] == [(None, None, None)] * 2
        assert [(p.held, p.vanished_at) for p in session.exec(select(Post))] == [(None, None)] * 2
        rounds[0].given_up, rounds[0].given_up_at, rounds[0].given_up_seen = "withdrawn", NOW, True
        session.add(rounds[0])
        session.commit()
    database.close()
    assert database.backup is not None
    assert dump(database.backup) == old
    step_to(file, BEFORE, back=True)
    assert _rows(dump(file)) == _rows(old), "the way back loses what the step brought and nothing else"
    with closing(sqlite3.connect(file)) as db:
        assert "held" not in {row[1] for row in db.execute("PRAGMA table_info(post)")}
