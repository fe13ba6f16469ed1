"""When the first reading of a post is due."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from postlab.design.plan import Plan
from postlab.loop.lookup.accounts import is_by_hand
from postlab.loop.lookup.experiments import plan_of
from postlab.records.tables import Account, Experiment, Post


def first_reading_at(session: Session, post: Post, published_at: datetime) -> datetime | None:
    """When the first reading of a post is due; None for a first reply.

    A person who types in numbers is asked only once, at the horizon.
    """
    if post.part:
        return None
    plan = plan_of(session.get_one(Experiment, post.experiment_id))
    by_hand = is_by_hand(session.get_one(Account, post.account_id))
    return published_at + (plan.horizon if by_hand and not counted_elsewhere(plan) else plan.ages[0])


def counted_elsewhere(plan: Plan) -> bool:
    """Whether a counter of clicks measures all that the plan's metric needs."""
    return plan.clicks_from is not None and plan.measure.needs == {"clicks"}
