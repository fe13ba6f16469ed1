"""Moments that come up and that no running experiment has anything planned for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from postlab.calendars.coming import Coming, coming, same_audience
from postlab.design.lead_moment import name_of
from postlab.design.plan import Plan
from postlab.errors import typed
from postlab.loop.lab import Lab
from postlab.loop.lookup.experiments import plan_of
from postlab.loop.moments.store import kept, today_of
from postlab.loop.plan.slots import slot_times

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment

SOON = timedelta(weeks=6)
USUAL = "14d"


@dataclass(frozen=True, slots=True)
class Unplanned:
    """Moments of one audience with nothing planned for them; `audience` None is everybody."""

    audience: str | None
    moments: tuple[Coming, ...]

    @property
    def next(self) -> str:
        """What to type."""
        whose = f" --audience {typed(self.audience)}" if self.audience and _typeable(self.audience) else ""
        return f"postlab new{whose} --before {USUAL}"


def unplanned(lab: Lab, session: Session, running: Iterable[Experiment]) -> list[Unplanned]:
    """The moments of the next six weeks that none of these experiments speaks of, by audience.

    Planned for is a moment that an experiment of its audience can open with and has a slot before; a moment of
    everybody's is planned for by an experiment of any audience.
    """
    today = today_of(lab)
    # What begins today is too late to post before.
    ahead = [one for one in coming(kept(session), start=today, end=today + SOON) if one.on > today]
    if not ahead:
        return []
    plans = [(plan_of(experiment), _next_day(lab, experiment)) for experiment in running]
    uncovered = [one for one in ahead if not any(_speaks_of(plan, one, day) for plan, day in plans)]
    audiences = dict.fromkeys(one.kept.audience for one in uncovered)
    return [Unplanned(name, tuple(one for one in uncovered if one.kept.audience == name)) for name in audiences]


def _speaks_of(plan: Plan, one: Coming, day: date | None) -> bool:
    if day is None or day >= one.on or not _opens(plan):
        return False
    if one.kept.audience is not None and not same_audience(one.kept.audience, plan.audience):
        return False
    name = name_of(one.kept.what)
    brief = plan.brief
    if brief.moment and name_of(brief.moment) == name and brief.moment_on in {None, one.on}:
        return True
    return any(moment.on == one.on and name_of(moment.what) == name for moment in plan.moment or ())


def _opens(plan: Plan) -> bool:
    return plan.before is not None or any("moment" in variant.blocks for variant in plan.variant)


def _next_day(lab: Lab, experiment: Experiment) -> date | None:
    """The day of the plan's next slot, or None where there is none."""
    plan = plan_of(experiment)
    slot = next(slot_times(plan, start=experiment.created_at, after=lab.now()), None)
    return slot.at.astimezone(ZoneInfo(lab.settings.timezone)).date() if slot else None


def _typeable(audience: str) -> bool:
    """Whether a name can stand in a command as it is: a calendar's own words may hold anything."""
    return all(part.isalnum() for part in audience.replace("-", " ").split())
