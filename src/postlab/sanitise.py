"""Text from outside made safe to show: in a terminal, in rich's markup, in a spreadsheet."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import Enum

_SEQUENCE = re.compile(
    r"""
    # CSI: colours, cursor
    (?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]
    # OSC and its kin: window titles, links
    | (?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)
    # the short ones
    | \x1b[ -/]*[0-~]
    """,
    re.VERBOSE,
)
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # what is left of the control characters
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # they turn the reading direction of what follows
    "\u2060-\u2064\ufeff\ufff9-\ufffb]"  # nobody sees them
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BEFORE_NO_TAG = re.compile(r"\\+\[(?![a-z#/@][^\[]*\])")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def plain(text: str, *, newlines: bool = False) -> str:
    """The text without anything that a terminal would obey or that would turn its direction.

    Args:
        text: from a page, a network or a person.
        newlines: whether line ends stay, as line feeds; otherwise the text is one line with single spaces.
    """
    text = _LINE_END.sub("\n", _SEQUENCE.sub("", text))
    text = _LONE_SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text.replace("\t", " ")))
    return text if newlines else " ".join(text.split())


def markup(text: str, *, newlines: bool = False) -> str:
    """The same for a string in rich's markup, with a tag behind it: brackets and backslashes are shown, not obeyed."""
    from rich.markup import escape

    shown = plain(text, newlines=newlines)
    body = shown.rstrip("\\")
    # rich takes backslashes away in two places that its escape() leaves alone
    return _BEFORE_NO_TAG.sub(r"\\\g<0>", escape(body)) + shown[len(body) :] * 2


def cell(value: object) -> str:
    """A value as a cell of a CSV file: a spreadsheet shows it and never calculates it.

    Nothing is an empty cell, a moment is ISO 8601 in UTC, a number has at most ten digits. A text that a
    spreadsheet would take for a formula gets an apostrophe in front; its line ends stay, as line feeds.

    Raises:
        ValueError: for a time without a zone; nobody could say which moment it means.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and not isinstance(value, Enum):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    shown = plain(str(value), newlines=True)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def number(value: float) -> str:
    """A number without the noise of binary fractions, for machines; empty where there is none to speak of."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 (only NaN differs from itself)
        return ""
    return format(value, ".10g")


def moment(at: datetime) -> str:
    """A moment as ISO 8601 in UTC, to the second, for machines.

    Raises:
        ValueError: for a time without a zone; nobody could say which moment it means.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
