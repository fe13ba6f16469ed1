"""A rehearsal shows what a run would do and changes nothing; a pretended time leaves real accounts alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from loop.bench import DAY, FIRST, HOUR, SECOND, START, Bench, states
from postlab.errors import InputError
from postlab.loop import run
from postlab.loop.judge.judge import close_rounds
from postlab.loop.plan import rounds
from postlab.records.tables import Account, Experiment, PostState

MINUTE = timedelta(minutes=1)


def everything(bench: Bench) -> object:
    """Every row of the lab, what the networks keep, and the other files."""
    files = {
        str(file.relative_to(bench.folder)): file.read_bytes()
        for file in sorted(bench.folder.rglob("*"))
        if file.is_file() and not file.name.startswith("postlab.db") and file.suffix not in {".lock", ".db-shm"}
    }
    return bench.tables(), bench.ledger(), bench.network().calls(), files


@pytest.mark.parametrize(
    ("platform", "readings"),
    # the staged network's numbers stand still, so it is looked at less often
    [("sandbox", 12), ("staged", 8)],
)
def test_at_every_stage_it_says_what_the_run_then_does(
    tmp_path: Path, installed: Path, platform: str, readings: int
) -> None:
    bench = Bench(tmp_path / "lab")
    bench.account(platform=platform)
    bench.experiment(rounds=2, slots=["Tue 12:30", "Tue 12:40", "Wed 12:30", "Wed 12:40"], horizon="24h")
    done = dict.fromkeys(("published", "readings", "verdicts", "drawn", "ended"), 0)
    while bench.clock.now() < START + 6 * DAY:
        bench.clock.advance(6 * HOUR)
        before = everything(bench)
        would = bench.rehearse()
        assert everything(bench) == before
        did = bench.run()
        assert would.dry
        assert [(p.id, p.text) for p in would.published] == [(p.id, p.text) for p in did.published]
        assert would.readings == did.readings
        assert [(r.number, r.assignment, r.places) for r in would.drawn] == [
            (r.number, r.assignment, r.places) for r in did.drawn
        ]
        for name in done:
            found = getattr(did, name)
            done[name] += found if isinstance(found, int) else len(found)
    assert done == {"published": 4, "readings": readings, "verdicts": 2, "drawn": 1, "ended": 1}
    bench.close()


def test_it_would_judge_what_is_in(staged: Bench) -> None:
    staged.experiment(rounds=1, readings=["24h", "72h"])
    staged.run(FIRST)
    staged.run(SECOND)
    with pytest.MonkeyPatch.context() as patch:
        # the readings are in but nobody judged them yet, as after a kill
        patch.setattr(run, "STAGES", run.STAGES[: run.STAGES.index(close_rounds)])
        staged.run(FIRST + 3 * DAY)
        staged.run(SECOND + 3 * DAY)
    before = everything(staged)
    would = staged.rehearse()
    assert [(verdict.round_number, verdict.decision) for verdict in would.verdicts] == [(1, "not enough posts")]
    assert would.ended == ["exams"]
    assert everything(staged) == before


def test_it_would_put_off_and_give_up(staged: Bench) -> None:
    staged.experiment(approve="each")
    before = everything(staged)
    would = staged.rehearse(FIRST + 2 * DAY)
    assert "put off" in would.moved[0]
    assert [waiting.post for waiting in would.waiting] == [1, 2]
    assert would.exit_code == 3
    assert everything(staged) == before


def test_a_doubt_is_shown_and_nobody_is_asked(staged: Bench) -> None:
    staged.experiment()
    staged.network().script(publish=["timeout-before"])
    staged.run(FIRST)
    before = everything(staged)
    would = staged.rehearse(FIRST + HOUR)
    assert [problem.post for problem in would.problems] == [1]
    assert everything(staged) == before


def test_a_rehearsal_beside_a_run(staged: Bench) -> None:
    from filelock import FileLock

    staged.experiment()
    with FileLock(staged.folder / "postlab.db.lock"):
        assert [post.id for post in staged.rehearse(FIRST).published] == [1]
        with pytest.raises(run.AlreadyRunning) as caught:
            staged.run(FIRST)
    assert caught.value.exit_code == 0


def test_under_a_pretended_time_real_accounts_are_left_alone(staged: Bench) -> None:
    staged.account("real", platform="staged-real")
    staged.experiment(name="simulated")
    staged.experiment(name="real", accounts=["real"], approve="each")
    staged.experiment(name="real-approved", accounts=["real"])
    real = staged.network("real")

    def rows() -> list[tuple[object, ...]]:
        return [(p.id, p.state, p.slot_at, p.problem, p.told_at) for p in staged.posts() if p.id and 3 <= p.id <= 6] + [
            (r.id, r.places, r.closed_at) for r in staged.rounds() if r.id in {2, 3}
        ]

    before = rows()
    turn = staged.run(FIRST, simulated_only=True)
    assert len(turn.published) == 1
    assert turn.left_alone == ["real", "real-approved"]
    turn = staged.run(FIRST + 9 * DAY, simulated_only=True)
    assert (turn.waiting, turn.problems) == ([], [])
    assert [said[: said.index(" was")] for said in turn.moved] == ["The rest of round 1 of simulated (post 2)"]
    assert rows() == before
    assert real.calls() == []
    # a dry run may pretend for real accounts as well
    staged.clock.set(FIRST)
    assert [post.id for post in staged.rehearse().published] == [5]


def test_one_account_that_cannot_be_used_does_not_stop_the_others(staged: Bench) -> None:
    staged.account("other")
    staged.experiment(name="one", accounts=["page"])
    staged.experiment(name="two", accounts=["other"])
    with staged.session() as session:
        broken = session.get_one(Account, 1)
        broken.platform = "gone"
        session.add(broken)
        session.commit()
    turn = staged.run(FIRST)
    assert [post.experiment_id for post in turn.published] == [2]
    assert turn.exit_code == 3
    (problem,) = turn.problems
    assert "“page”" in problem.message
    assert "no platform called “gone”" in problem.message


def test_a_round_that_cannot_be_drawn_is_a_problem_and_what_was_done_is_shown(
    staged: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged.experiment(name="one", slots=["Tue 12:30", "Tue 12:31"])
    staged.experiment(name="two", slots=["Tue 12:30", "Tue 12:31"])
    draw = rounds.draw_round

    def draws(lab: object, session: object, experiment: Experiment) -> object:
        if experiment.name == "two":
            raise InputError("The text does not fit.", hint="Shorten it.")
        return draw(lab, session, experiment)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "draw_round", draws)
    turn = staged.run(FIRST + MINUTE)
    assert [problem.message for problem in turn.problems] == ["two: The text does not fit."]
    assert turn.exit_code == 3
    assert [post.text[:5] != "" for post in turn.published] == [True] * 4
    assert [(drawn.number, drawn.experiment_id) for drawn in turn.drawn] == [(2, 1)]
    assert states(staged.posts("one"))[2:] == [PostState.APPROVED] * 2
