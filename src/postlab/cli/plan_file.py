"""Reading a plan file, or standard input in its place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import tomli

from postlab.errors import InputError
from postlab.framing.pictures import OF_THE_ARTICLE


def read_plan_file(file: Path) -> dict[str, Any]:
    """What a plan file says, unchecked but for its pictures, which are looked for beside it; `-` is standard input.

    Raises:
        InputError: it cannot be read, or is no TOML.
    """
    try:
        raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        document = tomli.loads(raw.decode("utf-8-sig"))
    except tomli.TOMLDecodeError as exc:
        raise InputError(f"{file} is not valid TOML: {exc}.", hint="Correct that line and try again.") from exc
    except UnicodeDecodeError as exc:
        raise InputError(f"{file} is not UTF-8 text (byte {exc.start}).", hint="Save it as UTF-8.") from exc
    except OSError as exc:
        raise InputError(f"The plan {file} cannot be read: {exc.strerror}.", hint="Check the path.") from exc
    return with_pictures_beside(document, Path() if str(file) == "-" else file.parent)


def with_pictures_beside(document: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A plan whose links name the pictures in a folder wherever they are read from; other names stay."""
    links = document.get("link")
    if not isinstance(links, list):
        return document
    return document | {"link": [_with_picture_beside(link, folder) for link in links]}


def _with_picture_beside(link: Any, folder: Path) -> Any:
    named = link.get("picture") if isinstance(link, dict) else None
    if not isinstance(named, str) or named == OF_THE_ARTICLE:
        return link
    path = folder / Path(named).expanduser()
    return link | {"picture": str(path.resolve())} if path.is_file() else link
