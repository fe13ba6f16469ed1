"""The effects of blocks from framings that differ in several: the closed form, and what it recovers."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.stats.effects import BLOCK_SD, DEVIATION, Comparison, Normal, posterior

BLOCKS = ("moment", "question", "evidence", "hashtags")


def prior(feature: str) -> Normal:
    return Normal(0.1 if feature == "evidence" else 0.0, BLOCK_SD)


def test_without_rounds_there_is_the_prior() -> None:
    found = posterior([], prior)
    assert (found.spread, found.freedom) == (1.2, 0)
    both = found.of({"evidence": 1.0, "question": -2.0})
    assert both == pytest.approx((0.1, BLOCK_SD * math.sqrt(5)))


def test_one_block_is_the_mean_of_two_normals() -> None:
    seen = (0.9, 0.4, 0.8, 0.3)
    found = posterior([Comparison({"evidence": -1.0}, tuple(-d for d in seen), (1, 1, 1, 1))], prior)
    squares = sum((d - 0.6) ** 2 for d in seen)
    spread = math.sqrt((2 * 1.2**2 + squares) / (2 + 3))
    variance = DEVIATION**2 + spread**2 / 4
    weight = (1 / variance) / (1 / variance + 1 / BLOCK_SD**2)
    assert (found.spread, found.freedom) == pytest.approx((spread, 3))
    one = found.of({"evidence": 1.0})
    assert one.mean == pytest.approx(weight * 0.6 + (1 - weight) * 0.1)
    assert one.sd == pytest.approx(math.sqrt(1 / (1 / variance + 1 / BLOCK_SD**2)))
    assert found.of({"question": 1.0}) == pytest.approx((0.0, BLOCK_SD))


def test_accounts_that_are_averaged_reduce_the_luck() -> None:
    one, five = (posterior([Comparison({"question": 1.0}, (0.5,) * 8, (n,) * 8)], prior) for n in (1, 5))
    assert five.of({"question": 1.0}).sd < one.of({"question": 1.0}).sd


def test_several_blocks_together_are_known_better_than_each() -> None:
    found = posterior([Comparison(dict.fromkeys(BLOCKS, 1.0), (1.0, 1.2, 0.9) * 8, (1,) * 24)], prior)
    whole, part = found.of(dict.fromkeys(BLOCKS, 1.0)), found.of({"question": 1.0})
    assert whole.mean == pytest.approx(1.0, abs=0.15)
    assert whole.sd < part.sd < BLOCK_SD


comparison = st.builds(
    lambda change, seen: Comparison(change, tuple(seen), (1,) * len(seen)),
    st.dictionaries(st.sampled_from(BLOCKS), st.sampled_from([-1.0, 1.0]), min_size=1),
    st.lists(st.floats(-5, 5), min_size=1, max_size=6),
)


@given(st.lists(comparison, max_size=6), st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_direction_of_what_was_seen_matters(
    seen: list[Comparison], chance: random.Random
) -> None:
    turned = [
        Comparison({f: -a for f, a in one.change.items()}, tuple(-d for d in one.differences), one.pairs)
        for one in seen
    ]
    chance.shuffle(turned)
    ahead, back = posterior(seen, prior), posterior(turned, prior)
    for block in BLOCKS:
        one = ahead.of({block: 1.0})
        assert one == pytest.approx(back.of({block: 1.0}), abs=1e-9)
        assert 0 < one.sd <= BLOCK_SD + 1e-12


def test_true_effects_are_recovered() -> None:
    """Labs drawn from the prior: no bias, and the 95 % ranges hold the truth in 95 % of them."""
    chance = random.Random(3)
    labs, held, errors = 300, 0, []
    for _ in range(labs):
        true = {block: chance.gauss(prior(block).mean, BLOCK_SD) for block in BLOCKS}
        seen = []
        for _ in range(8):
            change = {block: chance.choice((-1.0, 1.0)) for block in chance.sample(BLOCKS, chance.randint(1, 3))}
            mean = sum(amount * true[block] for block, amount in change.items()) + chance.gauss(0, DEVIATION)
            seen.append(Comparison(change, tuple(chance.gauss(mean, 1.1) for _ in range(12)), (1,) * 12))
        found = posterior(seen, prior)
        for block in BLOCKS:
            one = found.of({block: 1.0})
            held += one.limits[0] <= true[block] <= one.limits[1]
            errors.append(one.mean - true[block])
    count = labs * len(BLOCKS)
    assert held / count >= 0.95 - 2 * math.sqrt(0.95 * 0.05 / count)
    assert abs(math.fsum(errors) / count) < 3 * BLOCK_SD / math.sqrt(count)
