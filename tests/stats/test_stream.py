"""Several experiments as one: their rounds are bets of one stream."""

from __future__ import annotations

import itertools
import math

import pytest

from postlab.stats.deadline_interval import COARSE_LADDER
from postlab.stats.evidence import evidence_path, scales
from postlab.stats.judgement import Decision, judge_differences
from postlab.stats.stream import StreamRound, judge_stream

DIFFERENCES = [0.9, -0.3, 1.7, 0.4, 1.1, -0.2, 2.3, 0.8]


def test_a_single_experiment_is_judged_as_ever() -> None:
    rounds = [StreamRound("one", value, 12) for value in DIFFERENCES]
    assert judge_stream(rounds, expected="treatment") == judge_differences(
        DIFFERENCES, planned=[12] * 8, expected="treatment", ladder=COARSE_LADDER
    )


def test_bounds_of_a_stream_lie_three_per_cent_beyond_those_of_an_experiment_at_most() -> None:
    rounds = [StreamRound("one", value, 12) for value in [*DIFFERENCES, 1.4, 0.2, 0.9, 1.2]]
    (stream, alone) = (
        judge_stream(rounds)[-1],
        judge_differences([one.difference for one in rounds], planned=[12] * 12)[-1],
    )
    assert stream.low is not None
    assert alone.low is not None
    assert alone.low / 1.03 <= stream.low <= alone.low
    assert (stream.decision, stream.log_e_treatment) == (alone.decision, alone.log_e_treatment)
    assert 0.0 in COARSE_LADDER
    assert [-rung for rung in reversed(COARSE_LADDER)] == list(COARSE_LADDER)


def test_the_deadline_is_that_of_all_that_have_begun() -> None:
    rounds = [
        StreamRound(name, value, planned)
        for value, (name, planned) in zip(
            DIFFERENCES,
            [("one", 4), ("one", 4), ("two", 6), ("one", 4), ("two", 6), ("two", 8), ("three", None), ("two", 8)],
            strict=True,
        )
    ]
    # The seventh round has no plan, and takes no round from those that have one.
    expected = judge_differences(DIFFERENCES, planned=[4, 4, 10, 10, 10, 12, 12, 13], ladder=COARSE_LADDER)
    assert judge_stream(rounds) == expected


def test_without_planned_numbers_it_bets_as_the_first_engine_until_a_goal_is_near() -> None:
    rows = judge_stream([StreamRound(n % 2, value) for n, value in enumerate(DIFFERENCES)])
    path = evidence_path(DIFFERENCES, scales(DIFFERENCES))
    assert [row.log_e_treatment for row in rows] == pytest.approx([row.log_above for row in path])


def test_it_is_never_over() -> None:
    rows = judge_stream([StreamRound("one", value, 2) for value in [2.1, -2.1] * 6])
    assert {row.decision for row in rows} == {Decision.KEEP_GOING}


def test_experiments_that_alone_settle_nothing_may_settle_it_together() -> None:
    first, second = DIFFERENCES[:5], [1.3, 0.9, 1.6, 1.1, 0.7]
    alone = [
        judge_differences(values, planned=[5] * 5, expected="treatment")[-1].decision for values in (first, second)
    ]
    assert set(alone) == {Decision.KEEP_GOING}
    rounds = [StreamRound(name, value, 5) for name, values in ((1, first), (2, second)) for value in values]
    assert judge_stream(rounds, expected="treatment")[-1].decision is Decision.TREATMENT_WORKS


def test_the_mean_over_all_sign_patterns_is_one_where_plans_are_mixed() -> None:
    names = [("a", None), ("b", 3), ("a", None), ("b", 3), ("c", 4)]
    found = []
    for signs in itertools.product((-1, 1), repeat=5):
        rounds = [
            StreamRound(name, sign * abs(size), planned)
            for (name, planned), sign, size in zip(names, signs, DIFFERENCES[:5], strict=True)
        ]
        found.append(math.exp(judge_stream(rounds)[-1].log_e_treatment))
    assert math.fsum(found) / len(found) == pytest.approx(1, abs=1e-9)
