"""What a command gets from its call: the lab, its settings, its clock, and the two output streams, made on demand."""

from __future__ import annotations

import os
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from postlab.english import when, zoned_time
from postlab.errors import InputError
from postlab.settings import environment, find_lab, passwords_in_addresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console

    from postlab.clock import Clock
    from postlab.loop.lab import Lab
    from postlab.settings_model import Settings


class Invocation:
    """One call of the program, passed to every command as `ctx.obj`.

    Args:
        lab: the folder given with --lab, if any.
        clock: where the time comes from.
    """

    def __init__(self, lab: Path | None = None, *, clock: Clock | None = None) -> None:
        self._flag = lab
        self._clock = clock
        self.exit_code = 0
        """The exit code if the reader of a pipe closes it before the command ends."""

    def name_lab(self, folders: Iterable[Path]) -> None:
        """Take the folders given with --lab, before the command or after it.

        Raises:
            InputError: when they are not the same.
        """
        for folder in folders:
            if self._flag is not None and _whole(folder) != _whole(self._flag):
                raise InputError(
                    f"--lab names two labs: {self._flag} and {folder}.", hint="Name the one that you mean, once."
                )
            self._flag = folder
            # whatever was read before it was named
            vars(self).pop("folder", None)
            vars(self).pop("settings", None)

    @cached_property
    def clock(self) -> Clock:
        """The machine's clock, unless another was given."""
        from postlab.clock import SystemClock

        return self._clock or SystemClock()

    @cached_property
    def folder(self) -> Path:
        """The lab's folder, which need not exist."""
        return find_lab(self._flag)

    @cached_property
    def settings(self) -> Settings:
        """The lab's settings."""
        from postlab.settings_file import read_settings

        return read_settings(self.folder)

    @contextmanager
    def lab(self, *, clock: Clock | None = None, rehearsal: bool = False) -> Iterator[Lab]:
        """Open the lab, and close it at the end of the block.

        Raises:
            InputError: when there is no lab.
        """
        from postlab.loop.lab import Lab
        from postlab.loop.log import writing
        from postlab.masking import KNOWN
        from postlab.records.database import explaining
        from postlab.sanitise import markup

        for password in passwords_in_addresses():
            KNOWN.add(password)
        opened = Lab.open(self.settings, clock=clock or self.clock, rehearsal=rehearsal)
        try:
            if opened.database.backup is not None:
                backup_path = markup(str(opened.database.backup))
                self.talk.print(
                    f"The database was brought up to date; the old one is kept as {backup_path}.", soft_wrap=True
                )
            with writing(None if rehearsal else self.settings.log_file), explaining(opened.database):
                yield opened
        finally:
            opened.database.close()

    @cached_property
    def answer(self) -> Console:
        """Standard output, for the answer of the command and nothing else."""
        return console(sys.stdout)

    @cached_property
    def talk(self) -> Console:
        """Standard error, for progress, notes and questions about the answer."""
        return console(sys.stderr)

    def busy(self, activity: str) -> AbstractContextManager[object]:
        """Show a spinner while the block runs, on a terminal only: FORCE_COLOR makes none of a log."""
        return self.talk.status(f"{activity}…") if self.talk.file.isatty() else nullcontext()

    @contextmanager
    def reading_pages(self) -> Iterator[Callable[[int, int, str], None]]:
        """Show a spinner while pages are read; what it yields names one: its place, how many there are, its address."""
        with self.busy("Reading the pages") as spinner:

            def now_at(place: int, count: int, url: str) -> None:
                update = getattr(spinner, "update", None)
                if update is not None:
                    update(f"Reading page {place} of {count}, {_host(url)}…")

            yield now_at

    def paged(self, *, wanted: bool = True, announced: str = "") -> AbstractContextManager[None]:
        """Show what the block prints as the answer page by page, where it is longer than the screen of a terminal.

        Args:
            wanted: false where the person said --no-pager.
            announced: what is said before the first page.
        """
        from postlab.cli.pager import paged

        if not (wanted and self.settings.pager):
            return nullcontext()
        return paged(self.answer, environment(), announced=announced)

    @property
    def interactive(self) -> bool:
        """Whether there is a person to ask."""
        return sys.stdin.isatty() and sys.stdout.isatty() and environment().get("TERM") != "dumb"


def _host(url: str) -> str:
    """Where a page is, for a spinner; the beginning of an address that cannot be taken apart."""
    from postlab.articles.site import host_of
    from postlab.sanitise import markup

    try:
        return markup(host_of(url))
    except ValueError:
        return markup(url[:60])


def _whole(folder: Path) -> Path:
    return find_lab(folder).resolve()


def console(stream: object) -> Console:
    """A rich console on a stream; it honours NO_COLOR and COLUMNS."""
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            # rich would end the program here, without its exit code
            raise BrokenPipeError

    width = None if getattr(stream, "isatty", bool)() or "COLUMNS" in os.environ else 100
    return Screen(file=stream, width=width, highlight=False, soft_wrap=False)  # type: ignore[arg-type]  # any text stream


def parse_time(text: str, *, zone: str) -> datetime:
    """Read a time in ISO 8601 and return it in UTC; without an offset it is taken to be in `zone`.

    Raises:
        InputError: when the text is not a time.
    """
    from postlab.design.slots import resolve

    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError as exc:
        raise InputError(
            f"“{text}” is not a time.",
            hint="Write it like 2026-11-30T12:30, or with an offset: 2026-11-30T12:30+11:00.",
        ) from exc
    if parsed.tzinfo is not None:
        return parsed.astimezone(UTC)
    return resolve(parsed, zone).at


def local(at: datetime | None, zone: str, *, now: datetime | None = None) -> str:
    """A time for people, in the lab's zone and with the zone's name; a dash for None.

    With `now` it says how far away that is, too: Thu 14 May 12:30 Australia/Sydney (in 2 days).
    """
    if at is None:
        return "–"
    from zoneinfo import ZoneInfo

    return zoned_time(at, ZoneInfo(zone)) if now is None else when(at, ZoneInfo(zone), now, named=True)
