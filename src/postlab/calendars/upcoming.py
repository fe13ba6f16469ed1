"""What is coming: the moments that a lab keeps, with the days on which they come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from postlab.calendars.recurring import is_recurrence, recurrences
from postlab.design.calendar import LONGEST, Occurrence, occurrences, parse_rule
from postlab.framing.nearest import DatedMoment, days_of_kind


@dataclass(frozen=True, slots=True)
class LabMoment:
    """A moment as the lab keeps it (`postlab.records.practice.Moment`)."""

    number: int
    what: str
    audience: str | None
    rule: str
    lasts: int | None
    source: str

    def is_for(self, audience: str | None) -> bool:
        """Whether it is a moment of that audience; everybody's is one of each, and None asks for all."""
        return audience is None or self.audience is None or same_audience(self.audience, audience)


@dataclass(frozen=True, slots=True)
class UpcomingMoment:
    """A moment on its way.

    Attributes:
        moment: of the lab.
        on: its first day.
        lasts: for how many days.
        has_given_length: whether `lasts` was given, by hand or in a calendar; else its kind of moment tells.
    """

    moment: LabMoment
    on: date
    lasts: int
    has_given_length: bool

    @property
    def last(self) -> date:
        """Its last day."""
        return self.on + timedelta(days=self.lasts - 1)

    @property
    def dated(self) -> DatedMoment:
        """As texts name it."""
        return DatedMoment(self.moment.what, self.on, self.lasts if self.has_given_length else None)


def same_audience(one: str, other: str) -> bool:
    """Whether two audiences are the same, however they are spelt."""
    return _spelt(one) == _spelt(other)


def _spelt(audience: str) -> str:
    return " ".join(re.split(r"[\s_-]+", audience.strip().casefold())).removesuffix("s")


def upcoming_moments(
    moments: Iterable[LabMoment], *, start: date, end: date, audience: str | None = None
) -> list[UpcomingMoment]:
    """The moments with at least one day from `start` to `end`, both included, by day; an audience's own come first.

    Args:
        moments: of the lab.
        start: the first day.
        end: the last day.
        audience: whose; everybody's are among them. None is all.
    """
    ahead = [one for moment in moments if moment.is_for(audience) for one in days_of(moment, start, end)]
    return sorted(ahead, key=lambda one: (one.on, one.moment.audience is None, one.moment.number))


def days_of(moment: LabMoment, start: date, end: date) -> list[UpcomingMoment]:
    """When one moment comes between two days; never, where its rule cannot be read."""
    early = start - timedelta(days=LONGEST)
    try:
        if is_recurrence(moment.rule):
            occurring = [Occurrence(day, moment.lasts) for day in recurrences(moment.rule, early, end)]
        else:
            occurring = occurrences(parse_rule(moment.rule), early, end)
    except ValueError:
        return []
    lasting = [(one.first, moment.lasts or one.lasts) for one in occurring]
    whole = [
        UpcomingMoment(moment, first, days or days_of_kind(moment.what), days is not None) for first, days in lasting
    ]
    return [one for one in _joined(whole) if one.last >= start and one.on <= end]


def _joined(moments: Iterable[UpcomingMoment]) -> list[UpcomingMoment]:
    """A moment that comes again before, or on the day after, it ends is one that lasts."""
    joined: list[UpcomingMoment] = []
    for one in moments:
        before = joined[-1] if joined else None
        if before is not None and one.on <= before.last + timedelta(days=1):
            lasts = max((one.last - before.on).days + 1, before.lasts)
            joined[-1] = UpcomingMoment(one.moment, before.on, min(lasts, LONGEST), has_given_length=True)
        else:
            joined.append(one)
    return joined
