"""Whether rounds settle a question, told in a hurry: the same as the whole verdict says."""

from __future__ import annotations

import random

import pytest

from postlab.stats import Decision
from postlab.stats.deadline import Expected
from postlab.stats.judgement import DECIDED, judge_differences
from postlab.stats.settled import settled


@pytest.mark.parametrize("expected", [None, "treatment", "control"])
@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (0.0, 0.05), (0.8, 1.0), (-1.2, 1.0), (0.4, 0.6)])
def test_it_ends_as_the_verdict_does(mean: float, sd: float, expected: Expected) -> None:
    chance = random.Random(f"{mean} {sd} {expected}")
    seen = set()
    for rounds in (1, 6, 18, 18, 18, 30):
        differences = [chance.gauss(mean, sd) for _ in range(rounds)]
        for planned in (rounds, rounds + 5):
            judged = judge_differences(
                differences, planned=[planned] * rounds, max_blocks=rounds, expected=expected, alpha=0.1, rope=1.4
            )
            end = next((row for row in judged if row.decision in DECIDED), judged[-1])
            found = settled(differences, alpha=0.1, rope=1.4, expected=expected, planned=planned)
            assert (found.decision, found.rounds) == (end.decision, end.n)
            assert found.does_no_harm == end.does_no_harm
            assert found.is_decided == (end.decision in DECIDED)
            seen.add(found.decision)
    assert Decision.NOT_ENOUGH_POSTS in seen


def test_each_answer_can_come_up() -> None:
    chance = random.Random(2)
    ends = [
        settled([chance.gauss(mean, 0.2) for _ in range(40)], alpha=0.05, rope=1.5).decision
        for mean in (1.5, -1.5, 0.0)
    ]
    assert ends == [Decision.TREATMENT_WORKS, Decision.CONTROL_WORKS, Decision.NO_PRACTICAL_DIFFERENCE]
