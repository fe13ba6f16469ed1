"""How the posts of an experiment gathered their numbers with age, from its readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from postlab.stats.rates import rate_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.design.plan import Plan
    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class Look:
    """The primary metric of a post at an age.

    Attributes:
        age_s: the post's age in seconds.
        value: the metric; None where a number was missing.
    """

    age_s: float
    value: float | None


@dataclass(frozen=True, slots=True)
class Growth:
    """One post with every look at it, the youngest first."""

    post: int
    round: int
    variant: str
    account: str
    looks: tuple[Look, ...]


def growth_of(session: Session, experiment: Experiment, plan: Plan) -> list[Growth]:
    """The posts of an experiment that were looked at, in the order of their numbers.

    Args:
        session: open; nothing is written.
        experiment: a stored one.
        plan: its plan.
    """
    from sqlmodel import col, select

    from postlab.metrics import numbers_in
    from postlab.records.tables import Account, Post, Reading, Round

    rows = session.exec(
        select(Reading, Post.variant, Account.name, Round.number)
        .join(Post, col(Post.id) == col(Reading.post_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Round, col(Round.id) == col(Post.round_id))
        .where(Post.experiment_id == experiment.id, Post.part == 0)
        .order_by(col(Post.id), col(Reading.age_s), col(Reading.id))
    ).all()
    looks: dict[int, list[Look]] = {}
    posts: dict[int, tuple[int, str, str]] = {}
    for reading, variant, account, round_number in rows:
        post = reading.post_id
        posts[post] = (round_number, variant, account)
        counted = plan.measure.counted_in(numbers_in(reading))
        value = None
        if counted is not None:
            count, views = counted
            value = count if views is None else rate_of(count, views)
        looks.setdefault(post, []).append(Look(reading.age_s, value))
    return [
        Growth(post, round_number, variant, account, tuple(looks[post]))
        for post, (round_number, variant, account) in posts.items()
    ]


def typical(growths: Sequence[Growth], ages_s: Sequence[float]) -> list[Look]:
    """The median of some posts at certain ages, where half of them or more were counted at about that age.

    Args:
        growths: posts of one framing.
        ages_s: the ages, such as those at which the plan looks.
    """
    middle = []
    for age_s in ages_s:
        values = [value for growth in growths if (value := _about(growth, age_s)) is not None]
        if values and len(values) * 2 >= len(growths):
            middle.append(Look(age_s, median(values)))
    return middle


ABOUT = 0.25
"""How far from an age a look may lie, as a share of it, to stand for that age."""


def _about(growth: Growth, age_s: float) -> float | None:
    near = [look for look in growth.looks if look.value is not None and abs(look.age_s - age_s) <= ABOUT * age_s]
    nearest = min(near, key=lambda look: abs(look.age_s - age_s), default=None)
    return None if nearest is None else nearest.value
