"""What became of the rows of exports that were imported: readings, rows of others, rows that cannot be used."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from postlab.exports.read import Refused

FAULTS_NAMED = 20
"""Rows that an error names where none of a file can be used."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row, or what the rows of several days come to, as a reading of a post.

    Attributes:
        row: of the file.
        post: its number.
        experiment: its name.
        variant: the framing.
        account: its name.
        by: how the row was told to be this post's.
        taken_at: when the numbers were those.
        age_s: how old the post was then, in seconds.
        counts: by metric.
        missing: why each of the others is not there.
        new: whether it was not there already.
        note: what else there is to say, or None.
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
    """A row that belongs to no post of the lab for certain: what it is about in few words, and why."""

    row: int
    shown: str
    reason: str


@dataclass
class FileReport:
    """What became of one file.

    Attributes:
        name: of the file.
        kind: of export.
        sheet: of a workbook, or None.
        rows: how many there are.
        as_of: when its numbers were those; None where each row has its own day.
        as_of_from: how that is known, in words.
        taken: rows that are readings.
        passed: rows that are not ours.
        refused: rows that cannot be used.
    """

    name: str
    kind: str
    sheet: str | None
    rows: int
    as_of: datetime | None
    as_of_from: str
    taken: list[Taken] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def stored(reports: Sequence[FileReport]) -> tuple[int, int]:
    """How many readings are new, and how many were there already."""
    taken = list(itertools.chain.from_iterable(report.taken for report in reports))
    new = sum(one.new for one in taken)
    return new, len(taken) - new
