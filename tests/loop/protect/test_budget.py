"""The money of one experiment: what it has cost, and that it is held before it costs more."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from loop.bench import DAY, FIRST, HOUR, SECOND, Bench
from postlab.design.guardrails import BUDGET
from postlab.loop.lookup.experiments import experiment_named
from postlab.loop.plan import amendments
from postlab.loop.protect import budget, pausing
from postlab.records.tables import Pause


@pytest.fixture
def priced(staged: Bench) -> Bench:
    """On a network that charges 0.20 USD a post and 0.01 USD a look."""
    file = staged.folder / "postlab.toml"
    prices = '\n[prices.staged]\n"post with link" = 0.20\n"owned read" = 0.01\n'
    file.write_text(file.read_text("utf-8") + prices, "utf-8")
    staged.reopen()
    return staged


def spent(bench: Bench) -> Decimal:
    with bench.session() as session:
        return budget.spent_on(bench.lab, session, experiment_named(session, "exams"))


def held(bench: Bench) -> list[Pause]:
    with bench.session() as session:
        return [pause for pause in session.exec(select(Pause)) if pause.until is None]


def test_what_it_has_cost(priced: Bench) -> None:
    plan: dict[str, Any] = {"readings": ["1h", "2h", "72h"], "slots": ["Tue 12:30", "Tue 12:40", "Wed 12:30"]}
    priced.experiment(**plan)
    assert spent(priced) == 0
    priced.run(FIRST + HOUR)
    assert spent(priced) == Decimal("0.40")
    priced.run(FIRST + 2 * HOUR + HOUR)
    priced.run(FIRST + 4 * HOUR)
    assert spent(priced) == Decimal("0.42"), "one look a day at each post is charged"


def test_the_next_round_is_not_drawn_when_it_would_be_more(priced: Bench) -> None:
    priced.experiment(budget={"usd": 0.5}, slots=["Tue 12:30", "Thu 12:30"])
    priced.run(FIRST)
    would, turn = priced.rehearse(SECOND), priced.run(SECOND)
    assert [post.id for post in turn.published] == [2]
    assert would.exit_code == turn.exit_code == 3
    (waiting,) = turn.waiting
    assert "it has spent about 0.41 USD; the next round would cost 0.40 USD." in waiting.message
    assert (turn.drawn, held(priced)[0].guardrail) == ([], BUDGET)
    # whoever only says "go on" is asked again; more money on record lets it go on
    for more, drawn in ((None, 0), (2, 1)):
        if more:
            examined = priced.examine(budget={"usd": more}, slots=["Tue 12:30", "Thu 12:30"])
            amendments.amend(priced.lab, "exams", examined, reason="It is worth it.")
        with priced.session() as session:
            pausing.resume(priced.lab, session, experiment_named(session, "exams"))
            priced.lab.commit(session)
        assert len(priced.run(SECOND + HOUR).drawn) == drawn
        assert len(held(priced)) == 1 - drawn


def test_a_round_does_not_begin_that_could_not_be_finished(priced: Bench) -> None:
    priced.experiment(budget={"usd": 0.39})
    turn = priced.run(FIRST)
    assert (turn.published, turn.exit_code) == ([], 3)
    assert priced.network().kept == []
    assert "it has spent about 0.00 USD; the rest of the round would cost 0.40 USD" in held(priced)[0].reason
    assert priced.run(FIRST + 9 * DAY).problems == []


def test_where_nothing_is_charged_no_budget_holds_it(staged: Bench) -> None:
    staged.experiment(budget={"usd": 0})
    assert len(staged.run(FIRST).published) == 1


def test_rounds_that_overlap_leave_room_for_their_second_showings(priced: Bench) -> None:
    plan: dict[str, Any] = {"design": "one link", "gap": "14d", "readings": ["72h"], "budget": {"usd": 0.9}}
    priced.experiment(**plan)
    assert len(priced.run(FIRST).drawn) == 1
    # 0.40 is spent and 0.40 waits to be, so a third round cannot be paid for
    turn = priced.run(SECOND)
    assert turn.drawn == []
    assert "it has spent about 0.40 USD; the next round, and what is still to go out, would cost 0.80 USD." in (
        held(priced)[0].reason
    )
