"""A run's work grows with what is due, not with what was ever done."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event

from loop.bench import DAY, FIRST, HOUR, START, Bench
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.notify import agenda
from postlab.records.tables import Experiment, Pause, Post, Reading, Round, Verdict

GROWING = ("post", "round", "reading", "attempt", "verdict", "link", "experiment", "pause", "following")


def fill(bench: Bench, experiments: int, rounds: int) -> None:
    """Experiments that are over, written straight into the records."""
    like = bench.named()
    link = bench.links()[0]
    for number in range(experiments):
        old = Experiment(
            name=f"old-{number}",
            state="ended",
            plan=like.plan,
            plan_hash="",
            seed="00" * 16,
            created_at=START,
            simulated=True,
        )
        bench.store(old)
        rows: list[Any] = [
            Round(experiment_id=old.id, number=n, seed="", assignment=[], places=[], drawn_at=START, closed_at=START)
            for n in range(rounds)
        ]
        bench.store(*rows)
        posts = [
            Post(
                experiment_id=old.id,
                round_id=row.id,
                account_id=1,
                link_id=link.id,
                variant=variant,
                state="published",
                text="A text",
                blocks=[],
                url="",
                link_text="",
                slot_at=START,
                slot_wall="",
                zone="UTC",
                key=f"{number}-{row.number}-{variant}",
                published_at=START,
                outcome=3,
            )
            for row in rows
            for variant in ("bare link", "contextualised")
        ]
        bench.store(*posts)
        bench.store(*[Reading(post_id=post.id, taken_at=START, age_s=3600, clicks=3) for post in posts])
        bench.store(
            *[
                Verdict(
                    experiment_id=old.id or 0,
                    round_number=row.number,
                    at=START,
                    decision="keep going",
                    rounds=1,
                    voided=0,
                    log_e_treatment=0,
                    log_e_control=0,
                )
                for row in rows
            ]
        )


def statements_of(bench: Bench) -> list[tuple[str, Any]]:
    """What a run, and the outlook after it, ask of the database."""
    asked: list[tuple[str, Any]] = []

    def listen(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    engine = bench.lab.database.engine
    event.listen(engine, "before_cursor_execute", listen)
    bench.run()
    with bench.session() as session:
        agenda.next_event(session)
        agenda.next_event(session, experiment_named(session, "exams").id)
    event.remove(engine, "before_cursor_execute", listen)
    return [(statement, parameters) for statement, parameters in asked if statement.startswith("SELECT")]


RULES = 'quiet = "23:00-06:00"\nposts_a_week = 6\nlink_gap_days = 5\n'


@pytest.mark.parametrize("rules", ["", RULES])
def test_no_statement_goes_through_a_whole_table(staged: Bench, rules: str) -> None:
    settings = staged.folder / "postlab.toml"
    settings.write_text(rules + settings.read_text("utf-8"), "utf-8")
    staged.reopen()
    staged.experiment(budget={"posts_a_week": 5, "usd": 100})
    fill(staged, 4, 10)
    # somebody paused it once, and its first post is not liked by all
    staged.store(Pause(experiment_id=1, at=START, until=START, reason="Holidays."))
    staged.network().script(others={"angry reactions": 4})
    checked = 0
    for at in (FIRST, FIRST + HOUR, FIRST + 2 * HOUR, FIRST + 2 * DAY, FIRST + 6 * DAY):
        staged.clock.set(at)
        asked = statements_of(staged)
        with closing(sqlite3.connect(staged.folder / "postlab.db")) as records:
            for statement, parameters in asked:
                steps = [row[3] for row in records.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
                scans = [step for step in steps if step.startswith("SCAN") and step.split()[1] in GROWING]
                assert not scans, f"{scans}: {statement}"
                checked += 1
    assert checked > 50


def loaded_by_a_run(bench: Bench) -> list[str]:
    """The names of the tables of which a run loads rows, once for each row."""
    loaded: list[str] = []

    def listen(target: Any, _context: object) -> None:
        loaded.append(type(target).__name__)

    for table in (Post, Round, Reading, Verdict, Experiment):
        event.listen(table, "load", listen)
    bench.run()
    for table in (Post, Round, Reading, Verdict, Experiment):
        event.remove(table, "load", listen)
    return loaded


def test_no_more_statements_and_rows_with_a_long_history(staged: Bench) -> None:
    staged.experiment()
    staged.run(FIRST)
    few, loaded = len(statements_of(staged)), loaded_by_a_run(staged)
    fill(staged, 20, 10)
    assert len(statements_of(staged)) == few
    assert loaded_by_a_run(staged) == loaded
    assert len(loaded) < 20
