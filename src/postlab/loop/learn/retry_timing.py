"""Retrying the same framings at another time: near a moment that the plan names, or at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from postlab.design.plan import Plan
from postlab.design.plan_framing import recipe_of
from postlab.english import long_day
from postlab.framing.changes import Change
from postlab.loop.judge.evidence import NEAR_DAYS, measured_rounds
from postlab.loop.lookup.experiments import plan_of

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment

LEAST_LEAD = timedelta(days=7)
"""A moment nearer than this leaves no time for a round before it."""


def another_time(
    session: Session, experiment: Experiment, lineage: Sequence[Experiment], *, today: date
) -> Change | None:
    """The change of time that could be tried; None where the plan names no moment ahead, or it was tried already.

    Args:
        session: open.
        experiment: the one to retry.
        lineage: all retries of the same first experiment.
        today: the day of the retry.
    """
    plan = plan_of(experiment)
    variants = {variant.name: recipe_of(variant) for variant in plan.variant}
    for other in lineage:
        other_plan = plan_of(other)
        same_framings = {variant.name: recipe_of(variant) for variant in other_plan.variant} == variants
        if same_framings and (other_plan.before is None) != (plan.before is None):
            return None
    recipe = variants[plan.treatment]
    if plan.before is not None:
        return Change("try the same at any time of the year", recipe, "moment", "time")
    moments_ahead = [(what, on) for what, on in _moments(plan) if on - today >= LEAST_LEAD]
    rounds = [
        measured
        for measured in measured_rounds(session)
        if measured.experiment_id == experiment.id and not measured.given_up
    ]
    if not moments_ahead or sum(measured.near is True for measured in rounds) > len(rounds) / 2:
        return None
    what, on = min(moments_ahead, key=lambda moment: moment[1])
    return Change(f"try the same in the fortnight before “{what}” ({long_day(on)})", recipe, "moment", "time")


def at_another_time(plan: Plan) -> dict[str, Any]:
    """The keys of the plan document that the change of time sets; a value of None removes the key."""
    if plan.before is not None:
        return {"before": None}
    moments = [{"what": what, "on": on.isoformat()} for what, on in _moments(plan)]
    return {"before": f"{NEAR_DAYS}d"} | ({} if plan.moment else {"moment": moments})


def _moments(plan: Plan) -> list[tuple[str, date]]:
    """The moments that a plan names, each with its first day."""
    if plan.moment:
        return [(moment.what, moment.on) for moment in plan.moment]
    if plan.brief.moment and plan.brief.moment_on:
        return [(plan.brief.moment, plan.brief.moment_on)]
    return []
