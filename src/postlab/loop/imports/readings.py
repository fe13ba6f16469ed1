"""Exports become readings: each row given to its post, at the age that its numbers have, and never twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from postlab.design.slots import resolve
from postlab.english import padded_day
from postlab.errors import Fault, FaultsError, InputError, PostlabError
from postlab.exports.daily import ByDay, added_up
from postlab.exports.matching import WAYS, Match, NoMatch, Posts
from postlab.exports.read import NOT_IN_FILE, Export, Refused, Row, read_export
from postlab.loop.imports import matching
from postlab.loop.imports.matching import Ours
from postlab.loop.imports.report import FAULTS_NAMED, FileReport, Passed, Taken
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named
from postlab.loop.measure.by_hand import settle_by_hand
from postlab.platforms.base import METRICS
from postlab.records.tables import Reading, stored_id
from postlab.sanitise import postable

TO = ", to "
"""In a reading's key, what stands before the last day of the range in its file's name."""


def import_files(
    lab: Lab, session: Session, paths: Sequence[Path], *, as_of: datetime | None = None, account: str | None = None
) -> list[FileReport]:
    """Make readings of the rows of exports; all of them in one commit, or nothing.

    Args:
        lab: the lab.
        session: open.
        paths: of the files.
        as_of: when they were downloaded, in UTC; else the range in a file's name or the file's own time tells.
        account: name of the only account whose posts may be meant, or None.

    Raises:
        InputError: a file cannot be used, `as_of` lies in the future, or there is no such account.
        PostlabError: another program imported the same at this moment.
    """
    only = account_named(session, account) if account is not None else None
    exports = [read_export(path) for path in paths]
    for export in exports:
        if export.refused and not export.rows:
            raise _nothing_usable(export)
    importing = _Importing(lab, session, matching.posts(session, only), as_of)
    # Until the end nothing reaches the database, so that what it refuses comes up in one place.
    with session.no_autoflush:
        reports = [importing.file(export) for export in exports]
        importing.check()
    try:
        lab.commit(session)
    except IntegrityError as exc:
        session.rollback()
        raise PostlabError(
            "Another program stored the same numbers at this moment; of this import nothing was stored.",
            hint="Run the command again.",
        ) from exc
    for report in reports:
        log.info("%s imported: %d readings", postable(report.name), sum(taken.new for taken in report.taken))
    return reports


def _nothing_usable(export: Export) -> FaultsError:
    faults = [Fault(f"row {refused.row}", refused.reason) for refused in export.refused[:FAULTS_NAMED]]
    if len(export.refused) > FAULTS_NAMED:
        faults.append(Fault("further rows", f"{len(export.refused) - FAULTS_NAMED} more"))
    return FaultsError(f"No row of {export.name} can be used; nothing was stored.", faults)


class _Importing:
    """One import on its way: posts, what was stored of them before, and what is being added."""

    def __init__(self, lab: Lab, session: Session, ours: Mapping[int, Ours], as_of: datetime | None) -> None:
        self._lab = lab
        self._session = session
        self._ours = ours
        self._as_of = as_of
        self._now = lab.now()
        self._zone = lab.settings.timezone
        self._candidates = [matching.candidate(number, found, self._zone) for number, found in ours.items()]
        self._stored = _stored_keys(session)
        self._stored_rows = {key.partition(TO)[0] for key in self._stored}
        self._real = False

    def file(self, export: Export) -> FileReport:
        """Match one file's rows and add what is new."""
        dated = [row.on for row in export.rows if row.on is not None]
        limit, limit_from = self._limit(export)
        report = FileReport(
            export.name,
            export.kind.name,
            export.sheet,
            len(export.rows) + len(export.refused),
            None if dated else limit,
            "by each row's own day" if dated else limit_from,
            refused=list(export.refused),
        )
        for number, rows in sorted(self._matched(export, report).items()):
            if found := self._out(number, rows, report):
                if any(row.on is not None for row, _ in rows):
                    last = max((day for day in dated if self._start_of(day) <= limit), default=min(dated))
                    self._by_day(found, rows, export, report, first=min(dated), last=last, limit=limit)
                else:
                    self._at_once(found, rows, export, report, at=limit)
        report.taken.sort(key=lambda taken: (taken.row, taken.taken_at))
        report.refused.sort(key=lambda refused: refused.row)
        report.passed.sort(key=lambda passed: passed.row)
        return report

    def check(self) -> None:
        """Raise InputError where the time that was given cannot be meant."""
        if self._as_of is not None and self._as_of > self._now and self._real:
            raise InputError(
                f"--as-of {self._told(self._as_of)} lies in the future: it is {self._told(self._now)}. "
                "Nothing was stored.",
                hint="Give the time at which you downloaded the file.",
            )

    def _limit(self, export: Export) -> tuple[datetime, str]:
        """The latest time that the numbers of a file can be of, and how that is known."""
        if self._as_of is not None:
            return self._as_of, "as you said"
        written = min(export.modified_at, self._now)
        if export.ends_on is None:
            return written, "by the time at which the file was written"
        return min(self._end_of(export.ends_on), written), "by the range of days in the file's name"

    def _matched(self, export: Export, report: FileReport) -> dict[int, list[tuple[Row, str]]]:
        """Rows by post, with how they were told; only those that were told in the surest way."""
        posts = Posts(self._candidates, export.kind.network)
        found: dict[int, list[tuple[Row, str]]] = {}
        # A day that cannot be used leaves the sums from then on unknown.
        gaps = [_gap(refused.told) for refused in export.refused if refused.told and refused.told.on]
        numbers = {row.number for row in gaps}
        for row in (*export.rows, *gaps):
            match posts.match(row):
                case NoMatch(reason) if row.number not in numbers:
                    report.passed.append(Passed(row.number, row.shown, reason))
                case Match(number, by):
                    found.setdefault(number, []).append((row, by))
        for number, rows in found.items():
            surest = min((by for _, by in rows), key=WAYS.index)
            for row, by in rows:
                if by != surest:
                    reason = f"another row is post {number}, by {surest}"
                    report.passed.append(Passed(row.number, row.shown, reason))
            found[number] = [(row, by) for row, by in rows if by == surest]
        return found

    def _out(self, number: int, rows: Sequence[tuple[Row, str]], report: FileReport) -> Ours | None:
        """The post, unless it never went out."""
        found = self._ours[number]
        if found.post.published_at is not None:
            self._real = self._real or not found.account.simulated
            return found
        why = f"post {number} is not out: it is {found.post.state}."
        report.refused += [Refused(row.number, why) for row, _ in rows]
        return None

    def _at_once(
        self, found: Ours, rows: Sequence[tuple[Row, str]], export: Export, report: FileReport, *, at: datetime
    ) -> None:
        """One reading of a row that holds what its post had gathered so far."""
        (row, by), *others = rows
        same = [other for other, _ in others if other.counts == row.counts]
        if len(same) < len(others):
            numbers = ", ".join(str(other.number) for other, _ in rows)
            why = f"rows {numbers} are all post {found.post.id}, with different numbers: leave one, or add them up."
            report.refused += [Refused(other.number, why) for other, _ in rows]
            return
        report.passed += [Passed(other.number, other.shown, f"the same as row {row.number}") for other in same]
        if impossible := self._impossible(found, row.counts, at):
            report.refused.append(Refused(row.number, impossible))
            return
        when = f"as of {self._as_of.isoformat()}" if self._as_of is not None else export.fingerprint
        key = _key(found, export, when, row.counts)
        ends = f"{TO}{export.ends_on}" if export.ends_on is not None and self._as_of is None else ""
        new = not self._is_stored(key, ends)
        self._take(found, report, row.number, by, at, row.counts, row.missing, export, key=key + ends, new=new)

    def _by_day(
        self,
        found: Ours,
        rows: Sequence[tuple[Row, str]],
        export: Export,
        report: FileReport,
        *,
        first: date,
        last: date,
        limit: datetime,
    ) -> None:
        """A reading for each day of which a post has a row."""
        went_out = found.post.published_at or limit
        usable = []
        for row, _ in rows:
            if row.on is None:
                report.refused.append(Refused(row.number, "the day that its numbers are of is missing."))
            elif self._end_of(row.on) >= went_out:
                usable.append(row)
            elif any(row.counts.values()):
                why = f"{row.on} was over before post {found.post.id} went out at {self._told(went_out)}."
                report.refused.append(Refused(row.number, why))
        begins = went_out.astimezone(ZoneInfo(self._zone)).date()
        note = f"the file begins on {first}, the post on {begins}: what came before is not in it"
        unusable = {refused.row for refused in report.refused}
        for day in added_up(usable, until=last) if usable else ():
            at = min(self._end_of(day.on), limit)
            so_far = at < self._end_of(day.on)
            if not day.counts and day.row in unusable:
                continue
            if impossible := self._too_early(day.on, limit) or _unknown(day) or self._impossible(found, day.counts, at):
                report.refused.append(Refused(day.row, impossible))
                unusable.add(day.row)
                continue
            key = _key(found, export, f"{day.on}{' so far' if so_far else ''}", day.counts)
            self._take(
                *(found, report, day.row, rows[0][1], at, day.counts, day.missing, export),
                key=key,
                new=not self._is_stored(key),
                note=note if first > begins else None,
            )

    def _too_early(self, day: date, limit: datetime) -> str | None:
        """Why a file that was written then cannot tell of a day, or None."""
        if limit >= self._start_of(day):
            return None
        return f"{day} had not begun when the file was written, {self._told(limit)}; --as-of corrects that."

    def _impossible(self, found: Ours, counts: Mapping[str, int], at: datetime) -> str | None:
        """Why these cannot be the numbers of a post at that time, or None."""
        went_out = found.post.published_at
        if not counts:
            return f"there is no number in it that PostLab keeps (it is post {found.post.id})."
        if went_out is not None and at < went_out:
            return (
                f"its numbers are of {self._told(at)}, but post {found.post.id} went out at {self._told(went_out)}; "
                "--as-of says when you downloaded the file."
            )
        return None

    def _is_stored(self, key: str, ends: str = "") -> bool:
        if {key, key + ends} & self._stored:
            return True
        # The same rows under a name without a range: a file that was renamed.
        return not ends and key in self._stored_rows

    def _take(
        self,
        found: Ours,
        report: FileReport,
        row: int,
        by: str,
        at: datetime,
        counts: Mapping[str, int],
        missing: Mapping[str, str],
        export: Export,
        *,
        key: str,
        new: bool,
        note: str | None = None,
    ) -> None:

        if export.kind.network is not None:
            counts, missing = matching.without_ours(found, counts, missing)
        reading = _reading(found, at, counts, missing, export, key=key)
        if new:
            self._stored.add(key)
            self._stored_rows.add(key.partition(TO)[0])
            self._session.add(reading)
            settle_by_hand(self._session, found.post, reading)
        settled = _settled(found) if new else None
        report.taken.append(
            Taken(
                row,
                stored_id(found.post),
                found.experiment,
                found.post.variant,
                found.account.name,
                by,
                at,
                reading.age_s,
                dict(counts),
                dict(missing),
                new,
                "; ".join(filter(None, (settled, note))) or None,
            )
        )

    def _start_of(self, day: date) -> datetime:
        return resolve(datetime.combine(day, time()), self._zone).at

    def _end_of(self, day: date) -> datetime:
        """The last second of a day in the lab's zone."""
        return self._start_of(day + timedelta(days=1)) - timedelta(seconds=1)

    def _told(self, at: datetime) -> str:
        local = at.astimezone(ZoneInfo(self._zone))
        return f"{padded_day(local)} {local:%H:%M}"


def _gap(told: Row) -> Row:
    """A row that cannot be used, as a day on which nobody saw what was added."""
    return replace(told, missing=dict.fromkeys(METRICS, f"row {told.number} cannot be used"))


def _unknown(day: ByDay) -> str | None:
    """Why nothing is known of a day, or None."""
    if day.counts:
        return None
    why = sorted({why for why in day.missing.values() if why != NOT_IN_FILE})
    return f"what had been gathered by {day.on} is not known: {'; '.join(why) or NOT_IN_FILE}."


def _stored_keys(session: Session) -> set[str]:

    kept = session.exec(select(col(Reading.imported_as)).where(col(Reading.imported_as).is_not(None)))
    return {key for key in kept if key is not None}


def _key(found: Ours, export: Export, when: str, counts: Mapping[str, int]) -> str:
    """What makes an imported reading one reading, however its file is called and however often it is imported."""
    told = " ".join(f"{metric}={counts[metric]}" for metric in sorted(counts))
    return f"{found.post.id}: {export.kind.name}, {told}, {when}"


def _reading(
    found: Ours, at: datetime, counts: Mapping[str, int], missing: Mapping[str, str], export: Export, *, key: str
) -> Reading:

    return Reading(
        post_id=stored_id(found.post),
        taken_at=at,
        age_s=(at - (found.post.published_at or at)).total_seconds(),
        source=export.kind.name,
        imported_as=key,
        missing=dict(missing),
        simulated=found.account.simulated,
        likes=counts.get("likes"),
        comments=counts.get("comments"),
        shares=counts.get("shares"),
        clicks=counts.get("clicks"),
        impressions=counts.get("impressions"),
    )


def _settled(found: Ours) -> str | None:
    """Why a reading changes nothing any more, or None."""
    if found.closed:
        return "its round is closed: kept, changes nothing"
    if found.post.outcome is not None or found.post.outcome_missing is not None:
        return "its outcome is settled: kept, changes nothing"
    return None
