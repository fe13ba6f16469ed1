"""How far an effect stands out from the luck of a round, by design and accounts."""

from __future__ import annotations

import math

import pytest

from postlab.errors import InputError
from postlab.stats.luck import Page
from postlab.stats.round_noise import round_law

LARGE = Page(1e4)


@pytest.mark.parametrize(
    ("accounts", "same_link", "crossed", "sd"),
    # The standard deviations that were measured on simulated pages of this luck.
    [
        (1, False, False, 1.62),
        (1, True, False, 1.42),
        (2, False, False, 1.26),
        (2, False, True, 1.01),
        (3, False, False, 1.12),
        (3, False, True, 0.86),
    ],
)
def test_designs_scatter_as_measured(accounts: int, same_link: bool, crossed: bool, sd: float) -> None:
    law = round_law(2, [LARGE] * accounts, same_link=same_link, crossed=crossed)
    assert law.sd == pytest.approx(sd, rel=0.02)
    assert law.mean == pytest.approx(math.log(2), abs=0.01)
    assert law.effect == pytest.approx(law.mean / law.sd)


def test_one_small_page_of_two_hides_a_part() -> None:
    both, one_small = round_law(2, [LARGE, LARGE]), round_law(2, [LARGE, Page(1)])
    assert 0 < one_small.mean < both.mean


def test_what_is_no_round_is_refused() -> None:
    with pytest.raises(InputError, match="at least one account"):
        round_law(2, [])
    with pytest.raises(InputError, match="above 0"):
        round_law(0, [LARGE])
