"""What luck and small numbers make of a count, against a simulation of the same page."""

from __future__ import annotations

import math
import random
from statistics import fmean, variance

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.stats.luck import (
    ARTICLE_VARIANCE,
    POST_SHAPE,
    SLOT_VARIANCE,
    TYPICAL_LUCK,
    Page,
    article_variance,
    log_counts,
    seen_ratio,
    shown,
    true_ratio,
)


def poisson(chance: random.Random, mean: float) -> int:
    """A Poisson count by its waiting times."""
    count, left = 0, mean
    while (left := left - chance.expovariate(1)) > 0:
        count += 1
    return count


def simulated(chance: random.Random, mean: float) -> float:
    """ln(count + 0.5) of one post of a typical page."""
    both = ARTICLE_VARIANCE + SLOT_VARIANCE
    factor = math.exp(chance.gauss(0, math.sqrt(both)) - both / 2)
    return math.log(poisson(chance, mean * factor * chance.gammavariate(POST_SHAPE, 1 / POST_SHAPE)) + 0.5)


@pytest.mark.parametrize("mean", [0.5, 1, 5, 30])
def test_the_law_is_that_of_simulated_posts(mean: float) -> None:
    chance = random.Random(7)
    logs = [simulated(chance, mean) for _ in range(20_000)]
    law = log_counts(Page(mean))
    assert law.mean == pytest.approx(fmean(logs), abs=0.03)
    assert law.variance == pytest.approx(variance(logs), rel=0.05)


def test_large_counts_scatter_by_luck_alone_and_show_the_whole_effect() -> None:
    page = Page(1e5)
    assert math.sqrt(log_counts(page).variance) == pytest.approx(TYPICAL_LUCK, rel=0.01)
    assert shown(page) == pytest.approx(1, abs=0.01)
    assert seen_ratio(2, page) == pytest.approx(2, rel=0.01)


def test_a_doubling_of_one_click_shows_as_half_as_much_again() -> None:
    assert seen_ratio(2, Page(1)) == pytest.approx(1.5, abs=0.06)
    assert true_ratio(1.5, Page(1)) == pytest.approx(2, abs=0.12)


@given(st.floats(0.05, 1e4), st.floats(0.3, 2.5), st.floats(0.1, 10))
@settings(max_examples=40, deadline=None)
def test_counts_never_show_more_than_the_truth_and_the_truth_is_found_again(
    mean: float, luck: float, ratio: float
) -> None:
    page = Page(mean, luck)
    seen = seen_ratio(ratio, page)
    assert abs(math.log(seen)) <= abs(math.log(ratio)) + 0.02
    assert true_ratio(seen, page) == pytest.approx(ratio, rel=0.01)


def test_an_article_moves_a_calm_page_less() -> None:
    assert article_variance(TYPICAL_LUCK) == ARTICLE_VARIANCE
    assert article_variance(0.4) == pytest.approx(0.08)


@pytest.mark.parametrize(("mean", "luck"), [(-1, 1), (math.nan, 1), (1, 0), (1, math.inf)])
def test_no_page_is_like_that(mean: float, luck: float) -> None:
    with pytest.raises(InputError, match="cannot have"):
        Page(mean, luck)


@pytest.mark.parametrize("ratio", [0, -1, math.nan, math.inf])
def test_no_ratio_is_like_that(ratio: float) -> None:
    with pytest.raises(InputError, match="above 0"):
        seen_ratio(ratio, Page(1))
    with pytest.raises(InputError, match="above 0"):
        true_ratio(ratio, Page(1))
