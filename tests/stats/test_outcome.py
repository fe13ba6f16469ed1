"""Posts are compared at the same age; what nobody saw is never a number."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.stats import Outcome, Sighting, outcome

HOUR = 3600.0
HORIZON = 72 * HOUR


def at(*looks: tuple[float, float | None], now: float = 200, no_more: bool = False) -> Outcome:
    """The outcome at 72 h of looks at (hours, number)."""
    readings = [Sighting(hours * HOUR, value) for hours, value in looks]
    return outcome(readings, horizon_s=HORIZON, now_age_s=now * HOUR, no_more=no_more)


def test_the_first_reading_at_the_horizon_counts() -> None:
    assert at((24, 5), (72, 9), (73, 11), (168, 20)) == Outcome(9, age_s=HORIZON)


def test_a_reading_up_to_a_quarter_late_counts_as_it_is() -> None:
    assert at((24, 5), (90, 9)) == Outcome(9, age_s=90 * HOUR)
    assert at((90.01, 9), (24, 5)).estimated


def test_zero_is_a_number_when_somebody_saw_it() -> None:
    assert at((75, 0)) == Outcome(0, age_s=75 * HOUR)


def test_a_late_reading_gives_an_estimate_between_the_readings_around() -> None:
    found = at((1, 0), (24, 6), (168, 30))
    assert found.value == pytest.approx(6 + 24 * 48 / 144)
    assert (found.estimated, found.age_s, found.pending) == (True, HORIZON, False)
    assert found.reason is not None
    assert "24 h" in found.reason
    assert "168 h" in found.reason


def test_a_look_that_saw_nothing_is_passed_over() -> None:
    assert at((24, 6), (72, None), (80, 9)).value == 9
    found = at((24, 6), (48, None), (72, None), (168, 30))
    assert found.estimated
    assert found.value == pytest.approx(14)


def test_before_the_horizon_it_is_too_early() -> None:
    found = at((1, 3), (24, 5), now=71)
    assert found.pending
    assert not found.missing
    assert found.reason == "Too early: the post is not 72 h old yet."


def test_after_the_horizon_it_stays_pending_while_a_reading_can_still_serve() -> None:
    assert at((24, 5), now=80).pending
    assert at((24, 5), now=500).pending, "a late reading would give an estimate"
    assert at(now=80).pending
    assert at(now=180).pending, "a first reading would give an estimate"
    assert at((72, None), now=80).pending


def test_when_no_reading_can_serve_any_more_it_is_missing() -> None:
    found = at(now=181)
    assert (found.value, found.pending, found.missing) == (None, False, True)
    assert found.reason == "No number was seen at 72 h or later, nor any before."
    late = at((181, 40), now=181)
    assert late.missing
    assert "too late" in (late.reason or "")


def test_a_first_reading_that_came_late_gives_an_estimate_up_to_two_and_a_half_horizons() -> None:
    found = at((100, 40))
    assert found.value == pytest.approx(40 * math.sqrt(0.72))
    assert (found.estimated, found.age_s, found.missing) == (True, HORIZON, False)
    assert "100 h" in (found.reason or "")
    assert at((180, 40)).value == pytest.approx(40 / math.sqrt(2.5))
    assert at((180, 0)).value == 0


@given(st.floats(91, 180), st.floats(0.05, 1.0), st.floats(1, 1e5))
def test_no_late_estimate_is_wrong_by_more_than_its_lateness_allows(age: float, power: float, seen: float) -> None:
    """Whatever concave growth brought the number: like the age itself, like any power of it, or all of it at once."""
    truth = seen * (72 / age) ** power
    found = at((age, seen), now=age).value
    assert found is not None
    assert abs(math.log(found / truth)) <= math.log(2.5) / 2 + 1e-9


def test_two_posts_seen_equally_late_keep_their_ratio_and_a_late_rate_stays_as_it_was() -> None:
    one, other = at((120, 30)).value, at((120, 60)).value
    assert one is not None
    assert other == pytest.approx(2 * one)
    late = outcome([Sighting(120 * HOUR, 30, 900)], horizon_s=HORIZON, now_age_s=120 * HOUR)
    assert late.value is not None
    assert late.exposure is not None
    assert late.value / late.exposure == pytest.approx(30 / 900)


def test_when_nobody_looks_again_what_is_pending_is_missing() -> None:
    found = at((24, 5), (72, None), now=80, no_more=True)
    assert found.missing
    assert found.reason == "No number was seen at 72 h or later, the last was seen at 24 h."
    assert at((24, 5), now=30, no_more=True).missing


def test_an_exact_reading_is_never_replaced_by_an_estimate() -> None:
    assert at((24, 5), (72, 9), (200, 1000)).estimated is False


def test_short_horizons_are_told_in_their_own_unit() -> None:
    found = outcome([], horizon_s=90, now_age_s=10)
    assert found.reason == "Too early: the post is not 1.5 min old yet."
    assert "20 s" in (outcome([], horizon_s=20, now_age_s=10).reason or "")


@given(
    st.lists(st.builds(Sighting, st.floats(0, 200 * HOUR), st.one_of(st.none(), st.floats(0, 1e6))), max_size=7),
    st.floats(0, 300 * HOUR),
)
def test_holds_for_any_readings(readings: list[Sighting], now_age_s: float) -> None:
    found = outcome(readings, horizon_s=HORIZON, now_age_s=now_age_s)
    seen = [reading.value for reading in readings if reading.value is not None]
    assert (found.value is None) == (found.pending or found.missing)
    assert (found.reason is None) == (found.value is not None and not found.estimated)
    if found.value is not None:
        assert found.value in seen or found.estimated
        assert min(seen) / math.sqrt(2.5) - 1e-6 <= found.value <= max(seen) + 1e-6
    else:
        assert not any(reading.value is not None and HORIZON <= reading.age_s <= 2.5 * HORIZON for reading in readings)


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match="above zero"):
        outcome([], horizon_s=0, now_age_s=1)
    with pytest.raises(InputError, match="finite"):
        outcome([Sighting(math.nan, 1)], horizon_s=10, now_age_s=1)
    with pytest.raises(InputError, match="finite"):
        outcome([Sighting(1, math.inf)], horizon_s=10, now_age_s=1)


def test_an_outcome_tells_how_often_its_post_had_been_shown() -> None:
    looks = [Sighting(24 * HOUR, 6, 100), Sighting(73 * HOUR, 9, 300), Sighting(168 * HOUR, 30, 900)]
    assert outcome(looks, horizon_s=HORIZON, now_age_s=HORIZON) == Outcome(9, age_s=73 * HOUR, exposure=300)
    between = outcome([looks[0], looks[2]], horizon_s=HORIZON, now_age_s=200 * HOUR)
    assert (between.value, between.exposure) == (pytest.approx(14), pytest.approx(100 + 800 / 3))
    with pytest.raises(InputError, match="finite"):
        outcome([Sighting(HORIZON, 1, math.inf)], horizon_s=HORIZON, now_age_s=HORIZON)
