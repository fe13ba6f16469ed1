"""Making a page's words fit to be shown and posted: nothing that is obeyed or not seen, no markup, no stray space."""

from __future__ import annotations

import html
import re

from postlab.sanitise import page_words

_SPACE = re.compile(r"[\s\x85\u00a0\u2028\u2029]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>a|abbr|b|big|br|cite|code|div|em|font|h[1-6]|i|img|mark|p|q|s|script|small|span|strong|strike"
    r"|style|sub|sup|u|wbr)(?P<rest>(?:\s[^<>]{0,500})?/?)>",
    re.IGNORECASE,
)
_ALONE = frozenset({"br", "img", "wbr"})
_TAG_IS_MEANT = re.compile(
    r"^\W{0,2}\s?(?:html\W)?(?:tag|element|balise|élément|etiqueta|elemento|elementet)s?\b", re.IGNORECASE
)
_APOSTROPHE_LOST = re.compile(r"(?<=[a-z])\ufffd(?=(?:s|t|re|ve|ll|d|m)\b)")
_NO_BREAK = "\u00a0"


def line(text: str | None, *, limit: int = 1000) -> str | None:
    """One clean line of a text of the page's head, or None if nothing is left of it.

    Entities are decoded (also those that were encoded twice), tags of formatting dropped, and it is cut at a
    word before `limit` characters. A tag that the text speaks of (“the <div> element”) stays. So does a space before
    a colon, which only the language tells to be right (`spaced`).
    """
    if not text:
        return None
    text = text[: limit * 20]
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    text = page_words(_without_tags(text))
    text = _APOSTROPHE_LOST.sub("’", text).replace("\ufffd", "")
    text = re.sub(r" +(?=[,.](?:\s|$))", "", _SPACE.sub(" ", text)).strip()
    if len(text) > limit:
        text = text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.-–—") + "…"
    return text if any(char.isalnum() for char in text) else None


def spaced(text: str, language: str | None) -> str:
    """A line with the spaces that its language puts before ``: ; ? !``: in French one that does not break, else none.

    Args:
        text: as `line` has it.
        language: BCP 47 primary subtag, or None.
    """
    if language == "fr":
        text = re.sub(r"\s+(?=[:;?!»](?:\W|$))", _NO_BREAK, text)
        return re.sub(r"«\s+", f"«{_NO_BREAK}", text)
    return re.sub(r"\s+(?=[:;!?]+(?:\s|$))", "", text)


def paragraphs(text: str) -> str:
    """A main text, one clean paragraph a line: what positions of evidence refer to."""
    lines = (_SPACE.sub(" ", page_words(part)).strip() for part in re.split(r"[\r\n\x85\u2028\u2029]+", text))
    return "\n".join(part for part in lines if part)


def _without_tags(text: str) -> str:
    tags = list(_TAG.finditer(text))
    return _TAG.sub(lambda tag: tag[0] if _is_meant(tag, tags, text) else " ", text) if tags else text


def _is_meant(tag: re.Match[str], tags: list[re.Match[str]], text: str) -> bool:
    """Whether a text speaks of a tag, in the place of being marked up by it."""
    if tag["close"] or tag["rest"].strip():
        return False
    after = text[tag.end() :]
    if _TAG_IS_MEANT.match(after):
        return True
    name = tag["name"].lower()
    paired = any(other["close"] and other["name"].lower() == name and other.start() > tag.end() for other in tags)
    before = text[: tag.start()]
    stands_free = (not before or before[-1] in " (“\"‘'") and (not after or after[0] in " ,.;:!?)”\"’'")
    return stands_free and not paired and name not in _ALONE
