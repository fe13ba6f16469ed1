"""The line of a crontab that runs one lab's loop: written so that cron and any shell get it right, and known again."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from postlab.errors import InputError

EVERY_MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""How often it may run: cron counts within the hour, so only what divides it comes at even distances."""

LONGEST = 998
"""Bytes of a command; the crons of Debian, macOS and BSD cut off the rest without a word (MAX_COMMAND)."""

# -P: cron starts in the home folder, and a file there must not be taken for a module of ours.
_MODULE = ("-P", "-m", "postlab", "--lab")
_TURN = ("run", "--quiet")
_ENTRY = re.compile(r"\s*(?!#)(?P<when>@\w+|(?:\S+\s+){4}\S+)\s+(?P<command>\S.*)")
_STEP = re.compile(r"\*(?:/(\d+))?((?:\s+\*){4})")


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run, and how often.

    Attributes:
        python: the interpreter in which PostLab is installed, absolute.
        lab: the lab's folder, absolute.
        every: minutes between two runs, one of EVERY_MINUTES.
        environment: variables that the run needs and cron would not give it; never a secret.

    Raises:
        InputError: when no crontab can hold it.
    """

    python: str
    lab: Path
    every: int
    environment: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.every not in EVERY_MINUTES:
            raise InputError(
                f"Every {self.every} minutes does not come out even in an hour.",
                hint=f"Use one of {', '.join(f'{minutes}m' for minutes in EVERY_MINUTES)}.",
            )
        for text in (*self.arguments, *(value for _, value in self.environment)):
            if any(ord(character) < 32 or ord(character) == 127 for character in text):
                raise InputError(
                    f"A crontab cannot hold {text!r}: it has a line end or another control character.",
                    hint="Rename the folder, or move the lab.",
                )

    @property
    def arguments(self) -> tuple[str, ...]:
        """The program and its arguments."""
        return (self.python, *_MODULE, str(self.lab), *_TURN)

    @property
    def comment(self) -> str:
        """The line above the entry, for people."""
        return _comment(self.lab)

    @property
    def line(self) -> str:
        """The entry itself, without its line end.

        Raises:
            InputError: when it is longer than cron can take.
        """
        # `env` sets the variables for this command alone, and in any shell that SHELL= may name higher up.
        words = ["/usr/bin/env", "PYTHONUTF8=1", *(f"{name}={value}" for name, value in self.environment)]
        if "=" in self.python:
            # env would take such a path for one more variable
            words += ["/bin/sh", "-c", 'exec "$0" "$@"']
        command = " ".join(_quoted(word) for word in (*words, *self.arguments)).replace("%", r"\%")
        length = len(_bytes(command))
        if length > LONGEST:
            raise InputError(
                f"The crontab entry would be {length} bytes long; cron cuts off everything after {LONGEST}.",
                hint="Move the lab or the program to a folder with a shorter path, or unset some of "
                f"{', '.join(name for name, _ in self.environment)}."
                if self.environment
                else "Move the lab or the program to a folder with a shorter path.",
            )
        return f"{_schedule(self.every)} {command}"


@dataclass(frozen=True, slots=True)
class CrontabEntry:
    """An entry of ours as it was found in a crontab.

    Attributes:
        line: as it stands there.
        schedule: its first five words (or `@hourly` and the like).
        every: minutes, or None when somebody gave it a schedule of their own.
        python: the program that it calls.
        lab: the folder that it names.
    """

    line: str
    schedule: str
    every: int | None
    python: str
    lab: Path

    def is_for(self, lab: Path) -> bool:
        """Whether it runs the lab in this folder, whatever way the path was written."""
        return self.lab == lab or self.lab.resolve() == lab.resolve()


def read_entry(line: str) -> CrontabEntry | None:
    """The entry of a lab that this line is, or None for anybody else's line."""
    match = _ENTRY.fullmatch(line.rstrip("\r\n"))
    if match is None:
        return None
    try:
        words = tuple(shlex.split(match["command"].replace(r"\%", "%")))
    except ValueError:
        return None
    for at in range(1, len(words) - len(_MODULE) - 1):
        if words[at : at + len(_MODULE)] == _MODULE and words[at + len(_MODULE) + 1] == _TURN[0]:
            lab = Path(words[at + len(_MODULE)])
            return CrontabEntry(line.rstrip("\r\n"), match["when"], _minutes(match["when"]), words[at - 1], lab)
    return None


def with_entry(table: bytes, job: Job) -> bytes:
    """The crontab with the job's entry in it, once; every other line as it was, to the byte."""
    lines, place = _without(table, job.lab)
    ours = _bytes(f"{job.comment}\n{job.line}\n")
    if place is None:
        place = len(lines)
        if lines and not lines[-1].endswith(b"\n"):
            lines[-1] += b"\n"
    return b"".join([*lines[:place], ours, *lines[place:]])


def without_entry(table: bytes, lab: Path) -> bytes:
    """The crontab without the entries of this lab; every other line as it was, to the byte."""
    return b"".join(_without(table, lab)[0])


def find_entry(table: bytes, lab: Path) -> CrontabEntry | None:
    """The entry of this lab, if there is one."""
    return next((entry for line in _lines(table) if (entry := read_entry(_text(line))) and entry.is_for(lab)), None)


def _without(table: bytes, lab: Path) -> tuple[list[bytes], int | None]:
    """The other lines, and how many of them stood before ours."""
    lines: list[bytes] = []
    place: int | None = None
    comments = set[str]()
    for line in _lines(table):
        entry = read_entry(_text(line))
        if entry is not None and entry.is_for(lab):
            comments.add(_comment(entry.lab))
            place = len(lines) if place is None else place
        else:
            lines.append(line)
    comments.add(_comment(lab))
    for at in reversed(range(len(lines))):
        if _text(lines[at]).rstrip("\r\n") in comments:
            del lines[at]
            if place is not None and at < place:
                place -= 1
    return lines, place


def _comment(lab: Path) -> str:
    return f"# PostLab runs the lab in {lab} (`postlab cron disable` takes this out)"


def _schedule(every: int) -> str:
    minute = {1: "*", 60: "0"}.get(every, f"*/{every}")
    return f"{minute} * * * *"


def _minutes(schedule: str) -> int | None:
    if schedule in {"@hourly", "0 * * * *"}:
        return 60
    step = _STEP.fullmatch(schedule)
    minutes = int(step[1] or 1) if step else None
    return minutes if minutes in EVERY_MINUTES else None


def _quoted(word: str) -> str:
    """For the shell; no backslash is followed by another or by a percent sign, which crons read differently."""
    return shlex.quote(word).replace("\\", "\\''")


def _lines(table: bytes) -> list[bytes]:
    """With their ends; only a line feed ends a line of a crontab."""
    lines = table.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


# Paths and other people's lines need not be UTF-8.


def _text(line: bytes) -> str:
    return line.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
