"""Reading a plan file, or standard input in its place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import tomli

from postlab.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def read_plan_file(file: Path) -> dict[str, Any]:
    """What a plan file says, unchecked; `-` is standard input.

    Raises:
        InputError: it cannot be read, or is no TOML.
    """
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        return tomli.loads(raw.decode("utf-8-sig"))
    except tomli.TOMLDecodeError as exc:
        raise InputError(f"{file} is not valid TOML: {exc}.", hint="Correct that line and try again.") from exc
    except UnicodeDecodeError as exc:
        raise InputError(f"{file} is not UTF-8 text (byte {exc.start}).", hint="Save it as UTF-8.") from exc
    except OSError as exc:
        raise InputError(f"The plan {file} cannot be read: {exc.strerror}.", hint="Check the path.") from exc
