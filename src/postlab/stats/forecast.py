"""How many more rounds it would take to settle the question."""

from __future__ import annotations

import math
from dataclasses import dataclass

from postlab.errors import InputError
from postlab.stats.deadline import Expected, split
from postlab.stats.evidence import CAP
from postlab.stats.judgement import DECIDED, Judgement
from postlab.stats.rounds_law import USUAL_ROUNDS, median_rounds


@dataclass(frozen=True, slots=True)
class RoundsToGo:
    """How many more rounds it will probably take.

    Attributes:
        rounds: measured rounds after this one; 0 where the question is settled.
        beyond_plan: whether that is more than the plan has left.
    """

    rounds: int
    beyond_plan: bool


def rounds_to_go(
    judgement: Judgement,
    *,
    alpha: float,
    worthwhile: float,
    max_blocks: int | None = None,
    expected: Expected = None,
    deadline: bool = True,
) -> RoundsToGo:
    """How many more rounds until an effect of the smallest worthwhile ratio is likely to be settled.

    The median of a whole experiment (`median_rounds`) times the part of ln(1/share) that the log evidence still lacks,
    of the side that lacks less, with its share of alpha (of the first engine that evidence over half the square of the
    effect, which is what a round gains); and never fewer than the bets could win at their best. It
    only forecasts: stopping because of it cannot raise false wins.

    Args:
        judgement: the latest one.
        alpha: as the experiment is judged by.
        worthwhile: the smallest ratio that would matter, as the page's counts show it.
        max_blocks: measured rounds at most, as planned; None for no limit.
        expected: which framing the plan expects to do better, as the experiment is judged by.
        deadline: whether its bets know the plan's rounds; those of the first engine do not.

    Raises:
        InputError: alpha is not between 0 and 1, or worthwhile is not above 1.
    """
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    if not (worthwhile > 1 and math.isfinite(worthwhile)):
        raise InputError(f"The smallest worthwhile ratio is {worthwhile}; it must be above 1.")
    if judgement.decision in DECIDED:
        return RoundsToGo(0, beyond_plan=False)
    sides = zip(split(alpha, expected), (judgement.log_e_treatment, judgement.log_e_control), strict=True)
    missing, share = min((-math.log(share) - log_e, share) for share, log_e in sides)
    effect = math.log(worthwhile) / judgement.scale
    if deadline:
        whole = median_rounds(effect, share=share, planned=max_blocks or USUAL_ROUNDS)
        rounds_left = missing / -math.log(share) * whole
    else:
        rounds_left = missing / (0.5 * effect**2)
    rounds = max(1, math.ceil(max(rounds_left, missing / math.log1p(CAP))))
    return RoundsToGo(rounds, beyond_plan=max_blocks is not None and rounds > max_blocks - judgement.n)
