"""What is usual: the middle, the quarters, and how far two posts lie apart."""

from __future__ import annotations

import math
import random
from statistics import stdev

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


def test_the_spread_of_pairs_is_that_of_two_posts_taken_at_random() -> None:
    source = random.Random(3)
    counts = [round(source.lognormvariate(4, 0.9)) for _ in range(2000)]
    found = usual(counts)
    assert found is not None
    assert found.pair_spread is not None
    pairs = [math.log(source.choice(counts) + 0.5) - math.log(source.choice(counts) + 0.5) for _ in range(4000)]
    assert found.pair_spread == pytest.approx(stdev(pairs), rel=0.05)


def test_nothing_is_usual_about_nothing_and_no_count_is_negative() -> None:
    assert usual([]) is None
    for wrong in (-1, math.nan, math.inf):
        with pytest.raises(InputError):
            usual([3, wrong])
