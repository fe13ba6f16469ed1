"""What was spent is kept by the day, and spending stops where it was told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from loop import network
from loop.bench import DAY, FIRST, HOUR, SECOND, Bench
from loop.network import StagedAccount
from postlab import platforms
from postlab.errors import NeedsPerson
from postlab.loop.accounts import spending
from postlab.loop.ledger import Charge, prices_of
from postlab.platforms.base import Connection, Payload, Plugin, Published, Terms
from postlab.records.practice import Spending
from postlab.records.tables import PostState
from postlab.settings_model import Budget

PRICES = {"post with link": Decimal("0.20"), "owned read": Decimal("0.001")}


class Charging(StagedAccount):
    """On the staged network, which charges here."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._spent = connection.spent

    def publish(self, payload: Payload) -> Published:
        out = super().publish(payload)
        self._spent("post with link", [out.remote_id])
        return out

    def read(self, remote_ids):  # type: ignore[no-untyped-def]  # as in the class above
        found = super().read(remote_ids)
        self._spent("owned read", list(found))
        return found


@pytest.fixture
def paid(staged: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A lab on a network that charges."""
    plugin = replace(network.plugin, connect=Charging, terms=Terms(as_of=date(2026, 8, 1), prices=PRICES))
    load = platforms.load

    def loading(name: str) -> Plugin:
        return plugin if name == "staged" else load(name)

    monkeypatch.setattr(platforms, "load", loading)
    return staged


def limit(bench: Bench, **limits: object) -> None:
    budget = Budget(**limits)  # type: ignore[arg-type]  # its own fields
    bench.lab.settings = bench.lab.settings.model_copy(update={"budgets": {"page": budget}})


def charges(bench: Bench) -> list[tuple[str, str, int, int]]:
    return sorted((row.day, row.kind, row.units, row.micros) for row in bench._all(money_rows()))


def money_rows():  # type: ignore[no-untyped-def]  # a query
    from sqlmodel import select

    return select(Spending)


def test_what_was_spent_is_kept_by_the_day(paid: Bench) -> None:
    paid.experiment(readings=["1h", "2h"], horizon="72h", rounds=1, slots=["Tue 12:30", "Sat 12:30"])
    paid.run(FIRST)
    paid.run(FIRST + HOUR)
    paid.run(FIRST + 2 * HOUR)
    day = "2026-11-03"
    assert charges(paid) == [
        (day, "owned read", 1, 1000),
        (day, "post with link", 1, 200_000),
        (day, "reading", 1, 0),
    ], "the network charges for a post once a day, however often it is read"
    paid.run(FIRST + 72 * HOUR)
    with paid.session() as session:
        found = spending.spent(paid.lab, session, paid.the_account())
    assert found.month == Decimal("0.202")
    assert found.today == Decimal("0.001")
    assert found.days == ((day, Decimal("0.201")), ("2026-11-06", Decimal("0.001")))


def test_a_post_that_would_be_more_than_the_budget_waits_for_a_person(paid: Bench) -> None:
    limit(paid, usd_a_month=Decimal("0.30"))
    paid.experiment()
    assert paid.run(FIRST).exit_code == 0
    turn = paid.run(SECOND)
    assert turn.exit_code == 3
    (problem,) = [problem for problem in turn.problems if problem.code == "budget"]
    assert "has spent 0.20 USD of its 0.30 USD of this month" in problem.message
    assert "one more post (0.20 USD) would be more" in problem.message
    assert "usd_a_month" in problem.next
    assert [post.state for post in paid.posts()[:2]] == [PostState.PUBLISHED, PostState.APPROVED]
    assert len(paid.network().calls("publish")) == 1
    limit(paid, usd_a_month=Decimal(1))
    paid.run(SECOND + HOUR)
    assert paid.post(1).state == PostState.PUBLISHED


def test_a_new_month_has_a_budget_of_its_own(paid: Bench) -> None:
    limit(paid, usd_a_month=Decimal("0.30"))
    with paid.session() as session:
        paid.lab.charges.append(Charge("page", "post with link", ("a",)))
        paid.lab.commit(session)
        account = paid.the_account()
        with pytest.raises(NeedsPerson):
            spending.check_post(paid.lab, session, account)
        paid.clock.set(paid.clock.now() + 30 * DAY)
        spending.check_post(paid.lab, session, account)


def test_a_cap_on_reads_stops_reading_and_those_at_the_horizon_come_first(paid: Bench) -> None:
    paid.experiment(readings=["1h"], horizon="48h", slots=["Tue 12:30", "Thu 12:00"], rounds=1)
    paid.run(FIRST)
    paid.run(FIRST + HOUR)
    paid.run(SECOND - HOUR / 2)
    limit(paid, reads_a_day=1)
    # on Thursday the first post comes to its horizon and the second is an hour old
    turn = paid.run(SECOND + HOUR)
    assert turn.exit_code == 3
    (problem,) = [problem for problem in turn.problems if problem.code == "read_cap"]
    assert "has read its 1 posts of today; 1 more are due" in problem.message
    assert [reading.due_age_s for reading in paid.readings(paid.post(0))] == [3600, 48 * 3600]
    assert paid.readings(paid.post(1)) == []
    paid.run(SECOND + DAY)
    assert len(paid.readings(paid.post(1))) == 1


def test_a_post_that_was_read_today_counts_once_against_the_cap(paid: Bench) -> None:
    limit(paid, reads_a_day=1)
    paid.experiment(readings=["1h", "2h"], rounds=1)
    paid.run(FIRST)
    assert paid.run(FIRST + HOUR).exit_code == 0
    assert paid.run(FIRST + 2 * HOUR).readings == 1


def test_the_budget_stops_reads_too(paid: Bench) -> None:
    limit(paid, usd_a_month=Decimal("0.20"))
    paid.experiment(rounds=1)
    paid.run(FIRST)
    turn = paid.run(FIRST + HOUR)
    assert [problem.code for problem in turn.problems] == ["budget"]
    assert turn.readings == 0


def test_a_plan_is_priced_before_it_starts(paid: Bench) -> None:
    examined = paid.examine(rounds=12)
    (cost,) = spending.costs_of(paid.lab, examined.plan, [paid.the_account()]).values()
    assert cost.posts == Decimal("4.80")
    assert cost.reads == 24 * 4 * Decimal("0.001")
    assert spending.prices_as_of([paid.the_account()]) == date(2026, 8, 1)


def test_a_link_in_the_first_reply_is_two_posts_to_pay(paid: Bench) -> None:
    variant = [
        {"name": "bare link", "blocks": ["link"]},
        {"name": "replied", "blocks": ["evidence", "link in reply"]},
    ]
    paid.lab.settings = paid.lab.settings.model_copy(update={"prices": {"staged": {"post": Decimal("0.015")}}})
    examined = paid.examine(rounds=10, variant=variant)
    (cost,) = spending.costs_of(paid.lab, examined.plan, [paid.the_account()]).values()
    assert cost.posts == 10 * (Decimal("0.200") + Decimal("0.015") + Decimal("0.200"))
    assert cost.reads == 20 * 4 * Decimal("0.001") + 10 * Decimal("0.001"), (
        "the reply is looked at once, as it went out"
    )


def test_settings_beat_the_prices_that_are_known(paid: Bench) -> None:
    paid.lab.settings = paid.lab.settings.model_copy(update={"prices": {"staged": {"post with link": Decimal("0.50")}}})
    assert prices_of(paid.lab.settings, "staged")["post with link"] == Decimal("0.50")
    assert prices_of(paid.lab.settings, "staged")["owned read"] == Decimal("0.001")
    assert prices_of(paid.lab.settings, "gone") == {}


def test_what_an_adapter_learns_stays_with_its_account(staged: Bench) -> None:
    connection = staged.lab.connection(network.plugin, "page", {}, secrets={})
    connection.learnt({"dead_metrics": ["post_impressions"]})
    connection.learnt({"batch": False})
    with staged.session() as session:
        staged.lab.commit(session)
    assert staged.the_account().facts == {"dead_metrics": ["post_impressions"], "batch": False}
    staged.reopen()
    assert staged.the_account().facts["batch"] is False


def test_a_dry_run_costs_nothing(paid: Bench, tmp_path: Path) -> None:
    paid.experiment()
    turn = paid.rehearse(FIRST + timedelta(minutes=1))
    assert len(turn.published) == 1
    assert charges(paid) == []
