"""The answers of `postlab settings` and `postlab cron`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from postlab.reports.answer import Answer
from postlab.sanitise import plain

if TYPE_CHECKING:
    from pathlib import Path

    from postlab.cron.state import State


@dataclass(frozen=True, slots=True)
class SettingsAnswer(Answer):
    """The settings of the lab.

    Attributes:
        file: path of the settings file.
        settings: the settings, as in the file.
        meanings: by key, what the setting decides.
    """

    ANSWER: ClassVar[str] = "settings"
    COMMAND: ClassVar[str] = "postlab settings"

    file: str
    settings: Mapping[str, Any]
    meanings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LastRunView:
    """The last turn of the loop.

    Attributes:
        started_at: when it began.
        finished_at: when it ended; null while it runs, or if it was killed.
        result: what it did, in words; null where it has not ended.
    """

    started_at: datetime
    finished_at: datetime | None
    result: str | None


@dataclass(frozen=True, slots=True)
class CronFault:
    """A reason why cron will run nothing although it is enabled.

    Attributes:
        message: what is wrong.
        next: what to do.
    """

    message: str
    next: str


@dataclass(frozen=True, slots=True)
class CronStatusAnswer(Answer):
    """Whether cron runs the lab.

    Attributes:
        lab: the lab's folder.
        cron: whether this computer has cron.
        enabled: whether the crontab has an entry for this lab.
        works: whether that entry works.
        every_minutes: minutes between two runs; null where the schedule is not a fixed interval.
        schedule: the schedule as in the crontab.
        entry: the line of the crontab.
        program: the Python interpreter that the entry starts.
        program_exists: whether that interpreter exists.
        daemon: `running`, `not running` or `unknown`.
        last_run: the last turn, by cron or by hand; null where there was none.
        next_run_at: when cron will start the next turn.
        problems: why cron will run nothing although it is enabled.
    """

    ANSWER: ClassVar[str] = "cron-status"
    COMMAND: ClassVar[str] = "postlab cron status"

    lab: str
    cron: bool
    enabled: bool
    works: bool
    every_minutes: int | None
    schedule: str | None
    entry: str | None
    program: str | None
    program_exists: bool | None
    daemon: str
    last_run: LastRunView | None
    next_run_at: datetime | None
    problems: tuple[CronFault, ...]


@dataclass(frozen=True, slots=True)
class CronRehearseAnswer(Answer):
    """The secrets that cron cannot reach; `postlab cron enable` asks for them.

    Attributes:
        missing: the secrets that cron cannot reach, one sentence each.
    """

    ANSWER: ClassVar[str] = "cron-rehearse"
    COMMAND: ClassVar[str] = "postlab cron rehearse"

    missing: tuple[str, ...]


def cron_status(lab: Path, state: State) -> CronStatusAnswer:
    """The state of cron for the lab in a folder."""
    entry, last = state.entry, state.last_run
    return CronStatusAnswer(
        lab=str(lab),
        cron=state.has_cron,
        enabled=entry is not None,
        works=entry is not None and not state.faults,
        every_minutes=entry.every if entry else None,
        schedule=entry.schedule if entry else None,
        entry=plain(entry.line) if entry else None,
        program=entry.python if entry else None,
        program_exists=state.program_exists if entry else None,
        daemon={True: "running", False: "not running", None: "unknown"}[state.daemon],
        last_run=LastRunView(last.started, last.finished, last.result or None) if last else None,
        next_run_at=state.next_run,
        problems=tuple(CronFault(plain(message), remedy) for message, remedy in state.faults),
    )
