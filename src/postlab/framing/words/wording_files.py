"""The files of wording that travel in the package: a folder a language, read when they are first asked for.

Package data that is read once counts as code: the same question has the same answer wherever and whenever it is asked,
so the middle stays pure.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from postlab.errors import InputError

ENGLISH = "en"
"""The language of wording that is made unless another is asked for."""

MOMENTS_FILE, SUBJECTS_FILE, PHRASES_FILE = "moments.toml", "subjects.toml", "phrases.toml"
"""The files of a language beside those of its audiences."""

AUDIENCES_FOLDER = "audiences/"
"""What the path of an audience's file begins with."""

Document = dict[str, Any]
"""What a file says, as TOML has it."""

_PACKAGE = "postlab.framing.words"


@cache
def languages() -> tuple[str, ...]:
    """The languages that the package has wording in, by their codes."""
    folders = (entry for entry in files(_PACKAGE).iterdir() if entry.is_dir())
    return tuple(sorted(folder.name for folder in folders if folder.joinpath(MOMENTS_FILE).is_file()))


@cache
def audience_files(language: str) -> tuple[str, ...]:
    """The paths of the audiences' files of a language of the package, below the language's folder."""
    folder = files(_PACKAGE).joinpath(language, AUDIENCES_FOLDER.rstrip("/"))
    return tuple(
        sorted(f"{AUDIENCES_FOLDER}{entry.name}" for entry in folder.iterdir() if entry.name.endswith(".toml"))
    )


def wording_file(language: str, path: str) -> Document:
    """What a file of a language of the package says.

    Args:
        language: a code, such as "en".
        path: below the language's folder, such as "audiences/students.toml".

    Raises:
        InputError: the package has no wording in that language.
    """
    if language not in languages():
        there_is = f"There is wording in: {', '.join(languages())}."
        raise InputError(f"PostLab has no wording in “{language}”.", hint=there_is)
    text = files(_PACKAGE).joinpath(language, *path.split("/")).read_text(encoding="utf-8")
    return tomli.loads(text)
