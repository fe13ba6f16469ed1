"""A plan that was agreed: what may change on record, what may not, and an experiment that is over."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import select

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, Bench, document, states
from postlab.errors import InputError
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan import amendments
from postlab.loop.plan.examine import examine
from postlab.loop.publish import approval
from postlab.records.tables import Amendment, PostState
from postlab.stats.rounds_law import USUAL_ROUNDS


def amend(bench: Bench, reason: str | None = "Because.", **changes: Any) -> list[dict[str, Any]]:
    return amendments.amend(bench.lab, "exams", bench.examine(**changes), reason=reason)


def test_the_same_plan_again_changes_nothing(staged: Bench) -> None:
    staged.experiment()
    before = staged.tables()
    assert amend(staged, None) == []
    assert amend(staged, "No reason.") == []
    assert staged.tables() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"metric": "likes"},
        {"horizon": "24h"},
        {"alpha": 0.1},
        {"worthwhile": 2.0},
        {"control": "contextualised"},
        {"question": "Another?"},
        {"design": "one link"},
        {"timezone": "Europe/London"},
        {"tracking": False},
        {"expected": "treatment"},
        {"audience": "parents"},
    ],
)
def test_what_decides_the_verdict_is_locked(staged: Bench, changes: dict[str, Any]) -> None:
    staged.experiment()
    before = staged.tables()
    with pytest.raises(InputError) as caught:
        amend(staged, **changes)
    assert caught.value.code == "plan_locked"
    assert next(iter(changes)) in caught.value.message
    assert staged.tables() == before


def test_a_change_needs_a_reason(staged: Bench) -> None:
    staged.experiment()
    with pytest.raises(InputError, match="rounds") as caught:
        amend(staged, None, rounds=9)
    assert caught.value.code == "plan_changed"


def test_a_change_on_record(staged: Bench) -> None:
    old = staged.experiment()
    changes = amend(staged, "More time.", rounds=9, slots=["Mon 09:00", "Wed 09:00"], link=[LINKS[0], LINKS[2]])
    assert [change["key"] for change in changes] == ["link", "rounds", "slots"]
    with staged.session() as session:
        row = session.exec(select(Amendment)).one()
    assert (row.reason, row.hash_before, row.hash_after) == ("More time.", old.plan_hash, staged.named().plan_hash)
    assert row.changes == changes
    assert row.hash_before != row.hash_after
    # the round that is drawn stays as it was; the next follows the new plan
    assert [post.slot_at for post in staged.posts()] == [FIRST, SECOND]
    staged.run(FIRST)
    staged.run(SECOND)
    following = staged.rounds()[1]
    assert [place["wall"] for place in following.places] == ["2026-11-09T09:00", "2026-11-11T09:00"]
    pool = {link.url: link.id for link in staged.links() if link.position >= 0}
    assert set(pool) == {LINKS[0]["url"], LINKS[2]["url"]}
    assert {place["link"] for place in following.places} == set(pool.values())


def test_fewer_rounds_than_there_are_is_refused(staged: Bench) -> None:
    staged.experiment(rounds=4, slots=["Mon 12:30", "Wed 12:30"])
    staged.run_through(FIRST + 14 * DAY, every=12 * HOUR)
    drawn = len(staged.rounds())
    assert drawn == 3
    with pytest.raises(InputError, match="3 rounds") as caught:
        amend(staged, rounds=2, slots=["Mon 12:30", "Wed 12:30"])
    assert caught.value.code == "rounds_drawn"
    amend(staged, rounds=3, slots=["Mon 12:30", "Wed 12:30"])
    staged.run_through(FIRST + 40 * DAY, every=12 * HOUR)
    assert staged.named().state != "running"
    assert len(staged.rounds()) == 3


def test_an_experiment_that_is_over_stays_as_it_was(staged: Bench) -> None:
    staged.experiment(rounds=1)
    staged.run_through(FIRST + 10 * DAY, every=12 * HOUR)
    assert staged.named().state == "ended"
    assert amend(staged, rounds=1) == []
    with pytest.raises(InputError, match="over") as caught:
        amend(staged, rounds=9)
    assert "retry" in caught.value.hint


def test_approve_auto_by_amendment_lets_the_rounds_to_come_out(staged: Bench) -> None:
    staged.experiment(approve="each")
    amend(staged, approve="auto")
    assert states(staged.posts()) == [PostState.PLANNED] * 2
    staged.approve()
    staged.run(FIRST)
    staged.run(SECOND)
    assert states(staged.posts())[2:] == [PostState.APPROVED] * 2


def test_stopped_by_hand_what_waits_stays_in_and_what_is_out_is_read(staged: Bench) -> None:
    staged.experiment(readings=["72h"])
    staged.run(FIRST)
    with staged.session() as session:
        stopped = approval.stop(staged.lab, session, experiment_named(session, "exams"))
        assert [post.id for post in stopped] == [2]
        with pytest.raises(InputError, match="over"):
            approval.stop(staged.lab, session, experiment_named(session, "exams"))
    turns = [staged.run(SECOND), staged.run(FIRST + 3 * DAY)]
    assert [turn.readings for turn in turns] == [0, 1]
    assert staged.network().kept == [staged.post(0).key]
    assert len(staged.rounds()) == 1


@pytest.mark.parametrize("absent", ["the network says so", "a person says so"])
def test_what_was_in_doubt_when_it_ended_does_not_go_out_afterwards(staged: Bench, absent: str) -> None:
    staged.experiment()
    network = staged.network()
    network.script(publish=["timeout-before"], find=["unknown"])
    staged.run(FIRST)
    with staged.session() as session:
        approval.stop(staged.lab, session, experiment_named(session, "exams"))
    assert staged.post(0).state == PostState.UNKNOWN
    staged.run(FIRST + HOUR)
    if absent == "a person says so":
        with staged.session() as session:
            approval.resolve(staged.lab, session, approval.post_numbered(session, "1"), address=None)
    turn = staged.run(FIRST + 2 * HOUR)
    assert network.kept == []
    assert states(staged.posts()) == [PostState.CANCELLED] * 2
    assert "over" in turn.moved[0]
    assert staged.run(FIRST + 3 * HOUR).exit_code == 0


def test_more_rounds_do_not_reach_what_was_staked_on_a_drawn_one(staged: Bench) -> None:
    staged.experiment(rounds=3)
    amend(staged, "More time.", rounds=9)
    staged.run(FIRST)
    staged.run(SECOND)
    assert [round_.planned for round_ in staged.rounds()] == [3, 9]


def test_a_plan_that_names_no_rounds_keeps_those_that_were_agreed(staged: Bench) -> None:
    staged.experiment(rounds=12)
    unsaid = document()
    assert unsaid.pop("rounds") != 12
    assert examine(staged.lab, unsaid, today=FIRST.date(), amending=True).plan.rounds == 12
    assert examine(staged.lab, unsaid | {"name": "another"}, today=FIRST.date()).plan.rounds == USUAL_ROUNDS
