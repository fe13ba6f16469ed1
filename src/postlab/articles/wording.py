"""Making a page's words fit to be shown and posted: no control characters, no markup, no stray space."""

from __future__ import annotations

import html
import re

# Terminal escapes whole, so that no "[31m" stays behind; then whatever else is invisible and not a space.
_ESCAPE = re.compile(
    "(?:\x1b\\]|\x9d)[^\x07\x1b\x9c]{0,2000}(?:\x07|\x1b\\\\|\x9c)?"
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"
    "|\x1b[PX^_][^\x1b\x9c]{0,2000}(?:\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Direction overrides can make a text read as something else; the rest is width zero and means nothing here.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE = re.compile(r"[\s\x85\u00a0\u2028\u2029]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|cite|code|div|em|font|h[1-6]|i|img|mark|p|q|s|script|small|span|strong|strike|style|sub|sup"
    r"|u|wbr)(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
_APOSTROPHE_LOST = re.compile(r"(?<=[a-z])\ufffd(?=(?:s|t|re|ve|ll|d|m)\b)")


def line(text: str | None, *, limit: int = 1000) -> str | None:
    """One clean line of a text of the page's head, or None if nothing is left of it.

    Entities are decoded (also those that were encoded twice), tags of formatting dropped, and it is cut at a
    word before `limit` characters.
    """
    if not text:
        return None
    text = text[: limit * 20]
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    text = plain(_TAG.sub(" ", text))
    text = _APOSTROPHE_LOST.sub("’", text).replace("\ufffd", "")
    text = re.sub(r" +(?=[,.;:!?](?:\s|$))", "", _SPACE.sub(" ", text)).strip()
    if len(text) > limit:
        text = text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-–—") + "…"
    return text if any(char.isalnum() for char in text) else None


def plain(text: str) -> str:
    """The text without terminal escapes, control characters, invisible and broken ones; spaces stay."""
    for pattern in (_ESCAPE, _CONTROL, _INVISIBLE, _SURROGATE):
        text = pattern.sub("", text)
    return text


def paragraphs(text: str) -> str:
    """A main text, one clean paragraph a line: what positions of evidence refer to."""
    lines = (_SPACE.sub(" ", plain(part)).strip() for part in re.split(r"[\r\n\x85\u2028\u2029]+", text))
    return "\n".join(part for part in lines if part)
