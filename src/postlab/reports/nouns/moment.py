"""A moment as every answer shows it: what it is, whose, when it comes, and how a text opens with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.calendars.upcoming import LabMoment, UpcomingMoment


@dataclass(frozen=True, slots=True)
class MomentNamed:
    """A moment in its short form: a key of a moment, with the same meaning.

    Attributes:
        what: a kind of moment, or the words themselves.
    """

    what: str


@dataclass(frozen=True, slots=True)
class MomentView:
    """A moment of the lab's calendar.

    Attributes:
        id: its number in the calendar; null for one that a dry run would add.
        what: a kind of moment, or the words themselves.
        audience: the audience that has it; null is every audience.
        on: its next first day; null where it does not come within the days that were searched.
        last: its last day.
        lasts: how many days it lasts.
        days: days from today until `on`; negative once it has begun.
        opening: how a text on its first day opens with it.
        rule: when it comes, as it was entered.
        source: `by hand`, or the name of the calendar file.
    """

    id: int | None
    what: str
    audience: str | None
    on: date | None
    last: date | None
    lasts: int | None
    days: int | None
    opening: str | None
    rule: str
    source: str


def moment_view(stored: LabMoment, coming: UpcomingMoment | None, *, today: date) -> MomentView:
    """A moment of the calendar, and when it comes next, if it does."""
    return MomentView(
        id=stored.number or None,
        what=plain(stored.what),
        audience=stored.audience,
        on=coming.on if coming else None,
        last=coming.last if coming else None,
        lasts=coming.lasts if coming else None,
        days=(coming.on - today).days if coming else None,
        opening=plain(opening_of(coming)) if coming else None,
        rule=stored.rule,
        source=stored.source,
    )


def opening_of(coming: UpcomingMoment) -> str:
    """How a text on the first day of a moment opens with it."""
    from postlab.framing.moments import moment_words

    words = moment_words(coming.moment.what, coming.on, today=coming.on, lasts=coming.lasts)
    return words.opening or words.sentence or ""
