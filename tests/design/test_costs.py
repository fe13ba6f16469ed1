"""What a plan will cost: never less than what the network charges in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.design.costs import Cost, days_read, picture_price, plan_cost, post_price, read_price, usd

X = {
    "post": Decimal("0.015"),
    "post with link": Decimal("0.20"),
    "read": Decimal("0.005"),
    "owned read": Decimal("0.001"),
}
H = timedelta(hours=1)
AGES = [H, 6 * H, 24 * H, 72 * H, 168 * H]


def test_prices_of_a_post_and_of_a_look() -> None:
    assert post_price(X, with_link=True) == Decimal("0.20")
    assert post_price(X, with_link=False) == Decimal("0.015")
    assert post_price({"post": Decimal(1)}, with_link=True) == 1
    assert read_price(X) == Decimal("0.001")
    assert read_price({"read": Decimal("0.005")}) == Decimal("0.005")
    assert post_price({}, with_link=True) == read_price({}) == 0


def test_a_picture_costs_its_words_and_one_look_where_words_cost_anything() -> None:
    assert picture_price(X | {"alt text": Decimal("0.005")}) == Decimal("0.010")
    assert picture_price({"alt text": Decimal("0.005")}) == Decimal("0.005")
    assert picture_price(X) == picture_price({}) == 0


def test_a_whole_plan() -> None:
    cost = plan_cost(X, posts=24, ages=AGES)
    # the day it went out, the next one, and those of 72 h and 7 days
    assert cost == Cost(posts=Decimal("4.80"), reads=24 * 4 * Decimal("0.001"))
    assert cost.total == Decimal("4.896")
    assert (cost + cost).total == Decimal("9.792")
    assert plan_cost({}, posts=24, ages=AGES).total == 0


@given(
    st.lists(st.integers(1, 400), max_size=7).map(lambda hours: [timedelta(hours=h) for h in hours]),
    st.integers(0, 24 * 60 - 1),
)
def test_no_time_of_day_needs_more_days_than_are_counted(ages: list[timedelta], minute: int) -> None:
    out = datetime(2026, 11, 3, tzinfo=UTC) + timedelta(minutes=minute)
    days = {(out + age).date() for age in [timedelta(0), *ages]}
    assert len(days) <= days_read(ages) <= len(ages) + 1


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0.2", "0.20 USD"), ("0.015", "0.015 USD"), ("12", "12.00 USD"), ("1E+2", "100.00 USD"), ("0", "0.00 USD")],
)
def test_amounts_for_people(amount: str, text: str) -> None:
    assert usd(Decimal(amount)) == text
