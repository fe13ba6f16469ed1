"""The small pictures: they keep to their room and never draw what is not known."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.reports.chart import ASCII, UNICODE, evidence_chart, interval_bar

NEEDED = (math.log(40), math.log(40))


def test_the_interval_lies_on_a_log_axis_with_one_in_the_middle() -> None:
    bar, labels = interval_bar(2, 1.25, 3.2, width=41)
    assert len(bar) == 41
    assert bar[20] == UNICODE.one
    assert bar[30] == UNICODE.estimate  # halfway from 1 to 4 as logs
    assert bar.index("[") == round((math.log(1.25) / math.log(4) + 1) * 20)
    assert bar.index("]") > 30
    assert labels.split() == ["0.25", "0.5", "1", "2", "4"]
    assert labels[20] == "1"


def test_a_bound_that_is_not_known_is_open() -> None:
    bar, _ = interval_bar(2, None, None, width=41)
    assert bar[0] == "<"
    assert bar[-1] == ">"
    bar, _ = interval_bar(2, 1.5, None, width=41)
    assert "[" in bar
    assert bar[-1] == ">"
    assert bar[0] == UNICODE.axis


def test_a_wide_interval_gets_a_longer_axis() -> None:
    assert interval_bar(2, 0.02, 70, width=41)[1].split() == ["0.01", "0.1", "1", "10", "100"]
    assert interval_bar(1e5, 1e4, 1e6, width=41)[1].split()[-1] == "1000"


@given(
    ratio=st.floats(1e-6, 1e6),
    low=st.none() | st.floats(1e-6, 1e6),
    width=st.integers(1, 200),
    factor=st.floats(1, 100),
)
def test_a_bar_never_leaves_its_room(ratio: float, low: float | None, width: int, factor: float) -> None:
    high = None if low is None else low * factor
    for line in interval_bar(ratio, low, high, width=width, ink=ASCII):
        assert len(line) <= max(width, 21)
        assert line.isascii()


def test_evidence_climbs_to_what_is_needed() -> None:
    lines = evidence_chart([1, 2, 4], [0.5, 2.0, NEEDED[0]], [-0.5, -2.0, -3.0], needed=NEEDED, width=60)
    assert lines[0].startswith("40 to 1  ")
    assert lines[0].endswith(UNICODE.treatment)
    assert lines[-1].split() == ["round", "1", "4"]
    assert sum(line.count(UNICODE.treatment) for line in lines) == 3
    assert sum(line.count(UNICODE.control) for line in lines) == 3
    assert any(line.startswith(" 1 to 1  ") for line in lines)


def test_each_side_has_its_own_goal() -> None:
    goals = (math.log(25), math.log(100))
    lines = evidence_chart([1, 2], [0.5, 1.0], [-0.5, -1.0], needed=goals, width=60)
    assert {line.split("  ")[0].strip() for line in lines if UNICODE.threshold in line} == {"25 to 1", "100 to 1"}


def test_points_that_meet_are_drawn_as_both() -> None:
    lines = evidence_chart([1, 2], [0.0, 0.0], [0.0, 0.0], needed=NEEDED, width=60)
    assert sum(line.count(UNICODE.both) for line in lines) == 2


@pytest.mark.parametrize("count", [2, 3, 50, 51, 400])
@pytest.mark.parametrize("width", [20, 60, 72])
def test_any_number_of_rounds_fits(count: int, width: int) -> None:
    path = [0.2 * step for step in range(count)]
    lines = evidence_chart(
        list(range(1, count + 1)), path, [-value for value in path], needed=NEEDED, width=width, ink=ASCII
    )
    assert all(len(line) <= width and line.isascii() for line in lines)
    assert lines[-1].split()[-1] == str(count)
    assert any(line.startswith("40 to 1") for line in lines)
