"""The best bet: what is believed while nothing is settled."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from postlab.stats.best_bet import best_bet

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("golden_deadline.json").read_text(encoding="utf-8"))[
    "cases"
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_agrees_to_a_millionth(case: dict[str, Any]) -> None:
    found = best_bet(case["differences"])
    assert (found.mean, found.sd) == pytest.approx((case["best_bet"]["mean"], case["best_bet"]["sd"]), abs=1e-6)
    assert found.probability == pytest.approx(case["best_bet"]["p_treatment"], abs=1e-6)
    assert found.ratio == pytest.approx(math.exp(found.mean))


def test_agrees_with_the_worked_example() -> None:
    found = best_bet([0.9, -0.3, 1.7, 0.4, 1.1, -0.2, 2.3, 0.8, 0.6, 1.5, -0.7, 1.2])
    assert (found.mean, found.sd, found.probability) == pytest.approx((0.532856, 0.223587, 0.991419), abs=1e-6)


def test_before_a_round_it_is_a_toss() -> None:
    found = best_bet([])
    assert (found.ratio, found.probability) == (1.0, 0.5)
    assert found.sd == pytest.approx(0.4)


def test_the_other_way_round_it_is_the_opposite() -> None:
    one, other = best_bet([0.8, 1.1, -0.2]), best_bet([-0.8, -1.1, 0.2])
    assert one.probability + other.probability == pytest.approx(1)
    assert one.ratio * other.ratio == pytest.approx(1)
    assert 1 < one.ratio < math.exp(1.7 / 3)


def test_a_round_that_was_given_up_says_nothing() -> None:
    assert best_bet([0.8, None, 1.1]) == best_bet([0.8, 1.1])
