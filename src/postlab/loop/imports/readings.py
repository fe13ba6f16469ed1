"""Exports become readings: each row is matched to its post and stored once, with the post's age at that time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from postlab.design.slots import resolve
from postlab.english import local_time
from postlab.errors import InputError, PostlabError
from postlab.exports.daily import added_up
from postlab.exports.matching import WAYS, Match, NoMatch, PostCandidate, Posts
from postlab.exports.read import Dates, Export, ExportRow, Refused, read_export
from postlab.loop.imports import matching
from postlab.loop.imports.dates import with_dates_settled
from postlab.loop.imports.matching import Ours
from postlab.loop.imports.report import FileReport, ImportedReading, Passed, nothing_usable
from postlab.loop.lab import Lab
from postlab.loop.log import log
from postlab.loop.lookup.accounts import account_named
from postlab.loop.measure.by_hand import settle_by_hand, with_recipients
from postlab.metrics import METRIC_NAMES, columns_of
from postlab.records.tables import Reading, stored_id
from postlab.sanitise import postable

TO = ", to "
"""In a reading's key, the text before the last day of the range in its file's name."""


def import_files(
    lab: Lab,
    session: Session,
    paths: Sequence[Path],
    *,
    as_of: datetime | None = None,
    account: str | None = None,
    dates: Dates | None = None,
) -> list[FileReport]:
    """Store the rows of exports as readings, all in one commit or none.

    Args:
        lab: the lab.
        session: open.
        paths: the files.
        as_of: when they were downloaded, in UTC; if not given, the days in a file's name or the file's own time decide.
        account: name of an account, to match its posts alone.
        dates: what a column “Date” of a table of posts holds, where the file leaves that open.

    Returns:
        What became of each file.

    Raises:
        InputError: a file cannot be used, `as_of` lies in the future, or there is no such account.
        UnclearDates: what a column “Date” holds is open, and `dates` does not say it.
        PostlabError: another program is importing the same numbers.
    """
    only = account_named(session, account) if account is not None else None
    ours = matching.posts(session, only)
    elsewhere = {number: one for number, one in matching.posts(session, None).items() if only and number not in ours}
    candidates, others = (
        [matching.candidate(number, one, lab.settings.timezone) for number, one in posts.items()]
        for posts in (ours, elsewhere)
    )
    exports = [with_dates_settled(path, read_export(path), candidates, dates) for path in paths]
    for export in exports:
        if export.refused and not export.rows:
            raise nothing_usable(export)
    importer = _Importer(lab, session, ours, candidates, others, as_of)
    # Nothing is flushed before the commit, so that an IntegrityError can only be raised there.
    with session.no_autoflush:
        reports = [importer.file(export) for export in exports]
        importer.check()
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


class _Importer:
    """One import: the posts to match, the keys of readings already stored, and what is being added."""

    def __init__(
        self,
        lab: Lab,
        session: Session,
        ours: Mapping[int, Ours],
        candidates: Sequence[PostCandidate],
        elsewhere: Sequence[PostCandidate],
        as_of: datetime | None,
    ) -> None:
        self._lab = lab
        self._session = session
        self._ours = ours
        self._as_of = as_of
        self._now = lab.now()
        self._zone = lab.settings.timezone
        self._candidates, self._elsewhere = candidates, elsewhere
        self._stored = _stored_keys(session)
        self._stored_rows = {key.partition(TO)[0] for key in self._stored}
        self._has_real_posts = False

    def file(self, export: Export) -> FileReport:
        """Match one file's rows and add what is new."""
        dated = [row.on for row in export.rows if row.on is not None]
        limit, limit_from = self._latest_time(export)
        report = FileReport(
            export.name,
            export.kind.name,
            export.sheet,
            len(export.rows) + len(export.refused),
            None if dated else limit,
            "by each row's own day" if dated else limit_from,
            refused=list(export.refused),
        )
        for number, rows in sorted(self._rows_by_post(export, report).items()):
            if our_post := self._published_post(number, rows, report):
                if any(row.on is not None for row, _ in rows):
                    told = export.days or (min(dated), max(dated))
                    begun = [day for day in (*dated, told[1]) if self._start_of(day) <= limit]
                    first, last = min(*dated, told[0]), max(begun, default=min(dated))
                    self._take_days(our_post, rows, export, report, first=first, last=last, limit=limit)
                else:
                    self._take_totals(our_post, rows, export, report, at=limit)
        report.taken.sort(key=lambda taken: (taken.row, taken.taken_at))
        report.refused.sort(key=lambda refused: refused.row)
        report.passed.sort(key=lambda passed: passed.row)
        return report

    def check(self) -> None:
        """Check the time that was given.

        Raises:
            InputError: when it lies in the future and a matched post has a real audience.
        """
        if self._as_of is not None and self._as_of > self._now and self._has_real_posts:
            raise InputError(
                f"--as-of {self._local_time(self._as_of)} lies in the future: it is {self._local_time(self._now)}. "
                "Nothing was stored.",
                hint="Give the time at which you downloaded the file.",
            )

    def _latest_time(self, export: Export) -> tuple[datetime, str]:
        """The latest time that the numbers of a file can be from, and how that is known, in words."""
        if self._as_of is not None:
            return self._as_of, "as you said"
        written = min(export.modified_at, self._now)
        if export.ends_on is None:
            return written, "by the time at which the file was written"
        return min(self._end_of(export.ends_on), written), f"by the range of days {export.days_from}"

    def _rows_by_post(self, export: Export, report: FileReport) -> dict[int, list[tuple[ExportRow, str]]]:
        """The matched rows by number of the post, each with the way it was matched; only those of the surest way."""
        posts = Posts(self._candidates, export.kind.network, self._elsewhere)
        rows_by_post: dict[int, list[tuple[ExportRow, str]]] = {}
        # Where a day's row cannot be used, the sums from that day on are unknown.
        gaps = [_as_gap(refused.told) for refused in export.refused if refused.told and refused.told.on]
        numbers = {row.number for row in gaps}
        for row in (*export.rows, *gaps):
            match posts.match(row):
                case NoMatch(reason) if row.number not in numbers:
                    report.passed.append(Passed(row.number, row.shown, reason))
                case Match(number, by):
                    rows_by_post.setdefault(number, []).append((row, by))
        for number, rows in rows_by_post.items():
            surest = min((by for _, by in rows), key=WAYS.index)
            for row, by in rows:
                if by != surest:
                    reason = f"another row is post {number}, by {surest}"
                    report.passed.append(Passed(row.number, row.shown, reason))
            rows_by_post[number] = [(row, by) for row, by in rows if by == surest]
        return rows_by_post

    def _published_post(self, number: int, rows: Sequence[tuple[ExportRow, str]], report: FileReport) -> Ours | None:
        """The post, or None where it is not out; its rows are refused then."""
        our_post = self._ours[number]
        if our_post.post.published_at is not None:
            self._has_real_posts = self._has_real_posts or not our_post.account.simulated
            return our_post
        reason = f"post {number} is not out: it is {our_post.post.state}."
        report.refused += [Refused(row.number, reason) for row, _ in rows]
        return None

    def _take_totals(
        self, our_post: Ours, rows: Sequence[tuple[ExportRow, str]], export: Export, report: FileReport, *, at: datetime
    ) -> None:
        """Make one reading of a row that holds a post's totals so far."""
        (row, by), *other_rows = rows
        duplicates = [other for other, _ in other_rows if other.counts == row.counts]
        if len(duplicates) < len(other_rows):
            numbers = ", ".join(str(other.number) for other, _ in rows)
            why = f"rows {numbers} are all post {our_post.post.id}, with different numbers: leave one, or add them up."
            report.refused += [Refused(other.number, why) for other, _ in rows]
            return
        report.passed += [Passed(other.number, other.shown, f"the same as row {row.number}") for other in duplicates]
        if fault := self._why_impossible(our_post, row.counts, at):
            report.refused.append(Refused(row.number, fault))
            return
        numbers_from = f"as of {self._as_of.isoformat()}" if self._as_of is not None else export.fingerprint
        key = _key(our_post, export, numbers_from, row.counts)
        range_end = f"{TO}{export.ends_on}" if export.ends_on is not None and self._as_of is None else ""
        new = not self._is_stored(key, range_end)
        note = "; ".join(
            filter(None, (row.note, self._what_came_before(our_post, export.days[0] if export.days else None)))
        )
        self._add_reading(
            *(our_post, report, row.number, by, at, row.counts, row.missing, export),
            key=key + range_end,
            new=new,
            note=note or None,
        )

    def _what_came_before(self, our_post: Ours, begins_on: date | None) -> str | None:
        """A remark where a file begins after the day on which the post went out; else None."""
        if begins_on is None or our_post.post.published_at is None:
            return None
        first_day = our_post.post.published_at.astimezone(ZoneInfo(self._zone)).date()
        if begins_on <= first_day:
            return None
        return f"the file begins on {begins_on}, the post on {first_day}: what came before is not in it"

    def _take_days(
        self,
        our_post: Ours,
        rows: Sequence[tuple[ExportRow, str]],
        export: Export,
        report: FileReport,
        *,
        first: date,
        last: date,
        limit: datetime,
    ) -> None:
        """Make a reading for each day of which a post has a row; each adds up the days so far."""
        went_out = our_post.post.published_at or limit
        usable = []
        for row, _ in rows:
            if row.on is None:
                report.refused.append(Refused(row.number, "the day that its numbers are of is missing."))
            elif self._end_of(row.on) >= went_out:
                usable.append(row)
            elif any(row.counts.values()):
                why = f"{row.on} was over before post {our_post.post.id} went out at {self._local_time(went_out)}."
                report.refused.append(Refused(row.number, why))
        note = self._what_came_before(our_post, first)
        unusable = {refused.row for refused in report.refused}
        for day in added_up(usable, until=last) if usable else ():
            at = min(self._end_of(day.on), limit)
            so_far = at < self._end_of(day.on)
            if not day.counts and day.row in unusable:
                continue
            if (
                fault := self._why_too_early(day.on, limit)
                or day.unknown_because
                or self._why_impossible(our_post, day.counts, at)
            ):
                report.refused.append(Refused(day.row, fault))
                unusable.add(day.row)
                continue
            key = _key(our_post, export, f"{day.on}{' so far' if so_far else ''}", day.counts)
            self._add_reading(
                *(our_post, report, day.row, rows[0][1], at, day.counts, day.missing, export),
                key=key,
                new=not self._is_stored(key),
                note=note,
            )

    def _why_too_early(self, day: date, limit: datetime) -> str | None:
        """Why a day cannot be in a file with this latest time, or None."""
        if limit >= self._start_of(day):
            return None
        return f"{day} had not begun when the file was written, {self._local_time(limit)}; --as-of corrects that."

    def _why_impossible(self, our_post: Ours, counts: Mapping[str, int], at: datetime) -> str | None:
        """Why a post cannot have had these numbers at that time, or None."""
        went_out = our_post.post.published_at
        if not counts:
            return f"there is no number in it that PostLab keeps (it is post {our_post.post.id})."
        if went_out is not None and at < went_out:
            return (
                f"its numbers are of {self._local_time(at)}, but post {our_post.post.id} went out at "
                f"{self._local_time(went_out)}; --as-of says when you downloaded the file."
            )
        return None

    def _is_stored(self, key: str, ends: str = "") -> bool:
        if {key, key + ends} & self._stored:
            return True
        # The same rows under a name without a range: a file that was renamed.
        return not ends and key in self._stored_rows

    def _add_reading(
        self,
        our_post: Ours,
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
            counts, missing = matching.without_own_reply(our_post, counts, missing)
        counts = with_recipients(our_post.post, counts)
        missing = {metric: why for metric, why in missing.items() if metric not in counts}
        reading = _reading(our_post, at, counts, missing, export, key=key)
        if new:
            self._stored.add(key)
            self._stored_rows.add(key.partition(TO)[0])
            self._session.add(reading)
            settle_by_hand(self._session, our_post.post, reading)
        settled = _why_no_effect(our_post) if new else None
        report.taken.append(
            ImportedReading(
                row,
                stored_id(our_post.post),
                our_post.experiment,
                our_post.post.variant,
                our_post.account.name,
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

    def _local_time(self, at: datetime) -> str:
        return local_time(at.replace(second=0), ZoneInfo(self._zone))


def _as_gap(row: ExportRow) -> ExportRow:
    """The same row with all its metrics missing: it cannot be used, but its day must not be skipped."""
    return replace(row, missing=dict.fromkeys(METRIC_NAMES, f"row {row.number} cannot be used"))


def _stored_keys(session: Session) -> set[str]:
    stored = session.exec(select(col(Reading.imported_as)).where(col(Reading.imported_as).is_not(None)))
    return {key for key in stored if key is not None}


def _key(our_post: Ours, export: Export, when: str, counts: Mapping[str, int]) -> str:
    """The key that makes an import idempotent: the same for the same numbers, whatever the file is called."""
    numbers = " ".join(f"{metric}={counts[metric]}" for metric in sorted(counts))
    return f"{our_post.post.id}: {export.kind.name}, {numbers}, {when}"


def _reading(
    our_post: Ours, at: datetime, counts: Mapping[str, int], missing: Mapping[str, str], export: Export, *, key: str
) -> Reading:
    return Reading(
        post_id=stored_id(our_post.post),
        taken_at=at,
        age_s=(at - (our_post.post.published_at or at)).total_seconds(),
        source=export.kind.name,
        imported_as=key,
        missing=dict(missing),
        simulated=our_post.account.simulated,
        **columns_of(counts),
    )


def _why_no_effect(our_post: Ours) -> str | None:
    """Why a reading no longer changes the outcome, or None."""
    if our_post.closed:
        return "its round is closed: kept, changes nothing"
    if our_post.post.outcome is not None or our_post.post.outcome_missing is not None:
        return "its outcome is settled: kept, changes nothing"
    return None
