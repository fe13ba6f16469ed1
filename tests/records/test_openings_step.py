"""Version 4 of the records: rounds of before keep all they held, and took the first wording of everything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlmodel import create_engine, select

from postlab.records.database import MIGRATIONS
from postlab.records.tables import Account, Experiment, Link, Post, PostState, Round, stored_id
from postlab.settings import sqlite_url
from records.opening import NOW, dump, opened, version

BEFORE = "0003"
LATER = {"openings", "given_up", "given_up_at", "given_up_seen", "planned", "crossed"}
"""Columns of a round that this step and those after it add."""


def step_to(file: Path, revision: str, *, back: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = create_engine(sqlite_url(file))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if back else command.upgrade)(config, revision)
    engine.dispose()


def with_rounds(file: Path) -> None:
    database = opened(file)
    with database.session() as session:
        experiment = Experiment(name="exams", plan={}, plan_hash="", seed="5eed", created_at=NOW)
        session.add(experiment)
        session.flush()
        account = Account(name="page", platform="sandbox", options={}, created_at=NOW)
        link = Link(experiment_id=stored_id(experiment), position=0, url="https://news.example/pay", article={})
        session.add_all([account, link])
        session.flush()
        for number, openings in ((1, {"page": 3}), (2, {"page": 1, "other": 2})):
            session.add(
                drawn := Round(
                    experiment_id=stored_id(experiment),
                    number=number,
                    seed="5eed",
                    assignment=["bare link", "contextualised"],
                    places=[],
                    drawn_at=NOW,
                    openings=openings,
                )
            )
            session.flush()
            session.add(
                # what refers to a round, a link and an account
                Post(
                    experiment_id=stored_id(experiment),
                    round_id=stored_id(drawn),
                    account_id=stored_id(account),
                    link_id=stored_id(link),
                    variant="bare link",
                    state=PostState.PLANNED,
                    text="https://news.example/pay",
                    blocks=[["link", "https://news.example/pay"]],
                    url="https://news.example/pay",
                    link_text="https://news.example/pay",
                    slot_at=NOW,
                    slot_wall="2026-11-23T07:30",
                    zone="UTC",
                    key=f"key-{number}",
                )
            )
        session.commit()
    database.close()


def rounds_without_openings(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as db:
        db.row_factory = sqlite3.Row
        rows = [dict(row) for row in db.execute("SELECT * FROM round ORDER BY id")]
    return [tuple(sorted((key, value) for key, value in row.items() if key not in LATER)) for row in rows]


def test_an_old_lab_gets_openings_and_keeps_everything_else(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_rounds(file)
    step_to(file, BEFORE, back=True)
    assert version(file) == BEFORE
    old, rows = dump(file), rounds_without_openings(file)
    assert not any("openings" in line for line in old)
    database = opened(file)
    with database.session() as session:
        rounds = session.exec(select(Round)).all()
        assert [round_.openings for round_ in rounds] == [{}, {}]
        rounds[0].openings = {"page": 4}
        session.add(rounds[0])
        session.commit()
    database.close()
    assert database.backup is not None
    assert dump(database.backup) == old
    assert rounds_without_openings(file) == rows
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT openings FROM round ORDER BY id").fetchall() == [('{"page": 4}',), ("{}",)]


def test_the_way_back_and_forth_loses_openings_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_rounds(file)
    rows = rounds_without_openings(file)
    step_to(file, BEFORE, back=True)
    assert rounds_without_openings(file) == rows
    step_to(file, "head")
    assert rounds_without_openings(file) == rows


def test_a_new_round_must_say_which_openings_it_takes(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    opened(file).close()
    with closing(sqlite3.connect(file)) as db:
        columns = {row[1]: (row[3], row[4]) for row in db.execute("PRAGMA table_info(round)")}
    assert columns["openings"] == (1, None)


def test_no_account_of_an_older_round_is_crossed(tmp_path: Path) -> None:
    file = tmp_path / "postlab.db"
    with_rounds(file)
    step_to(file, "0007", back=True)
    with closing(sqlite3.connect(file)) as db:
        assert "crossed" not in {name for _, name, *_ in db.execute("PRAGMA table_info(round)")}
    database = opened(file)
    with database.session() as session:
        assert [round_.crossed for round_ in session.exec(select(Round)).all()] == [[], []]
    database.close()
