"""A page's mean and luck from its own posts."""

from __future__ import annotations

import math
import random

import pytest

from postlab.errors import InputError
from postlab.stats.luck import TYPICAL_LUCK
from postlab.stats.usual_page import FEWEST, page_of, usual_exposure


def counts(mean: float, luck: float, posts: int, *, seed: int, growth: float = 0.0) -> list[int]:
    """Whole numbers of posts with log-normal luck around a mean that may grow."""
    chance = random.Random(seed)
    return [round(mean * math.exp(growth * number + chance.gauss(0, luck) - luck**2 / 2)) for number in range(posts)]


def test_mean_and_luck_are_found_again() -> None:
    page = page_of(counts(200, 0.9, 400, seed=1))
    assert page is not None
    assert page.mean == pytest.approx(200, rel=0.2)
    assert page.luck == pytest.approx(0.9, abs=0.1)


def test_a_page_that_grows_is_not_taken_for_a_wild_one() -> None:
    growing = page_of(counts(50, 0.7, 200, seed=2, growth=0.02))
    assert growing is not None
    assert growing.luck == pytest.approx(0.7, abs=0.12)


def test_few_posts_are_believed_little() -> None:
    calm = [page_of([40] * posts) for posts in (FEWEST, 10, 80)]
    lucks = [page.luck for page in calm if page]
    assert TYPICAL_LUCK > lucks[0] > lucks[1] > lucks[2]


def test_small_counts_do_not_pass_for_luck() -> None:
    chance = random.Random(5)
    alike = [sum(chance.random() < 0.01 for _ in range(100)) for _ in range(300)]
    page = page_of(alike)
    assert page is not None
    assert page.luck < 0.75
    assert page.mean == pytest.approx(1, abs=0.25)


def test_posts_that_nobody_answered_are_a_page_too() -> None:
    page = page_of([0, 0, 0, 0])
    assert page is not None
    assert 0 <= page.mean < 0.2


def test_too_few_posts_say_nothing_and_no_count_is_negative() -> None:
    assert page_of([3] * (FEWEST - 1)) is None
    with pytest.raises(InputError):
        page_of([1, 2, -1])


def test_of_rates_the_luck_of_being_shown_is_no_luck_of_the_page() -> None:
    chance = random.Random(9)
    views = [round(2000 * math.exp(chance.gauss(0, 1.2))) for _ in range(300)]
    clicks = [round(seen * 0.05 * math.exp(chance.gauss(0, 0.6))) for seen in views]
    raw, rate = page_of(clicks), page_of(clicks, exposures=views)
    assert raw is not None
    assert rate is not None
    assert rate.luck == pytest.approx(0.6, abs=0.08)
    assert raw.luck > 1.1
    assert rate.mean == pytest.approx(usual_exposure(views) * 0.05, rel=0.3)


def test_posts_that_were_shown_equally_often_are_a_page_of_counts() -> None:
    clicks = [4, 0, 7, 2, 3, 1, 5, 2]
    counts, rates = page_of(clicks), page_of(clicks, exposures=[70.0] * len(clicks))
    assert counts is not None
    assert rates is not None
    assert rates.mean == pytest.approx(counts.mean, rel=0.15)
    assert usual_exposure([70, 70, 70]) == pytest.approx(70)
    assert usual_exposure([40, 90, 160]) == pytest.approx(60)
