"""What all rounds together suggest about each block of a text: a suggestion, never a claim.

Framings often differ in several blocks at once (a bare link and one with a moment, a question and a finding). Such
rounds say nothing certain about any single block, but together with all the others they say something. A Bayesian
linear model puts it into numbers. With x the blocks that the treatment has and the control has not (-1 for the other
way round), the mean log ratio of an experiment is

    d = x'b + u + e,   b_j ~ N(m_j, s_j^2),   u ~ N(0, DEVIATION^2),   e ~ N(0, spread^2 / pairs)

u is what is peculiar to the experiment, such as its articles; e is the luck of its pairs of posts. The prior shrinks
what little is known towards no effect. All is normal, so that the posterior has a closed form (Lindley and Smith, JRSS
B 34, 1972): precision P = diag(1/s^2) + sum x x' / v, mean P^-1 (m/s^2 + sum x d / v), with v the variance of u + e.

It assumes that effects multiply and that luck is log-normal, and it knows nothing of when somebody stopped: use it to
choose what to try next, and bets on the coin (`postlab.stats.contrasts`) to say what is so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from postlab.stats.evidence import START_SCALE, START_WEIGHT

BLOCK_SD = math.log(1.5)
"""How far the effect of having a block is thought to lie from its expected one, before any round."""

WORDING_SD = math.log(1.25)
"""The same for other words or another order: two headlines of one article differ by about 1.26 times."""

DEVIATION = math.log(1.2)
"""How far an experiment is thought to lie from what its blocks make of it, because of its articles and its weeks."""

NINETY_FIVE = 1.959963984540054
"""Standard deviations to either side of a normal's mean that hold 95 % of it."""


class Normal(NamedTuple):
    """What is thought of a log ratio: a mean, and how sure, as a standard deviation."""

    mean: float
    sd: float

    @property
    def limits(self) -> tuple[float, float]:
        """The middle 95 %."""
        return self.mean - NINETY_FIVE * self.sd, self.mean + NINETY_FIVE * self.sd


Prior = Callable[[str], Normal]
"""What is thought of a feature's effect before any round."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rounds of one experiment.

    Attributes:
        change: by feature, what the treatment has more of it than the control; zeros may be left out.
        differences: the log ratio of each round, treatment to control.
        pairs: how many pairs of posts (accounts) each of them is the mean of.
    """

    change: Mapping[str, float]
    differences: tuple[float, ...]
    pairs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is thought of every feature after some rounds.

    Attributes:
        spread: standard deviation of the log ratio of one pair of posts, estimated from the scatter within experiments
            and starting at 1.2.
        freedom: rounds that this estimate rests on, less one an experiment; 0 is a guess.
    """

    spread: float
    freedom: int
    _prior: Prior
    _place: Mapping[str, int]
    _mean: tuple[float, ...]
    _root: tuple[tuple[float, ...], ...]
    """Lower Cholesky factor of the precision."""

    def of(self, change: Mapping[str, float]) -> Normal:
        """What is thought of the log ratio of two framings that differ in these features."""
        seen = [0.0] * len(self._mean)
        mean = variance = 0.0
        for feature, amount in change.items():
            if feature in self._place:
                seen[self._place[feature]] = amount
                mean += amount * self._mean[self._place[feature]]
            else:
                prior = self._prior(feature)
                mean += amount * prior.mean
                variance += (amount * prior.sd) ** 2
        variance += math.fsum(value**2 for value in _solved(self._root, seen))
        return Normal(mean, math.sqrt(variance))


def posterior(comparisons: Sequence[Comparison], prior: Prior) -> Posterior:
    """What the rounds of all experiments suggest; without any, the prior itself."""
    measured = [comparison for comparison in comparisons if comparison.differences]
    spread, freedom = _spread(measured)
    place: dict[str, int] = {}
    for comparison in measured:
        for feature, amount in comparison.change.items():
            if amount:
                place.setdefault(feature, len(place))
    priors = [prior(feature) for feature in place]
    precision = [
        [1 / priors[row].sd ** 2 if row == column else 0.0 for column in range(len(place))] for row in range(len(place))
    ]
    pull = [before.mean / before.sd**2 for before in priors]
    for comparison in measured:
        variance = DEVIATION**2 + spread**2 / sum(comparison.pairs)
        mean = _mean(comparison)
        held = [(place[feature], amount) for feature, amount in comparison.change.items() if amount]
        for row, amount in held:
            pull[row] += amount * mean / variance
            for column, other in held:
                precision[row][column] += amount * other / variance
    root = _cholesky(precision)
    means = _solved_back(root, _solved(root, pull))
    return Posterior(spread, freedom, prior, place, tuple(means), tuple(tuple(row) for row in root))


def _mean(comparison: Comparison) -> float:
    """The mean over pairs: a round on more accounts counts for more."""
    return math.fsum(d * n for d, n in zip(comparison.differences, comparison.pairs, strict=True)) / sum(
        comparison.pairs
    )


def _spread(measured: Sequence[Comparison]) -> tuple[float, int]:
    """The luck of one pair: s^2 = (n0 s0^2 + sum over rounds of pairs (d - mean)^2) / (n0 + rounds - experiments)."""
    squares, freedom = START_WEIGHT * START_SCALE**2, 0
    for comparison in measured:
        mean = _mean(comparison)
        squares += math.fsum(n * (d - mean) ** 2 for d, n in zip(comparison.differences, comparison.pairs, strict=True))
        freedom += len(comparison.differences) - 1
    return math.sqrt(squares / (START_WEIGHT + freedom)), freedom


def _cholesky(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """The lower triangle L with L L' = matrix, which is symmetric and positive definite."""
    root: list[list[float]] = [[0.0] * len(matrix) for _ in matrix]
    for row, line in enumerate(matrix):
        for column in range(row + 1):
            rest = line[column] - math.fsum(root[row][k] * root[column][k] for k in range(column))
            root[row][column] = math.sqrt(rest) if row == column else rest / root[column][column]
    return root


def _solved(root: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The y with L y = right."""
    solution: list[float] = []
    for row, line in enumerate(root):
        solution.append((right[row] - math.fsum(line[k] * solution[k] for k in range(row))) / line[row])
    return solution


def _solved_back(root: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The x with L' x = right."""
    solution = [0.0] * len(root)
    for row in reversed(range(len(root))):
        rest = right[row] - math.fsum(root[k][row] * solution[k] for k in range(row + 1, len(root)))
        solution[row] = rest / root[row][row]
    return solution
