"""How many rounds, posts and weeks it will take to see an effect, said before anything starts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from postlab.design.overlap import weeks_overlapped
from postlab.design.slots import WEEK
from postlab.errors import InputError

TYPICAL_SD = 1.4
"""Standard deviation of the log ratio of two posts of one account, as measured on public pages."""

RATIOS = (3.0, 2.0, 1.5, 1.25)
"""The ratios that people are told about before they start."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What it takes to see one ratio, in half of all experiments.

    Attributes:
        ratio: the true ratio of treatment to control.
        rounds: measured rounds until the verdict.
        posts: posts in those rounds, over all accounts.
        weeks: how long that is at the plan's slots.
        within_plan: whether the plan has that many rounds.
    """

    ratio: float
    rounds: int
    posts: int
    weeks: float
    within_plan: bool


def rounds_needed(ratio: float, *, alpha: float, accounts: int = 1, sd: float = TYPICAL_SD) -> int:
    """The median number of rounds until a true ratio is settled, within about 15 %.

    n = 5 + 2 ln(2/alpha) (sd / (sqrt(accounts) ln ratio))^2, fitted to simulated experiments; a ratio and its
    inverse take the same.

    Args:
        ratio: the true ratio of treatment to control, not 1.
        alpha: as the experiment is judged by.
        accounts: how many accounts each round posts on.
        sd: standard deviation of the log ratio of two posts of one account.

    Raises:
        InputError: one of them is out of range.
    """
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    if not (ratio > 0 and math.isfinite(ratio)) or ratio == 1:
        raise InputError(f"A ratio of {ratio} cannot be told from no effect; it must be above 0 and not 1.")
    if accounts < 1 or not (sd > 0 and math.isfinite(sd)):
        raise InputError("A forecast needs at least one account and a standard deviation above 0.")
    noise = sd / math.sqrt(accounts) / math.log(ratio)
    return math.ceil(5 + 2 * math.log(2 / alpha) * noise**2)


def schedule(
    ratios: Sequence[float] = RATIOS,
    *,
    alpha: float,
    accounts: int,
    rounds_max: int,
    posts_per_round: int,
    slots_per_week: float,
    gap: timedelta | None = None,
    overlapped_links: int | None = None,
    sd: float = TYPICAL_SD,
) -> list[Forecast]:
    """What each ratio would take, in the order given.

    Args:
        ratios: true ratios to forecast for.
        alpha: as the experiment is judged by.
        accounts: how many accounts each round posts on.
        rounds_max: rounds at most, as planned.
        posts_per_round: posts of one round over all accounts; each account has one in each of its slots.
        slots_per_week: how many slots a week has.
        gap: the least time between two posts of a round, where the design has one.
        overlapped_links: how many links there are to share, where rounds overlap in that gap; None where they do not.
        sd: standard deviation of the log ratio of two posts of one account.

    Raises:
        InputError: one of them is out of range.
    """
    if not (slots_per_week > 0 and math.isfinite(slots_per_week)):
        raise InputError("A forecast needs at least one slot.", hint="Add slots to the plan.")
    rounds = [rounds_needed(ratio, alpha=alpha, accounts=accounts, sd=sd) for ratio in ratios]
    slots_per_round = posts_per_round / accounts
    weeks_per_round = slots_per_round / slots_per_week
    if gap is not None and overlapped_links is None:
        # One round after the other: its slots lie at least the gap apart, and then one more for the next.
        weeks_per_round = max(weeks_per_round, (slots_per_round - 1) * (gap / WEEK) + 1 / slots_per_week)

    def weeks(needed: int) -> float:
        if gap is None or overlapped_links is None:
            return needed * weeks_per_round
        return weeks_overlapped(needed, gap=gap, slots_per_week=slots_per_week, links=overlapped_links)

    return [
        Forecast(
            ratio=ratio,
            rounds=needed,
            posts=needed * posts_per_round,
            weeks=weeks(needed),
            within_plan=needed <= rounds_max,
        )
        for ratio, needed in zip(ratios, rounds, strict=True)
    ]
