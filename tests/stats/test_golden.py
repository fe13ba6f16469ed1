"""The judgements agree with an independent implementation of the method, block by block."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from postlab.stats import Block, judge

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("golden.json").read_text(encoding="utf-8"))["cases"]
OUR_WORDS = {"A works": "control works", "B works": "treatment works", "undecided": "not enough posts"}


def block(case: dict[str, Any] | None) -> Block | None:
    """A block of the reference.

    It takes logs of impressions from the difference after the half was added, which `postlab.stats.rates` does better;
    so a case with impressions is given as the counts that make its differences.
    """
    if case is None or "ia" not in case:
        return case and Block(case["a"], case["b"])
    sides = zip(case["b"], case["ia"], case["ib"], strict=True)
    return Block(case["a"], [(b + 0.5) * seen_a / seen_b - 0.5 for b, seen_a, seen_b in sides])


def close(got: float | None, expected: float | None, **tolerance: float) -> bool:
    """None is close to None alone."""
    if got is None or expected is None:
        return got is expected
    return got == pytest.approx(expected, **tolerance)


def test_there_are_twelve_cases() -> None:
    assert len(CASES) == 12


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_agrees_to_a_millionth(case: dict[str, Any]) -> None:
    judgements = judge(
        [block(given) for given in case["blocks"]],
        alpha=case["alpha"],
        rope=case["rope"],
        max_blocks=case["max_blocks"],
    )
    for got, expected in zip(judgements, case["expect"], strict=True):
        assert (got.n, got.drift) == (expected["n"], expected["drift"])
        assert got.decision == OUR_WORDS.get(expected["verdict"], expected["verdict"])
        assert close(got.difference, expected["d"], abs=1e-6)
        assert close(got.log_e_treatment, expected["log_e_plus"], abs=1e-6)
        assert close(got.log_e_control, expected["log_e_minus"], abs=1e-6)
        assert close(got.low, expected["lo"], rel=1e-6)
        assert close(got.high, expected["hi"], rel=1e-6)
        assert close(got.ratio, expected["ratio"], rel=1e-6)
