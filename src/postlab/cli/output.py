"""Writing a long answer to standard output, or to the file of --output."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from postlab.errors import InputError

if TYPE_CHECKING:
    from postlab.reports.answer import Answer
    from postlab.reports.as_csv import Columns


def write_csv(table: Columns, output: Path | None, *, bom: bool) -> int:
    """Write a table as CSV, and return how many rows it has; a file is replaced, and “-” is standard output.

    Raises:
        InputError: when the file cannot be written.
    """
    from postlab.reports import as_csv

    if output is None or is_stdout(output):
        return as_csv.write(table, sys.stdout.buffer, bom=bom)
    try:
        with output.open("wb") as file:
            return as_csv.write(table, file, bom=bom)
    except OSError as exc:
        raise _write_error(output, exc) from exc


def write_text(text: str, output: Path | None) -> None:
    """Write a text in UTF-8; an existing file is replaced, and “-” is standard output.

    Raises:
        InputError: when the file cannot be written.
    """
    if output is None or is_stdout(output):
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as exc:
        raise _write_error(output, exc) from exc


def write_json(answer: Answer, output: Path | None) -> None:
    """Write an answer as one JSON document; an existing file is replaced, and “-” is standard output.

    Raises:
        InputError: when the file cannot be written.
    """
    from postlab.reports.as_json import text_of

    write_text(text_of(answer) + "\n", output)


def write_bytes(content: bytes, output: Path) -> None:
    """Write a file as it is; an existing one is replaced.

    Raises:
        InputError: when the file cannot be written.
    """
    try:
        output.write_bytes(content)
    except OSError as exc:
        raise _write_error(output, exc) from exc


def replace_file(content: bytes, output: Path) -> None:
    """Write a file in one step: whoever opens it meanwhile, such as a web server, reads the old one or the new one.

    A file that is there keeps its permissions, and a link to it stays a link. What is no file, such as a device or a
    pipe, is written to as it is, never replaced.

    Raises:
        InputError: when the file cannot be written.
    """
    from contextlib import suppress
    from tempfile import mkstemp

    target = output.resolve()
    if target.exists() and not target.is_file():
        write_bytes(content, target)
        return
    try:
        handle, name = mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        written = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
            written.replace(target)
        except BaseException:  # whatever happened, Ctrl-C too, nothing is left beside the file; it is raised again
            with suppress(OSError):
                written.unlink()
            raise
    except OSError as exc:
        raise _write_error(output, exc) from exc


def _umask() -> int:
    """The permissions that new files of this program do not get."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def is_stdout(output: Path) -> bool:
    """Whether the file that --output names is standard output."""
    return str(output) == "-"


def at_most_one_of(**wanted: bool) -> None:
    """Refuse options that exclude each other.

    Raises:
        InputError: when more than one of them is given.
    """
    asked = [f"--{name.replace('_', '-')}" for name, is_wanted in wanted.items() if is_wanted]
    if len(asked) > 1:
        raise InputError(f"{' and '.join(asked)} are different answers.", hint="Ask for one of them.")


def refuse_output_of_a_screen(output: Path | None, has_form: bool) -> None:
    """Refuse --output where none of --csv, --markdown, --html and --json says what it holds.

    Raises:
        InputError: when it was given alone.
    """
    if output is not None and not has_form:
        raise InputError(
            "--output says where a file goes, not what is in it.", hint="Add --csv, --markdown, --html or --json."
        )


def _write_error(output: Path, exc: OSError) -> InputError:
    return InputError(f"{output} cannot be written: {exc.strerror}.", hint="Name another file.")
