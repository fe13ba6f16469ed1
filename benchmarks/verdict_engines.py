"""What calls a winner: PostLab's two engines, an oracle, and the tests that people know, each with a look every round.

An engine gets a series and says after which round it called a winner and which, and whether its interval missed the
true ratio at any look. The oracle is a sequential probability ratio test (Wald 1945) that knows the law of a round's
log ratio with and without the effect, and how large the effect is: nobody does, and no other engine that keeps its word
can be much sooner.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from student import critical
from verdict_series import Scenario, Series

from postlab.stats.deadline import Expected, deadline_path, split
from postlab.stats.evidence import LogEvidence, evidence_path
from postlab.stats.judgement import judge_differences

FIRST_LOOK = 3
"""The round after which t tests look for the first time."""

WINS, LOSES = 1, -1
"""Who was called the winner: the treatment, the control."""


@dataclass(frozen=True, slots=True)
class Call:
    """What an engine made of one series.

    Attributes:
        round: after which a winner was called; None for no winner.
        winner: `WINS` for the treatment, `LOSES` for the control, 0 for none.
        missed: whether the interval missed the true ratio at any look; None where there is no interval.
    """

    round: int | None
    winner: int
    missed: bool | None = None


Judge = Callable[[Series], Call]


@dataclass(frozen=True)
class Look:
    """What was said after one round: the winner, and the bounds of the log ratio (None for no bound)."""

    winner: int
    low: float | None = None
    high: float | None = None


def call(looks: Sequence[Look | None], ratio: float, *, has_interval: bool = True) -> Call:
    """What a series of looks comes to; None is a round after which nothing could be said."""
    first = next((number for number, look in enumerate(looks, 1) if look and look.winner), None)
    called = looks[first - 1] if first else None
    missed = any(look is not None and misses(look, math.log(ratio)) for look in looks)
    return Call(first, called.winner if called else 0, missed if has_interval else None)


def misses(look: Look, truth: float) -> bool:
    """Whether the bounds leave out the true log ratio."""
    return (look.low is not None and look.low > truth) or (look.high is not None and look.high < truth)


def first_engine(*, alpha: float) -> Judge:
    """PostLab without a planned number of rounds."""
    goal = math.log(2 / alpha)
    return lambda series: of_evidence(evidence_path(series.differences, series.scale), (goal, goal))


def second_engine(*, alpha: float, planned: int, expected: Expected) -> Judge:
    """PostLab with one, whether or not a framing is expected to do better."""
    shares = split(alpha, expected)
    goals = (-math.log(shares[0]), -math.log(shares[1]))

    def judge(series: Series) -> Call:
        each = [planned] * len(series.differences)
        return of_evidence(deadline_path(series.differences, series.scale, each, shares=shares), goals)

    return judge


def of_evidence(path: Sequence[LogEvidence], goals: tuple[float, float]) -> Call:
    """The first round after which one side's evidence reached its goal."""
    for number, row in enumerate(path, 1):
        if row.log_above >= goals[0]:
            return Call(number, WINS)
        if row.log_below >= goals[1]:
            return Call(number, LOSES)
    return Call(None, 0)


def postlab_missed(series: Series, ratio: float, *, alpha: float, planned: int | None, expected: Expected) -> bool:
    """Whether PostLab's interval missed the true ratio at any look; this takes all that a judgement is."""
    rows = judge_differences(
        series.differences,
        alpha=alpha,
        planned=None if planned is None else [planned] * len(series.differences),
        expected=expected,
    )
    return any((row.low is not None and row.low > ratio) or (row.high is not None and row.high < ratio) for row in rows)


def paired_t(ratio: float, *, alpha: float) -> Judge:
    """The t test of the rounds' differences after each round, as if that look were the only one."""

    def looks(series: Series) -> Iterator[Look | None]:
        mean = squares = 0.0
        for number, value in enumerate(series.differences, 1):
            step = value - mean
            mean += step / number
            squares += step * (value - mean)
            yield None if number < FIRST_LOOK else around(mean, squares / (number - 1) / number, number - 1, alpha)

    return lambda series: call(list(looks(series)), ratio)


def welch(ratio: float, *, alpha: float) -> Judge:
    """Welch's test of the logs of both sides, which forgets that two posts belong to one round."""

    def looks(series: Series) -> Iterator[Look | None]:
        means, squares = [0.0, 0.0], [0.0, 0.0]
        for number, pair in enumerate(series.logs, 1):
            for side, value in enumerate(pair):
                step = value - means[side]
                means[side] += step / number
                squares[side] += step * (value - means[side])
            if number < FIRST_LOOK:
                yield None
                continue
            parts = [square / (number - 1) / number for square in squares]
            freedom = sum(parts) ** 2 * (number - 1) / (sum(part**2 for part in parts) or math.inf)
            yield around(means[1] - means[0], sum(parts), freedom, alpha)

    return lambda series: call(list(looks(series)), ratio)


def around(mean: float, variance: float, freedom: float, alpha: float) -> Look | None:
    """What a t test says of a mean; nothing where numbers do not vary."""
    if variance <= 0 or freedom <= 0:
        return None
    width = critical(freedom, alpha=alpha) * math.sqrt(variance)
    return Look(WINS if mean > width else LOSES if mean < -width else 0, mean - width, mean + width)


def oracle(scenario: Scenario, ratio: float, *, alpha: float, draws: int, rounds: int, seed: str) -> Judge:
    """The test that knows the scenario; without an effect it looks for a doubling, of either side.

    Real pages have a law each. Among them it knows the law of all together, and bets on the coin with that, because the
    ratio of two laws that are not quite those of the page would promise nothing.
    """
    without = None if scenario.real else Law.of(scenario, 1.0, draws=draws, rounds=rounds, seed=seed)
    with_effect = Law.of(scenario, 2.0 if ratio == 1 else ratio, draws=draws, rounds=rounds, seed=seed)
    goal = math.log(2 / alpha)

    def judge(series: Series) -> Call:
        above = below = 0.0
        for number, value in enumerate(series.differences, 1):
            up, down = with_effect.log_density(value), with_effect.log_density(-value)
            idle = log_mean(up, down) if without is None else without.log_density(value)
            above += up - idle
            below += down - idle
            if above >= goal or below >= goal:
                return Call(number, WINS if above >= goal else LOSES)
        return Call(None, 0)

    return judge


def log_mean(one: float, other: float) -> float:
    """The log of the mean of two numbers that are given by their logs."""
    return max(one, other) + math.log((1 + math.exp(-abs(one - other))) / 2)


@dataclass(frozen=True)
class Law:
    """The law of a round's log ratio, as smoothed heights on a grid.

    Attributes:
        low: where the grid begins.
        step: how far its places lie apart.
        logs: log density, up to a constant that all laws of the same number of draws share.
    """

    low: float
    step: float
    logs: Sequence[float]

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, scenario: Scenario, ratio: float, *, draws: int, rounds: int, seed: str) -> Law:
        """From so many rounds of the scenario that no experiment is made of; of real pages they are of the same posts.

        Without an effect either sign is as likely, so each value counts with both.
        """
        chance = random.Random(f"{seed}|law|{scenario.name}|{ratio:g}")
        low, step, places = -12.0, 0.05, 480
        heights = [0.0] * (places + 1)
        for _ in range(draws // rounds):
            for value in Series.of(scenario.source(chance, ratio, rounds)).differences:
                for one in (value, -value) if ratio == 1 else (value, value):
                    place = min(max((one - low) / step, 0.0), places - 1e-9)
                    part = place - int(place)
                    heights[int(place)] += 1 - part
                    heights[int(place) + 1] += part
        for _ in range(SMOOTHED):
            padded = [0.0, *heights, 0.0]
            heights = [
                (before + 2 * here + after) / 4
                for before, here, after in zip(padded, padded[1:], padded[2:], strict=False)
            ]
        return cls(low, step, [math.log(height + 0.1) for height in heights])

    def log_density(self, value: float) -> float:
        """On the line between the places of the grid around a value."""
        place = min(max((value - self.low) / self.step, 0.0), len(self.logs) - 1 - 1e-9)
        below = int(place)
        return self.logs[below] + (place - below) * (self.logs[below + 1] - self.logs[below])


SMOOTHED = 8
"""How often each height of a law is averaged with its neighbours: as with a normal kernel of two places."""
