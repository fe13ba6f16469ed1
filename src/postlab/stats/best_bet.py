"""What to post while nobody knows: how much better the treatment probably is. A bet, and never part of the decision."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from postlab.stats.evidence import scales

EFFECT_SD = 0.4
"""How far log ratios of framings are thought to lie around none, before any round: two of three within 1.5 times."""


LEANS = 0.55
"""The probability below which neither framing is said to look better."""


@dataclass(frozen=True, slots=True)
class BestBet:
    """What is thought of the treatment after some rounds.

    Attributes:
        ratio: of treatment to control, as far as it is believed; drawn towards 1 while little is known.
        probability: that the treatment does better.
        mean: natural log of the ratio.
        sd: how sure that is, as a standard deviation of the log.
    """

    ratio: float
    probability: float
    mean: float
    sd: float

    @property
    def leans(self) -> Literal["treatment", "control"] | None:
        """Which side looks better; None where neither does."""
        return leaning(self.probability)


def leaning(probability: float) -> Literal["treatment", "control"] | None:
    """Which side looks better by the probability that the treatment does; None where neither does."""
    if max(probability, 1 - probability) < LEANS:
        return None
    return "treatment" if probability > 1 / 2 else "control"


def best_bet(differences: Sequence[float | None]) -> BestBet:
    """What the rounds so far suggest; without any, a ratio of 1 and even chances.

    The posterior of a normal mean with the prior N(0, 0.4^2) (Lindley and Smith, JRSS B 34, 1972): with n differences d
    and s the scale by which the next would be judged, v = 1 / (1/0.4^2 + n/s^2), mean = v sum d / s^2, and the
    probability is Phi(mean / sqrt v). Unlike the bets on the coin it takes luck to be normal, and it may be looked at
    as often as one likes because it promises nothing.

    Args:
        differences: the log ratio of each measured round; None, a round that was given up, says nothing.
    """
    measured = [value for value in differences if value is not None]
    precision = 1 / scales(measured)[-1] ** 2
    variance = 1 / (1 / EFFECT_SD**2 + len(measured) * precision)
    mean = variance * math.fsum(measured) * precision
    sd = math.sqrt(variance)
    return BestBet(math.exp(mean), math.erfc(-mean / sd / math.sqrt(2)) / 2, mean, sd)
