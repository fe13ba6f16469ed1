"""Which moment a text opens with: of several with their days, the one nearest to the day on which it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from postlab.framing.moments import FAR_DAYS, JUST_DAYS, kind_of_moment


@dataclass(frozen=True, slots=True)
class DatedMoment:
    """A moment with its day.

    Attributes:
        what: a kind of moment, or the words themselves.
        on: its first day.
        lasts: for how many days; None is as long as its kind does.
    """

    what: str
    on: date
    lasts: int | None = None

    @property
    def days(self) -> int:
        """For how many days it is going on."""
        return self.lasts or days_of_kind(self.what)


def days_of_kind(what: str) -> int:
    """For how many days a moment is going on where nobody said."""
    kind = kind_of_moment(what)
    return kind.lasts if kind else 1


def nearest(moments: Iterable[DatedMoment], *, day: date, within: int = FAR_DAYS) -> DatedMoment | None:
    """The moment that a text of that day opens with, or None where none is near.

    Of those under way and those that begin within `within` days it is the one whose first day is nearest; between two
    as near, the one to come. Only where there is none of these, it is the one that ended last, not longer than two
    weeks ago. The first of equals counts.
    """
    dated = list(moments)
    near = [moment for moment in dated if 0 <= _days(moment, day) <= within or 0 < -_days(moment, day) < moment.days]
    if near:
        return min(near, key=lambda moment: (abs(_days(moment, day)), _days(moment, day) < 0))
    past = [moment for moment in dated if 0 < _ended(moment, day) <= JUST_DAYS]
    return min(past, key=lambda moment: _ended(moment, day), default=None)


def _days(moment: DatedMoment, day: date) -> int:
    """Days from a day to its first."""
    return (moment.on - day).days


def _ended(moment: DatedMoment, day: date) -> int:
    """Days from its last day to a day."""
    return -_days(moment, day) - moment.days + 1
