"""How often a rate names a winner that is none when a framing changes who is shown a post, and not what they do.

Both framings have the same rate of clicks. The network shows the treatment's posts so many times as often. Clicks are
Poisson around rate and views; posts differ by article, slot and luck of their own, and in how often they are shown.

    views each      as PostLab compares rates: the count of the post that was shown more is thinned to the views of the
                    other (`postlab.stats.rates`)
    half per view   ln((clicks + 0.5) / views), the half added before the views are divided out
    clicks          the clicks themselves; the treatment has more of them indeed

    treatment, control
            share of experiments of 24 rounds, looked at after each, in which the framing was said to work; at most
            alpha / 2 for each where rates are compared fairly

The last rows have twice the rate and equal views: what is lost by comparing rates.

    python benchmarks/rates.py
    python benchmarks/rates.py --experiments 300

It takes some minutes.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from false_wins import poisson
from verdict_engines import LOSES, WINS, of_evidence

from postlab.stats.deadline import deadline_path
from postlab.stats.evidence import scales
from postlab.stats.luck import ARTICLE_VARIANCE, POST_SHAPE, SLOT_VARIANCE
from postlab.stats.rates import HALF, Counted, at_equal_views

ALPHA, ROUNDS = 0.05, 24
VIEWS = 50
"""A post's usual views."""

VIEWS_SD = 0.5
"""Standard deviation of their log."""


def thinned(control: Counted, treatment: Counted) -> float:
    """The difference of a round as PostLab has it."""
    one, other = at_equal_views(control.count, treatment.count, control.views or 1, treatment.views or 1)
    return math.log(other + HALF) - math.log(one + HALF)


def half_per_view(control: Counted, treatment: Counted) -> float:
    """The difference of two rates to whose counts the half was added."""
    return clicks(control, treatment) - math.log((treatment.views or 1) / (control.views or 1))


def clicks(control: Counted, treatment: Counted) -> float:
    """The difference of the counts."""
    return math.log(treatment.count + HALF) - math.log(control.count + HALF)


WAYS: dict[str, Callable[[Counted, Counted], float]] = {
    "views each": thinned,
    "half per view": half_per_view,
    "clicks": clicks,
}


@dataclass(frozen=True)
class World:
    """What a framing does.

    Attributes:
        mean: clicks of a post that is shown as usual.
        shown: how many times as often the treatment's posts are shown.
        rate: how many times as often those click who are shown one.
    """

    mean: float
    shown: float
    rate: float = 1.0


WORLDS = (
    *(World(mean, shown) for mean in (1, 2, 5, 20) for shown in (2, 4)),
    *(World(mean, 1, rate=2) for mean in (1, 5, 20)),
)


def post(world: World, chance: random.Random, *, treatment: bool) -> Counted:
    """One post."""
    variance = ARTICLE_VARIANCE + SLOT_VARIANCE
    luck = math.exp(chance.gauss(-variance / 2, math.sqrt(variance))) * chance.gammavariate(POST_SHAPE, 1 / POST_SHAPE)
    exposure = math.exp(chance.gauss(0, VIEWS_SD)) * (world.shown if treatment else 1)
    rate = world.mean * luck * (world.rate if treatment else 1)
    return Counted(poisson(chance, rate * exposure), max(poisson(chance, VIEWS * exposure), 1))


def called(differences: Sequence[float]) -> int:
    """Which winner an experiment names first; 0 for none."""
    share = ALPHA / 2
    path = deadline_path(differences, scales(differences), [ROUNDS] * len(differences), shares=(share, share))
    return of_evidence(path, (-math.log(share) - 1e-9,) * 2).winner


def measured(world: World, experiments: int, chance: random.Random) -> dict[str, tuple[float, float]]:
    """By way of comparing, the shares of experiments that name the treatment, and the control."""
    named = {way: [0, 0] for way in WAYS}
    for _ in range(experiments):
        rounds = [(post(world, chance, treatment=False), post(world, chance, treatment=True)) for _ in range(ROUNDS)]
        for way, difference in WAYS.items():
            winner = called([difference(*pair) for pair in rounds])
            named[way][0] += winner == WINS
            named[way][1] += winner == LOSES
    return {way: (treatment / experiments, control / experiments) for way, (treatment, control) in named.items()}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--experiments", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    print("clicks  shown  rate   " + "   ".join(f"{way:<20}" for way in WAYS))
    print(" " * 23 + "   ".join(f"{'treatment  control':<20}" for _ in WAYS))
    for world in WORLDS:
        shares = measured(world, asked.experiments, chance)
        cells = "   ".join(f"{treatment:9.3f}  {control:7.3f}  " for treatment, control in shares.values())
        print(f"{world.mean:6g}  {world.shown:5g}  {world.rate:4g}   {cells}", flush=True)


if __name__ == "__main__":
    main()
