"""The answers of `postlab post show` and `postlab metrics`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from postlab.metrics import METRIC_NAMES
from postlab.reports.answer import Answer
from postlab.reports.nouns.post import PostNamed, PostView
from postlab.reports.nouns.reading import ReadingView, hours
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.imports.report import FileReport, ImportedReading
    from postlab.records.tables import Attempt


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One attempt to publish a post.

    Attributes:
        key: the key that goes with the post; it is the same in an attempt that follows one in doubt.
        started_at: when it began.
        ended_at: when the platform had answered.
        result: `published`, `rejected`, `unknown`, `needs person`, `found` or `absent`; null while it is under way.
        message: the platform's answer.
    """

    key: str
    started_at: datetime
    ended_at: datetime | None
    result: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class PostShowAnswer(Answer):
    """One post.

    Attributes:
        post: the post.
        attempts: the attempts to publish it, oldest first.
        readings: its readings, by age.
    """

    ANSWER: ClassVar[str] = "post-show"
    COMMAND: ClassVar[str] = "postlab post show POST"

    post: PostView
    attempts: tuple[AttemptView, ...]
    readings: tuple[ReadingView, ...]


@dataclass(frozen=True, slots=True)
class MetricsRecordAnswer(Answer):
    """Numbers of a post that were typed in.

    Attributes:
        post: the post.
        reading: the reading that was stored.
    """

    ANSWER: ClassVar[str] = "metrics-record"
    COMMAND: ClassVar[str] = "postlab metrics record POST"

    post: PostView
    reading: ReadingView


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row of an export, or the sum of several rows, as a reading of a post.

    Attributes:
        row: its number in the file.
        post: the post that it belongs to, in its short form.
        told_by: how the post was recognised.
        reading: the reading.
        new: whether the reading is new.
        note: what else there is to say; null where there is nothing.
    """

    row: int
    post: PostNamed
    told_by: str
    reading: ReadingView
    new: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class RowOfOthers:
    """A row that belongs to no post of the lab for certain.

    Attributes:
        row: its number in the file.
        shown: the row in a few words.
        reason: why it belongs to no post of the lab.
    """

    row: int
    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be used.

    Attributes:
        row: its number in the file.
        reason: why it cannot be used.
    """

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The import of one file of numbers.

    Attributes:
        file: name of the file.
        kind: kind of export.
        sheet: name of the sheet of a workbook; null where there is none.
        rows: how many rows it has.
        as_of: the time of its numbers; null where each row has its own day.
        as_of_from: how that time is known.
        matched: the rows that became readings.
        not_ours: the rows that belong to no post of the lab.
        refused: the rows that cannot be used.
    """

    file: str
    kind: str
    sheet: str | None
    rows: int
    as_of: datetime | None
    as_of_from: str
    matched: tuple[MatchedRow, ...]
    not_ours: tuple[RowOfOthers, ...]
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class MetricsImportAnswer(Answer):
    """The import of numbers from exports.

    Attributes:
        dry_run: whether nothing was changed.
        stored: how many readings are new.
        already_there: how many readings were stored before.
        files: the result for each file.
    """

    ANSWER: ClassVar[str] = "metrics-import"
    COMMAND: ClassVar[str] = "postlab metrics import FILE"

    dry_run: bool
    stored: int
    already_there: int
    files: tuple[ImportedFile, ...]


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One part of a list that was split.

    Attributes:
        post: what goes to it.
        recipients: how many addresses it has.
        file: where they stand.
    """

    post: PostNamed
    recipients: int
    file: str


@dataclass(frozen=True, slots=True)
class PostSplitAnswer(Answer):
    """What `postlab post split --json` prints.

    Attributes:
        dry_run: whether nothing was written or stored.
        experiment: name of the experiment.
        round: number of the round, from 1.
        addresses: how many the list has.
        parts: of it, one for each framing.
    """

    ANSWER: ClassVar[str] = "post-split"
    COMMAND: ClassVar[str] = "postlab post split POST LIST"

    dry_run: bool
    experiment: str
    round: int
    addresses: int
    parts: tuple[SplitPart, ...]


def attempt_views(attempts: Sequence[Attempt]) -> tuple[AttemptView, ...]:
    """The attempts to publish a post."""
    return tuple(
        AttemptView(attempt.key, attempt.started_at, attempt.ended_at, attempt.result, attempt.message)
        for attempt in attempts
    )


def imported_file(report: FileReport) -> ImportedFile:
    """The import of one file of numbers."""
    return ImportedFile(
        file=plain(report.name),
        kind=report.kind,
        sheet=None if report.sheet is None else plain(report.sheet),
        rows=report.rows,
        as_of=report.as_of,
        as_of_from=report.as_of_from,
        matched=tuple(_matched(imported, report.kind) for imported in report.taken),
        not_ours=tuple(RowOfOthers(row.row, plain(row.shown), row.reason) for row in report.passed),
        refused=tuple(RefusedRow(row.row, plain(row.reason)) for row in report.refused),
    )


def _matched(imported: ImportedReading, kind: str) -> MatchedRow:
    return MatchedRow(
        row=imported.row,
        post=PostNamed(imported.post, imported.experiment, imported.variant, imported.account),
        told_by=imported.by,
        reading=ReadingView(
            taken_at=imported.taken_at,
            age_hours=hours(imported.age_s),
            missing=imported.missing,
            others={},
            source=kind,
            **{metric: imported.counts.get(metric) for metric in METRIC_NAMES},
        ),
        new=imported.new,
        note=imported.note,
    )
