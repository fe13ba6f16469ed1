"""Coming moments that no running experiment covers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.design.plan import Plan
from postlab.errors import typed
from postlab.loop.lab import Lab
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.lookup.moments import keeps_moments

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.calendars.upcoming import UpcomingMoment
    from postlab.records.tables import Experiment

LOOK_AHEAD = timedelta(weeks=6)
USUAL_WINDOW = "14d"


@dataclass(frozen=True, slots=True)
class Unplanned:
    """The uncovered moments of one audience; None is everybody."""

    audience: str | None
    moments: tuple[UpcomingMoment, ...]

    @property
    def next(self) -> str:
        """The command that plans an experiment for them."""
        whose = f" --audience {typed(self.audience)}" if self.audience and _typeable(self.audience) else ""
        return f"postlab new{whose} --before {USUAL_WINDOW}"


def unplanned(lab: Lab, session: Session, running: Iterable[Experiment]) -> list[Unplanned]:
    """The moments of the next six weeks that none of these experiments covers, by audience.

    An experiment covers a moment if it has the same audience (any, for a moment of everybody's), its posts can open
    with that moment, and it has a slot before it.
    """
    if not keeps_moments(session):
        return []
    from postlab.calendars.upcoming import upcoming_moments
    from postlab.loop.moments.store import lab_moments, today_of

    today = today_of(lab)
    # For a moment that begins today, it is too late to post before it.
    ahead = [
        moment
        for moment in upcoming_moments(lab_moments(session), start=today, end=today + LOOK_AHEAD)
        if moment.on > today
    ]
    if not ahead:
        return []
    plans = [(plan_of(experiment), _next_slot_day(lab, experiment)) for experiment in running]
    uncovered = [moment for moment in ahead if not any(_covers(plan, moment, day) for plan, day in plans)]
    audiences = dict.fromkeys(moment.moment.audience for moment in uncovered)
    return [
        Unplanned(name, tuple(moment for moment in uncovered if moment.moment.audience == name)) for name in audiences
    ]


def _covers(plan: Plan, coming_moment: UpcomingMoment, day: date | None) -> bool:
    from postlab.calendars.upcoming import same_audience
    from postlab.design.lead_moment import name_of

    if day is None or day >= coming_moment.on or not _can_open_with_moment(plan):
        return False
    if coming_moment.moment.audience is not None and not same_audience(coming_moment.moment.audience, plan.audience):
        return False
    name = name_of(coming_moment.moment.what)
    brief = plan.brief
    if brief.moment and name_of(brief.moment) == name and brief.moment_on in {None, coming_moment.on}:
        return True
    return any(moment.on == coming_moment.on and name_of(moment.what) == name for moment in plan.moment or ())


def _can_open_with_moment(plan: Plan) -> bool:
    return plan.before is not None or any("moment" in variant.blocks for variant in plan.variant)


def _next_slot_day(lab: Lab, experiment: Experiment) -> date | None:
    """The day of the plan's next slot, or None where there is none."""
    from postlab.loop.plan.slots import slot_times

    plan = plan_of(experiment)
    slot = next(slot_times(plan, start=experiment.created_at, after=lab.now()), None)
    return slot.at.astimezone(ZoneInfo(lab.settings.timezone)).date() if slot else None


def _typeable(audience: str) -> bool:
    """Whether an audience's name is safe in a command; names from a calendar file may hold anything."""
    return all(part.isalnum() for part in audience.replace("-", " ").split())
