"""The two posts of a round on one account, as they were measured and as they are compared."""

from __future__ import annotations

from collections.abc import Sequence

from postlab.records.tables import Post
from postlab.stats.blocks import Block
from postlab.stats.rates import Counted, at_equal_views, count_behind

Pair = tuple[Counted, Counted]
"""Control and treatment."""


def counted(post: Post | None) -> Counted | None:
    """What a post had at the horizon; None where it has no outcome."""
    return None if post is None or post.outcome is None else counted_at(post.outcome, post.outcome_views)


def counted_at(outcome: float, views: float | None) -> Counted:
    """What stands behind a stored outcome: of a rate its count and views.

    Args:
        outcome: `Post.outcome`.
        views: `Post.outcome_views`.
    """
    return Counted(outcome) if views is None else Counted(count_behind(outcome, views), views)


def as_compared(control: Counted, treatment: Counted) -> tuple[float, float]:
    """The counts of a pair; of rates as equally many views would show them."""
    if control.views is None or treatment.views is None:
        return control.count, treatment.count
    return at_equal_views(control.count, treatment.count, control.views, treatment.views)


def block_of(pairs: Sequence[Pair | None]) -> Block:
    """What a round measured, as it is compared.

    Args:
        pairs: one for each account of the plan, in its order; None where one of its posts has no outcome.
    """
    sides = [(None, None) if pair is None else as_compared(*pair) for pair in pairs]
    control, treatment = (list(side) for side in zip(*sides, strict=True))
    return Block(control, treatment)
