"""What every peer's script does: series in as JSON on stdin, what its library says after each round out on stdout."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

FIRST_LOOK = 3
"""The round after which libraries are asked for the first time, as the t tests are."""

Sums = tuple[int, float, float]
"""How many posts a framing had so far, the sum of their logs and that of the squares."""

Said = tuple[int, float | None, float | None] | None
"""1 where the treatment is called better, -1 where the control is, else 0, and the bounds of the log ratio or None."""


def said(won: int, low: float, high: float) -> Said:
    """A look, or nothing where the library knew no bounds because numbers did not vary yet."""
    return (won, float(low), float(high)) if math.isfinite(low) and math.isfinite(high) else None


def vary(*both: Sums) -> bool:
    """Whether the logs of both framings vary so far: without that libraries divide by nothing."""
    return all(squares - total * total / posts > 1e-9 for posts, total, squares in both)


def winner(*, significant: bool, difference: float) -> int:
    """Who is called better."""
    return 0 if not significant else 1 if difference > 0 else -1


def chosen(probability: float, *, above: float) -> int:
    """Who is called better where one framing is the better one with a probability above this."""
    return 1 if probability > above else -1 if probability < 1 - above else 0


def sums_of(pairs: list[tuple[float, float]]) -> Iterator[tuple[Sums, Sums]]:
    """Both framings' sums after each round from the first look on, of ln(count + 0.5)."""
    totals = [[0.0, 0.0], [0.0, 0.0]]
    for posts, pair in enumerate(pairs, 1):
        for side, count in enumerate(pair):
            log = math.log(count + 0.5)
            totals[side][0] += log
            totals[side][1] += log * log
        if posts >= FIRST_LOOK:
            (control, control_squares), (treatment, treatment_squares) = totals
            yield (posts, control, control_squares), (posts, treatment, treatment_squares)


def answer(library: str, methods: dict[str, Callable[[list[tuple[float, float]], dict[str, Any]], list[Said]]]) -> None:
    """Ask every method about every series, each look as soon as its round is over, and print what they said.

    stdin holds ``{"alpha": …, "planned": …, "series": [[[control, treatment], …], …]}``; stdout gets the library's
    version and for each method the CPU seconds that it took and a list of looks a series.

    Args:
        library: the name of its package.
        methods: by name, what says the looks of one series, from the first look on.
    """
    asked = json.load(sys.stdin)
    told = {}
    for name, method in methods.items():
        start = time.process_time()
        looks = [method([(a, b) for a, b in pairs], asked) for pairs in asked["series"]]
        told[name] = {"cpu_s": time.process_time() - start, "looks": looks}
    json.dump({"version": version(library), "methods": told}, sys.stdout, allow_nan=False)
