"""`kill -9` at every write, around every commit and every call of the network; then the next run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from loop.bench import DAY, FIRST, HOUR, SECOND, Bench, payloads
from loop.instants import arm, can_fork, in_child, passed
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.publish import approval, withhold
from postlab.loop.run import take_turn
from postlab.records.tables import PostState

pytestmark = can_fork
KILLED = -9
MINUTE = timedelta(minutes=1)


def run_and_die(bench: Bench, at: datetime, *, after: int | None) -> int:
    """A run in a process of its own that dies when that many instants have passed; its exit code."""
    bench.close()
    bench.clock.set(at)

    def work() -> None:
        bench.reopen(draws=1000)
        arm(bench.lab.database.engine, after=after)
        take_turn(bench.lab)

    return in_child(work)


def instants_of(bench: Bench, at: datetime) -> int:
    """How many instants a run has that nobody kills."""
    counted = bench.folder / "instants"

    def work() -> None:
        bench.reopen(draws=1000)
        arm(bench.lab.database.engine, after=None)
        take_turn(bench.lab)
        counted.write_text(str(len(passed)), "utf-8")

    bench.close()
    bench.clock.set(at)
    assert in_child(work) == 0
    return int(counted.read_text("utf-8"))


def killed_everywhere(prepared: Bench, at: datetime, tmp_path: Path, *, step: int = 1) -> Iterator[tuple[int, Bench]]:
    """The lab as each kill leaves it, one copy for each instant of the run."""
    instants = instants_of(prepared.copy(tmp_path / "whole"), at)
    assert instants >= 4
    for number in range(0, instants, step):
        victim = prepared.copy(tmp_path / f"killed-{number}")
        assert run_and_die(victim, at, after=number) == KILLED, f"instant {number}"
        yield number, victim
        victim.close()


def facts(bench: Bench) -> dict[str, object]:
    """What must be the same whether or not somebody was killed; keys and random draws of a second try apart."""
    rows = bench.posts()
    return {
        "posts": [(p.variant, p.state, p.slot_at, p.outcome, p.outcome_missing) for p in rows],
        "readings": [[(r.due_age_s, r.clicks) for r in bench.readings(post)] for post in rows],
        "rounds": [(r.number, r.assignment, r.places, r.closed_at is None) for r in bench.rounds()],
        "verdicts": [(v.round_number, v.decision, v.rounds, v.log_e_treatment) for v in bench.verdicts()],
        "experiment": (bench.named().state, bench.named().ended_at),
        "uses": [link.uses for link in bench.links()],
    }


def test_killed_while_publishing(staged: Bench, tmp_path: Path) -> None:
    # two posts are due and the next round is drawn when they are out
    staged.experiment(slots=["Tue 12:30", "Tue 12:40"])
    at = FIRST + HOUR
    whole = staged.copy(tmp_path / "unharmed")
    whole.run(at)
    for number, victim in killed_everywhere(staged, at, tmp_path):
        for _ in range(2):
            victim.reopen()
            turn = victim.run(at + MINUTE)
        assert turn.exit_code == 0, f"instant {number}"
        network = victim.network()
        keys = [post.key for post in victim.posts()[:2]]
        assert network.kept == keys, f"instant {number}: nothing twice, nothing lost, in order"
        assert facts(victim) == facts(whole), f"instant {number}"
        asked: Counter[str] = Counter()
        for call in network.calls("publish", "find"):
            if call["op"] == "find":
                asked[call["key"]] += 1
            else:
                before = [c for c in network.calls("publish") if c["key"] == call["key"]].index(call)
                assert asked[call["key"]] >= before, f"instant {number}: looked before it was sent again"
                open_attempts = [a for a in call["records"]["attempts"] if a["result"] is None]
                assert [a["payload"] for a in open_attempts] == [call["payload"]]
        for key in keys:
            sent = [
                p
                for c, p in zip(network.calls("publish"), payloads(network, "publish"), strict=True)
                if c["key"] == key
            ]
            assert len(set(sent)) == 1, f"instant {number}: the very same payload"


def test_killed_while_settling(staged: Bench, tmp_path: Path) -> None:
    staged.experiment()
    staged.network().script(publish=["timeout-before"])
    staged.run(FIRST)
    at = FIRST + MINUTE
    for number, victim in killed_everywhere(staged, at, tmp_path):
        victim.reopen()
        victim.run(at + MINUTE)
        assert victim.network().kept == [victim.post(0).key], f"instant {number}"
        assert len(set(payloads(victim.network(), "publish"))) == 1
        assert victim.post(0).state == PostState.PUBLISHED


def test_killed_while_the_last_round_is_judged(staged: Bench, tmp_path: Path) -> None:
    # the last readings come in, the round closes, is judged, and ends the experiment: all of it or nothing
    staged.experiment(rounds=1, readings=["72h"])
    staged.network().script(counts={"context": {"clicks": 40}})
    staged.run(FIRST)
    staged.run(SECOND)
    staged.run(FIRST + 3 * DAY)
    at = SECOND + 3 * DAY
    whole = staged.copy(tmp_path / "unharmed")
    whole.run(at)
    assert whole.named().state == "ended"
    for number, victim in killed_everywhere(staged, at, tmp_path):
        victim.reopen()
        victim.run(at)
        assert facts(victim) == facts(whole), f"instant {number}"


def test_killed_while_two_experiments_are_judged(staged: Bench, tmp_path: Path) -> None:
    for name in ("one", "two"):
        staged.experiment(name=name, rounds=1, readings=["72h"])
    staged.run(FIRST)
    staged.run(SECOND)
    staged.run(FIRST + 3 * DAY)
    at = SECOND + 3 * DAY
    for number, victim in killed_everywhere(staged, at, tmp_path, step=3):
        victim.reopen()
        victim.run(at)
        assert [v.decision for v in victim.verdicts()] == ["not enough posts"] * 2, f"instant {number}"
        assert {victim.named(name).state for name in ("one", "two")} == {"ended"}


def test_killed_while_a_round_is_put_off(staged: Bench, tmp_path: Path) -> None:
    staged.experiment(approve="each")
    at = FIRST + 2 * DAY
    whole = staged.copy(tmp_path / "unharmed")
    whole.run(at)
    for number, victim in killed_everywhere(staged, at, tmp_path):
        victim.reopen()
        victim.run(at)
        assert facts(victim) == facts(whole), f"instant {number}"
        assert len(victim.rounds()[0].moves) == 1


def test_killed_while_the_rest_of_a_round_is_put_off(staged: Bench, tmp_path: Path) -> None:
    staged.experiment()
    staged.network().script(publish=["ok"])
    staged.run(FIRST)
    drawn = staged.rounds()[0].assignment
    at = SECOND + 2 * DAY
    for number, victim in killed_everywhere(staged, at, tmp_path, step=3):
        victim.reopen()
        victim.run(at)
        (round_,) = victim.rounds()
        assert (round_.assignment, len(round_.moves)) == (drawn, 1), f"instant {number}"
        victim.run(victim.post(1).slot_at)
        assert victim.network().kept == [post.key for post in victim.posts()[:2]], f"instant {number}"
        assert [post.variant for post in victim.posts()[:2]] == drawn


@pytest.mark.parametrize("way", ["cancel", "give up"])
def test_a_person_is_killed_while_holding_a_post(staged: Bench, tmp_path: Path, way: str) -> None:
    staged.experiment()
    staged.run(FIRST)

    def hold(bench: Bench, after: int) -> Callable[[], None]:
        def work() -> None:
            bench.reopen()
            arm(bench.lab.database.engine, after=after)
            with bench.session() as session:
                act = withhold.cancel if way == "cancel" else withhold.give_up
                act(bench.lab, session, approval.post_numbered(session, "2"), reason="A bad day.")

        return work

    seen = set()
    for number in range(60):
        victim = staged.copy(tmp_path / f"holding-{number}")
        victim.close()
        done = in_child(hold(victim, number)) == 0
        victim.reopen()
        (round_,) = victim.rounds()
        second = victim.post(1)
        untouched = (PostState.APPROVED, 0, None)
        held = (PostState.PLANNED, 1, None) if way == "cancel" else (PostState.CANCELLED, 0, "A bad day.")
        found = (second.state, len(round_.moves), round_.given_up)
        assert found in (untouched, held), f"instant {number}: all of it or nothing"
        seen.add(found)
        victim.close()
        if done:
            break
    assert seen == {untouched, held}


@pytest.mark.parametrize("when", ["kill-before", "kill-after"])
def test_killed_again_and_again(staged: Bench, when: str) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=[when] * 3)
    for turn in range(3):
        assert run_and_die(staged, FIRST + turn * MINUTE, after=None) == (
            KILLED if turn == 0 or when == "kill-before" else 0
        )
    staged.reopen()
    staged.run(FIRST + 5 * MINUTE)
    assert network.kept == [staged.post(0).key]
    assert len(set(payloads(network, "publish"))) == 1


def test_a_person_is_killed_while_approving(staged: Bench, tmp_path: Path) -> None:
    staged.experiment(approve="each")

    def approve(bench: Bench, after: int | None) -> Callable[[], None]:
        def work() -> None:
            bench.reopen()
            arm(bench.lab.database.engine, after=after)
            with bench.session() as session:
                approval.approve(
                    bench.lab, session, approval.awaiting_approval(session, experiment_named(session, "exams"))
                )

        return work

    seen = set()
    for number in range(40):
        victim = staged.copy(tmp_path / f"approving-{number}")
        victim.close()
        if in_child(approve(victim, number)) == 0:
            break
        victim.reopen()
        approved = [post.state == PostState.APPROVED for post in victim.posts()]
        assert len(set(approved)) == 1, f"instant {number}: both or neither"
        seen |= set(approved)
        victim.close()
    assert seen == {True, False}
