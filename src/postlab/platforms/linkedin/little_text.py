r"""The field `commentary` of a LinkedIn post: its text, in LinkedIn's “little text” format.

In this format mentions, hashtags and more are written with the characters ``\ | { } @ [ ] ( ) < > # * _ ~``. Each of
them must be escaped by a backslash, even where it has no meaning: LinkedIn cuts the post at the first one that is not,
and responds with 201 all the same. That holds inside an address, too (``utm_source`` has one); LinkedIn removes the
escapes before it looks for addresses, so links stay clickable.

Source: https://learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format
"""

from __future__ import annotations

import re

RESERVED = r"\|{}@[]()<>#*_~"

_RESERVED = re.compile("[" + re.escape(RESERVED) + "]")
_ESCAPED = re.compile(r"\\([" + re.escape(RESERVED) + "])")

# not within a word or an address, and a letter somewhere: #2 is a number, not a tag
_HASHTAG = re.compile(r"(?<![^\s(“„‘«\"])#(?=\w*[^\W\d_])(\w+)")
_TEMPLATE = re.compile(r"\{hashtag\|\\?([#＃])\|((?:\\.|[^\\}])*)\}", re.DOTALL)
_MENTION = re.compile(r"@\[((?:\\.|[^\\\]])*)\]\([^)]*\)", re.DOTALL)
_MARKED = re.compile(f"{_ESCAPED.pattern}|{_TEMPLATE.pattern}|{_MENTION.pattern}", re.DOTALL)


def escape(text: str) -> str:
    """The commentary for a text: nothing is cut, hashtags stay hashtags, nobody is mentioned."""
    parts: list[str] = []
    done = 0
    for tag in _HASHTAG.finditer(text):
        parts += [_escaped(text[done : tag.start()]), r"{hashtag|\#|", _escaped(tag[1]), "}"]
        done = tag.end()
    return "".join([*parts, _escaped(text[done:])])


def unescape(commentary: str) -> str:
    """The text that a reader sees of a commentary: mentions by name, hashtags as #word."""
    parts: list[str] = []
    done = 0
    for match in _MARKED.finditer(commentary):
        parts.append(commentary[done : match.start()])
        literal, sign, tag, name = match.groups()
        parts.append(literal or (f"{sign}{_plain(tag)}" if sign else _plain(name or "")))
        done = match.end()
    return "".join([*parts, commentary[done:]])


def _escaped(text: str) -> str:
    return _RESERVED.sub(r"\\\g<0>", text)


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
