"""What the two designs take on a page whose posts get little: one link in both slots, overlapped, beside two links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from postlab.design.overlap import links_to_fill, weeks_overlapped
from postlab.design.pairing import links_needed
from postlab.design.planning import rounds_needed
from postlab.design.spread import spread

FEW = 5.0
"""A page is small whose posts usually get fewer: of so few the luck of a link hides much of a difference."""

TOLD = 2.0
"""The ratio for which the designs are compared."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a design takes until `TOLD` times is seen, in half of all tries.

    Attributes:
        rounds: measured rounds.
        weeks: how long they take at the plan's slots, with as many links as it takes.
        links: the fewest links with which no slot stays empty and none comes back within the gap.
    """

    rounds: int
    weeks: float
    links: int


def one_link(*, accounts: int, crossed: bool, alpha: float, gap: timedelta, slots_per_week: float) -> Course:
    """What one link in both slots takes, in rounds that overlap.

    Args:
        accounts: how many each round posts on.
        crossed: whether they are crossed.
        alpha: as the experiment is judged by.
        gap: the least time between two showings of a link.
        slots_per_week: how many slots a week has.

    Raises:
        InputError: one of them is out of range.
    """
    rounds = rounds_needed(TOLD, alpha=alpha, sd=spread(accounts=accounts, one_link=True, crossed=crossed))
    links = min(links_to_fill(gap=gap, slots_per_week=slots_per_week), rounds)
    return Course(rounds, weeks_overlapped(rounds, gap=gap, slots_per_week=slots_per_week, links=links), links)


def two_links(*, accounts: int, crossed: bool, alpha: float, slots_per_week: float) -> Course:
    """What a link of its own for each post takes; as `one_link`."""
    rounds = rounds_needed(TOLD, alpha=alpha, sd=spread(accounts=accounts, one_link=False, crossed=crossed))
    needed = links_needed("two links", variants=2)
    return Course(rounds, rounds * needed / slots_per_week, rounds * needed)
