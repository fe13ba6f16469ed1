"""Importing calendar files into the lab's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import PurePath

from sqlmodel import Session, col, select

from postlab.audiences import AUDIENCES
from postlab.calendars.ics import CalendarEntry, LeftOut, read_calendar
from postlab.calendars.upcoming import LabMoment, UpcomingMoment, days_of, same_audience
from postlab.design.calendar import LONGEST
from postlab.framing.moments import JUST_DAYS, named_in
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.moments.store import as_lab_moment, audience_spelled, today_of
from postlab.records.practice import Moment
from postlab.sanitise import postable

LONGEST_SOURCE = 80
LOOK_AHEAD = timedelta(days=LONGEST * 9)


@dataclass(frozen=True, slots=True)
class ImportedMoment:
    """What an import did with one event.

    Attributes:
        how: "new", "changed", "same", "cancelled" (removed, because the file cancels it) or "removed" (a person removed
            it before, and it stays so).
        number: its number in the lab's calendar; 0 for a new one in a rehearsal.
        title: the event's title in the file.
        what: the moment's name.
        audience: the moment's audience, or None for everybody.
        coming: when it comes next; None where it is cancelled or removed.
        moment: the moment as the lab's calendar keeps it, or kept it until now.
    """

    how: str
    number: int
    title: str
    what: str
    audience: str | None
    coming: UpcomingMoment | None
    moment: LabMoment


@dataclass
class Import:
    """What became of a calendar file."""

    source: str
    taken: list[ImportedMoment] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    passed: int = 0
    """Events without any of the words that were asked for."""

    def of(self, how: str) -> list[ImportedMoment]:
        """The events with that `how`."""
        return [event for event in self.taken if event.how == how]


def import_calendar(
    lab: Lab, session: Session, content: bytes, name: str, *, audience: str | None = None, only: Sequence[str] = ()
) -> Import:
    """Import the events of a calendar file as moments and commit; the same file again changes nothing.

    Args:
        lab: the lab.
        session: open.
        content: the file's bytes.
        name: the file's name.
        audience: the moments' audience; with None, each event's categories decide.
        only: if not empty, events must have one of these words in their title or a category.

    Raises:
        InputError: it is no calendar file, or too large; nothing is stored then.
    """
    today = today_of(lab)
    given_audience = audience_spelled(lab, session, audience)
    source = postable(PurePath(name).name)[:LONGEST_SOURCE] or "a calendar"
    entries, left_out = read_calendar(content, source, zone=lab.settings.timezone, today=today)
    imported = Import(source, left_out=left_out)
    rows_by_key = {
        row.imported_as: row for row in session.exec(select(Moment).where(col(Moment.imported_as).is_not(None))).all()
    }
    for entry in entries:
        if not _is_wanted(entry, only):
            imported.passed += 1
            continue
        row = rows_by_key.get(entry.key)
        audience_of_event = given_audience or _audience_by_category(lab, entry)
        change = _change_of(row, entry)
        if change is None:
            imported.left_out.append(LeftOut(entry.title, "it is cancelled"))
            continue
        if change == "new":
            row = Moment(
                what=named_in(entry.title),
                audience=audience_of_event,
                rule=entry.rule,
                lasts=entry.lasts,
                source=source,
                imported_as=entry.key,
                added_at=lab.now(),
            )
        elif change == "cancelled" and row is not None:
            row.removed_at = lab.now()
        elif change == "same" and row is not None:
            change = _update(row, entry, audience_of_event)
        if row is None:
            continue
        session.add(row)
        session.flush()
        coming = days_of(as_lab_moment(row), today - timedelta(days=JUST_DAYS), today + LOOK_AHEAD)
        number = 0 if lab.rehearsal and change == "new" else row.id or 0
        is_out = change in {"cancelled", "removed"}
        imported.taken.append(
            ImportedMoment(
                change,
                number,
                entry.title,
                row.what,
                row.audience,
                None if is_out else next(iter(coming), None),
                replace(as_lab_moment(row), number=number),
            )
        )
    lab.commit(session)
    log.info("calendar %s: %d new, %d changed", source, len(imported.of("new")), len(imported.of("changed")))
    return imported


def _change_of(row: Moment | None, entry: CalendarEntry) -> str | None:
    if row is None:
        return None if entry.cancelled else "new"
    if row.removed_at is not None:
        return "removed"
    return "cancelled" if entry.cancelled else "same"


def _update(row: Moment, entry: CalendarEntry, whose: str | None) -> str:
    """Update a moment from its event; whether it is "changed" or the "same". Without `whose` its audience stays."""
    former = (row.what, row.audience, row.rule, row.lasts)
    row.what, row.rule, row.lasts = named_in(entry.title), entry.rule, entry.lasts
    row.audience = whose or row.audience
    return "same" if (row.what, row.audience, row.rule, row.lasts) == former else "changed"


def _is_wanted(entry: CalendarEntry, only: Sequence[str]) -> bool:
    text = " ".join([entry.title, *entry.categories]).casefold()
    return not only or any(word.strip().casefold() in text for word in only)


def _audience_by_category(lab: Lab, entry: CalendarEntry) -> str | None:
    """The audience that an event's categories name, or None."""
    known = (*lab.settings.audiences, *AUDIENCES)
    return next((name for category in entry.categories for name in known if same_audience(name, category)), None)
