"""The answers of `postlab observe`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.answers.posts import RefusedRow
from postlab.reports.past_posts import PastPosts
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.imports.history import FileSeen


@dataclass(frozen=True, slots=True)
class ObserveAnswer(Answer):
    """What was posted before, without PostLab.

    Attributes:
        past_posts: by account, most posts first.
    """

    ANSWER: ClassVar[str] = "observe"
    COMMAND: ClassVar[str] = "postlab observe"

    past_posts: tuple[PastPosts, ...]


@dataclass(frozen=True, slots=True)
class ObservedFile:
    """What became of one file.

    Attributes:
        file: its name.
        kind: of export.
        new: posts that were not known.
        updated: posts that were known, with newer numbers.
        known: posts that were known with the same numbers.
        published_by_postlab: posts that PostLab published itself.
        refused: rows that cannot be used.
    """

    file: str
    kind: str
    new: int
    updated: int
    known: int
    published_by_postlab: int
    refused: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class ObserveImportAnswer(Answer):
    """What became of exports of what was posted before.

    Attributes:
        dry_run: whether nothing was changed.
        files: each.
    """

    ANSWER: ClassVar[str] = "observe-import"
    COMMAND: ClassVar[str] = "postlab observe import FILE"

    dry_run: bool
    files: tuple[ObservedFile, ...]


def observed_file(report: FileSeen) -> ObservedFile:
    """What became of one file."""
    return ObservedFile(
        file=plain(report.name),
        kind=report.kind,
        new=report.new,
        updated=report.updated,
        known=report.known,
        published_by_postlab=report.ours,
        refused=tuple(RefusedRow(row, plain(why)) for row, why in report.refused),
    )
