"""The second engine: the same fair bets on the coin, made by somebody who knows how many rounds are left.

Each side, "the treatment does better" and "the control does better", has capital of its own. It starts with its share
of alpha and wants to reach 1; its evidence is capital / share, so that the goal is evidence of 1/share. Every stake is
fixed before the coin decides, so under "the framing multiplies the outcome by exp(theta)" the capital is a non-negative
martingale and reaches 1 with a probability of at most the share (Ville's inequality), whatever the stakes. Three rules
make it sooner than `postlab.stats.evidence` and cost nothing of that:

- It never stakes more than the goal needs (Fischer and Ramdas, "Improving the (approximate) sequential probability
  ratio test by avoiding overshoot", arXiv 2410.16076).
- Half of the stake hedges a one-touch option: for a random walk with as many steps left as the plan has rounds, it is
  the stake that reaches the goal with the probability that the capital is worth (the reflection principle). After the
  plan's last round the mixture bets alone.
- The side that the plan expects may have the larger share of alpha.

The stake never falls as a difference grows, so "the ratio is at most exp(theta)" is refuted wrongly with a probability
of at most the share, too. docs/verdict-formulas.md has the proofs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from postlab.errors import InputError
from postlab.stats.evidence import CAP, GIVEN_UP_SIZE, KAPPAS, WEIGHTS, LogEvidence

Expected = Literal["treatment", "control"] | None
"""Which framing a plan expects to do better; None where it expects neither."""

EXPECTED_PART = 0.8
"""The part of alpha that the expected side has; without one, both have half."""

LARGEST_SIZE = 2.5
"""Sizes of differences, in scales, count as at most this much to the hedge."""

START_ROUNDS = 4.0
"""How many rounds of size 1 the hedge's guess of the coming ones begins with."""

REACHED = 1 - 1e-12
"""Capital from which on the goal counts as reached; less is missing by rounding alone."""

SPENT = 1e-290
"""Capital below which a side bets no more: a float cannot hold much less."""


@dataclass(frozen=True, slots=True)
class CapitalPath:
    """What became of one side's capital.

    Attributes:
        capital: after each round, in units of the goal; it stays at 1 once it is there, and the path ends there.
        reach: what the last round of the path would have made of the capital if it might overshoot the goal.
    """

    capital: list[float]
    reach: float

    @property
    def reached_after(self) -> int | None:
        """The round after which the goal was reached; None where it was not."""
        return len(self.capital) if self.capital and self.capital[-1] == 1.0 else None

    def at(self, rounds: int) -> float:
        """The capital after so many rounds, at least one."""
        return self.capital[min(rounds, len(self.capital)) - 1]


def split(alpha: float, expected: Expected) -> tuple[float, float]:
    """The shares of alpha for "the treatment does better" and "the control does better"."""
    part = {"treatment": EXPECTED_PART, "control": 1 - EXPECTED_PART, None: 0.5}[expected]
    return alpha * part, alpha * (1 - part)


def planned_each(planned: int | Sequence[int], count: int) -> list[int]:
    """The planned rounds as they stood when each round was drawn.

    Raises:
        InputError: a number is below 1, or there is not one a round.
    """
    each = [planned] * count if isinstance(planned, int) else list(planned)
    if len(each) != count:
        raise InputError(f"There are planned numbers for {len(each)} rounds, and {count} rounds.")
    wrong = next((number for number in ([planned] if isinstance(planned, int) else each) if number < 1), None)
    if wrong is not None:
        raise InputError(f"The planned number of rounds is {wrong}; it must be at least 1.")
    return each


def capital_path(
    sizes: Iterable[float | None], planned: Sequence[int], *, share: float, weights: Sequence[float] = WEIGHTS
) -> CapitalPath:
    """What one side's capital becomes, round by round, until the goal is reached.

    With w the capital, u the size of a round's difference, m the planned rounds left (this one included), a = min(u,
    2.5) and v the mean of a^2 so far (beginning with four rounds of 1):

        b_mix = sum W_j 0.95 tanh(kappa_j u) / sum W_j
        x = Phi^-1(1 - w/2) sqrt(m v),  r = sqrt((m - 1) v)
        up = 1 if a >= x else 2 Phi(-(x - a)/r),  down = 2 Phi(-(x + a)/r),  b_hedge = (up - down) / (up + down)
        b = min((b_mix + b_hedge) / 2, 1/w - 1), or without the hedge where m < 1

    and w becomes w (1 + b) where the side wins, w (1 - b) where it loses.

    Args:
        sizes: each round's difference in favour of the side, less the log ratio in question, in scales. None is a
            round that was given up: a loss of size 1.5 that counts as no measured round.
        planned: the plan's rounds when each was drawn.
        share: what the side begins with, as a part of the goal.
        weights: what the bettors of the mixture begin with.
    """
    from statistics import NormalDist

    inverse = NormalDist().inv_cdf
    capital = reach = share
    path: list[float] = []
    # Six names instead of a list: this loop is nine tenths of a judgement, and takes a third of the time so.
    k1, k2, k3, k4, k5, k6 = KAPPAS
    w1, w2, w3, w4, w5, w6 = weights
    squares = rounds = START_ROUNDS
    measured = 0
    tanh = math.tanh
    for distance, rounds_planned in zip(sizes, planned, strict=False):
        size = GIVEN_UP_SIZE if distance is None else abs(distance)
        t1, t2, t3 = tanh(k1 * size), tanh(k2 * size), tanh(k3 * size)
        t4, t5, t6 = tanh(k4 * size), tanh(k5 * size), tanh(k6 * size)
        bet = CAP * (w1 * t1 + w2 * t2 + w3 * t3 + w4 * t4 + w5 * t5 + w6 * t6) / (w1 + w2 + w3 + w4 + w5 + w6)
        hedged = min(size, LARGEST_SIZE)
        left = rounds_planned - measured
        stake = bet
        if left > 0:
            variance = squares / rounds
            goal = -inverse(capital / 2) * math.sqrt(left * variance)
            stake = (bet + _hedge(goal, hedged, math.sqrt(max((left - 1) * variance, 1e-12)))) / 2
        way = -1.0 if distance is None or distance < 0 else 1.0 if distance > 0 else 0.0
        reach = capital * (1 + way * stake)
        capital *= 1 + way * min(stake, 1 / capital - 1)
        if capital >= REACHED:
            path.append(1.0)
            break
        path.append(capital)
        if capital < SPENT:
            path += [capital] * (len(planned) - len(path))
            break
        part = CAP * way
        w1, w2, w3 = w1 + part * w1 * t1, w2 + part * w2 * t2, w3 + part * w3 * t3
        w4, w5, w6 = w4 + part * w4 * t4, w5 + part * w5 * t5, w6 + part * w6 * t6
        if distance is not None:
            squares += hedged * hedged
            rounds += 1
            measured += 1
    return CapitalPath(path, reach)


def deadline_path(
    differences: Sequence[float | None],
    scale: Sequence[float],
    planned: Sequence[int],
    *,
    shares: tuple[float, float],
    theta: float = 0.0,
) -> list[LogEvidence]:
    """The evidence about one log ratio after each round, each side's relative to its own share.

    Args:
        differences: None is a round that was given up.
        scale: as `postlab.stats.evidence.scales` gives it.
        planned: the plan's rounds when each was drawn.
        shares: what the sides above and below theta begin with; a side stays at 1/share once it is there.
        theta: the log ratio in question.
    """
    above, below = (
        capital_path(sizes_of(differences, scale, theta, sign=sign), planned, share=share)
        for sign, share in zip((1, -1), shares, strict=True)
    )
    log_shares = [math.log(share) for share in shares]
    return [
        LogEvidence(math.log(above.at(n)) - log_shares[0], math.log(below.at(n)) - log_shares[1])
        for n in range(1, len(differences) + 1)
    ]


def sizes_of(
    differences: Iterable[float | None], scale: Iterable[float], theta: float, *, sign: int
) -> Iterator[float | None]:
    """Each difference less theta, in scales, positive where it speaks for the side; None stays None."""
    return (
        None if value is None else sign * (value - theta) / unit
        for value, unit in zip(differences, scale, strict=False)
    )


def _hedge(goal: float, size: float, spread: float) -> float:
    """The stake on a step of this size of an option that pays once a walk has come as far as the goal.

    Args:
        goal: how far it is away.
        size: of the step.
        spread: standard deviation of what the walk will do after it.
    """
    # erfc(z / sqrt 2) is 2 Phi(-z).
    width = math.sqrt(2) * spread
    up = 1.0 if size >= goal else math.erfc((goal - size) / width)
    down = math.erfc((goal + size) / width)
    return (up - down) / (up + down) if up + down > 0 else 0.0
