"""How many rounds the verdict takes, by how far an effect stands out: the measured law of its bets.

`rounds_law.toml` holds what `benchmarks/rounds_law.py` measured; it is written again when the bets change.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

import tomli

from postlab.errors import InputError
from postlab.stats.deadline import EXPECTED_PART

USUAL_ROUNDS = 24
"""The rounds of a plan that names none: enough to settle a doubling in about half of all experiments."""

LONGEST_FORECAST = 1_000_000
"""No forecast says more rounds."""


def median_rounds(effect: float, *, share: float, planned: int = USUAL_ROUNDS) -> float:
    """The measured rounds until half of all experiments are settled.

    Between the measured points logs are on a line; beyond the smallest effect rounds grow as 1/effect^2, and below the
    smallest share with ln(1/share). Beyond the other ends the nearest point stands.

    Args:
        effect: mean of a round's log ratio over its standard deviation, whichever its sign.
        share: the part of alpha that the framing which does better has (`postlab.stats.deadline.split`).
        planned: rounds of the plan: the bets know how many are left.

    Raises:
        InputError: the share is not between 0 and 1, planned is not positive, or there is no effect.
    """
    if not 0 < share < 1:
        raise InputError(f"The share of alpha is {share}; it must lie between 0 and 1.", hint="0.025 is usual.")
    if planned < 1:
        raise InputError(f"The number of rounds is {planned}; it must be at least 1.")
    size = abs(effect)
    if not (size > 0 and math.isfinite(size)):
        raise InputError("Without an effect no number of rounds settles the question.")
    effects, tables = _law()
    in_alpha = sorted({known for known, _ in tables})
    in_planned = sorted({known for _, known in tables})
    wanted = [
        (known_alpha, alpha_part, known_planned, planned_part)
        # it was measured for the framing that a plan expects to do better
        for known_alpha, alpha_part in _between(in_alpha, share / EXPECTED_PART)
        for known_planned, planned_part in _between(in_planned, planned)
    ]
    log_rounds = math.fsum(
        alpha_part * planned_part * _log_rounds(effects, tables[known_alpha, known_planned], size)
        for known_alpha, alpha_part, known_planned, planned_part in wanted
    )
    smallest = in_alpha[0] * EXPECTED_PART
    if share < smallest:
        # evidence grows about as fast, and needs to go further
        log_rounds += math.log(math.log(share) / math.log(smallest))
    return min(math.exp(log_rounds), LONGEST_FORECAST)


def _log_rounds(effects: Sequence[float], rounds: Sequence[float], size: float) -> float:
    if size <= effects[0]:
        return math.log(rounds[0]) + 2 * math.log(effects[0] / size)
    return math.fsum(part * math.log(rounds[effects.index(known)]) for known, part in _between(effects, size))


def _between(known: Sequence[float], value: float) -> list[tuple[float, float]]:
    """The known values around one, each with its part, by their logs; the nearest alone beyond the ends."""
    if value <= known[0]:
        return [(known[0], 1.0)]
    if value >= known[-1]:
        return [(known[-1], 1.0)]
    above = bisect_left(known, value)
    low, high = known[above - 1], known[above]
    part = math.log(value / low) / math.log(high / low)
    return [(low, 1 - part), (high, part)]


@lru_cache(maxsize=1)
def _law() -> tuple[list[float], dict[tuple[float, float], list[float]]]:
    """The measured effects, and by alpha and planned rounds the median for each."""
    law = tomli.loads(files("postlab.stats").joinpath("rounds_law.toml").read_text(encoding="utf-8"))
    tables = {
        (float(table["alpha"]), float(table["planned"])): [float(rounds) for rounds in table["rounds"]]
        for table in law["median"]
    }
    return [float(effect) for effect in law["effects"]], tables
