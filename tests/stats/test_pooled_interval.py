"""The interval of a pool: it agrees with the claim, holds the truth, and shrinks with practitioners."""

from __future__ import annotations

import math
import random

import pytest

from postlab.stats.contrasts import Claim
from postlab.stats.pooled import Member, pooled
from postlab.stats.pooled_interval import RUNGS, STEP, pooled_interval


def practitioners(chance: random.Random, count: int, *, centre: float, between: float = 0.2) -> list[Member | None]:
    found: list[Member | None] = []
    for _ in range(count):
        own = chance.gauss(centre, between)
        found.append(Member([chance.gauss(own, 1.0) for _ in range(6)], [True] * 6))
    return found


@pytest.mark.parametrize("centre", [0.0, 0.6, -0.8])
def test_it_leaves_out_no_difference_exactly_where_something_is_claimed(centre: float) -> None:
    members = practitioners(random.Random(1), 30, centre=centre)
    claim = pooled(members, promised=30)[-1].claim
    low, high = pooled_interval(members, promised=30)
    assert low is not None
    assert high is not None
    assert low < high
    assert (low >= 0) == (claim is Claim.MORE)
    assert (high <= 0) == (claim is Claim.LESS)
    assert low <= centre <= high


def test_turned_round_it_turns_round() -> None:
    members = practitioners(random.Random(2), 12, centre=0.5)
    turned = [one and Member([-(value or 0.0) for value in one.later_less_earlier], [True] * 6) for one in members]
    low, high = pooled_interval(members, promised=12)
    back = pooled_interval(turned, promised=12)
    assert low == pytest.approx(-(back[1] or 0))
    assert high == pytest.approx(-(back[0] or 0))
    more = pooled_interval(members, promised=12, expected="treatment")
    assert low is not None
    assert more[0] is not None
    assert more[0] >= low - 2 * STEP


def test_silence_widens_it_and_few_have_none() -> None:
    members = practitioners(random.Random(3), 20, centre=0.4)
    low, high = pooled_interval(members, promised=20)
    silent = pooled_interval([*members[:10], *[None] * 10], promised=20)
    assert low is not None
    assert high is not None
    assert silent[0] is None or silent[0] <= low
    assert silent[1] is None or silent[1] >= high
    assert pooled_interval([], promised=3) == (None, None)
    assert pooled_interval([None, None], promised=3) == (None, None)


def test_it_misses_the_truth_seldom() -> None:
    """Thirty pools of eight whose true ratio is 1.5: with a chance of 0.05 to miss, six or more have one of 0.003."""
    chance = random.Random(4)
    missed = 0
    for _ in range(30):
        low, high = pooled_interval(practitioners(chance, 8, centre=math.log(1.5)), promised=8)
        missed += not (low or -STEP * RUNGS) <= math.log(1.5) <= (high or STEP * RUNGS)
    assert missed < 6
