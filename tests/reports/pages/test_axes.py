"""Where ratios and counts stand on their axes, and which numbers are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.reports.pages.axes import count_axis, ratio_axis


@pytest.mark.parametrize(
    ("ratios", "limit"),
    [([], 4), ([1.0], 4), ([4.0], 4), ([0.25], 4), ([4.1], 10), ([0.05, None], 100), ([5e6], 1000)],
)
def test_the_shortest_usual_axis_is_taken(ratios: list[float | None], limit: float) -> None:
    assert ratio_axis(ratios).limit == limit


def test_one_stands_in_the_middle_and_a_ratio_as_far_as_its_inverse() -> None:
    axis = ratio_axis([3.0])
    assert axis.place(1) == 50
    assert axis.place(3) - 50 == pytest.approx(50 - axis.place(1 / 3))
    assert (axis.place(4), axis.place(100), axis.place(1e-9)) == (100, 100, 0)
    assert axis.holds(3)
    assert not axis.holds(5)
    assert not axis.holds(None)


@given(st.lists(st.floats(min_value=0, max_value=1e7), min_size=1, max_size=30))
def test_every_count_has_its_place_in_order(counts: list[float]) -> None:
    axis = count_axis(counts)
    places = [axis.place(count) for count in sorted(counts)]
    assert places == sorted(places)
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in places)
    written = axis.written
    assert written == sorted(set(written))
    assert all(math.isfinite(axis.place(number)) for number in written)
    assert len(written) >= 2


def test_a_zero_is_drawn_apart_from_one() -> None:
    axis = count_axis([0, 1, 50])
    assert axis.place(0) == 0
    assert axis.place(1) > 15
    assert axis.written[:3] == [0, 1, 2]


@pytest.mark.parametrize("counts", [[0], [0, 0], [1], [5, 5], [0.004], [1e9]])
def test_one_number_has_an_axis_around_it(counts: list[float]) -> None:
    axis = count_axis(counts)
    assert axis.least <= counts[0] <= axis.most
    assert axis.least < axis.most


def test_round_numbers_are_written() -> None:
    assert count_axis([7, 4500]).written == [5, 20, 100, 1000, 5000]
