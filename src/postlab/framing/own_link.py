"""The link of a text that a person typed: it stands there once, where it stood before, whatever was typed."""

from __future__ import annotations

import re
from collections.abc import Collection

_CLOSING = r"[.,;:!?)\]}”’\"'…]*"
_JOINS_ON = tuple(".,;:!?)]}”’")


def with_link(text: str, link: str, *, forms: Collection[str], before: str) -> str:
    """A typed text with its link exactly once.

    A link that is missing is put where it stood, of several one stays, and one that was typed in another form
    becomes the link itself.

    Args:
        text: as it was typed.
        link: as it must stand in the text.
        forms: other addresses that lead to the same page: without tracking, or shortened.
        before: the text before it was changed.
    """
    spans = _spans(text, {link, *forms})
    if not spans:
        return _put_back(text, link, before)
    stood_last = not before.partition(link)[2].strip()
    kept = spans[-1] if stood_last else spans[0]
    for start, end in reversed(spans):
        if (start, end) == kept:
            glued = start > 0 and text[start - 1].isalnum()
            text = f"{text[:start]}{' ' if glued else ''}{link}{text[end:]}"
        else:
            text = _cut(text, start, end)
    return text.strip()


def without_link(text: str, *, forms: Collection[str]) -> str:
    """A typed text without its link, where that stands elsewhere.

    Args:
        text: as it was typed.
        forms: the addresses that lead to its page.
    """
    for start, end in reversed(_spans(text, forms)):
        text = _cut(text, start, end)
    return text.strip()


def other_links(text: str, link: str) -> tuple[str, ...]:
    """The web addresses in a text that are not its link, in their order."""
    rest = text.replace(link, " ") if link else text
    return tuple(dict.fromkeys(re.findall(rf"https?://\S+?(?={_CLOSING}(?:\s|$))", rest, re.IGNORECASE)))


def _spans(text: str, forms: Collection[str]) -> list[tuple[int, int]]:
    """Where one of some addresses stands as a whole, not as the beginning of a longer one."""
    spelt = {form for form in forms if form}
    spelt = {re.sub(r"^https?://", "", form, flags=re.IGNORECASE) for form in spelt}
    if not spelt:
        return []
    longest_first = "|".join(re.escape(form) for form in sorted(spelt, key=len, reverse=True))
    # what was pasted may have tags of its own; an address without its scheme must not be the end of another
    address = rf"(?:https?://|(?<![\w./@:-]))(?:{longest_first})/?(?:[?&]utm_\S*?)?"
    whole = re.compile(rf"{address}(?={_CLOSING}(?:\s|$))", re.IGNORECASE)
    return [match.span() for match in whole.finditer(text)]


def _cut(text: str, start: int, end: int) -> str:
    """The text without a stretch of it, and without the gap that this leaves."""
    left, right = text[:start].rstrip(" \t"), text[end:].lstrip(" \t")
    if not left or not right or left.endswith("\n") or right.startswith(("\n", *_JOINS_ON)):
        return re.sub(r"\n{3,}", "\n\n", left + right)
    return f"{left} {right}"


def _put_back(text: str, link: str, before: str) -> str:
    head, _, tail = before.partition(link)
    text = text.strip()
    ahead = head[len(head.rstrip()) :] or " "
    behind = tail[: len(tail) - len(tail.lstrip())] or " "
    if not text:
        return link
    if not tail.strip():
        return f"{text}{ahead}{link}"
    if not head.strip():
        return f"{link}{behind}{text}"
    if text.startswith(head.rstrip()):
        rest = text[len(head.rstrip()) :].strip()
        return f"{head.rstrip()}{ahead}{link}{behind if rest else ''}{rest}"
    if text.endswith(tail.lstrip()):
        first = text.removesuffix(tail.lstrip()).strip()
        return f"{first}{ahead if first else ''}{link}{behind}{tail.lstrip()}"
    return f"{text}{ahead}{link}"
