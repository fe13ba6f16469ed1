"""The quick median of all means is the very number that writing down all means gives."""

from __future__ import annotations

import math
import random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.stats import hodges_lehmann as module
from postlab.stats.hodges_lehmann import centre_path, hodges_lehmann

VALUES = st.lists(
    st.one_of(st.floats(-50, 50, allow_subnormal=False), st.integers(-3, 3).map(float)), min_size=1, max_size=60
)


def by_definition(values: list[float]) -> float:
    return median((one + other) / 2 for place, one in enumerate(values) for other in values[: place + 1])


@settings(deadline=None)
@given(VALUES)
def test_it_is_the_median_of_all_means_of_two(values: list[float]) -> None:
    assert hodges_lehmann(values) == by_definition(values)


@settings(deadline=None, max_examples=60)
@given(VALUES)
def test_a_path_is_the_median_after_each_value(values: list[float]) -> None:
    assert centre_path(values) == [by_definition(values[:count]) for count in range(1, len(values) + 1)]


@settings(deadline=None, max_examples=60)
@given(VALUES, st.integers(1, 3))
def test_a_path_that_often_searches_again_is_the_same(values: list[float], many: int) -> None:
    kept = module.MANY
    module.MANY = many
    try:
        assert centre_path(values) == [hodges_lehmann(values[:count]) for count in range(1, len(values) + 1)]
    finally:
        module.MANY = kept


def test_many_equal_values() -> None:
    values = [0.0] * 150 + [1.0] * 149
    assert hodges_lehmann(values) == by_definition(values)
    assert centre_path(values)[-1] == by_definition(values)


def test_no_values_have_no_path() -> None:
    assert centre_path([]) == []
    with pytest.raises(IndexError):
        hodges_lehmann([])


@pytest.mark.parametrize("around", [None, 0.2, -7.0, 1e6])
@pytest.mark.parametrize("width", [math.inf, 0.05, 3.0, 0.0])
def test_a_search_leaves_few_means_however_wrong_its_guess(around: float | None, width: float) -> None:
    chance = random.Random(5)
    values = sorted(chance.expovariate(1.0) ** 3 for _ in range(300))
    window = module._searched(values, around=around, width=width)
    assert len(window.means) <= module.FEW * len(values)
    assert window.middle(len(values)) == by_definition(values)
