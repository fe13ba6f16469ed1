"""How many rounds, posts and weeks it will take to see an effect, said before anything starts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from postlab.design.overlap import weeks_overlapped
from postlab.design.pairing import Design
from postlab.design.slots import WEEK
from postlab.errors import InputError
from postlab.stats.deadline import Expected, split
from postlab.stats.luck import TYPICAL_LUCK, Page
from postlab.stats.round_noise import RoundLaw, round_law
from postlab.stats.rounds_law import USUAL_ROUNDS, median_rounds

TYPICAL_SD = math.sqrt(2) * TYPICAL_LUCK
"""Standard deviation of the log ratio of two posts of one account with two links, as measured on public pages."""

RATIOS = (3.0, 2.0, 1.5, 1.25)
"""The ratios that people are told about before they start."""

LARGE_MEAN = 1000.0
"""A mean at which counts hide nothing of a ratio."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What it takes to see one ratio, in half of all experiments.

    Attributes:
        ratio: how many times as well the better framing truly does: treatment to control, or control to treatment where
            the plan expects the control.
        seen: the ratio of the same two that rounds will show on average; small counts show less than the true one.
        rounds: measured rounds until the verdict.
        posts: posts in those rounds, over all accounts.
        weeks: how long that is at the plan's slots.
        within_plan: whether the plan has that many rounds.
    """

    ratio: float
    seen: float
    rounds: int
    posts: int
    weeks: float
    within_plan: bool


def rounds_needed(
    ratio: float,
    *,
    alpha: float,
    accounts: int = 1,
    sd: float = TYPICAL_SD,
    crossed: bool = False,
    planned: int = USUAL_ROUNDS,
    expected: Expected = None,
) -> int:
    """The median number of rounds until a true ratio is settled, on pages whose counts are large.

    Args:
        ratio: the true ratio of treatment to control, not 1; the inverse takes the same.
        alpha: as the experiment is judged by.
        accounts: how many accounts each round posts on.
        sd: standard deviation of the log ratio of two posts of one account.
        crossed: whether every second account has the other framing for the same link.
        planned: rounds of the plan.
        expected: which framing the plan expects to do better.

    Raises:
        InputError: one of them is out of range.
    """
    if accounts < 1 or not (sd > 0 and math.isfinite(sd)):
        raise InputError("A forecast needs at least one account and a standard deviation above 0.")
    pages = [Page(LARGE_MEAN, sd / math.sqrt(2))] * accounts
    return rounds_on_pages(ratio, pages, alpha=alpha, crossed=crossed, planned=planned, expected=expected)


def rounds_on_pages(
    ratio: float,
    pages: Sequence[Page],
    *,
    alpha: float,
    design: Design = "two links",
    crossed: bool = False,
    planned: int = USUAL_ROUNDS,
    expected: Expected = None,
) -> int:
    """The median number of rounds until a true ratio is settled, on pages as they are.

    Measured against simulated experiments (`benchmarks/rounds_law.py --check`): within 20 % over means of 0.5 to 100.

    Args:
        ratio: the true ratio of treatment to control, not 1.
        pages: what posts get, one for each account.
        alpha: as the experiment is judged by.
        design: whether both framings carry the same link.
        crossed: whether every second account has the other framing for the same link.
        planned: rounds of the plan; the bets know how many are left.
        expected: which framing the plan expects to do better, and gives more of alpha.

    Raises:
        InputError: one of them is out of range.
    """
    law = _law(ratio, pages, design=design, crossed=crossed)
    return _rounds(law, ratio, alpha=alpha, planned=planned, expected=expected)


def _rounds(law: RoundLaw, ratio: float, *, alpha: float, planned: int, expected: Expected) -> int:
    if not 0 < alpha < 1:
        raise InputError(f"alpha is {alpha}; it must lie between 0 and 1.", hint="0.05 is usual.")
    for_treatment, for_control = split(alpha, expected)
    share = for_treatment if ratio > 1 else for_control
    return math.ceil(median_rounds(law.effect, share=share, planned=planned) - 1e-9)


def _law(ratio: float, pages: Sequence[Page], *, design: Design, crossed: bool) -> RoundLaw:
    if not (ratio > 0 and math.isfinite(ratio)) or ratio == 1:
        raise InputError(f"A ratio of {ratio} cannot be told from no effect; it must be above 0 and not 1.")
    # An inverse ratio is the other framing's effect, seen from the same page.
    return round_law(max(ratio, 1 / ratio), pages, same_link=design == "one link", crossed=crossed)


def schedule(
    ratios: Sequence[float] = RATIOS,
    *,
    alpha: float,
    pages: Sequence[Page],
    rounds_max: int,
    posts_per_round: int,
    slots_per_week: float,
    slots_per_round: int | None = None,
    gap: timedelta | None = None,
    overlapped_links: int | None = None,
    design: Design = "two links",
    crossed: bool = False,
    expected: Expected = None,
) -> list[Forecast]:
    """What each ratio would take, in the order given.

    Args:
        ratios: true ratios to forecast for.
        alpha: as the experiment is judged by.
        pages: what posts get, one for each account that a round posts on.
        rounds_max: rounds at most, as planned.
        posts_per_round: posts of one round over all accounts; each account has one in each of its slots.
        slots_per_week: how many slots a week has.
        slots_per_round: how many slots a round takes; None is one for each post on an account.
        gap: the least time between two posts of a round, where the design has one.
        overlapped_links: how many links there are to share, where rounds overlap in that gap; None where they do not.
        design: whether both framings carry the same link.
        crossed: whether every second account has the other framing for the same link.
        expected: which framing the plan expects to do better; where it is the control, ratios are those of the control.

    Raises:
        InputError: one of them is out of range.
    """
    if not (slots_per_week > 0 and math.isfinite(slots_per_week)):
        raise InputError("A forecast needs at least one slot.", hint="Add slots to the plan.")
    if not pages:
        raise InputError("A round posts on at least one account.")
    slots_of_round = slots_per_round or posts_per_round / len(pages)
    better: Expected = None if expected is None else "treatment"
    forecasts = []
    for ratio in ratios:
        law = _law(ratio, pages, design=design, crossed=crossed)
        needed = _rounds(law, ratio, alpha=alpha, planned=rounds_max, expected=better)
        weeks = weeks_taken(
            needed,
            slots_per_round=slots_of_round,
            slots_per_week=slots_per_week,
            gap=gap,
            overlapped_links=overlapped_links,
        )
        seen = math.exp(law.mean if ratio > 1 else -law.mean)
        forecasts.append(Forecast(ratio, seen, needed, needed * posts_per_round, weeks, needed <= rounds_max))
    return forecasts


def weeks_taken(
    rounds: int,
    *,
    slots_per_round: float,
    slots_per_week: float,
    gap: timedelta | None = None,
    overlapped_links: int | None = None,
) -> float:
    """How many weeks rounds take.

    Args:
        rounds: how many, from 1.
        slots_per_round: how many slots a round takes on each account.
        slots_per_week: how many slots a week has, above 0.
        gap: the least time between two posts of a round, where the design has one.
        overlapped_links: how many links there are to share, where rounds overlap in that gap; None where they do not.
    """
    weeks_per_round = slots_per_round / slots_per_week
    if gap is None:
        return rounds * weeks_per_round
    if overlapped_links is None:
        # One round after the other: its slots lie at least the gap apart, and then one more for the next.
        return rounds * max(weeks_per_round, (slots_per_round - 1) * (gap / WEEK) + 1 / slots_per_week)
    return weeks_overlapped(rounds, gap=gap, slots_per_week=slots_per_week, links=overlapped_links)
