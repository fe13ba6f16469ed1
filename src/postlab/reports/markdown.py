"""Text from outside made safe for Markdown: it is shown as it is and never becomes a heading, a link or HTML."""

from __future__ import annotations

import re

from postlab.sanitise import plain

_MARKS = re.compile(r"[\\`*_\[\]{}|~$]")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_AT_THE_START = re.compile(r"(?:[#+\-=:.@]|\d+(?=[.)]))")


def inline(text: str) -> str:
    """A text as one line that is safe anywhere in a paragraph.

    Markup is escaped with backslashes, as CommonMark has it; HTML with entities, which every reader of
    Markdown knows.
    """
    return _line(plain(text))


def quote(text: str) -> str:
    """A text of several lines as a block quote; its line breaks stay."""
    lines = [_line(" ".join(line.split())) for line in plain(text, newlines=True).strip().split("\n")]
    quoted = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        # two spaces at its end keep a line from running into the next
        quoted.append(f"> {line}{'  ' if line and following else ''}" if line else ">")
    return "\n".join(quoted)


def row(cells: list[str]) -> str:
    """A row of a table, from cells that are safe already."""
    return f"| {' | '.join(cells)} |"


def _line(text: str) -> str:
    escaped = re.sub("[&<>]", lambda match: _HTML[match[0]], _MARKS.sub(r"\\\g<0>", text))
    if escaped.endswith("#") and len(escaped) > 1:
        # at the end of a heading it would be taken away
        escaped = f"{escaped[:-1]}\\#"
    first = _AT_THE_START.match(escaped)
    if first is None:
        return escaped
    end = first.end()
    # a number with a point or a bracket behind it would begin a list: the point is what is escaped
    return f"{escaped[:end]}\\{escaped[end:]}" if first[0][0].isdigit() else f"\\{escaped}"
