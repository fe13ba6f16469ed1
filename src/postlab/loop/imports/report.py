"""What became of the rows of imported exports: readings, rows of other posts, and rows that cannot be used."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from postlab.errors import Fault, FaultsError
from postlab.exports.read import Export, Refused

FAULTS_NAMED = 20
"""Rows that an error names where none of a file can be used."""


@dataclass(frozen=True, slots=True)
class ImportedReading:
    """A reading made of a row, or of the rows of several days added up.

    Attributes:
        row: number of the (last) row in the file.
        post: number of the post.
        experiment: name of its experiment.
        variant: name of its framing.
        account: name of its account.
        by: how the row was matched to the post.
        taken_at: when the post had these numbers.
        age_s: how old the post was then, in seconds.
        counts: the numbers, by metric.
        missing: why each of the other metrics is missing.
        new: whether the reading was not stored before.
        note: a remark, or None.
    """

    row: int
    post: int
    experiment: str
    variant: str
    account: str
    by: str
    taken_at: datetime
    age_s: float
    counts: Mapping[str, int]
    missing: Mapping[str, str]
    new: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that could not be matched to a post of the lab with certainty.

    Attributes:
        row: its number in the file.
        shown: the post that it is about, in few words.
        reason: why it was not matched.
    """

    row: int
    shown: str
    reason: str


@dataclass
class FileReport:
    """What became of one file.

    Attributes:
        name: name of the file.
        kind: kind of export.
        sheet: name of the workbook's sheet, or None.
        rows: how many rows it has.
        as_of: the time that its numbers are from; None where each row has its own day.
        as_of_from: how that is known, in words.
        taken: the readings made of it.
        passed: rows that match no post of the lab.
        refused: rows that cannot be used.
    """

    name: str
    kind: str
    sheet: str | None
    rows: int
    as_of: datetime | None
    as_of_from: str
    taken: list[ImportedReading] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def stored(reports: Sequence[FileReport]) -> tuple[int, int]:
    """How many readings are new, and how many were stored before."""
    taken = list(itertools.chain.from_iterable(report.taken for report in reports))
    new = sum(reading.new for reading in taken)
    return new, len(taken) - new


def nothing_usable(export: Export) -> FaultsError:
    """The error for a file of which no row can be used: it names them, each with its reason."""
    faults = [Fault(f"row {refused.row}", refused.reason) for refused in export.refused[:FAULTS_NAMED]]
    if len(export.refused) > FAULTS_NAMED:
        faults.append(Fault("further rows", f"{len(export.refused) - FAULTS_NAMED} more"))
    hint = (
        f"If “{export.date_header}” is the day on which the posts went out, say so with `--dates posted`."
        if export.date_header
        else ""
    )
    return FaultsError(f"No row of {export.name} can be used; nothing was stored.", faults, hint=hint)
