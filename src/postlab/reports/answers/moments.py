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
        added: whether it is new.
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
        today: the day from which days are counted.
        moments: in their order; with `--all`, those that do not come within a year are last, without a day.
    """

    ANSWER: ClassVar[str] = "moment-list"
    COMMAND: ClassVar[str] = "postlab moment list"

    today: date
    moments: tuple[MomentView, ...]


@dataclass(frozen=True, slots=True)
class MomentRemoveAnswer(Answer):
    """Moments that were taken out.

    Attributes:
        removed: each.
    """

    ANSWER: ClassVar[str] = "moment-remove"
    COMMAND: ClassVar[str] = "postlab moment remove N"

    removed: tuple[MomentView, ...]


@dataclass(frozen=True, slots=True)
class MomentResult:
    """What became of an event of a calendar file.

    Attributes:
        how: `new`, `changed`, `same`, `cancelled` or `removed`.
        title: as the calendar has it.
        moment: as a moment; without a day where it is out of the calendar.
    """

    how: str
    title: str
    moment: MomentView


@dataclass(frozen=True, slots=True)
class LeftOutEvent:
    """An event of a calendar file that is no moment.

    Attributes:
        title: as the calendar has it.
        why: why it was left out.
    """

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class MomentImportAnswer(Answer):
    """What became of a calendar file.

    Attributes:
        dry_run: whether nothing was changed.
        source: name of the file.
        moments: what was taken.
        left_out: what was not.
        without_the_word: events without any of the words that were asked for.
    """

    ANSWER: ClassVar[str] = "moment-import"
    COMMAND: ClassVar[str] = "postlab moment import FILE.ics"

    dry_run: bool
    source: str
    moments: tuple[MomentResult, ...]
    left_out: tuple[LeftOutEvent, ...]
    without_the_word: int


def import_answer(calendar: Import, *, today: date, dry_run: bool) -> MomentImportAnswer:
    """What became of a calendar file."""
    return MomentImportAnswer(
        dry_run=dry_run,
        source=plain(calendar.source),
        moments=tuple(_moment_result(event, today) for event in calendar.taken),
        left_out=tuple(LeftOutEvent(plain(left.title), left.why) for left in calendar.left_out),
        without_the_word=calendar.passed,
    )


def _moment_result(event: ImportedMoment, today: date) -> MomentResult:
    return MomentResult(event.how, plain(event.title), moment_view(event.kept, event.coming, today=today))
