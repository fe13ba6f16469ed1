"""Sanitising text from outside: one list of dangerous code points, and one function for each kind of output.

`plain` for a terminal, `markup` for rich, `log_line` for a log, `spreadsheet` for a cell, `json_text` for JSON and
`marked` for an address in an error; Markdown (`reports.markdown`) and a network's words (`platforms.wording`) build on
`plain`.
A handle or key that was pasted comes through `visible`.
What goes out as a post comes through `page_words` and `postable`, what is held against it through `compared`.

The list is the union of what some kind of output must not show as it is. Three things on it are legitimate in the right
place: a joiner inside an emoji or in a script that is written with joiners, the tags of a regional flag, and the
variation selector that turns a sign into an emoji. There they are kept, wherever people read the text.
"""

from __future__ import annotations

import re
import unicodedata

_CONTROL = "\x00-\x1f\x7f-\x9f\u2028\u2029"
_UNSEEN = (
    # they turn the reading direction, join, break and annotate, or hide
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e007f"
    # no characters at all
    "\ufdd0-\ufdef" + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
)
_LOOK = "\ufe0f"
_HALF = "\ud800-\udfff"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"

LISTED = f"{_CONTROL}{_UNSEEN}{_LOOK}{_HALF}{_PRIVATE}"
"""The code points, as the inside of a regular expression's brackets.

Unassigned ones are not on it: which those are is the age of Python's tables, and next year's emoji are among them.
"""

UNKNOWN = "\ufffd"
"""Replaces a character that cannot be shown: half a surrogate pair, or one for private use."""

_JOINERS = "\u200c\u200d"
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
_FLAG_OR_LISTED = re.compile(f"(?P<flag>{_FLAG})|[{LISTED}]")
_ODD_SPACE = re.compile(r"[^\S ]")
_SPACES = re.compile(r"\s+")
_NO_BREAK_SPACES = "\u00a0\u202f"

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
_PAGE_SEQUENCE = re.compile(
    "(?:\x1b\\]|\x9d)[^\x07\x1b\x9c]{0,2000}(?:\x07|\x1b\\\\|\x9c)?"
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"
    "|\x1b[PX^_][^\x1b\x9c]{0,2000}(?:\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BEFORE_NO_TAG = re.compile(r"\\+\[(?![a-z#/@][^\[]*\])")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")


def plain(text: str, *, newlines: bool = False) -> str:
    """The text for a terminal: without control sequences, changes of direction, and invisible characters.

    Args:
        text: from a page, a network or a person.
        newlines: whether line ends stay, as line feeds; otherwise the text is one line with single spaces.
    """
    text = _LINE_END.sub("\n", _SEQUENCE.sub("", text)).replace("\t", " ")
    text = _without_listed(text, spaces="\n", private=UNKNOWN, half=UNKNOWN)
    return text if newlines else " ".join(text.split())


def markup(text: str, *, newlines: bool = False) -> str:
    """`plain` text for rich's markup, also directly before a tag: brackets and backslashes are shown literally."""
    from rich.markup import escape

    clean = plain(text, newlines=newlines)
    body = clean.rstrip("\\")
    # rich takes backslashes away in two places that its escape() leaves alone
    return _BEFORE_NO_TAG.sub(r"\\\g<0>", escape(body)) + clean[len(body) :] * 2


def log_line(text: str) -> str:
    """`plain` text on one line of a log, which people read in a terminal."""
    return plain(text)


def spreadsheet(text: str) -> str:
    """The text for a cell of a spreadsheet, which must show it and never calculate it.

    Text that looks like a formula gets an apostrophe in front; line ends stay, as line feeds.
    """
    clean = plain(text, newlines=True)
    return f"'{clean}" if _FORMULA.match(clean) else clean


def json_text(document: str) -> str:
    """A JSON document that is safe to print: characters on the list are escaped, so none is lost."""
    import json

    def escape_listed(match: re.Match[str]) -> str:
        # JSON itself has left no control character but the line feeds between its values
        return match[0] if match[0] == "\n" or _is_meant(match) else json.dumps(match[0])[1:-1]

    return _FLAG_OR_LISTED.sub(escape_listed, document)


def marked(text: str, *, most: int) -> str:
    """An address for an error message: characters that do not belong in an address become question marks.

    Args:
        text: as it was given.
        most: how many characters are shown; a longer text is cut.
    """
    clean = _FLAG_OR_LISTED.sub(lambda match: match[0] if _is_meant(match) else "?", text)
    clean = _ODD_SPACE.sub("?", clean)
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def postable(text: str) -> str:
    """The text on one line, to be stored and published.

    A space that does not break stays one, such as French has before a question mark.
    What people post on purpose stays, such as characters for private use (a phone maker's logo, say). Of a terminal's
    control sequence only the starting character is removed, because the rest may be words.
    """
    clean = _without_listed(text, spaces="", private=None, half="", control=" ")
    return _SPACES.sub(lambda spaces: spaces[0] if spaces[0] in _NO_BREAK_SPACES else " ", clean).strip()


def postable_lines(text: str) -> str:
    """A text of several lines, to be stored and published: each line as `postable` has it."""
    lines = "\n".join(postable(line) for line in _LINE_END.split(text))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def page_words(text: str) -> str:
    """The text of a page, before it is split into sentences: spaces and line ends stay as they are.

    Characters for private use stay, because they may be published (`postable`). A terminal's control sequence is
    removed even where it never ends: no page writes one for its readers, and what follows it is not its title.
    """
    text = _PAGE_SEQUENCE.sub("", text)
    return _without_listed(text, spaces="\t\n\x0b\x0c\r\x85\u2028\u2029", private=None, half="")


def visible(text: str) -> str:
    """A name, address or key that a person pasted, without the marks that came along unseen from a web page."""
    return re.sub(f"[{_UNSEEN}{_LOOK}]", "", text).strip()


def compared(text: str) -> str:
    """The visible part of a text, on one line, for comparing it with another."""

    def replace(match: re.Match[str]) -> str:
        if match["flag"] or _is_private(match[0]):
            return match[0]
        return " " if _is_control(match[0]) else ""

    return " ".join(_FLAG_OR_LISTED.sub(replace, text).split())


def _without_listed(text: str, *, spaces: str, private: str | None, half: str, control: str = "") -> str:
    """The text with the characters of the list replaced, except those that shape their neighbours (`_is_meant`).

    Args:
        text: with its line ends.
        spaces: control characters that stay.
        private: replaces a character for private use; None keeps it.
        half: replaces half a surrogate pair.
        control: replaces the other control characters.
    """

    def replace(match: re.Match[str]) -> str:
        character = match[0]
        if character in spaces or _is_meant(match):
            return character
        if _is_control(character):
            return control
        if _is_private(character):
            return character if private is None else private
        return half if "\ud800" <= character <= "\udfff" else ""

    return _FLAG_OR_LISTED.sub(replace, text)


def _is_control(character: str) -> bool:
    """Of a character of the list: whether it is a control character, or ends a line."""
    return character < "\xa0" or character in "\u2028\u2029"


def _is_private(character: str) -> bool:
    """Of a character of the list: whether it is for private use."""
    return unicodedata.category(character) == "Co"


def _is_meant(match: re.Match[str]) -> bool:
    """Whether it shapes its neighbours: a whole flag, the look of a sign, a joiner between what can be joined."""
    if match["flag"] or match[0] == _LOOK:
        return True
    text, at = match.string, match.start()
    return match[0] in _JOINERS and all(
        side > "\u05ff" and unicodedata.category(side)[0] in "LMS"
        for side in (text[at - 1 : at] if at else "", text[at + 1 : at + 2])
    )
