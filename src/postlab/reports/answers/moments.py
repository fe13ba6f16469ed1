"""The answers of `postlab moment`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.nouns.moment import MomentView, moment_view
from postlab.sanitise import plain

if TYPE_CHECKING:
    from postlab.loop.moments.ics_import import Import, ImportedMoment


@dataclass(frozen=True, slots=True)
class MomentAddAnswer(Answer):
    """A moment that was added.

    Attributes:
        added: whether it is new; false where the calendar had it already.
        moment: the moment.
    """

    ANSWER: ClassVar[str] = "moment-add"
    COMMAND: ClassVar[str] = "postlab moment add WHAT WHEN"

    added: bool
    moment: MomentView


@dataclass(frozen=True, slots=True)
class MomentListAnswer(Answer):
    """The moments of the next twelve months.

    Attributes:
        today: the day from which `days` is counted.
        moments: the moments by date; with `--all`, those that do not come within a year are last, without a date.
    """

    ANSWER: ClassVar[str] = "moment-list"
    COMMAND: ClassVar[str] = "postlab moment list"

    today: date
    moments: tuple[MomentView, ...]


@dataclass(frozen=True, slots=True)
class MomentRemoveAnswer(Answer):
    """Moments that were removed from the calendar.

    Attributes:
        removed: the moments.
    """

    ANSWER: ClassVar[str] = "moment-remove"
    COMMAND: ClassVar[str] = "postlab moment remove N"

    removed: tuple[MomentView, ...]


@dataclass(frozen=True, slots=True)
class MomentResult:
    """An event of a calendar file that was imported as a moment.

    Attributes:
        how: the result: `new`, `changed`, `same`, `cancelled` or `removed`.
        title: title of the event in the file.
        moment: the moment; without a date where it is not in the calendar any more.
    """

    how: str
    title: str
    moment: MomentView


@dataclass(frozen=True, slots=True)
class LeftOutEvent:
    """An event of a calendar file that is no moment.

    Attributes:
        title: title of the event in the file.
        why: why it was left out.
    """

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class MomentImportAnswer(Answer):
    """The import of a calendar file.

    Attributes:
        dry_run: whether nothing was changed.
        source: name of the file.
        moments: the events that were imported.
        left_out: the events that were left out.
        without_the_word: how many events have none of the words that were asked for.
    """

    ANSWER: ClassVar[str] = "moment-import"
    COMMAND: ClassVar[str] = "postlab moment import FILE.ics"

    dry_run: bool
    source: str
    moments: tuple[MomentResult, ...]
    left_out: tuple[LeftOutEvent, ...]
    without_the_word: int


def import_answer(calendar: Import, *, today: date, dry_run: bool) -> MomentImportAnswer:
    """The answer for an import of a calendar file."""
    return MomentImportAnswer(
        dry_run=dry_run,
        source=plain(calendar.source),
        moments=tuple(_moment_result(event, today) for event in calendar.taken),
        left_out=tuple(LeftOutEvent(plain(left.title), left.why) for left in calendar.left_out),
        without_the_word=calendar.passed,
    )


def _moment_result(event: ImportedMoment, today: date) -> MomentResult:
    return MomentResult(event.how, plain(event.title), moment_view(event.moment, event.coming, today=today))
