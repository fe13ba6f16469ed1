"""Long answers on a terminal, page by page: in the person's own pager, if they have one."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from postlab.cli.interrupts import left_to_the_other

if TYPE_CHECKING:
    from rich.console import Console

OFF = ("", "cat", "off")
"""What PAGER says where somebody wants none."""

AS_GIT = "FRX"
"""Options of less for who has set none: leave at once what fits, keep colours, leave the text on the screen."""


@contextmanager
def paged(out: Console, variables: Mapping[str, str], *, announced: str = "") -> Iterator[None]:
    """Show what the block prints page by page, if it goes to a terminal and is longer than the screen.

    Nothing that asks a question may stand in the block: what it prints is seen after its end alone.

    Args:
        out: the console on which the block prints.
        variables: the environment.
        announced: what is said before a pager opens.
    """
    command = pager_of(variables)
    if command is None or not out.file.isatty():
        yield
        return
    out.begin_capture()
    try:
        yield
    finally:
        text = out.end_capture()
        fits = text.count("\n") < out.height
        if announced and not fits:
            out.print(announced)
        if fits or not _shown_in(command, text, variables):
            out.file.write(text)
            out.file.flush()


def pager_of(variables: Mapping[str, str]) -> str | None:
    """The shell command of the person's pager, or None where there is none or it is switched off."""
    own = variables.get("PAGER")
    if variables.get("TERM") == "dumb" or (own is not None and own.strip() in OFF):
        return None
    return own or next((name for name in ("less", "more") if shutil.which(name)), None)


def with_colours(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment in which less shows colours, with whatever else the person has set for it."""
    own = variables.get("LESS")
    return {**variables, "LESS": AS_GIT if own is None else f"-R {own}"}


def _shown_in(command: str, text: str, variables: Mapping[str, str]) -> bool:
    """Whether the pager took the text; a shell ends with 127 where it does not find it, with 126 where it may not."""
    # PAGER is a line for the shell, as in man and git
    line = ["sh", "-c", command] if sys.platform != "win32" else command
    shown = text if _knows_colours(command) else _plain(text)
    try:
        pager = subprocess.Popen(line, stdin=subprocess.PIPE, env=with_colours(variables))  # noqa: S603 (their own)
    except OSError:
        return False
    with left_to_the_other():
        # whoever leaves before the end has closed the pipe, which `communicate` takes in silence
        pager.communicate(shown.encode(errors="replace"))
    return pager.returncode not in {126, 127}


def _knows_colours(command: str) -> bool:
    try:
        program, *_ = shlex.split(command)
    except ValueError:
        return False
    return Path(program).stem == "less"


def _plain(text: str) -> str:
    from rich.text import Text

    return "".join(f"{Text.from_ansi(line).plain}\n" for line in text.splitlines())
