"""Making a page's words fit to be shown and posted: nothing that is obeyed or not seen, no markup, no stray space."""

from __future__ import annotations

import html
import re

from postlab.sanitise import page_words

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
    text = page_words(_TAG.sub(" ", text))
    text = _APOSTROPHE_LOST.sub("’", text).replace("\ufffd", "")
    text = re.sub(r" +(?=[,.;:!?](?:\s|$))", "", _SPACE.sub(" ", text)).strip()
    if len(text) > limit:
        text = text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-–—") + "…"
    return text if any(char.isalnum() for char in text) else None


def paragraphs(text: str) -> str:
    """A main text, one clean paragraph a line: what positions of evidence refer to."""
    lines = (_SPACE.sub(" ", page_words(part)).strip() for part in re.split(r"[\r\n\x85\u2028\u2029]+", text))
    return "\n".join(part for part in lines if part)
