"""Counts that are drawn from a page: their mean and scatter are the page's."""

from __future__ import annotations

import math
from random import Random
from statistics import fmean, pvariance

import pytest

from postlab.stats.luck import Page, log_counts, luck_parts
from postlab.stats.simulated_counts import MANY, PostLaw, poisson


@pytest.mark.parametrize("page", [Page(0.8), Page(3.0), Page(20.0), Page(300.0), Page(20.0, 0.7), Page(5.0, 1.7)])
def test_counts_scatter_as_the_forecast_takes_them_to(page: Page) -> None:
    chance, law = Random(7), PostLaw.of(page)
    counts = [law.count(chance, article=chance.gauss(0, 1)) for _ in range(20_000)]
    logs = [math.log(count + 0.5) for count in counts]
    expected = log_counts(page)
    assert fmean(counts) == pytest.approx(page.mean, rel=0.12)
    assert fmean(logs) == pytest.approx(expected.mean, abs=0.04)
    assert pvariance(logs) == pytest.approx(expected.variance, rel=0.06)


def test_an_effect_multiplies_the_mean_and_posts_about_an_article_share_its_luck() -> None:
    law = PostLaw.of(Page(50.0))
    chance = Random(1)
    plain = fmean(law.count(chance, article=0.0) for _ in range(8000))
    assert fmean(law.count(chance, article=0.0, factor=3.0) for _ in range(8000)) == pytest.approx(3 * plain, rel=0.1)
    lucky = fmean(law.count(chance, article=2.0) for _ in range(8000))
    assert lucky == pytest.approx(plain * math.exp(2 * law.article_sd), rel=0.1)


@pytest.mark.parametrize("luck", [0.5, 1.1, 1.8])
def test_the_parts_of_luck_are_all_of_it(luck: float) -> None:
    parts, chance = luck_parts(luck), Random(3)
    own = [math.log(chance.gammavariate(parts.post_shape, 1 / parts.post_shape)) for _ in range(40_000)]
    assert parts.article + parts.slot + pvariance(own) == pytest.approx(luck**2, rel=0.05)


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, MANY - 1, MANY, 900.0])
def test_poisson_numbers_have_the_mean_for_their_variance(mean: float) -> None:
    chance = Random(11)
    numbers = [poisson(mean, chance) for _ in range(20_000)]
    assert fmean(numbers) == pytest.approx(mean, rel=0.03)
    assert pvariance(numbers) == pytest.approx(mean, rel=0.06)
    assert min(numbers) >= 0
