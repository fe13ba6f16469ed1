"""The second engine's bets are fair, stop at their goal, and are those of an independent implementation."""

from __future__ import annotations

import itertools
import json
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.stats.deadline import capital_path, deadline_path, planned_each, sizes_of, split
from postlab.stats.evidence import scales
from stats.plain_engine import plain_path

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("golden_deadline.json").read_text(encoding="utf-8"))[
    "cases"
]
TWELVE = [0.9, -0.3, 1.7, 0.4, 1.1, -0.2, 2.3, 0.8, 0.6, 1.5, -0.7, 1.2]
SWINGS = [-1.2, 0, 0.3, -2.5, 4, -0.4, -0.9, -1.1, 0.2, -0.6]
LEANING = (0.04, 0.01)
SIZES = st.lists(st.floats(-6, 6, allow_subnormal=False), max_size=20)
PLANNED = st.integers(1, 30)


def evidence(differences: list[float], planned: list[int], shares: tuple[float, float]) -> tuple[list[float], ...]:
    """E-values that the treatment and that the control does better, after each round."""
    path = deadline_path(differences, scales(differences), planned, shares=shares)
    return [math.exp(row.log_above) for row in path], [math.exp(row.log_below) for row in path]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_agrees_to_a_millionth(case: dict[str, Any]) -> None:
    above, below = evidence(case["differences"], case["planned"], split(case["alpha"], case["expected"]))
    assert above == pytest.approx(case["e_treatment"], abs=1e-6)
    assert below == pytest.approx(case["e_control"], abs=1e-6)


@pytest.mark.parametrize(
    ("differences", "planned", "side", "expected"),
    [
        (
            TWELVE,
            [12] * 12,
            0,
            "1.515574 1.202747 2.192286 2.831187 4.854545 3.940015 7.622499 11.832979 17.438649 25 25 25",
        ),
        (
            TWELVE,
            [12] * 12,
            1,
            ".445583 .540554 .102099 .072101 .025866 .031328 .007843 .003749 .001856 .00073 .001127 .001044",
        ),
        (
            TWELVE,
            [24] * 12,
            0,
            "1.442806 1.190368 2.070887 2.570511 4.121203 3.48761 6.531061 9.377963 12.830947 21.321099 17.642198 25",
        ),
        (
            TWELVE,
            [6] * 6 + [12] * 6,
            0,
            "1.610349 1.184221 2.215631 3.171495 5.860117 5.248307 10.136843 15.507091 22.446717 25 25 25",
        ),
        ([0.5] * 8, [24] * 8, 0, "1.269967 1.634266 2.221665 3.150876 4.614357 6.914746 10.51465 16.092318"),
        (SWINGS, [24] * 10, 0, ".455766 .455766 .533047 .083395 .146083 .133724 .106029 .077743 .081957 .067397"),
        (SWINGS, [24] * 10, 1, "1.581409 1.581409 1.247907 2.367007 .294019 .324963 .409764 .553422 .5104 .634349"),
    ],
)
def test_agrees_where_one_side_is_expected(
    differences: list[float], planned: list[int], side: int, expected: str
) -> None:
    found = evidence(differences, planned, LEANING)[side]
    assert found == pytest.approx([float(value) for value in expected.split()], abs=1e-6)


@settings(deadline=None)
@given(SIZES, PLANNED, st.sampled_from([0.005, 0.01, 0.025, 0.04, 0.1]))
def test_agrees_with_the_plain_engine(sizes: list[float], planned: int, share: float) -> None:
    path = capital_path(sizes, [planned] * len(sizes), share=share)
    found = [path.at(n) for n in range(1, len(sizes) + 1)]
    assert found == pytest.approx(plain_path(sizes, [planned] * len(sizes), share=share), rel=1e-6)


MAGNITUDES = [0.3, 1.7, 0.0, 0.05, 2.4, 0.9, 6.0, 0.4, 1.1, 0.7, 3.1, 0.8]


@pytest.mark.parametrize("planned", [[12] * 12, [6] * 6 + [12] * 6, [10] * 12, [4] * 12])
def test_the_mean_over_all_sign_patterns_of_twelve_rounds_is_one(planned: list[int]) -> None:
    above, below = [], []
    for signs in itertools.product((-1, 1), repeat=12):
        differences = [sign * size for sign, size in zip(signs, MAGNITUDES, strict=True)]
        one, other = evidence(differences, planned, LEANING)
        above.append(one[-1])
        below.append(other[-1])
    assert math.fsum(above) / len(above) == pytest.approx(1, abs=1e-9)
    assert math.fsum(below) / len(below) == pytest.approx(1, abs=1e-9)
    assert max(above) == pytest.approx(25)


@pytest.mark.parametrize("true", [-0.5, -0.1])
def test_the_mean_is_at_most_one_where_the_other_side_does_better(true: float) -> None:
    found = []
    for signs in itertools.product((-1, 1), repeat=10):
        differences = [true + sign * size for sign, size in zip(signs, MAGNITUDES[:10], strict=True)]
        found.append(evidence(differences, [10] * 10, (0.025, 0.025))[0][-1])
    assert 0 < math.fsum(found) / len(found) < 1


@given(SIZES, PLANNED, st.floats(0, 6), st.floats(0, 6))
def test_the_stake_never_falls_as_a_difference_grows(
    sizes: list[float], planned: int, one: float, other: float
) -> None:
    every = [planned] * (len(sizes) + 1)
    before = capital_path(sizes, every, share=0.025)
    if before.capital and before.capital[-1] == 1:
        return
    won = [capital_path([*sizes, size], every, share=0.025).reach for size in sorted((one, other))]
    assert won[0] <= won[1] * (1 + 1e-12)


@given(SIZES, PLANNED)
def test_a_side_stops_at_its_goal_and_never_beyond(sizes: list[float], planned: int) -> None:
    path = capital_path(sizes, [planned] * len(sizes), share=0.025).capital
    assert all(0 < capital < 1 for capital in path[:-1])
    assert not path or path[-1] <= 1
    assert len(path) == len(sizes) or path[-1] == 1


def test_a_tie_leaves_the_capital_alone() -> None:
    path = capital_path([0.4, 0.0, -0.2, 0.0], [8] * 4, share=0.04).capital
    assert path[0] == path[1]
    assert path[2] == path[3]


def test_capital_beyond_the_range_of_a_float_stays() -> None:
    sizes = [-9.0] * 1200 + [9.0] * 3
    path = capital_path(sizes, [24] * 1203, share=0.025).capital
    assert len(path) == 1203
    assert 0 < path[-1] < 1e-280
    assert path[:300] == pytest.approx(plain_path(sizes[:300], [24] * 300, share=0.025), rel=1e-6)


def test_false_wins_stay_below_alpha_whatever_the_noise() -> None:
    generator = random.Random(11)
    wins = {0: 0, 1: 0}
    for n in range(2000):
        noise = [generator.gauss(0, 1), generator.gauss(0, 1) / max(0.05, abs(generator.gauss(0, 1)))][n % 2]
        differences = [noise * generator.choice((-1, 1)) + generator.gauss(0, 1.4) for _ in range(30)]
        scale = scales(differences)
        for side, (sign, share) in enumerate(zip((1, -1), split(0.05, "treatment"), strict=True)):
            path = capital_path(sizes_of(differences, scale, 0, sign=sign), [24] * 30, share=share)
            wins[side] += path.capital[-1] == 1
    # Two standard deviations above 0.04 and 0.01 of 2,000.
    assert 20 < wins[0] < 98
    assert wins[1] < 29


def test_the_expected_side_has_four_fifths() -> None:
    assert split(0.05, "treatment") == pytest.approx((0.04, 0.01))
    assert split(0.05, "control") == pytest.approx((0.01, 0.04))
    assert split(0.05, None) == (0.025, 0.025)


def test_planned_numbers_that_cannot_be_are_refused() -> None:
    assert planned_each(24, 2) == [24, 24]
    with pytest.raises(InputError, match="2 rounds, and 3 rounds"):
        planned_each([24, 24], 3)
    with pytest.raises(InputError, match="at least 1"):
        planned_each([24, 0], 2)
    with pytest.raises(InputError, match="at least 1"):
        planned_each(0, 0)


def test_when_the_goal_was_reached() -> None:
    won = capital_path([3.0] * 20, [20] * 20, share=0.025)
    assert won.reached_after is not None
    assert won.capital[won.reached_after - 2] < won.capital[won.reached_after - 1] == 1.0
    assert capital_path([-3.0] * 20, [20] * 20, share=0.025).reached_after is None
    assert capital_path([], [], share=0.025).reached_after is None
