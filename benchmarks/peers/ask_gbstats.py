# /// script
# requires-python = "==3.11.*"
# dependencies = ["gbstats==0.8.0", "setuptools<81"]
# ///
"""GrowthBook's statistics: its sequential t test as it comes and tuned to the plan, and its Bayesian test.

The sequential test is the asymptotic confidence sequence of Waudby-Smith and others (arXiv 2103.06476), whose tuning
says after how many posts it should be narrowest: 5,000 as it comes, or as many as the plan has. The Bayesian test has a
flat prior and calls a winner where the chance to win is above 95 %.
"""

from __future__ import annotations

from typing import Any

from gbstats.bayesian.tests import EffectBayesianABTest, EffectBayesianConfig
from gbstats.frequentist.tests import SequentialConfig, SequentialTwoSidedTTest
from gbstats.models.statistics import SampleMeanStatistic
from looks import Said, answer, chosen, said, sums_of, vary, winner


def sequential(pairs: list[tuple[float, float]], alpha: float, tuning: float) -> list[Said]:
    """The looks of the sequential t test."""
    config = SequentialConfig(difference_type="absolute", alpha=alpha, sequential_tuning_parameter=tuning)
    looks: list[Said] = []
    for sums in sums_of(pairs):
        if not vary(*sums):
            looks.append(None)
            continue
        result = SequentialTwoSidedTTest(*(SampleMeanStatistic(*side) for side in sums), config).compute_result()
        won = winner(significant=result.p_value < alpha, difference=result.expected)
        looks.append(said(won, *result.ci))
    return looks


def bayesian(pairs: list[tuple[float, float]], alpha: float) -> list[Said]:
    """The looks of the Bayesian test."""
    config = EffectBayesianConfig(difference_type="absolute", alpha=alpha)
    looks: list[Said] = []
    for sums in sums_of(pairs):
        if not vary(*sums):
            looks.append(None)
            continue
        result = EffectBayesianABTest(*(SampleMeanStatistic(*side) for side in sums), config).compute_result()
        won = chosen(float(result.chance_to_win), above=1 - alpha)
        looks.append(said(won, *result.ci))
    return looks


def as_it_comes(pairs: list[tuple[float, float]], asked: dict[str, Any]) -> list[Said]:
    """Tuned to 5,000 posts."""
    return sequential(pairs, asked["alpha"], SequentialConfig().sequential_tuning_parameter)


def tuned(pairs: list[tuple[float, float]], asked: dict[str, Any]) -> list[Said]:
    """Tuned to the posts of the plan."""
    return sequential(pairs, asked["alpha"], 2 * asked["planned"])


answer(
    "gbstats",
    {
        "sequential": as_it_comes,
        "sequential, tuned to the plan": tuned,
        "Bayesian": lambda pairs, asked: bayesian(pairs, asked["alpha"]),
    },
)
