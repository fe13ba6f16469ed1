"""Which moment the posts of a round open with: one for all of them, so that only the framing differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from postlab.design.plan import Plan
from postlab.design.plan_parts import PlannedMoment
from postlab.framing.moments import FAR_DAYS, kind_of_moment
from postlab.framing.nearest import DatedMoment, nearest
from postlab.sanitise import postable


@dataclass(frozen=True, slots=True)
class Opening:
    """A moment, with its day where that is known.

    Attributes:
        what: a kind of moment, or the words themselves.
        on: its first day, or None.
        lasts: for how many days; None is as long as its kind does.
    """

    what: str
    on: date | None = None
    lasts: int | None = None

    @property
    def name(self) -> str:
        """What it is called in the records: the kind that it is, or its words on one line."""
        return name_of(self.what)

    def days_from(self, day: date) -> int | None:
        """Days from that day to its first; below 0 once it has begun, None where its day is not known."""
        return None if self.on is None else (self.on - day).days


def name_of(what: str) -> str:
    """One name for all ways to write a kind of moment; words of somebody's own on one line."""
    kind = kind_of_moment(what)
    return kind.name if kind else postable(what)


def opening(plan: Plan, days: Sequence[date]) -> Opening | None:
    """The moment for posts that go out on these days: what the brief names, else the nearest of the plan's moments.

    The first of the days decides. In a plan whose slots lie before its moments it is one that none of the posts
    comes too late for. Without days it is the first of the plan's moments.

    Args:
        plan: the plan.
        days: of the slots of a round, in their order.
    """
    named = plan.brief.moment
    if named and (plan.brief.moment_on or not plan.moment):
        return Opening(named, plan.brief.moment_on)
    candidates = [moment for moment in plan.moment or () if not named or name_of(moment.what) == name_of(named)]
    lead = _nearest(plan, candidates, days)
    if lead is not None:
        return Opening(lead.what, lead.on, lead.lasts)
    return Opening(named) if named else None


def _nearest(plan: Plan, candidates: Sequence[PlannedMoment], days: Sequence[date]) -> DatedMoment | None:
    dated = sorted((DatedMoment(moment.what, moment.on, moment.lasts) for moment in candidates), key=lambda one: one.on)
    if not days:
        return dated[0] if dated else None
    if plan.before is None:
        return nearest(dated, day=days[0])
    ahead = [moment for moment in dated if moment.on > max(days)]
    # A plan may reach further ahead than a text that only happens to go out then would.
    return nearest(ahead or dated, day=days[0], within=max(FAR_DAYS, plan.before.days + 1))
