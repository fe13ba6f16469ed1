"""As the k-th try: what stands when all tries of a lineage are looked at together."""

from __future__ import annotations

import math
import random

import pytest

from postlab.errors import InputError
from postlab.stats.deadline import Expected
from postlab.stats.evidence import LogEvidence, evidence_path, scales
from postlab.stats.judgement import Decision, judge_differences
from postlab.stats.tries import Try, evidence_as_kth, standing, standing_tries

ALPHA = 0.05
STRONG = [1.2, 1.6, 0.9, 1.4, 1.1, 1.8, 1.3, 0.7, 1.5, 1.2, 1.4, 1.0]


def nothing(seed: str, rounds: int = 12) -> list[float]:
    generator = random.Random(seed)
    return [generator.gauss(0, 1.4) for _ in range(rounds)]


@pytest.mark.parametrize("expected", [None, "treatment", "control"])
@pytest.mark.parametrize("k", [1, 2, 5])
def test_the_evidence_of_the_kth_try_aims_at_its_share(k: int, expected: Expected) -> None:
    one = evidence_as_kth(Try(STRONG * 2, 24, expected), k, alpha=ALPHA)
    part = {"treatment": 0.8, "control": 0.2, None: 0.5}[expected]
    assert one.log_above == pytest.approx(-math.log(ALPHA * part / (k * (k + 1))))


def test_a_first_try_stands_at_half_of_alpha() -> None:
    # Eleven rounds settle it at alpha, and not yet at half of that.
    for rounds in range(4, 13):
        tried = Try(STRONG[:rounds], 12, "treatment")
        alone = judge_differences(STRONG[:rounds], alpha=ALPHA / 2, planned=[12] * rounds, expected="treatment")[-1]
        stands = standing_tries([tried], alpha=ALPHA)[0]
        assert stands == (alone.decision if alone.decision is Decision.TREATMENT_WORKS else None)
    assert stands is Decision.TREATMENT_WORKS


def test_what_stands_first_need_not_stand_as_a_fifth_try() -> None:
    short = Try(STRONG[:8], 8, "treatment")
    idle = Try(nothing("idle"), 12, "treatment")
    assert standing_tries([short], alpha=ALPHA) == [Decision.TREATMENT_WORKS]
    assert standing_tries([idle] * 4 + [short], alpha=ALPHA) == [None] * 5
    assert standing_tries([idle] * 4 + [Try(STRONG * 2, 24, "treatment")], alpha=ALPHA)[4] is Decision.TREATMENT_WORKS


def test_the_control_may_stand_and_an_old_plan_keeps_its_bets() -> None:
    losses = [-value for value in STRONG * 2]
    old = Try(losses)
    assert evidence_as_kth(old, 3, alpha=ALPHA) == evidence_path(losses, scales(losses))[-1]
    assert standing_tries([Try(STRONG * 2, 24), old], alpha=ALPHA) == [
        Decision.TREATMENT_WORKS,
        Decision.CONTROL_WORKS,
    ]


def test_claims_help_each_other() -> None:
    # Alone each is too weak for its share; together each needs half as much.
    weak = LogEvidence(math.log(70), 0.0)
    assert standing([weak], [None], alpha=ALPHA) == [None]
    assert standing([weak, LogEvidence(math.log(130), 0.0)], [None, None], alpha=ALPHA) == [
        Decision.TREATMENT_WORKS,
        Decision.TREATMENT_WORKS,
    ]


def test_where_nothing_works_a_lab_of_ten_tries_stands_by_something_at_most_at_alpha() -> None:
    labs, together, each_alone = 300, 0, 0
    for lab in range(labs):
        tries = [Try(nothing(f"{lab} {k}"), 12, "treatment") for k in range(10)]
        together += any(standing_tries(tries, alpha=ALPHA))
        each_alone += any(evidence_as_kth(one, 1, alpha=2 * ALPHA).log_above > math.log(24.9) for one in tries)
    assert together <= ALPHA * labs
    assert each_alone > 2 * ALPHA * labs, "ten chances at alpha each find some winner often"


def test_a_try_without_rounds_says_nothing() -> None:
    assert standing_tries([Try([], 12)], alpha=ALPHA) == [None]
    assert standing_tries([], alpha=ALPHA) == []


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        evidence_as_kth(Try([1.0], 3), 1, alpha=1)
    with pytest.raises(InputError, match="no try number 0"):
        evidence_as_kth(Try([1.0], 3), 0, alpha=ALPHA)
    with pytest.raises(InputError, match="1 tries and 0 expectations"):
        standing([LogEvidence(0, 0)], [], alpha=ALPHA)
