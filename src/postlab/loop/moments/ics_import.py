"""Calendar files taken into the lab's calendar: what is new, what changed, what was there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath

from sqlmodel import Session, col, select

from postlab.calendars.coming import Coming, days_of, same_audience
from postlab.calendars.ics import Entry, LeftOut, read_calendar
from postlab.design.calendar import LONGEST
from postlab.framing.brief import AUDIENCES
from postlab.framing.moments import JUST_DAYS, named_in
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.moments.store import as_kept, audience_named, today_of
from postlab.records.practice import Moment
from postlab.sanitise import postable

LONGEST_SOURCE = 80
FAR = timedelta(days=LONGEST * 9)


@dataclass(frozen=True, slots=True)
class Taken:
    """A moment that was taken: what happened to it, its number, its title in the file, and when it comes next.

    Attributes:
        how: "new", "changed", "same", "cancelled" (taken out, the calendar says so) or "removed" (a person took it
            out, and it stays out).
        number: in the lab's calendar; 0 in a dry run for one that is new.
        title: as the calendar has it.
        coming: when it comes next; None where it is out.
        what: what it is called as a moment.
        audience: whose it is, or None.
    """

    how: str
    number: int
    title: str
    what: str
    audience: str | None
    coming: Coming | None


@dataclass
class Import:
    """What became of a calendar file."""

    source: str
    taken: list[Taken] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    passed: int = 0
    """Events without any of the words that were asked for."""

    def of(self, how: str) -> list[Taken]:
        """Those to which that happened."""
        return [one for one in self.taken if one.how == how]


def import_calendar(
    lab: Lab, session: Session, content: bytes, name: str, *, audience: str | None = None, only: Sequence[str] = ()
) -> Import:
    """Take the moments of a calendar file; the same file again changes nothing.

    Args:
        lab: the lab.
        session: open; what is taken is committed.
        content: of the file.
        name: of the file.
        audience: whose moments they are; None leaves it to the categories of each event.
        only: words, one of which the title or a category must have; empty is no such rule.

    Raises:
        InputError: it is no calendar file, or too large; nothing is stored then.
    """
    today = today_of(lab)
    for_whom = audience_named(lab, audience)
    source = postable(PurePath(name).name)[:LONGEST_SOURCE] or "a calendar"
    entries, left_out = read_calendar(content, source, zone=lab.settings.timezone, today=today)
    found = Import(source, left_out=left_out)
    there = {
        row.imported_as: row for row in session.exec(select(Moment).where(col(Moment.imported_as).is_not(None))).all()
    }
    for entry in entries:
        if not _asked_for(entry, only):
            found.passed += 1
            continue
        row = there.get(entry.key)
        whose = for_whom or _audience_of(lab, entry)
        how = _how(row, entry)
        if how is None:
            found.left_out.append(LeftOut(entry.title, "it is cancelled"))
            continue
        if how == "new":
            row = Moment(
                what=named_in(entry.title),
                audience=whose,
                rule=entry.rule,
                lasts=entry.lasts,
                source=source,
                imported_as=entry.key,
                added_at=lab.now(),
            )
        elif how == "cancelled" and row is not None:
            row.removed_at = lab.now()
        elif how == "same" and row is not None:
            how = _brought_up_to_date(row, entry, whose)
        if row is None:
            continue
        session.add(row)
        session.flush()
        coming = days_of(as_kept(row), today - timedelta(days=JUST_DAYS), today + FAR)
        number = 0 if lab.rehearsal and how == "new" else row.id or 0
        out = how in {"cancelled", "removed"}
        found.taken.append(
            Taken(how, number, entry.title, row.what, row.audience, None if out else next(iter(coming), None))
        )
    lab.commit(session)
    log.info("calendar %s: %d new, %d changed", source, len(found.of("new")), len(found.of("changed")))
    return found


def _how(row: Moment | None, entry: Entry) -> str | None:
    if row is None:
        return None if entry.cancelled else "new"
    if row.removed_at is not None:
        return "removed"
    return "cancelled" if entry.cancelled else "same"


def _brought_up_to_date(row: Moment, entry: Entry, whose: str | None) -> str:
    """Give a moment what its calendar says now; whose it is stays where the calendar does not say."""
    before = (row.what, row.audience, row.rule, row.lasts)
    row.what, row.rule, row.lasts = named_in(entry.title), entry.rule, entry.lasts
    row.audience = whose or row.audience
    return "same" if (row.what, row.audience, row.rule, row.lasts) == before else "changed"


def _asked_for(entry: Entry, only: Sequence[str]) -> bool:
    text = " ".join([entry.title, *entry.categories]).casefold()
    return not only or any(word.strip().casefold() in text for word in only)


def _audience_of(lab: Lab, entry: Entry) -> str | None:
    """Whose moment an event is, by its categories."""
    known = (*lab.settings.audiences, *AUDIENCES)
    return next((name for one in entry.categories for name in known if same_audience(name, one)), None)
