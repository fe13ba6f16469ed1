"""How a text is laid out where it goes: as a post, as a caption whose links are dead, or as a mailing.

What is advised of subject lines and captions stands in `shapes.toml`; it travels in the package.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

from postlab.english import counted
from postlab.framing.notes import Note, NoteCode
from postlab.framing.sentences import sentences


class Shape(StrEnum):
    """How a text is laid out."""

    POST = "post"
    """Prose, then hash tags and link."""
    CAPTION = "caption"
    """A post in which no address can be clicked: words say where the link stands."""
    MAILING = "mailing"
    """The first line is the subject line; what follows are the first lines of the mail."""


_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_TAG = re.compile(r"(?<![\w&/])[#＃]\w+")


def medium_of(shape: Shape) -> str:
    """What web statistics call the way on which readers of such texts come: the value of utm_medium."""
    return "email" if shape is Shape.MAILING else "social"


def subject_line(text: str) -> str:
    """The subject line of a mailing: the first line of its text."""
    return text.strip().partition("\n")[0].strip()


def first_lines(text: str) -> str:
    """What stands below the subject line of a mailing."""
    return text.strip().partition("\n")[2].strip()


def shape_notes(text: str, shape: Shape) -> list[Note]:
    """What is to be said about the length of a subject line, or about what readers see of a caption."""
    if shape is Shape.MAILING:
        return _on_subject_line(subject_line(text))
    return _on_caption(text) if shape is Shape.CAPTION else []


def _on_subject_line(subject: str) -> list[Note]:
    advised = _file()["subject_line"]
    count, words = len(subject), len(subject.split())
    if count <= advised["characters"] and words <= advised["words"]:
        return []
    return [
        _note(
            "long_subject",
            count=count,
            words=counted(words, "word"),
            characters=advised["characters"],
            most_words=advised["words"],
        )
    ]


def _on_caption(text: str) -> list[Note]:
    limits, notes = _file()["caption"], []
    first = next(iter(sentences(text.strip().partition("\n")[0])), "")
    if len(first) > limits["shown"]:
        notes.append(_note("folded", shown=limits["shown"], count=len(first)))
    tags = len(_TAG.findall(_ADDRESS.sub(" ", text)))
    if tags > limits["hashtags"]:
        notes.append(_note("many_hashtags", count=tags, most=limits["hashtags"]))
    return notes


def _note(name: str, **numbers: object) -> Note:
    line = _file()["note"][name]
    return Note(NoteCode(line["code"]), f"{line['sentence'].format(**numbers)} ({line['source']}).")


@cache
def _file() -> dict[str, Any]:
    return tomli.loads(files("postlab.framing").joinpath("shapes.toml").read_text(encoding="utf-8"))
