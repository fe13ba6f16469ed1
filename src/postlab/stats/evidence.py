"""How much the rounds say against chance: betting on the coin that the tool itself tossed.

Within a round every assignment of framings to slots was equally likely, so under "the framing multiplies
the outcome by exp(theta)" the difference less theta has a fair sign, whatever its size. Betting on that sign
gives a non-negative martingale that starts at 1; by Ville's inequality it ever reaches 1/alpha with a
probability of at most alpha, however often anyone looks. 1 + tanh is the likelihood ratio of a normal against
its symmetrisation, which makes the bet log-optimal for log-normal outcomes; `CAP` limits what one viral post
can cost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

KAPPAS = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0, 3 / 2)
"""How boldly each bettor of the mixture bets, per scale of the differences."""

WEIGHTS = (1 / 32, 1 / 32, 2 / 32, 8 / 32, 12 / 32, 8 / 32)
"""The share of the stake that each bettor starts with."""

CAP = 0.95
"""The largest share of its stake that a bettor puts on one round."""

GIVEN_UP_SIZE = 1.5
"""How large a loss, in scales, a round is booked as that somebody gave up after a post of it was out."""

START_SCALE = 1.2
"""The scale of log ratios before any were seen: about that of two posts of one page."""

START_WEIGHT = 2.0
"""How many rounds that first guess is worth."""


@dataclass(frozen=True, slots=True)
class LogEvidence:
    """Natural logs of two e-values: that the log ratio lies above some theta, and that it lies below."""

    log_above: float
    log_below: float


def scales(differences: Sequence[float | None]) -> list[float]:
    """The scale by which each difference is judged, and last the one that the next would be judged by.

    Each depends on the differences before it only, so that it is fixed before the coin is tossed:
    s_t^2 = (n0 s0^2 + sum of squared deviations so far) / (n0 + max(t - 2, 0)). A round that was given up (None) has no
    difference and leaves the scale as it is.
    """
    scale_path = [START_SCALE]
    mean = squares = 0.0
    count = 0
    for value in differences:
        if value is None:
            scale_path.append(scale_path[-1])
            continue
        count += 1
        step = value - mean
        mean += step / count
        squares += step * (value - mean)
        scale_path.append(math.sqrt((START_WEIGHT * START_SCALE**2 + squares) / (START_WEIGHT + count - 1)))
    return scale_path


def evidence_path(
    differences: Sequence[float | None], scale: Sequence[float], *, theta: float = 0.0
) -> list[LogEvidence]:
    """The evidence about one log ratio after each difference; both logs would be 0 before the first.

    A round that was given up (None) is a loss of `GIVEN_UP_SIZE` for both sides, so that nobody gains by it.
    """
    above = [math.log(weight) for weight in WEIGHTS]
    below = list(above)
    path = []
    for value, unit in zip(differences, scale, strict=False):
        distance = None if value is None else (value - theta) / unit
        for bettor, kappa in enumerate(KAPPAS):
            if distance is None:
                above[bettor] += _given_up(kappa)
                below[bettor] += _given_up(kappa)
                continue
            bet = CAP * math.tanh(kappa * distance)
            above[bettor] += math.log1p(bet)
            below[bettor] += math.log1p(-bet)
        path.append(LogEvidence(log_sum(above), log_sum(below)))
    return path


def log_e_above(differences: Sequence[float | None], scale: Sequence[float], theta: float) -> float:
    """Log of the e-value that the log ratio lies above theta, after all the differences.

    It falls as theta rises, which is what makes an interval of it. None is a round that was given up.
    """
    distances = [(value - theta) / unit for value, unit in zip(differences, scale, strict=False) if value is not None]
    given_up = len(differences) - len(distances)
    tanh, log1p = math.tanh, math.log1p
    return log_sum(
        [
            math.log(weight)
            + math.fsum([log1p(CAP * tanh(kappa * distance)) for distance in distances])
            + given_up * _given_up(kappa)
            for kappa, weight in zip(KAPPAS, WEIGHTS, strict=True)
        ]
    )


def _given_up(kappa: float) -> float:
    """Log of the factor by which a bettor's capital falls for a round that was given up."""
    return math.log1p(-CAP * math.tanh(kappa * GIVEN_UP_SIZE))


def log_sum(logs: Sequence[float]) -> float:
    """Log of the sum of numbers given by their logs, without leaving the range of a float."""
    largest = max(logs)
    return largest + math.log(math.fsum([math.exp(log - largest) for log in logs]))
