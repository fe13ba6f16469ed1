"""`postlab approve`: what may go out, and nothing else."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST_SLOT = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
LAST_SLOT = datetime(2026, 11, 26, 12, 31, tzinfo=SYDNEY)


def states(typist: Typist) -> list[str]:
    return [state for (state,) in typist.rows("SELECT state FROM post ORDER BY id")]


def test_nothing_goes_out_unapproved(planned: Typist) -> None:
    planned.clock.set(LAST_SLOT)
    result = planned("run", code=3)
    assert "waits for your approval" in result.words
    assert "Published" not in result.words
    assert states(planned) == ["planned", "planned"]


def test_one_post(planned: Typist) -> None:
    result = planned("approve", "1")
    assert result.words == "Approved post 1 (" + result.words.partition("(")[2]
    assert states(planned) == ["approved", "planned"]


def test_an_experiment_and_only_what_waits_of_it(planned: Typist) -> None:
    answer = planned("approve", NAME, "--json").json
    assert set(answer) == {"schema_version", "answer", "approved", "unread", "unreviewed", "rounds_to_come", "usd"}
    assert len(answer["approved"]) == 2
    for post in answer["approved"]:
        assert set(post) >= {"id", "variant", "slot_at", "text", "reply_to", "reply", "written_by"}
    assert answer["rounds_to_come"] is False
    assert states(planned) == ["approved", "approved"]
    assert f"Nothing of “{NAME}” waits for approval." in planned("approve", NAME).out
    planned.clock.set(FIRST_SLOT)
    planned("run")
    assert sorted(states(planned)) == ["approved", "published"]
    planned.clock.set(LAST_SLOT)
    planned("run", code=3)  # the next round waits for somebody
    assert states(planned) == ["published", "published", "planned", "planned"]
    planned("approve", NAME)
    again = planned("approve", "1")
    assert "does not wait for approval: it is published" in again.words


def test_rounds_to_come_as_well(planned: Typist) -> None:
    result = planned("approve", NAME, "--all")
    assert f"The rounds to come of {NAME} go out without asking." in result.words
    for at in (FIRST_SLOT, LAST_SLOT, datetime(2026, 12, 3, 13, 0, tzinfo=SYDNEY)):
        planned.clock.set(at)
        planned("run")
    assert planned.rows("SELECT count(*) FROM round")[0][0] >= 2
    assert "planned" not in states(planned)


def test_everything_that_waits(planned: Typist) -> None:
    planned.plans(PLAN.replace(NAME, "another"))
    assert states(planned) == ["planned"] * 4
    planned("approve", "--all")
    assert states(planned) == ["approved"] * 4
    assert planned.rows("SELECT approve_all FROM experiment") == [(0,), (0,)]


def test_nothing_is_asked_where_nobody_can_answer(planned: Typist) -> None:
    assert planned("approve", NAME, stdin="n\nn\n").exit_code == 0
    assert states(planned) == ["approved", "approved"]


@pytest.mark.parametrize("mode", ["round", "auto"])
def test_other_ways_of_approving(mode: str, typist: Typist) -> None:
    typist.plans(PLAN.replace('approve = "each"', f'approve = "{mode}"'))
    expected = "approved" if mode == "auto" else "planned"
    assert states(typist) == [expected, expected]
    typist("approve", NAME)
    assert states(typist) == ["approved", "approved"]


def test_something_must_be_named(planned: Typist) -> None:
    before = planned.dump()
    assert "give --all" in planned("approve", code=2).complaint
    assert planned.dump() == before
