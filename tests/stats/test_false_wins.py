"""How many experiments without any effect name a winner, by simulation."""

from __future__ import annotations

from random import Random

import pytest

from postlab.stats.evidence import scales
from postlab.stats.false_wins import expected_false_wins
from postlab.stats.judgement import DECIDED, Decision, judge_differences


@pytest.mark.parametrize(("planned", "alpha"), [(12, 0.05), (24, 0.05), (24, 0.2)])
def test_it_is_not_more_than_alpha_and_not_nothing(planned: int, alpha: float) -> None:
    wins = expected_false_wins(planned, alpha=alpha, chance=Random(1), experiments=1500)
    # alpha bounds it; three standard deviations of 1,500 draws above
    assert 0 < wins < alpha + 3 * (alpha * (1 - alpha) / 1500) ** 0.5


def test_it_counts_what_the_judge_would_say() -> None:
    chance = Random(5)
    series = [[chance.gauss(0.0, 1.0) for _ in range(12)] for _ in range(60)]
    assert all(len(scales(one)) == 13 for one in series)
    judged = [judge_differences(one, alpha=0.4, rope=1.000001, planned=[12] * 12)[-1].decision for one in series]
    winners = {Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS}
    assert winners < DECIDED
    wins = expected_false_wins(12, alpha=0.4, chance=Random(5), experiments=60)
    assert wins == sum(decision in winners for decision in judged) / 60 > 0


def test_it_is_repeatable() -> None:
    first, second = (expected_false_wins(8, alpha=0.3, chance=Random(2), experiments=50) for _ in "ab")
    assert first == second
