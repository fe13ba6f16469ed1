"""How often a plan settles its question: replayed many times on pages as they are, by the bets of the verdict."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Literal

from postlab.design.pairing import links_needed
from postlab.design.plan import Plan
from postlab.stats.judgement import Decision
from postlab.stats.luck import Page
from postlab.stats.settled import Settled, settled
from postlab.stats.simulated_counts import PostLaw

MOST, FEWEST = 2000, 100
"""How often a plan is replayed for one effect: 2,000 times tell a share to within about 2 in 100, 19 times of 20."""

POSTS_IN_ALL = 100_000
"""About so many posts are drawn for one effect, in two seconds or so; a longer plan is replayed less often."""

Effect = Literal["none", "small", "large"]
"""How much framing truly matters in a rehearsal."""

LARGE = 2.0
"""A large effect is so many times the smallest worthwhile one."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """What became of many experiments with one plan and one true effect.

    Attributes:
        replays: how many there were.
        treatment_works: how many ended with "treatment works".
        control_works: with "control works".
        no_practical_difference: with "no practical difference".
        not_enough_posts: with "not enough posts".
        does_no_harm: how many settled, by their end, that the treatment does no harm worth speaking of.
        rounds: the median of measured rounds of those that were settled; null where none was.
    """

    replays: int
    treatment_works: int
    control_works: int
    no_practical_difference: int
    not_enough_posts: int
    does_no_harm: int
    rounds: float | None

    def rightly(self, ratio: float) -> int:
        """How many said what is true, where the true ratio of treatment to control is `ratio`."""
        if ratio == 1:
            return self.no_practical_difference
        return self.treatment_works if ratio > 1 else self.control_works

    @property
    def settled(self) -> int:
        """How many ended with an answer."""
        return self.replays - self.not_enough_posts


def true_ratios(plan: Plan) -> dict[Effect, float]:
    """The true ratios of treatment to control that a rehearsal plays, by their names; of an A/A test none but 1.

    A small one is the smallest that would matter, a large one `LARGE` times that; in favour of the control where the
    plan expects it to do better.
    """
    if plan.aa:
        return {"none": 1.0}
    small, large = plan.worthwhile, LARGE * plan.worthwhile
    if plan.expected == "control":
        small, large = 1 / small, 1 / large
    return {"none": 1.0, "small": small, "large": large}


def replays_of(plan: Plan) -> int:
    """How often a plan is replayed for one effect."""
    return max(FEWEST, min(MOST, POSTS_IN_ALL // (2 * plan.rounds * len(plan.accounts))))


def replay(plan: Plan, pages: Sequence[Page], *, ratio: float, chance: Random, rounds: int) -> Iterator[Settled]:
    """Experiments with a plan, one after the other without end, each with links, slots and luck of its own.

    Args:
        plan: the plan.
        pages: what posts get of its metric, one for each account.
        ratio: the true ratio of treatment to control.
        chance: where luck and the coin come from.
        rounds: after which it ends, from 1: those of the plan, or fewer where its slots do not suffice.
    """
    laws = [PostLaw.of(page) for page in pages]
    while True:
        yield settled(
            _differences(plan, laws, ratio, chance, rounds),
            alpha=plan.alpha,
            rope=plan.worthwhile,
            expected=plan.expected,
            planned=plan.rounds,
        )


def frequencies(ends: Sequence[Settled]) -> Frequencies:
    """How often experiments ended in each way; of at least one."""
    decisions = Counter(end.decision for end in ends)
    answered = [end.rounds for end in ends if end.is_decided]
    return Frequencies(
        replays=len(ends),
        treatment_works=decisions[Decision.TREATMENT_WORKS],
        control_works=decisions[Decision.CONTROL_WORKS],
        no_practical_difference=decisions[Decision.NO_PRACTICAL_DIFFERENCE],
        not_enough_posts=decisions[Decision.NOT_ENOUGH_POSTS],
        does_no_harm=sum(end.does_no_harm for end in ends),
        rounds=median(answered) if answered else None,
    )


def _differences(plan: Plan, laws: Sequence[PostLaw], ratio: float, chance: Random, rounds: int) -> list[float]:
    """The log ratio of each round of one experiment."""
    links = len(plan.link)
    articles = [chance.gauss(0.0, 1.0) for _ in range(links)]
    # with too few links for the design both posts carry the same one
    per_round = links_needed(plan.design, variants=2) if links > 1 else 1
    crossed = bool(plan.accounts_crossed)
    differences = []
    for number in range(rounds):
        first = articles[number * per_round % links]
        second = articles[(number * per_round + per_round - 1) % links]
        if chance.random() < 0.5:
            first, second = second, first
        logs = 0.0
        for place, law in enumerate(laws):
            of_treatment, of_control = (second, first) if crossed and place % 2 else (first, second)
            treatment = law.count(chance, article=of_treatment, factor=ratio)
            control = law.count(chance, article=of_control)
            logs += math.log((treatment + 0.5) / (control + 0.5))
        differences.append(logs / len(laws))
    return differences
