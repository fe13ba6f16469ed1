"""How much a round's difference scatters, beside what simulation of each design gave, and beside draws of our own."""

from __future__ import annotations

from random import Random
from statistics import fmean, stdev

import pytest

from postlab.design.spread import ARTICLE_SD, spread

# (accounts, one link, crossed, measured): post luck gamma 1.5 at a mean of 100, slots 0.25, articles 0.54
MEASURED = [
    (1, False, False, 1.62),
    (1, True, False, 1.42),
    (2, False, False, 1.26),
    (2, False, True, 1.01),
    (3, False, False, 1.12),
    (3, False, True, 0.86),
]


@pytest.mark.parametrize(("accounts", "one_link", "crossed", "measured"), MEASURED)
def test_as_measured(accounts: int, one_link: bool, crossed: bool, measured: float) -> None:
    assert spread(accounts=accounts, one_link=one_link, crossed=crossed) == pytest.approx(measured, rel=0.03)


@pytest.mark.parametrize("crossed", [False, True])
@pytest.mark.parametrize("accounts", [1, 2, 3, 4])
def test_as_drawn(accounts: int, crossed: bool) -> None:
    chance = Random(accounts)
    differences = []
    for _ in range(4000):
        links = chance.gauss(0, ARTICLE_SD) - chance.gauss(0, ARTICLE_SD)
        signs = [-1 if crossed and number % 2 else 1 for number in range(accounts)]
        differences.append(fmean(sign * links + chance.gauss(0, 1.4) for sign in signs))
    assert spread(accounts=accounts, one_link=False, crossed=crossed) == pytest.approx(stdev(differences), rel=0.04)


def test_with_one_link_crossing_changes_nothing() -> None:
    assert spread(accounts=3, one_link=True, crossed=True) == spread(accounts=3, one_link=True, crossed=False)
