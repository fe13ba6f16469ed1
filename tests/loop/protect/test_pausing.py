"""Held by hand: nothing new goes out, nothing is given up, what is out is read; then it goes on, or ends."""

from __future__ import annotations

import pytest
from sqlmodel import select

from loop.bench import DAY, FIRST, HOUR, SECOND, Bench, states
from loop.network import StagedAccount
from postlab.errors import InputError
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.notify import agenda
from postlab.loop.protect import pausing
from postlab.loop.publish import approval
from postlab.platforms.base import Outgoing, Payload
from postlab.records.tables import ExperimentState, Pause, PostState

P, W = PostState.PUBLISHED, PostState.APPROVED


def hold(bench: Bench, name: str = "exams") -> None:
    with bench.session() as session:
        pausing.pause(bench.lab, session, experiment_named(session, name), reason="Holidays.")
        bench.lab.commit(session)


def go_on(bench: Bench, name: str = "exams") -> list[str]:
    with bench.session() as session:
        said = pausing.resume(bench.lab, session, experiment_named(session, name))
        bench.lab.commit(session)
    return said


def test_nothing_goes_out_is_given_up_or_asked_for_and_what_is_out_is_judged(staged: Bench) -> None:
    staged.experiment(slots=["Tue 12:30", "Tue 12:40", "Wed 12:30", "Wed 12:40"], rounds=3)
    staged.experiment(name="asked", approve="each")
    staged.run(FIRST + HOUR)
    hold(staged)
    hold(staged, "asked")
    turns = staged.run_through(FIRST + 9 * DAY, every=6 * HOUR)
    assert not any(turn.published or turn.drawn or turn.waiting or turn.moved or turn.problems for turn in turns)
    assert {turn.exit_code for turn in turns} == {0}
    assert states(staged.posts("exams")) == [P, P, W, W]
    assert [(verdict.rounds, verdict.decision) for verdict in staged.verdicts()] == [(1, "keep going")]
    assert staged.named().state == ExperimentState.RUNNING
    with staged.session() as session:
        assert agenda.next_event(session) is None
        assert approval.awaiting_approval(session) == []
        assert len(approval.awaiting_approval(session, experiment_named(session, "asked"))) == 2, (
            "who asks for it by name may approve it"
        )
    (said,) = go_on(staged)
    assert said.startswith("Round 2 is put off to Tue 17 Nov 2026 12:30")
    go_on(staged, "asked")
    assert [turn.exit_code for turn in staged.run_through(FIRST + 14 * DAY + HOUR, every=DAY)][-1] == 3
    assert states(staged.posts("exams"))[:4] == [P, P, P, P]


def test_the_rest_of_a_torn_round_goes_out_while_it_is_not_too_late_and_keeps_its_framing_when_it_is(
    staged: Bench,
) -> None:
    staged.experiment()
    staged.run(FIRST)
    hold(staged)
    staged.run(SECOND + HOUR)
    assert go_on(staged) == []
    assert [post.id for post in staged.run(SECOND + 2 * HOUR).published] == [2], "in time"
    hold(staged)
    staged.clock.set(FIRST + 21 * DAY - HOUR)
    staged.experiment(name="late")
    staged.run(FIRST + 21 * DAY)
    hold(staged, "late")
    staged.run_through(SECOND + 25 * DAY, every=DAY)
    assert states(staged.posts("late")) == [P, W]
    late = staged.posts("late")[1]
    (said,) = go_on(staged, "late")
    assert said.startswith(f"The rest of round 1 (post {late.id}) is put off to ")
    assert "It keeps its framing, slot for slot as it was drawn, because “" in said
    assert f"`postlab post cancel {late.id} --give-up-round" in said
    moved = staged.posts("late")[1]
    assert (moved.id, moved.variant, moved.state) == (late.id, late.variant, W)
    assert moved.slot_at > staged.clock.now() > late.slot_at
    assert [post.id for post in staged.run(moved.slot_at).published] == [late.id]


def test_a_doubt_is_settled_all_the_same(staged: Bench) -> None:
    staged.experiment()
    staged.network().script(publish=["timeout-after"])
    staged.run(FIRST)
    hold(staged)
    assert [post.id for post in staged.run(FIRST + HOUR).settled] == [1]
    assert states(staged.posts()) == [P, W]
    assert [post.id for post in staged.rehearse(SECOND).published] == []


def test_paused_in_the_midst_of_a_run(staged: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run had the post in its hand already; it had not left."""
    staged.experiment()
    prepare = StagedAccount.prepare

    def prepare_slowly(account: StagedAccount, outgoing: Outgoing) -> Payload:
        other = Bench(staged.folder, at=staged.clock.now())
        hold(other)
        other.close()
        return prepare(account, outgoing)

    monkeypatch.setattr(StagedAccount, "prepare", prepare_slowly)
    assert staged.run(FIRST).published == []
    assert staged.network().kept == []
    assert states(staged.posts()) == [W, W]


def test_the_end_of_a_paused_experiment(staged: Bench) -> None:
    staged.experiment(rounds=1)
    staged.run(FIRST)
    staged.run(SECOND)
    hold(staged)
    staged.run_through(SECOND + 4 * DAY, every=12 * HOUR)
    over = staged.named()
    assert (over.state, over.paused_at) == (ExperimentState.ENDED, None)
    with staged.session() as session:
        assert [pause.until is not None for pause in session.exec(select(Pause))] == [True]
        for act in (pausing.resume, lambda *args: pausing.pause(*args, reason="Again.")):
            with pytest.raises(InputError, match="is over"):
                act(staged.lab, session, experiment_named(session, "exams"))


def test_stopped_while_it_is_paused(staged: Bench) -> None:
    staged.experiment()
    staged.run(FIRST)
    hold(staged)
    with staged.session() as session:
        kept = approval.stop(staged.lab, session, experiment_named(session, "exams"), reason="Enough.")
        assert [post.id for post in kept] == [2]
    over = staged.named()
    assert (over.state, over.paused_at, over.stopped_because) == (ExperimentState.ENDED, None, "Enough.")
    staged.run_through(FIRST + 4 * DAY, every=6 * HOUR)
    assert staged.post(0).outcome == 1
