"""The parts of a text that a person changes one by one: its blocks, or its lines where blocks cannot be told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.english import capital

LINE = "line"
"""The kind of a part that is a line of the text, and no block."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a text, without its link.

    Attributes:
        kind: the kind of its block, or `LINE`.
        text: its words.
        start: where it begins in the text.
    """

    kind: str
    text: str
    start: int


def parts_of(text: str, blocks: Sequence[Sequence[str]], *, link: str) -> tuple[TextPart, ...]:
    """The parts of a text, in their order; its link is in none of them.

    Args:
        text: as it reads now.
        blocks: (kind, text) of the blocks as they were composed.
        link: as it stands in the text; empty where it does not.
    """
    return _blocks(text, blocks, link) or _lines(text, link)


def with_words(text: str, parts: Sequence[TextPart], words: Sequence[str]) -> str:
    """A text with other words in its parts; a part without words is left out, with the smaller gap beside it.

    A text whose first part was left out begins with a capital.

    Args:
        text: that the parts are of.
        parts: of that text, in their order.
        words: for each part.
    """
    for part, new in reversed(list(zip(parts, words, strict=True))):
        before, after = text[: part.start], text[part.start + len(part.text) :]
        text = before + new + after if new else _closed(before, after)
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    begins_anew = bool(parts) and not words[0] and parts[0].start == 0
    return capital(text) if begins_anew and not text.startswith(("http://", "https://")) else text


def _closed(before: str, after: str) -> str:
    """What stands before and behind a part that was left out, with the larger of the two gaps between them."""
    left, right = before.rstrip(), after.lstrip()
    gaps = before[len(left) :], after[: len(after) - len(right)]
    return left + max(gaps, key=len) + right


def _blocks(text: str, blocks: Sequence[Sequence[str]], link: str) -> tuple[TextPart, ...]:
    """The blocks, where all of the text but its link is in one of them; else nothing."""
    parts: list[TextPart] = []
    at = 0
    for kind, composed in blocks:
        words = (composed.replace(link, "") if link else composed).strip()
        if not words:
            continue
        start = text.find(words, at)
        if start < 0 or _says_something(text[at:start], link):
            return ()
        parts.append(TextPart(kind, words, start))
        at = start + len(words)
    return () if _says_something(text[at:], link) else tuple(parts)


def _lines(text: str, link: str) -> tuple[TextPart, ...]:
    rest = text.replace(link, "\n" * len(link)) if link else text
    return tuple(
        TextPart(LINE, words, match.start() + match[0].index(words))
        for match in re.finditer(r"[^\n]+", rest)
        if (words := match[0].strip())
    )


def _says_something(gap: str, link: str) -> bool:
    return bool((gap.replace(link, "") if link else gap).strip())
