# /// script
# requires-python = ">=3.11"
# dependencies = ["tea-tasting==1.14.0"]
# ///
"""tea-tasting's analysis of a mean, which is Welch's t test; it has no sequential one."""

from __future__ import annotations

from typing import Any

from looks import Said, Sums, answer, said, sums_of, vary, winner
from tea_tasting.aggr import Aggregates
from tea_tasting.metrics import Mean


def aggregates(sums: Sums) -> Aggregates:
    """What tea-tasting wants to know of one framing."""
    posts, total, squares = sums
    mean = total / posts
    return Aggregates(count_=posts, mean_={"log": mean}, var_={"log": (squares - total * mean) / (posts - 1)}, cov_={})


def welch(pairs: list[tuple[float, float]], asked: dict[str, Any]) -> list[Said]:
    """The looks of one series."""
    alpha = asked["alpha"]
    metric = Mean("log", confidence_level=1 - alpha)
    looks: list[Said] = []
    for control, treatment in sums_of(pairs):
        if not vary(control, treatment):
            looks.append(None)
            continue
        result = metric.analyze_aggregates(aggregates(control), aggregates(treatment))
        won = winner(significant=result.pvalue < alpha, difference=result.effect_size)
        looks.append(said(won, result.effect_size_ci_lower, result.effect_size_ci_upper))
    return looks


answer("tea-tasting", {"Welch's t": welch})
