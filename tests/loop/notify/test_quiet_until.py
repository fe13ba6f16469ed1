"""How long a lab is quiet: until then, turns of the loop change nothing, whatever is under way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from loop.bench import DAY, FIRST, HOUR, START, Bench
from postlab.loop.notify.quiet_until import LOOKS_AGAIN_AFTER, quiet_until
from postlab.loop.run_result import Problem, RunResult
from postlab.records.tables import PostState


def quiet(bench: Bench, turn: RunResult | None = None) -> datetime | None:
    with bench.lab.session() as session:
        return quiet_until(bench.lab, session, turn or RunResult())


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"guardrails": {"unfollows": 5}, "horizon": "30h", "readings": ["1h", "30h"]},
    ],
    ids=["as it comes", "followers, and an odd horizon"],
)
def test_while_a_lab_is_quiet_no_turn_changes_anything(bench: Bench, plan: dict[str, object]) -> None:
    bench.experiment(approve="auto", **plan)
    until, quiet_turns, busy_turns = START, 0, 0
    while bench.clock.now() < START + 9 * DAY:
        before = bench.tables()
        turn = bench.run(bench.clock.now() + timedelta(minutes=40))
        if bench.clock.now() < until:
            quiet_turns += 1
            assert turn.is_empty, (bench.clock.now(), until, turn)
            assert bench.tables() == before, bench.clock.now()
        else:
            busy_turns += not turn.is_empty
        until = quiet(bench, turn) or START
    assert quiet_turns > 100
    assert busy_turns >= 5


def test_it_lasts_no_longer_than_to_what_comes_next(bench: Bench) -> None:
    bench.experiment(approve="auto")
    turn = bench.run(FIRST - timedelta(minutes=20))
    assert quiet(bench, turn) == FIRST


def test_it_lasts_no_longer_than_an_hour_and_than_the_day(bench: Bench) -> None:
    assert quiet(bench) == START + LOOKS_AGAIN_AFTER
    bench.clock.set(START + DAY - timedelta(minutes=10))
    assert quiet(bench) == START + DAY


def test_a_turn_that_said_anything_is_not_quiet(bench: Bench) -> None:
    assert quiet(bench, RunResult(problems=[Problem(1, "x", "Something.", "Do.")])) is None
    assert quiet(bench, RunResult(left_alone=["exams"])) is None
    assert quiet(bench, RunResult(dry=True)) is None


def test_what_is_overdue_is_never_quiet(staged: Bench) -> None:
    staged.experiment(approve="auto")
    staged.network().script(publish=["refused"])
    assert [post.state for post in staged.posts()[:1]] == [PostState.APPROVED]
    failed = staged.run(FIRST)
    assert failed.problems
    assert quiet(staged, failed) is None
    # it is tried again in a minute, and until then there is nothing to do
    waits = staged.run(FIRST + timedelta(seconds=20))
    assert waits.is_empty
    assert quiet(staged, waits) == FIRST + timedelta(minutes=1)
    staged.clock.set(FIRST + HOUR)
    assert quiet(staged) is None


def test_followers_that_are_still_to_be_counted_are_due(bench: Bench) -> None:
    bench.experiment(approve="auto", guardrails={"unfollows": 5})
    assert quiet(bench) is None
    assert quiet(bench, bench.run()) == START + LOOKS_AGAIN_AFTER
