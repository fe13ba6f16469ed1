"""Posts whose numbers stand still are looked at less often, and always at the horizon."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from postlab.design.cadence import MOST_SKIPPED, next_age, unchanged_looks

H = timedelta(hours=1)
AGES = [H, 6 * H, 24 * H, 72 * H, 168 * H]
HORIZON = 72 * H


def test_a_post_that_moves_is_looked_at_as_planned() -> None:
    assert next_age(AGES, age=H, horizon=HORIZON) == 6 * H
    assert next_age(AGES, age=timedelta(minutes=59), horizon=HORIZON) == H
    assert next_age(AGES, age=24 * H, horizon=HORIZON) == 72 * H
    assert next_age(AGES, age=168 * H, horizon=HORIZON) is None


def test_after_one_look_without_news_the_next_is_left_out() -> None:
    assert next_age(AGES, age=H, horizon=HORIZON, unchanged=1) == 24 * H
    assert next_age(AGES, age=72 * H, horizon=HORIZON, unchanged=1) is None


def test_it_goes_on_doubling() -> None:
    hourly = [n * H for n in range(1, 200)]
    assert next_age(hourly, age=H, horizon=190 * H, unchanged=2) == 5 * H
    assert next_age(hourly, age=H, horizon=190 * H, unchanged=3) == 9 * H
    assert next_age(hourly, age=H, horizon=190 * H, unchanged=30) == (2 + MOST_SKIPPED) * H


@given(st.sets(st.integers(1, 400), min_size=1), st.integers(0, 400), st.integers(0, 12), st.data())
def test_the_horizon_is_never_left_out(hours: set[int], now: int, unchanged: int, data: st.DataObject) -> None:
    horizon = data.draw(st.sampled_from(sorted(hours))) * H
    ages = [hour * H for hour in sorted(hours)]
    coming = next_age(ages, age=now * H, horizon=horizon, unchanged=unchanged)
    if now * H < horizon:
        assert coming is not None
        assert now * H < coming <= horizon
    elif coming is not None:
        assert coming > now * H


def test_looks_without_news_are_counted_back_from_the_last() -> None:
    assert unchanged_looks([]) == 0
    assert unchanged_looks([(1, 0)]) == 0
    assert unchanged_looks([(1, 0), (1, 0)]) == 1
    assert unchanged_looks([(1, 0), (2, 0), (2, 0), (2, 0)]) == 2
    assert unchanged_looks([(2, 0), (2, 0), (3, 0)]) == 0
    assert unchanged_looks([(None, 0), (0, 0)]) == 0
