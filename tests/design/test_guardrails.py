"""Guardrails: when a number is a breach, and when it is known already."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postlab.design.guardrails import Told, followers_since, of_followers, of_post, of_round
from postlab.design.plan_parts import GUARDRAILS, PlannedGuardrails
from postlab.stats.rates import Counted

RAILS = PlannedGuardrails(**GUARDRAILS)
NONE = PlannedGuardrails()
NOW = datetime(2026, 11, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def told(now: dict[str, int], known: dict[str, int] | None = None) -> list[str]:
    return [breach.guardrail for breach in of_post(RAILS, Told(3, "page", now, known or {}))]


def test_reactions_to_one_post() -> None:
    assert told({"hidden": 2, "angry reactions": 4}) == []
    assert told({"hidden": 2, "reported": 1}) == ["negative"]
    assert told({"angry reactions": 5, "hidden": 3}) == ["negative", "angry"]
    assert told({"likes": 50}) == []
    assert of_post(NONE, Told(3, "page", {"hidden": 100, "angry reactions": 100}, {})) == []
    (breach,) = of_post(RAILS, Told(3, "page", {"angry reactions": 6}, {}))
    assert breach.sentence == "Post 3 on “page” got 6 angry reactions; the plan holds the experiment from 5 on."


@given(st.integers(0, 60), st.integers(0, 60))
def test_what_was_known_stops_nothing_again_and_as_many_more_do(known: int, more: int) -> None:
    now = known + more
    crossed = bool(told({"angry reactions": now}, {"angry reactions": known}))
    assert crossed == (now // 5 > known // 5)


def test_followers_are_counted_on_balance_and_from_when_it_began() -> None:
    counts = [(NOW - n * DAY, followers) for n, followers in [(8, 530), (6, 500), (3, 470), (0, 481)]]
    week = followers_since(NOW, started=NOW - 30 * DAY, went_on=None)
    (breach,) = of_followers(RAILS, "page", counts, since=week)
    assert "lost 49 followers in 8 days, on balance (from 530 to 481)" in breach.sentence
    young = followers_since(NOW, started=NOW - 6 * DAY, went_on=None)
    assert of_followers(RAILS, "page", counts, since=young) == []
    went_on = followers_since(NOW, started=NOW - 30 * DAY, went_on=NOW - 2 * DAY)
    assert of_followers(RAILS, "page", counts, since=went_on) == []
    assert of_followers(RAILS, "page", [], since=week) == []
    assert of_followers(NONE, "page", counts, since=week) == []


def of(outcomes: list[float], earlier: list[float]) -> list[str]:
    return of_counted([Counted(count) for count in outcomes], [Counted(count) for count in earlier])


def of_counted(outcomes: list[Counted], earlier: list[Counted]) -> list[str]:
    found = of_round(RAILS, number=4, account="page", metric="clicks", outcomes=outcomes, earlier=earlier)
    return [breach.sentence for breach in found]


def test_rates_are_those_of_all_posts_together() -> None:
    usual = [Counted(30, 1000)] * 7 + [Counted(0, 10)]
    (sentence,) = of_counted([Counted(0, 2000), Counted(0, 2000)], usual)
    assert "its posts got about 0.0 clicks each, where 30 are usual" in sentence
    assert of_counted([Counted(0, 50), Counted(0, 20)], usual) == [], "so few views tell nothing"


def test_a_round_far_under_the_usual() -> None:
    usual = [20.0, 30, 10, 40, 20, 25, 18, 22]
    (sentence,) = of([2, 3], usual)
    assert "Round 4 is far under what is usual on “page”: its posts got about 2.5 clicks each" in sentence
    assert "where 22 are usual (over 8 posts)" in sentence
    assert of([2, 30], usual) == []
    assert of([2, 3], usual[:7]) == [], "too few posts to say what is usual"
    assert of([], usual) == []


@given(st.lists(st.floats(0, 1e6), min_size=8, max_size=30), st.lists(st.floats(0, 1e6), min_size=1, max_size=4))
def test_it_needs_numbers_under_the_share_of_all_that_is_usual(earlier: list[float], outcomes: list[float]) -> None:
    if of(outcomes, earlier):
        assert min(outcomes) + 0.5 < 0.2 * (max(earlier) + 0.5)
    if max(outcomes) + 0.5 < 0.2 * (min(earlier) + 0.5) - 1e-6:
        assert of(outcomes, earlier)
