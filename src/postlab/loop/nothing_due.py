"""The note that nothing is due before a certain time, kept beside the database, so that cron's next turns can be short.

The note holds as long as nothing that a turn goes by has changed: the database, its settings, the program. Whether
they have is seen from outside, without opening any of them. Whoever doubts takes a whole turn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from postlab.errors import PostlabError
from postlab.loop.log import log, log_start
from postlab.loop.run_result import RunResult
from postlab.settings import SETTINGS_FILE, write_private

ENDING = ".nothing-due"
"""What the note's name ends with; it begins with that of the database file."""

SETTLED_AFTER_NS = 3 * 10**9
"""How long ago, in nanoseconds, a file must last have been written for its times to tell the next change: some
disks keep whole or even seconds."""

State = dict[str, list[int] | str | None]
"""What a turn goes by: by file its size, times and number, by variable its value."""

VARIABLES = ("POSTLAB_TIMEZONE", "POSTLAB_DATABASE_URL", "POSTLAB_ALLOW_PRIVATE")
"""The variables that settings may come from; a secret is none of them."""


class Coming(NamedTuple):
    """What comes next.

    Attributes:
        what: in words; a whole sentence that says when, where it is by hand.
        at: when, in UTC.
        by_hand: whether nothing is known to run the lab by itself then.
    """

    what: str
    at: datetime
    by_hand: bool


class Note(NamedTuple):
    """That nothing is due.

    Attributes:
        since: when a turn found that, in UTC.
        until: the time before which no turn finds anything to do, in UTC.
        coming: what comes next; None where nothing is planned.
        timezone: IANA name of the lab's zone.
    """

    since: datetime
    until: datetime
    coming: Coming | None
    timezone: str


def state_of(lab: Path, database: Path, *, env: Mapping[str, str], now: datetime) -> State | None:
    """What a turn goes by, as it is seen from outside: sizes and times of files, and variables that settings come from.

    Two that are equal were taken with no change between them.

    Args:
        lab: its folder.
        database: its SQLite file.
        env: the environment.
        now: in UTC.

    Returns:
        None where there is no such file, or it was written so recently that its time could stay the same.
    """
    files = [database, database.with_name(f"{database.name}-wal"), lab / SETTINGS_FILE, Path(__file__)]
    state: State = {str(file): _seen(file) for file in files}
    newest = now.timestamp() * 10**9 - SETTLED_AFTER_NS
    if state[str(database)] is None or any(seen[1] > newest for seen in state.values() if isinstance(seen, list)):
        return None
    return state | {name: env.get(name) for name in VARIABLES}


def write_note(database: Path, note: Note, state: State) -> None:
    """Keep the note; where it cannot be written, the next turn is a whole one.

    Args:
        database: the lab's SQLite file.
        note: what to keep.
        state: `state_of` before the turn, which was the same after it.
    """
    coming = note.coming and {**note.coming._asdict(), "at": note.coming.at.isoformat()}
    times = {"since": note.since.isoformat(), "until": note.until.isoformat()}
    kept = {**times, "coming": coming, "timezone": note.timezone, "state": state}
    with suppress(PostlabError):
        write_private(_file_of(database), json.dumps(kept))


def standing_note(database: Path, state: State | None, *, now: datetime) -> Note | None:
    """The note that a turn left, if it still holds.

    Args:
        database: the lab's SQLite file.
        state: `state_of` it.
        now: in UTC.
    """
    if state is None:
        return None
    try:
        kept = json.loads(_file_of(database).read_text(encoding="utf-8"))
        coming = kept["coming"] and Coming(
            str(kept["coming"]["what"]), datetime.fromisoformat(kept["coming"]["at"]), bool(kept["coming"]["by_hand"])
        )
        since, until = (datetime.fromisoformat(kept[key]) for key in ("since", "until"))
        note = Note(since, until, coming, str(kept["timezone"]))
        holds = kept["state"] == state and note.since <= now < note.until
    except (OSError, ValueError, KeyError, TypeError):
        # there is none, or it is of another version
        return None
    return note if holds else None


def _file_of(database: Path) -> Path:
    return database.with_name(f"{database.name}{ENDING}")


def _seen(file: Path) -> list[int] | None:
    """Size, times and number of a file; None where there is none, or nothing in it."""
    try:
        seen = file.stat()
    except OSError:
        return None
    return None if seen.st_size == 0 else [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino]


def log_turn(*, unattended: bool) -> None:
    """Log a turn that found nothing due, as `postlab.loop.run` logs a whole one."""
    log_start(unattended=unattended)
    log.info("run finished: %s", RunResult().summary)
