"""Walls: pages that show a request for consent or an offer to subscribe in the place of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postlab.articles.phrases import PhraseFile, first_match

LEAST_LETTERS = 80
"""A page with less prose than that has no article."""

_WALL_FROM = 0.3
_MOST_BESIDE = 0.35
_LOOKED_AT = 20_000
_PHRASES = PhraseFile("walls.toml")
_PART = re.compile(r"(?<=[.!?:…])\s+|\n+")
_NO_SPACES = re.compile("[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]{8}")


@dataclass(frozen=True, slots=True)
class WallWords:
    """Tells the sentences of walls in some languages.

    Attributes:
        languages: BCP 47 primary subtags of what a page may be in; None is any.
    """

    languages: tuple[str, ...] | None

    def surely(self, text: str) -> bool:
        """Whether a sentence is said to a reader before a wall."""
        return any(
            first_match(_PHRASES.patterns(kind, self.languages), text)
            for kind in ("consent", "subscription", "machinery")
        )

    def perhaps(self, text: str) -> bool:
        """Whether a sentence may belong to a wall, on a page that is clearly one."""
        return first_match(_PHRASES.patterns("perhaps", self.languages), text) is not None

    def substance(self, text: str, *, of: str | None = None) -> int:
        """How many letters of a text's beginning are an article's; 0 where nearly all of it is a wall.

        An article about cookies, subscriptions or logins is one: what counts is how a wall speaks to its reader, and
        that it fills the page.

        Args:
            text: to be judged.
            of: the whole that it is taken from, where that tells whether a wall fills the page.
        """
        letters, sure, perhaps = self._letters(text)
        all_letters, all_sure, _ = (letters, sure, perhaps) if of is None else self._letters(of)
        fills = all_sure >= _WALL_FROM * all_letters
        rest = letters - sure - (perhaps if fills else 0)
        return 0 if fills and rest < max(_MOST_BESIDE * letters, LEAST_LETTERS) else rest

    def _letters(self, text: str) -> tuple[int, int, int]:
        """How many letters a text's beginning has, how many surely are a wall's, and how many may be."""
        letters = sure = perhaps = 0
        for part in _parts(text[:_LOOKED_AT]):
            count = sum(char.isalpha() for char in part)
            letters += count
            if self.surely(part):
                sure += count
            elif self.perhaps(part):
                perhaps += count
        return letters, sure, perhaps

    def without_walls(self, text: str) -> str:
        """The text without first and last lines that are a wall's, where the text as a whole is none."""
        lines = text.split("\n")
        kept = [
            line
            for number, line in enumerate(lines)
            if 2 <= number < len(lines) - 5 or len(line) > 500 or not self._is_wall(line)
        ]
        # where walls are the article's subject, such lines are its examples
        return "\n".join(kept) if sum(map(len, kept)) > 0.75 * len(text) else text

    def _is_wall(self, line: str) -> bool:
        parts = [part for part in _PART.split(line) if part.strip()]
        sure = [self.surely(part) for part in parts]
        return any(sure) and all(one or self.perhaps(part) for part, one in zip(parts, sure, strict=True))


def _parts(text: str) -> Iterator[str]:
    """The sentences, roughly, of those lines that hold any."""
    for line in text.splitlines():
        if line.count(" ") >= 4 or _NO_SPACES.search(line):
            yield from _PART.split(line)
