"""Whether an experiment's rounds settle its question, and after which; without interval or estimate, so that thousands
of experiments can be replayed in seconds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.stats.deadline import Expected, capital_path, sizes_of, split
from postlab.stats.evidence import scales
from postlab.stats.judgement import DECIDED, Decision


@dataclass(frozen=True, slots=True)
class Settled:
    """How an experiment ends.

    Attributes:
        decision: as `postlab.stats.judgement.judge` says after its last round.
        rounds: measured rounds until then: all of them where nothing was settled.
        does_no_harm: whether it was settled by then that the treatment does at least no harm worth speaking of.
    """

    decision: Decision
    rounds: int
    does_no_harm: bool

    @property
    def is_decided(self) -> bool:
        """Whether the question is answered."""
        return self.decision in DECIDED


def settled(
    differences: Sequence[float], *, alpha: float, rope: float, expected: Expected = None, planned: int | None = None
) -> Settled:
    """How an experiment with these rounds ends; it bets as `postlab.stats.judgement.judge` does.

    Args:
        differences: each round's log ratio of treatment to control, in order; at least one.
        alpha: the accepted probability of a wrong verdict, between 0 and 1.
        rope: the smallest ratio that would matter, above 1.
        expected: which framing the plan expects to do better.
        planned: the plan's rounds, where it ends before it had them all; None is as many as there are.
    """
    count = len(differences)
    each = [planned or count] * count
    scale = scales(differences)
    edge = math.log(rope)
    for_treatment, for_control = split(alpha, expected)

    def reached_after(share: float, *, theta: float, sign: int) -> int:
        """The round after which a side has its goal; one more than there are where it never has."""
        path = capital_path(sizes_of(differences, scale, theta, sign=sign), each, share=share)
        return path.reached_after or count + 1

    treatment = reached_after(for_treatment, theta=0.0, sign=1)
    control = reached_after(for_control, theta=0.0, sign=-1)
    no_harm = reached_after(alpha, theta=-edge, sign=1)
    # where one half of "no practical difference" is open, the other need not be looked at
    same = max(no_harm, reached_after(alpha, theta=edge, sign=-1)) if no_harm <= count else no_harm
    # of two that come with the same round the first stands, as in a verdict
    ends = ((treatment, Decision.TREATMENT_WORKS), (control, Decision.CONTROL_WORKS))
    end, decision = min((*ends, (same, Decision.NO_PRACTICAL_DIFFERENCE)), key=lambda one: one[0])
    if end > count:
        end, decision = count, Decision.NOT_ENOUGH_POSTS
    return Settled(decision, end, no_harm <= end)
