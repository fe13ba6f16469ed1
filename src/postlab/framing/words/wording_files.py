"""The files of wording that travel in the package: a folder a language, read when they are first asked for.

Package data that is read once counts as code: the same question has the same answer wherever and whenever it is asked,
so the middle stays pure.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from postlab.errors import InputError

ENGLISH = "en"
"""The language of wording that is made unless another is asked for."""

_PACKAGE = "postlab.framing.words"


@cache
def languages() -> tuple[str, ...]:
    """The languages that there is wording in, by their codes."""
    folders = (entry for entry in files(_PACKAGE).iterdir() if entry.is_dir())
    return tuple(sorted(folder.name for folder in folders if folder.joinpath("moments.toml").is_file()))


def wording_file(language: str, *path: str) -> dict[str, Any]:
    """What a file of a language says, as TOML has it.

    Args:
        language: a code, such as "en".
        path: below the language's folder.

    Raises:
        InputError: there is no wording in that language.
    """
    if language not in languages():
        raise InputError(
            f"PostLab has no wording in “{language}”.", hint=f"There is wording in: {', '.join(languages())}."
        )
    text = files(_PACKAGE).joinpath(language, *path).read_text(encoding="utf-8")
    return tomllib.loads(text)
