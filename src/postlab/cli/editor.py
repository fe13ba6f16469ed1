"""Editing a text in the person's own editor, without losing it when something fails."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postlab.cli.interrupts import left_to_the_other
from postlab.errors import InputError, PostlabError
from postlab.settings import environment


def chosen() -> str | None:
    """The editor that the person has set: $VISUAL, else $EDITOR."""
    env = environment()
    return env.get("VISUAL") or env.get("EDITOR") or None


@contextmanager
def edited(text: str, *, name: str, undone: str, again: str = "") -> Iterator[str]:
    """Open a text in the editor and yield the edited text.

    The draft is a file in a private folder and is removed when the block ends. If the editor or the block fails, a
    draft that was changed stays, and the error says where.

    Args:
        text: what the editor opens with.
        name: the draft's file name.
        undone: what did not happen when something fails, as in "nothing was changed".
        again: a command that takes such a draft on standard input, if there is one.

    Raises:
        InputError: when there is no such editor, it fails, or what it left cannot be read.
    """
    folder = Path(tempfile.mkdtemp(prefix="postlab-"))
    file = folder / name
    try:
        file.write_text(text, encoding="utf-8")
        _run_editor(file, undone)
        yield _read_edited(file, undone)
    except BaseException as exc:
        if not _worth_keeping(file, text):
            shutil.rmtree(folder, ignore_errors=True)
        elif isinstance(exc, PostlabError):
            goes_on = f"; `{again} < {shlex.quote(str(file))}` goes on from there" if again else ""
            exc.hint = f"{exc.hint} What you wrote is in {file}{goes_on}.".strip()
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _run_editor(file: Path, undone: str) -> None:
    editor = chosen()
    try:
        ended = _run_to_end(_editor_command(editor, file))
    except (OSError, ValueError) as exc:
        why = exc.strerror if isinstance(exc, OSError) else exc
        raise InputError(f"The editor “{editor or 'vi'}” cannot be started: {why}.", hint="Set $EDITOR.") from exc
    if ended != 0:
        raise InputError(f"The editor ended with {ended}; {undone}.")


def _run_to_end(command: list[str] | str) -> int:
    """Run the editor and return its exit code."""
    with subprocess.Popen(command) as program, left_to_the_other():  # noqa: S603 (the person's own editor)
        return program.wait()


def _read_edited(file: Path, undone: str) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError(
            f"What the editor left cannot be read; {undone}.", hint="Save the text in place, as UTF-8."
        ) from exc


def _worth_keeping(file: Path, text: str) -> bool:
    try:
        return file.read_bytes() not in {b"", text.encode("utf-8")}
    except OSError:
        return False


def _editor_command(editor: str | None, file: Path) -> list[str] | str:
    """The command line that starts the editor; on Windows it stays one string, as a backslash is part of a path.

    Raises:
        ValueError: when a quote in it is not closed.
    """
    if os.name == "nt":
        return f'{editor or "notepad"} "{file}"'
    return [*shlex.split(editor or "vi"), str(file)]
