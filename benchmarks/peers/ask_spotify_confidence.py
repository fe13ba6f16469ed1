# /// script
# requires-python = "==3.11.*"
# dependencies = ["spotify-confidence==4.1.0"]
# ///
"""spotify-confidence's group-sequential z test (Lan and DeMets 1983), planned for all rounds or for those of the plan.

Its bounds hang on how many posts there are of how many, not on what they got, and take two seconds to find; they are
found once for all series here. After the last look that was planned there is none.
"""

from __future__ import annotations

import copy
import warnings
from typing import Any

import pandas as pd
from looks import Said, answer, said, sums_of, vary, winner
from spotify_confidence import ZTest
from spotify_confidence.analysis.frequentist.confidence_computers import z_test_computer

warnings.simplefilter("ignore")  # of the pandas that it was written for

find_bounds = z_test_computer.sequential_bounds
found: dict[Any, Any] = {}


def bounds_once(t: Any, alpha: float, sides: int) -> Any:
    """The library's bounds, found once for the same looks."""
    key = (tuple(t), alpha, sides)
    if key not in found:
        found[key] = find_bounds(t=t, alpha=alpha, sides=sides)
    return copy.deepcopy(found[key])


z_test_computer.sequential_bounds = bounds_once


def sequential(pairs: list[tuple[float, float]], alpha: float, planned: int) -> list[Said]:
    """The looks of one series up to the last that was planned."""
    rows = [
        {"framing": framing, "round": posts, "posts": posts, "total": total, "squares": squares, "final": 2 * planned}
        for both in sums_of(pairs[:planned])
        if vary(*both)
        for framing, (posts, total, squares) in zip(("control", "treatment"), both, strict=True)
    ]
    if not rows:
        return [None] * len(list(sums_of(pairs[:planned])))
    test = ZTest(
        pd.DataFrame(rows),
        numerator_column="total",
        numerator_sum_squares_column="squares",
        denominator_column="posts",
        categorical_group_columns=["framing"],
        ordinal_group_column="round",
        interval_size=1 - alpha,
    )
    result = test.difference(
        level_1="control",
        level_2="treatment",
        groupby="round",
        absolute=True,
        final_expected_sample_size_column="final",
    )
    names = ("round", "is_significant", "difference", "adjusted ci_lower", "adjusted ci_upper")
    by_round = {
        posts: said(winner(significant=bool(significant), difference=difference), low, high)
        for posts, significant, difference, low, high in zip(*(result[name] for name in names), strict=True)
    }
    return [by_round.get(posts) for (posts, _, _), _ in sums_of(pairs[:planned])]


def for_all(pairs: list[tuple[float, float]], asked: dict[str, Any]) -> list[Said]:
    """Planned for as many rounds as there are."""
    return sequential(pairs, asked["alpha"], len(pairs))


def for_plan(pairs: list[tuple[float, float]], asked: dict[str, Any]) -> list[Said]:
    """Planned for the plan's rounds."""
    return sequential(pairs, asked["alpha"], asked["planned"])


answer(
    "spotify-confidence",
    {"group-sequential, all rounds": for_all, "group-sequential, the plan's rounds": for_plan},
)
