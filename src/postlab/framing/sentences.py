"""Where sentences begin and end, and how one is made to follow another."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_CLOSERS = "\"'”’»)]"
_STOPS = ".!?…。！？｡"
_BORDER = re.compile(rf"(?<=[.!?…])[{re.escape(_CLOSERS)}]*\s+(?=[\"'“‘«(\[]*[^\W_a-z])|(?<=[。！？])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Assoc|Rev|Hon|St|Sr|Jr|Gov|Sen|Rep|No|Nos|vs|etc|cf|al|approx|est|Inc|Ltd"
    r"|Co|Dept|Univ|Fig|Vol|pp|e\.g|i\.e|a\.m|p\.m|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
    r"|\b(?:[A-Z]\.)*[A-Z])\.$",
    re.IGNORECASE,
)

_LONGEST_ABBREVIATION = 40
"""Characters before a border that may be an abbreviation: a text without other borders is not read again for each."""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text; one that ends in an abbreviation stays whole."""
    whole: list[str] = []
    start = 0
    for border in _BORDER.finditer(text):
        before = max(start, border.start() - _LONGEST_ABBREVIATION)
        if border.group() and _ABBREVIATION.search(text, before, border.start()):
            continue
        sentence = text[start : border.end()].strip()
        if not sentence:
            continue
        whole.append(sentence)
        start = border.end()
    rest = text[start:].strip()
    return (*whole, rest) if rest else tuple(whole)


def shorter(text: str) -> tuple[str, ...]:
    """The text without its last sentence, without its last two, … down to its first."""
    ends: list[int] = []
    at = 0
    for part in sentences(text):
        at = text.index(part, at) + len(part)
        ends.append(at)
    return tuple(text[:end].strip() for end in reversed(ends[:-1]))


def is_closed(text: str) -> bool:
    """Whether the text ends as a sentence does, or in an emoji."""
    end = text.rstrip(_CLOSERS + " ")[-1:]
    return end in tuple(_STOPS) or (end != "" and unicodedata.category(end) in {"So", "Sk", "Mn", "Cf"})


def closed(text: str) -> str:
    """The text with a full stop where it lacks an ending."""
    if is_closed(text):
        return text
    return text.rstrip(" ,;:–—-") + "."


def capitalised(text: str) -> str:
    """The text with a capital first letter; a name such as iPhone is left as it is."""
    first = text.split(" ", 1)[0]
    capital = text[:1].upper()
    return capital + text[1:] if len(capital) == 1 and first[1:] == first[1:].lower() else text


def lowered(text: str, small_words: Collection[str]) -> str | None:
    """The text as it continues a sentence, or None where its first word might be a name (or is I).

    Args:
        text: a sentence, or the words for a moment.
        small_words: words with which no name begins, in small letters, as the language's `moments.toml` has them; one
            that ends in an apostrophe stands for all words that begin so: "l'" for "L'orientation".
    """
    first, _, rest = text.partition(" ")
    if first[:1].islower():
        return text
    word = first.replace("’", "'").rstrip(",.:;!?").lower()
    elided = word[: word.find("'") + 1]
    following = rest.split(" ", 1)[0].rstrip(",.:;!?'’")
    named = following[:1].isupper() and following not in {"I", "I'm", "I’m"}
    small = word in small_words or (elided != "" and elided in small_words)
    if not small or named or first[1:] != first[1:].lower():
        return None
    return text[:1].lower() + text[1:]
