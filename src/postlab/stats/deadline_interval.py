"""The log ratios that the second engine has not refuted, look by look.

Evidence that has reached its goal stays there, so a ratio once refuted stays refuted, and the bounds of all looks so
far are those of the latest. The refuted ratios are not always all those beyond some bound: shortly before the deadline
a hedge may stake nearly all it has about one ratio, lose, and leave that ratio standing while one nearer to the truth,
about which less was staked, is refuted a little later. An interval of ratios must hold all that stand. It is found on a
ladder of log ratios that is the same for every experiment: a bound is the last rung before the first that stands.

That is exact whatever stands between two rungs. Let the true log ratio be below the lower bound. Then the first rung
above it was refuted; but stakes never fall as a difference grows, so evidence that the log ratio lies above a rung is a
supermartingale where it lies below, too, and reaches its goal with a probability of at most the share of alpha.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from postlab.stats.deadline import capital_path, sizes_of
from postlab.stats.interval import Interval, interval_at_last, joined

LADDER = tuple(
    sorted(
        {step / 100 for step in range(-300, 301)}
        | {sign * (3 + step / 10) for step in range(1, 41) for sign in (-1, 1)}
    )
)
"""The log ratios at which bounds are looked for: ratios 1 % apart up to 20, then 10 %, up to 1,100. 0 is one of them,
so that 1 is left out where its evidence has reached its goal."""

COARSE_LADDER = LADDER[LADDER.index(0.0) % 3 :: 3]
"""Every third of them, 0 too: for many rounds together, where a bound takes long to find and 3 % matter little."""


def deadline_interval_path(
    differences: Sequence[float | None],
    scale: Sequence[float],
    planned: Sequence[int],
    *,
    shares: tuple[float, float],
    ladder: Sequence[float] = LADDER,
) -> list[Interval]:
    """The interval after each round: from the lowest to the highest log ratio that was refuted at no look so far.

    It covers the true one at every look at once with a probability of at least 1 - alpha. Where the looks contradict
    each other (the effect is changing) it is that of the first engine for this look alone, whose evidence can fall.

    Args:
        differences: None is a round that was given up.
        scale: as `postlab.stats.evidence.scales` gives it.
        planned: the plan's rounds when each was drawn.
        shares: of alpha, for the lower bound and for the upper one.
        ladder: where bounds are looked for, in rising order; 0 is among them.
    """
    lows, minus_highs = (
        _lower_bounds(differences, scale, planned, share=share, sign=sign, ladder=ladder)
        for sign, share in zip((1, -1), shares, strict=True)
    )
    path = []
    for count, (low, minus_high) in enumerate(zip(lows, minus_highs, strict=True), start=1):
        found = joined(low, minus_high)
        if found is None:
            now = interval_at_last(differences[:count], scale, alpha=math.fsum(shares))
            found = Interval(now.low, now.high, drift=True)
        path.append(found)
    return path


def _lower_bounds(
    differences: Sequence[float | None],
    scale: Sequence[float],
    planned: Sequence[int],
    *,
    share: float,
    sign: int,
    ladder: Sequence[float],
) -> list[float | None]:
    """The lower bound after each round, of the differences times `sign`."""

    def refuted_with(rung: int) -> float:
        """The round that refuted a rung; infinite where it stands."""
        sizes = sizes_of(differences, scale, sign * ladder[rung], sign=sign)
        return capital_path(sizes, planned, share=share).reached_after or math.inf

    one = ladder.index(0.0)
    one_refuted_with = refuted_with(one)
    standing, standing_until = 0, refuted_with(0)
    path: list[float | None] = []
    for count in range(1, len(differences) + 1):
        # A verdict and an interval that contradict each other would help nobody.
        if one_refuted_with <= count and standing < one:
            standing, standing_until = one, one_refuted_with
        while standing_until <= count and standing + 1 < len(ladder):
            standing += 1
            standing_until = refuted_with(standing)
        path.append(ladder[standing - 1] if standing else None)
    return path
