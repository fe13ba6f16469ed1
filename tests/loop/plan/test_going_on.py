"""An experiment that ended undecided goes on: what was measured is kept, and nothing can be won by stopping."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from loop.bench import DAY, FIRST, HOUR, SECOND, Bench
from postlab.errors import InputError
from postlab.loop.judge.judge import closed_rounds, judgements
from postlab.loop.lookup.experiments import experiment_named, plan_of
from postlab.loop.plan.going_on import go_on
from postlab.loop.protect.pausing import pause
from postlab.loop.publish import approval
from postlab.records.tables import Amendment, Experiment, ExperimentState, Pause, Round
from postlab.reports.audit import audit

QUICK = {"slots": ["Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00"], "horizon": "24h", "readings": ["24h"]}
NOISE = {"context": {"clicks": 7}, "plain": {"clicks": 5}}


def resume(bench: Bench, rounds: int, reason: str = "") -> Round:
    with bench.session() as session:
        drawn = go_on(bench.lab, session, experiment_named(session, "exams"), rounds=rounds, reason=reason)
        bench.lab.commit(session)
        session.refresh(drawn)
        session.expunge(drawn)
    return drawn


def stop(bench: Bench) -> None:
    with bench.session() as session:
        approval.stop(bench.lab, session, experiment_named(session, "exams"))


def used_up(bench: Bench, rounds: int = 2) -> None:
    """An experiment whose rounds were all measured, without a verdict."""
    bench.experiment(rounds=rounds, **QUICK)
    bench.network().script(counts=NOISE)
    bench.run_through(bench.clock.now() + 20 * DAY, every=12 * HOUR)
    assert bench.named().state == ExperimentState.ENDED


def test_further_rounds_add_to_what_was_measured(staged: Bench) -> None:
    used_up(staged)
    before = [verdict.model_dump() for verdict in staged.verdicts()]
    drawn = resume(staged, rounds=4, reason="we have time again")
    assert (drawn.number, drawn.planned) == (3, 4)
    assert staged.named().state == ExperimentState.RUNNING
    assert staged.named().ended_at is None
    staged.run_through(staged.clock.now() + 20 * DAY, every=12 * HOUR)
    assert [round_.planned for round_ in staged.rounds()] == [2, 2, 4, 4]
    assert [verdict.model_dump() for verdict in staged.verdicts()][:2] == before, "what was said then stays on record"
    last = staged.verdicts()[-1]
    assert (last.rounds, last.decision) == (4, "not enough posts")
    with staged.session() as session:
        experiment = experiment_named(session, "exams")
        rows = judgements(closed_rounds(session, experiment), plan_of(experiment))
        assert last.log_e_treatment == pytest.approx(rows[-1].log_e_treatment)
        assert rows[1].log_e_treatment == pytest.approx(before[1]["log_e_treatment"])
        assert audit(session, experiment).clean


def test_it_is_on_record(staged: Bench) -> None:
    used_up(staged)
    old = staged.named()
    resume(staged, rounds=4, reason="we have time again")
    with staged.session() as session:
        amendment = session.exec(select(Amendment)).one()
        between = session.exec(select(Pause)).one()
    assert amendment.reason == "we have time again."
    assert amendment.changes[0] == {"key": "rounds", "before": 2, "after": 4}
    assert (amendment.hash_before, amendment.hash_after) == (old.plan_hash, staged.named().plan_hash)
    assert (between.at, between.until) == (old.ended_at, staged.clock.now())
    assert between.reason == "It had used up its rounds."


def test_draws_to_come_have_a_seed_that_nobody_has_seen(staged: Bench) -> None:
    used_up(staged)
    shown = staged.named().seed
    resume(staged, rounds=4)
    assert staged.named().seed != shown
    assert [round_.seed for round_ in staged.rounds()] == [shown, shown, staged.named().seed]
    with staged.session() as session:
        assert session.exec(select(Amendment)).one().changes[-1] == {"key": "seed", "before": shown, "after": None}
        assert audit(session, experiment_named(session, "exams")).clean
        session.exec(select(Round)).first().seed = "f" * 32  # type: ignore[union-attr]
        session.flush()
        assert not audit(session, experiment_named(session, "exams")).clean


def test_one_that_was_stopped_goes_on_with_its_plan(staged: Bench) -> None:
    staged.experiment(rounds=3, **QUICK)
    staged.network().script(counts=NOISE)
    stop(staged)
    assert staged.rounds()[0].withdrawn_at is not None
    resume(staged, rounds=3)
    assert staged.named().stopped_because is None
    staged.run_through(staged.clock.now() + 30 * DAY, every=12 * HOUR)
    # the round that was taken back is drawn anew
    assert len(staged.rounds()) == 4
    last = staged.verdicts()[-1]
    assert (last.rounds, last.decision, staged.named().state) == (3, "not enough posts", ExperimentState.ENDED)


def test_stopping_half_way_through_a_round_counts_against_both(staged: Bench) -> None:
    staged.experiment(rounds=3)
    staged.network().script(counts=NOISE)
    staged.run(FIRST)
    stop(staged)
    staged.run_through(FIRST + 5 * DAY, every=12 * HOUR)
    with staged.session() as session:
        (closed,) = closed_rounds(session, experiment_named(session, "exams"))
    assert closed.block.given_up
    assert closed.void is not None
    (verdict,) = staged.verdicts()
    assert verdict.rounds == 0
    assert max(verdict.log_e_treatment, verdict.log_e_control) < 0
    resume(staged, rounds=3)
    assert staged.run(SECOND + 10 * DAY).exit_code == 0


def test_what_cannot_go_on(staged: Bench) -> None:
    used_up(staged)
    with pytest.raises(InputError) as caught:
        resume(staged, rounds=2)
    assert caught.value.code == "no_rounds_left"
    assert caught.value.hint == "`postlab resume exams --rounds 4` goes on."
    resume(staged, rounds=4)
    with pytest.raises(InputError, match="still running"):
        resume(staged, rounds=9)
    with staged.session() as session:
        pause(staged.lab, session, experiment_named(session, "exams"), reason="A pause.")
        staged.lab.commit(session)
    with pytest.raises(InputError, match="still running"):
        resume(staged, rounds=9)


def test_a_settled_question_does_not_go_on(staged: Bench) -> None:
    staged.experiment(rounds=40, **QUICK)
    staged.network().script(counts={"context": {"clicks": 60}, "plain": {"clicks": 4}})
    while staged.named().state == ExperimentState.RUNNING:
        staged.run(staged.clock.now() + timedelta(hours=12))
    with pytest.raises(InputError, match="settled") as caught:
        resume(staged, rounds=80)
    assert caught.value.code == "settled"


def test_a_shorter_plan_is_an_amendment_of_the_past(staged: Bench) -> None:
    staged.experiment(rounds=9, **QUICK)
    stop(staged)
    with pytest.raises(InputError, match="has 9 rounds"):
        resume(staged, rounds=3)
    with staged.session() as session:
        assert session.exec(select(Experiment)).one().plan["rounds"] == 9
