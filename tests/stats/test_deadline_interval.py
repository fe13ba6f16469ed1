"""The interval of the second engine holds every ratio that stands, and 1 exactly while nothing is settled."""

from __future__ import annotations

import math
import random

import pytest

from postlab.stats.deadline import split
from postlab.stats.deadline_interval import LADDER, deadline_interval_path
from postlab.stats.evidence import scales
from postlab.stats.interval import Interval, interval_at_last
from stats.plain_engine import plain_path


def intervals(differences: list[float], planned: int, shares: tuple[float, float] = (0.025, 0.025)) -> list[Interval]:
    return deadline_interval_path(differences, scales(differences), [planned] * len(differences), shares=shares)


def standing_rungs(differences: list[float], planned: int, share: float, sign: int) -> list[bool]:
    """For each rung whether it stands after all rounds, by the plain engine."""
    scale = scales(differences)
    return [
        plain_path(
            [sign * (value - rung) / unit for value, unit in zip(differences, scale, strict=False)],
            [planned] * len(differences),
            share=share,
        )[-1]
        < 1
        for rung in LADDER
    ]


def noise(seed: int, rounds: int, true: float) -> list[float]:
    generator = random.Random(seed)
    return [true + generator.gauss(0, 1.2) for _ in range(rounds)]


@pytest.mark.parametrize("seed", range(4))
def test_the_bounds_are_the_last_rungs_before_one_that_stands(seed: int) -> None:
    differences, shares = noise(seed, 22, 0.6), split(0.05, "treatment")
    found = intervals(differences, 24, shares)[-1]
    above = standing_rungs(differences, 24, shares[0], 1)
    below = standing_rungs(differences, 24, shares[1], -1)
    assert found.low == LADDER[above.index(True) - 1]
    assert found.high == LADDER[len(LADDER) - below[::-1].index(True)]
    assert not found.drift


def test_a_ratio_that_stands_behind_refuted_ones_is_held() -> None:
    # At the deadline nearly all is staked about 0.38, and lost; about 0.45 less was staked, and a later win refutes it.
    differences = [2.7, 1.6, 2.8, 2.6, 1.2, -1.6, 2.6, -0.5, 1.3, 3.1]
    stands = standing_rungs(differences, 8, 0.04, 1)
    assert stands[LADDER.index(0.38)]
    assert not stands[LADDER.index(0.45)]
    low = intervals(differences, 8, (0.04, 0.01))[-1].low
    assert low is not None
    assert low < 0.38
    assert not any(stands[: LADDER.index(low) + 1])


def test_one_is_left_out_exactly_when_its_evidence_reaches_the_goal() -> None:
    seen = set()
    for seed in range(10):
        differences, shares = noise(seed, 24, 0.9), split(0.05, "treatment")
        scale = scales(differences)
        sizes = [value / unit for value, unit in zip(differences, scale, strict=False)]
        capital = plain_path(sizes, [24] * 24, share=shares[0])
        for interval, now in zip(intervals(differences, 24, shares), capital, strict=True):
            assert (interval.low is not None and interval.low >= 0) == (now == 1)
            seen.add(now == 1)
    assert seen == {False, True}


def test_turning_all_signs_round_turns_the_interval_round() -> None:
    differences = noise(7, 20, 0.8)
    turned = intervals([-value for value in differences], 24)
    for one, other in zip(intervals(differences, 24), turned, strict=True):
        assert (one.low is None) == (other.high is None)
        assert one.low is None or one.low == pytest.approx(-(other.high or 0))


def test_bounds_only_ever_come_closer() -> None:
    path = intervals(noise(2, 40, 0.3), 24)
    lows = [-math.inf if one.low is None else one.low for one in path]
    highs = [math.inf if one.high is None else one.high for one in path]
    assert lows == sorted(lows)
    assert highs == sorted(highs, reverse=True)
    assert lows[4] == -math.inf
    assert math.isfinite(lows[-1])


def test_looks_that_contradict_each_other_fall_back_on_this_look_alone() -> None:
    differences = [2.0 + 0.05 * n for n in range(14)] + [-2.0 + 0.05 * n for n in range(40)]
    last = intervals(differences, 24)[-1]
    now = interval_at_last(differences, scales(differences), alpha=0.05)
    assert last.drift
    assert (last.low, last.high) == (now.low, now.high)


def test_the_true_ratio_is_missed_no_more_often_than_alpha() -> None:
    missed = narrow = 0
    for seed in range(120):
        last = intervals(noise(1000 + seed, 24, math.log(2)), 24, split(0.05, "treatment"))[-1]
        missed += (last.low is not None and last.low > math.log(2)) or (
            last.high is not None and last.high < math.log(2)
        )
        narrow += last.low is not None and last.high is not None and last.high - last.low < 3
    # Two standard deviations above 0.05 of 120.
    assert missed <= 10
    assert narrow > 80


def test_the_ladder_is_even_and_holds_one() -> None:
    assert list(LADDER) == sorted(LADDER)
    assert 0.0 in LADDER
    assert all(-rung in LADDER for rung in LADDER)
