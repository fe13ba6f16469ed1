"""Counts of posts that were not seen equally often are compared as equally many views would show them."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.stats.blocks import Block, difference, log_count
from postlab.stats.rates import at_equal_views, count_behind, rate_of, rate_with_half, thinned

COUNTS = st.integers(0, 3000)
VIEWS = st.integers(1, 100_000)


def d(control: float, treatment: float, control_views: float, treatment_views: float) -> float:
    found = difference(Block(*at_equal_views(control, treatment, control_views, treatment_views)), place="Block 1")
    assert found is not None
    return found


def test_a_rate_is_told_for_a_thousand_views_and_gives_its_count_back() -> None:
    assert rate_of(3, 150) == pytest.approx(20)
    assert [count_behind(rate_of(count, views), views) for count, views in ((3, 149), (0, 7), (2.5, 333))] == [
        3,
        0,
        2.5,
    ]
    assert rate_with_half(0, 50) == pytest.approx(10)


@pytest.mark.parametrize(("count", "part"), [(0, 0.3), (1, 0.5), (6, 0.25), (12, 0.9)])
def test_a_thinned_count_is_the_mean_log_over_all_ways_its_views_can_fall(count: int, part: float) -> None:
    mean = 0.0
    for kept in itertools.product((True, False), repeat=count):
        chance = math.prod(part if one else 1 - part for one in kept)
        mean += chance * math.log(sum(kept) + 0.5)
    assert log_count(thinned(count, part)) == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.97])
def test_many_terms_and_the_formula_agree_where_they_meet(part: float) -> None:
    below, above = (thinned(round(199 / part) + more, part) for more in (0, round(3 / part)))
    assert above - below == pytest.approx(part * round(3 / part), rel=1e-3)


def test_equal_views_leave_the_counts_as_they_are() -> None:
    assert at_equal_views(3, 8, 120, 120) == (3, 8)
    assert d(3, 8, 120, 120) == math.log(8.5 / 3.5)


def test_of_two_posts_without_a_click_neither_wins_however_often_they_were_seen() -> None:
    assert d(0, 0, 40, 4000) == 0
    assert d(0, 0, 4000, 40) == 0


def test_large_counts_are_compared_as_rates() -> None:
    assert d(4000, 9000, 100_000, 300_000) == pytest.approx(math.log(9 / 12), abs=1e-3)


def test_estimates_between_whole_numbers_lie_between_them() -> None:
    low, middle, high = (log_count(thinned(count, 0.4)) for count in (4, 4.25, 5))
    assert middle == pytest.approx(low + (high - low) / 4)


@given(COUNTS, COUNTS, VIEWS, VIEWS)
def test_exchanging_the_posts_turns_the_sign(a: int, b: int, a_views: int, b_views: int) -> None:
    assert d(a, b, a_views, b_views) == -d(b, a, b_views, a_views)


@given(COUNTS, VIEWS, VIEWS)
def test_more_clicks_never_count_less(count: int, views: int, fewer: int) -> None:
    part = min(fewer / views, 1.0)
    assert 0 <= thinned(count, part) <= count
    assert thinned(count + 1, part) >= thinned(count, part) - 1e-5


def mean_over(mean: float, times: float, log: Callable[[int, int], float]) -> float:
    """The mean of a difference of two Poisson counts, of which the second was seen so many times as often."""
    ways = itertools.product(enumerate(_poisson(mean)), enumerate(_poisson(mean * times)))
    return math.fsum(one * other * log(a, b) for (a, one), (b, other) in ways)


@pytest.mark.parametrize(("mean", "times"), [(0.5, 3), (2, 4), (10, 1.5)])
def test_where_rates_are_equal_being_seen_more_neither_helps_nor_harms(mean: float, times: float) -> None:
    assert mean_over(mean, times, lambda a, b: d(a, b, 100, 100 * times)) == pytest.approx(0, abs=1e-9)


def test_a_half_that_is_divided_by_the_views_would_let_the_post_win_that_was_seen_less() -> None:
    per_post = mean_over(0.5, 3, lambda a, b: log_count(b) - log_count(a) - math.log(3))
    assert per_post < math.log(0.8)


def test_a_true_ratio_shows_as_it_does_of_counts() -> None:
    chance = random.Random(4)
    seen = [chance.choice((80, 160, 320)) for _ in range(4000)]
    pairs = [(a, b) for a, b in itertools.pairwise(seen)]
    found = [d(a * 0.05, b * 0.1, a, b) for a, b in pairs]
    assert math.exp(sum(found) / len(found)) == pytest.approx(2, rel=0.12)


def _poisson(mean: float) -> list[float]:
    """Probabilities of 0, 1, 2 …, up to where nothing is left."""
    chances = [math.exp(-mean)]
    while len(chances) < mean * 3 + 40:
        chances.append(chances[-1] * mean / len(chances))
    return chances
