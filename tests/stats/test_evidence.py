"""The bets are fair: what makes a false win rare whatever the likes look like."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.stats.evidence import evidence_path, log_e_above, log_sum, scales

MAGNITUDES = st.lists(st.floats(0, 20, allow_subnormal=False), min_size=8, max_size=8)


def mean_e_values(magnitudes: list[float], theta: float = 0.0) -> tuple[float, float]:
    """Mean of both e-values over all patterns of signs, each as likely as another."""
    above, below = [], []
    for signs in itertools.product((-1, 1), repeat=len(magnitudes)):
        differences = [theta + sign * size for sign, size in zip(signs, magnitudes, strict=True)]
        last = evidence_path(differences, scales(differences), theta=theta)[-1]
        above.append(math.exp(last.log_above))
        below.append(math.exp(last.log_below))
    return math.fsum(above) / len(above), math.fsum(below) / len(below)


def test_the_mean_over_all_sign_patterns_of_ten_blocks_is_one() -> None:
    magnitudes = [0.3, 1.7, 0.0, 0.05, 2.4, 0.9, 6.0, 0.4, 1.1, 0.7]
    assert mean_e_values(magnitudes) == pytest.approx((1, 1), abs=1e-9)


def test_the_same_holds_about_any_ratio() -> None:
    magnitudes = [0.3, 1.7, 0.0, 0.05, 2.4, 0.9, 6.0, 0.4]
    assert mean_e_values(magnitudes, theta=math.log(2)) == pytest.approx((1, 1), abs=1e-9)


@given(MAGNITUDES)
def test_the_mean_is_one_for_any_magnitudes(magnitudes: list[float]) -> None:
    assert mean_e_values(magnitudes) == pytest.approx((1, 1), abs=1e-9)


def test_one_round_never_multiplies_the_evidence_by_more_than_the_cap() -> None:
    differences = [50.0] * 6
    path = evidence_path(differences, scales(differences))
    assert path[-1].log_above <= 6 * math.log(1.95)
    assert path[4].log_above < math.log(2 / 0.05), "five rounds cannot settle anything at alpha .05"


def test_a_tie_says_nothing() -> None:
    path = evidence_path([0.4, 0.0], scales([0.4, 0.0]))
    assert path[1] == path[0]


@given(
    st.lists(st.floats(-8, 8), min_size=1, max_size=25),
    st.floats(-10, 10),
    st.floats(1e-6, 5),
)
def test_evidence_falls_as_the_ratio_that_it_is_about_rises(
    differences: list[float], theta: float, more: float
) -> None:
    scale = scales(differences)
    assert log_e_above(differences, scale, theta + more) <= log_e_above(differences, scale, theta) + 1e-12


@given(st.lists(st.floats(-8, 8), min_size=1, max_size=25), st.floats(-3, 3))
def test_the_whole_path_ends_where_the_direct_sum_does(differences: list[float], theta: float) -> None:
    scale = scales(differences)
    last = evidence_path(differences, scale, theta=theta)[-1]
    mirrored = [-value for value in differences]
    assert last.log_above == pytest.approx(log_e_above(differences, scale, theta), abs=1e-9)
    assert last.log_below == pytest.approx(log_e_above(mirrored, scale, -theta), abs=1e-9)


def test_scales_know_only_the_past_and_follow_the_formula() -> None:
    generator = random.Random(3)
    differences = [generator.gauss(0.3, 1.5) for _ in range(12)]
    found = scales(differences)
    for t in range(1, 14):
        past = differences[: t - 1]
        mean = sum(past) / len(past) if past else 0
        squares = sum((value - mean) ** 2 for value in past)
        assert found[t - 1] ** 2 == pytest.approx((2 * 1.2**2 + squares) / (2 + max(t - 2, 0)))
    assert scales(differences[:5]) == found[:6]


def test_logs_of_sums_beyond_the_range_of_a_float() -> None:
    assert log_sum([2000.0, 2000.0]) == pytest.approx(2000 + math.log(2))
    assert log_sum([-3000.0, -4000.0]) == pytest.approx(-3000)
