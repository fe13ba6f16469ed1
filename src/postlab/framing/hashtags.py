"""Hash tags: written out of words, and those that nobody can read because their words run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_SEPARATOR = re.compile(r"\s*[,;\n]\s*")
_TAG = re.compile(r"(?<![\w&/])[#＃](\w+)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")

MOST_WORDS = 3
"""How many words without a sign make one tag; more are a list that lacks its commas."""

LONG = 13
"""From how many letters on a tag of one case is taken for several words, whatever they are."""

_SHORTEST_OF_TEXT = 3
_LONGEST_ACRONYM = 5


def tagged(text: str) -> str:
    """Hash tags with their sign, a space between them.

    Commas part them. Two or three plain words without a sign make one tag, each with a capital: "careers advice, jobs"
    is "#CareersAdvice #jobs". A word that holds a digit or a capital within is a tag already.
    """
    tags = [tag for item in _SEPARATOR.split(text.strip()) for tag in _tags_of(item)]
    return " ".join(f"#{tag}" for tag in dict.fromkeys(tags) if tag)


def _tags_of(item: str) -> list[str]:
    words = [word.strip("#＃.;") for word in item.split()]
    if "#" in item or "＃" in item or not 1 < len(words) <= MOST_WORDS or any(map(_is_a_tag, words)):
        return words
    return ["".join(word[:1].upper() + word[1:] for word in words)]


def _is_a_tag(word: str) -> bool:
    """Whether a word is written as a tag: Year12, StudyChoices."""
    return any(letter.isdigit() for letter in word) or (word[1:] != word[1:].lower() and not word.isupper())


def run_together(text: str, *, known: Sequence[str], of_text: str = "") -> Iterator[tuple[str, str | None]]:
    """The hash tags of a text whose words run together, each with the tag to write instead, where that can be told.

    Args:
        text: a post.
        known: words that tags are made of, in their own capitals; a tag that is one of them is one word.
        of_text: an article's or a brief's words, which may make a tag as well.
    """
    tags = [tag for tag in dict.fromkeys(_TAG.findall(_ADDRESS.sub(" ", text))) if _is_of_one_case(tag)]
    if not tags:
        return
    spelling = _spelling(known, of_text)
    for tag in tags:
        letters = tag.rstrip("0123456789")
        parts = _parted(letters.casefold(), spelling)
        if len(parts) > 1:
            yield f"#{tag}", f"#{''.join(parts)}{tag[len(letters) :]}"
        elif not parts and len(letters) >= LONG:
            yield f"#{tag}", None


def _is_of_one_case(tag: str) -> bool:
    """Whether nothing in it tells where a word begins."""
    letters = tag.rstrip("0123456789")
    return letters.isalpha() and letters.upper() != letters.lower() and (letters.isupper() or letters[1:].islower())


def _spelling(known: Sequence[str], of_text: str) -> Mapping[str, str]:
    """How words are written within a tag, by the words in small letters."""
    own = {
        word.casefold(): word if word.isupper() and len(word) <= _LONGEST_ACRONYM else word.capitalize()
        for word in _WORD.findall(_ADDRESS.sub(" ", _TAG.sub(" ", of_text)))
        if len(word) >= _SHORTEST_OF_TEXT
    }
    return own | {word.casefold(): word[:1].upper() + word[1:] for word in known if len(word) > 1}


def _parted(letters: str, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """The fewest words that a tag is made of, as they are written; none where it is not made of words."""
    longest = max(map(len, spelling), default=0)
    # for each place in it, the fewest words up to there
    parts: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest), end):
            before, word = parts[start], spelling.get(letters[start:end])
            here = parts[end]
            if before is not None and word is not None and (here is None or len(before) + 1 < len(here)):
                parts[end] = (*before, word)
    return parts[-1] or ()
