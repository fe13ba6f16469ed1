"""How many experiments name a winner although nothing differs, by simulation of the bets themselves."""

from __future__ import annotations

from random import Random

from postlab.stats.deadline import capital_path, sizes_of, split
from postlab.stats.evidence import scales

EXPERIMENTS = 1000
"""Enough to tell two in a hundred from five; about a third of a second for 24 rounds, and in proportion for more."""


def expected_false_wins(planned: int, *, alpha: float, chance: Random, experiments: int = EXPERIMENTS) -> float:
    """The share of experiments that name a winner at any look, where the framings make no difference.

    By symmetry it hardly depends on how outcomes scatter, so that normal log ratios stand for all; `alpha` bounds it
    whatever they are. Neither framing is expected to do better.

    Args:
        planned: measured rounds of each experiment.
        alpha: as they are judged by, between 0 and 1.
        chance: where the outcomes come from.
        experiments: how many are simulated.
    """
    share, _ = split(alpha, None)
    won = 0
    for _ in range(experiments):
        differences = [chance.gauss(0.0, 1.0) for _ in range(planned)]
        scale = scales(differences)
        sides = (
            capital_path(sizes_of(differences, scale, 0.0, sign=sign), [planned] * planned, share=share)
            for sign in (1, -1)
        )
        won += any(side.reached_after is not None for side in sides)
    return won / experiments
