"""The answers of `postlab experiment`: other names, out of the lists and back, and away for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from postlab.reports.answer import Answer
from postlab.reports.nouns.experiment import ExperimentView, view_of
from postlab.sanitise import plain

if TYPE_CHECKING:
    from sqlmodel import Session

    from postlab.records.tables import Experiment


@dataclass(frozen=True, slots=True)
class NamedView:
    """An experiment whose name may have changed.

    Attributes:
        experiment: the experiment after the command.
        before: the name that it had before.
        changed: whether the command changed anything.
    """

    experiment: ExperimentView
    before: str
    changed: bool


@dataclass(frozen=True, slots=True)
class RenameAnswer(Answer):
    """An experiment with another name.

    Attributes:
        renamed: the experiment.
    """

    ANSWER: ClassVar[str] = "experiment-rename"
    COMMAND: ClassVar[str] = "postlab experiment rename"

    renamed: NamedView


@dataclass(frozen=True, slots=True)
class ArchiveAnswer(Answer):
    """Experiments that were taken out of the lists.

    Attributes:
        archived: the experiments, in the order in which they were named.
    """

    ANSWER: ClassVar[str] = "experiment-archive"
    COMMAND: ClassVar[str] = "postlab experiment archive"

    archived: tuple[NamedView, ...]


@dataclass(frozen=True, slots=True)
class UnarchiveAnswer(Answer):
    """An experiment that was put back into the lists.

    Attributes:
        unarchived: the experiment.
    """

    ANSWER: ClassVar[str] = "experiment-unarchive"
    COMMAND: ClassVar[str] = "postlab experiment unarchive"

    unarchived: NamedView


@dataclass(frozen=True, slots=True)
class DeleteAnswer(Answer):
    """An experiment that was deleted.

    Attributes:
        experiment: the experiment as it was.
        posts: how many posts it had.
        dry_run: whether nothing was deleted.
    """

    ANSWER: ClassVar[str] = "experiment-delete"
    COMMAND: ClassVar[str] = "postlab experiment delete"

    experiment: ExperimentView
    posts: int
    dry_run: bool


def named_view(session: Session, experiment: Experiment, *, before: str, changed: bool) -> NamedView:
    """An experiment after a command that may have changed its name."""
    return NamedView(view_of(session, experiment), plain(before), changed)
