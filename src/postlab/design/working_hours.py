"""Whether somebody who reads numbers at work, from Monday to Friday, meets the ages at which posts are compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from postlab.design.durations import DAY, parse_duration
from postlab.design.slots import WEEK, WeeklySlot
from postlab.stats.outcome import LATENESS

OPENS, CLOSES = timedelta(hours=9), timedelta(hours=17)
"""Wall times between which somebody is at work on a working day."""

WORKING_DAYS = 5

LEAST = timedelta(hours=2)
"""So long at least a number must be there to be read."""

HORIZONS = ("72h", "7d")
"""The horizons that are offered, the sooner first: after 72 hours a post has most of what it will get."""


def met_at_work(slot: WeeklySlot, horizon: timedelta) -> bool:
    """Whether the time in which a post of this slot counts for the horizon has working hours in it.

    That time ends a quarter of the horizon after it, for a later number tells of another age.
    """
    opens = timedelta(days=slot.weekday, hours=slot.time.hour, minutes=slot.time.minute) + horizon
    closes = opens + LATENESS * horizon
    first = opens // DAY
    days = range(first, first + (closes - opens) // DAY + 2)
    return any(
        min(closes, day * DAY + CLOSES) - max(opens, day * DAY + OPENS) >= LEAST
        for day in days
        if day % (WEEK // DAY) < WORKING_DAYS
    )


def usual_horizon(slots: Sequence[WeeklySlot], *, runs_by_itself: bool) -> str:
    """The horizon for a plan that names none: the soonest that its readers can meet.

    Args:
        slots: of the plan; none for a steady beat, of which nothing is known.
        runs_by_itself: whether the numbers are read by a program at any hour.
    """
    if runs_by_itself:
        return HORIZONS[0]
    met = (text for text in HORIZONS if all(met_at_work(slot, parse_duration(text)) for slot in slots))
    return next(met, HORIZONS[-1])
