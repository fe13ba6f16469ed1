"""How a lab stands with cron: whether it is run, by what, when it last was, and when it will be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from postlab.cron.entry import CrontabEntry

TAIL_BYTES = 2**18
UNATTENDED = "unattended"
"""What the log says of a run that was started with nobody at the keyboard."""
TOLD = "told that nothing runs this lab by itself"
"""What the log says once a person was told."""
_RUN = re.compile(r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z \w+ run (?P<what>started|finished)(?:: (?P<result>.*))?")


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last turn of the loop, as the lab's log tells it.

    Attributes:
        started: when it began.
        finished: when it ended, or None: it is at work, or was killed.
        result: what it did, in words.
    """

    started: datetime
    finished: datetime | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How a lab stands with cron.

    Attributes:
        has_cron: whether there is a `crontab` program here.
        entry: the lab's line, or None.
        program_exists: whether the interpreter that the line names is there.
        lab_exists: whether the folder that the line names holds a lab.
        daemon: whether something reads crontabs; None when it cannot be told.
        last_run: the last turn, by cron or by hand.
        next_run: when cron will start the next one; None when it will not, or cannot be told.
    """

    has_cron: bool
    entry: CrontabEntry | None
    program_exists: bool
    lab_exists: bool
    daemon: bool | None
    last_run: LastRun | None
    next_run: datetime | None

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """Why nothing will be run although it is enabled: each with what to do."""
        if self.entry is None:
            return ()
        reasons = []
        if not self.program_exists:
            reasons.append(
                (f"The program it calls is gone: {self.entry.python}", "`postlab cron enable` names this one.")
            )
        if not self.lab_exists:
            reasons.append(
                (f"There is no lab in {self.entry.lab} any more.", "`postlab cron disable` takes the entry out.")
            )
        if self.daemon is False:
            reasons.append(
                (
                    "No cron daemon is running here, so nothing reads the crontab.",
                    "Start it: `sudo systemctl enable --now cron` or `sudo service cron start` (some call it crond).",
                )
            )
        return tuple(reasons)


def state_of(
    entry: CrontabEntry | None, *, has_cron: bool, lab_exists: bool, daemon: bool | None, log_file: Path, now: datetime
) -> State:
    """How things stand, told from the entry, the log and the time (aware)."""
    program_exists = entry is not None and Path(entry.python).is_file()
    coming = next_run(entry, now) if entry and daemon is not False and program_exists and lab_exists else None
    return State(
        has_cron=has_cron,
        entry=entry,
        program_exists=program_exists,
        lab_exists=lab_exists,
        daemon=daemon,
        last_run=last_run(log_file),
        next_run=coming,
    )


def next_run(entry: CrontabEntry, now: datetime) -> datetime | None:
    """When cron starts the entry next, in UTC; None for a schedule that is not one of ours."""
    if entry.every is None:
        return None
    # Cron counts minutes on this machine's own clock, and some zones are half an hour off.
    here = now.astimezone().replace(second=0, microsecond=0)
    return (here + timedelta(minutes=entry.every - here.minute % entry.every)).astimezone(UTC)


def last_run(log_file: Path) -> LastRun | None:
    """The last turn that the log tells of, or None."""
    for file in (log_file, log_file.with_name(f"{log_file.name}.1")):
        latest: LastRun | None = None
        for line in _tail(file):
            entry = _RUN.match(line)
            if entry is None:
                continue
            at = datetime.fromisoformat(entry["at"]).replace(tzinfo=UTC)
            if entry["what"] == "started":
                latest = LastRun(at)
            else:
                latest = LastRun(latest.started if latest else at, at, entry["result"] or "")
        if latest is not None:
            return latest
    return None


def last_unattended_run(log_file: Path) -> datetime | None:
    """When a scheduler last started a turn, by the log; None where it tells of none."""
    for file in (log_file, log_file.with_name(f"{log_file.name}.1")):
        for line in reversed(_tail(file)):
            entry = _RUN.match(line)
            if entry and entry["what"] == "started" and entry["result"] == UNATTENDED:
                return datetime.fromisoformat(entry["at"]).replace(tzinfo=UTC)
    return None


def was_told(log_file: Path) -> bool:
    """Whether the log says that a person was told that nothing runs the lab by itself."""
    return any(line.endswith(TOLD) for line in _tail(log_file))


def _tail(file: Path) -> list[str]:
    try:
        with file.open("rb") as log:
            log.seek(0, 2)
            log.seek(max(log.tell() - TAIL_BYTES, 0))
            return log.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return []
