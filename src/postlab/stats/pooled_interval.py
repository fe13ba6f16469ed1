"""The ratios about which practitioners' effects may lie: those that their evidence in common has not ruled out.

At a log ratio theta the bets of `postlab.stats.pooled` are made on z with theta taken off each difference. They are
fair where effects lie symmetrically about theta, and lose for a side that theta is too good for: a stake never falls as
z grows, so z less a constant has a mean factor of at most 1 (docs/verdict-formulas.md, "Composite"). Bounds are the
last rungs before the first that stands on a fixed ladder of log ratios, as in `postlab.stats.deadline_interval`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from postlab.stats.contrasts import Claim
from postlab.stats.deadline import Expected
from postlab.stats.pooled import Member, pooled

STEP = 0.02
"""The distance of two rungs, in logs: an interval is at most so much wider than it could be."""

RUNGS = 150
"""How many there are on either side of 0."""


def pooled_interval(
    members: Sequence[Member | None], *, promised: int, alpha: float = 0.05, expected: Expected = None
) -> tuple[float | None, float | None]:
    """The smallest and the largest log ratio that is not ruled out; None where all on that side stand.

    It leaves out the centre of practitioners' effects, at any look, with a probability of at most alpha, and leaves out
    0 where `pooled` claims something.

    Args:
        members: in the order of their promises; None for those who are silent.
        promised: how many practitioners promised.
        alpha: the accepted probability that it is wrong.
        expected: as in `pooled`.

    Raises:
        InputError: as `pooled` says.
    """

    def claim_at(theta: float) -> Claim | None:
        path = pooled(members, promised=promised, alpha=alpha, expected=expected, theta=theta)
        return path[-1].claim if path else None

    ladder = [STEP * rung for rung in range(-RUNGS, RUNGS + 1)]
    low = _last_ruled_out(ladder, lambda theta: claim_at(theta) is Claim.MORE)
    high = _last_ruled_out(ladder[::-1], lambda theta: claim_at(theta) is Claim.LESS)
    claim = claim_at(0.0)
    # refuted ratios may have a gap; where 0 is among them, the interval says so
    if claim is Claim.MORE:
        low = max(low or 0.0, 0.0)
    elif claim is Claim.LESS:
        high = min(high or 0.0, 0.0)
    return low, high


def _last_ruled_out(ladder: Iterable[float], is_ruled_out: Callable[[float], bool]) -> float | None:
    """The last rung before the first that stands; None where the first stands."""
    last = None
    for theta in ladder:
        if not is_ruled_out(theta):
            break
        last = theta
    return last
