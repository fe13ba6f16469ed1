"""What is usual: the middle, the quarters, and how far two posts lie apart."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.stats.usual import ENOUGH, usual

COUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)


def test_known_quarters() -> None:
    found = usual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert found is not None
    assert (found.posts, found.low, found.median, found.high) == (9, 3, 5, 7)


@given(COUNTS)
def test_order_does_not_matter_and_the_middle_lies_within(counts: list[int]) -> None:
    found = usual(counts)
    assert found is not None
    assert found == usual(counts[::-1])
    assert min(counts) <= found.low <= found.median <= found.high <= max(counts)
    assert (found.spread is None) == (len(counts) < ENOUGH)


def test_nothing_is_usual_about_nothing_and_no_count_is_negative() -> None:
    assert usual([]) is None
    for wrong in (-1, math.nan, math.inf):
        with pytest.raises(InputError):
            usual([3, wrong])
