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
    """The posts that were published without PostLab.

    Attributes:
        past_posts: the past posts of each account; the account with most posts comes first.
    """

    ANSWER: ClassVar[str] = "observe"
    COMMAND: ClassVar[str] = "postlab observe"

    past_posts: tuple[PastPosts, ...]


@dataclass(frozen=True, slots=True)
class ObservedFile:
    """The import of one file of past posts.

    Attributes:
        file: name of the file.
        kind: kind of export.
        new: how many posts are new.
        updated: how many known posts have newer numbers.
        known: how many known posts have the same numbers.
        published_by_postlab: how many posts PostLab published itself; `postlab metrics import` is for those.
        refused: the rows that cannot be used.
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
    """The import of past posts.

    Attributes:
        dry_run: whether nothing was changed.
        files: the result for each file.
    """

    ANSWER: ClassVar[str] = "observe-import"
    COMMAND: ClassVar[str] = "postlab observe import FILE"

    dry_run: bool
    files: tuple[ObservedFile, ...]


def observed_file(report: FileSeen) -> ObservedFile:
    """The import of one file of past posts."""
    return ObservedFile(
        file=plain(report.name),
        kind=report.kind,
        new=report.new,
        updated=report.updated,
        known=report.known,
        published_by_postlab=report.ours,
        refused=tuple(RefusedRow(row, plain(why)) for row, why in report.refused),
    )
