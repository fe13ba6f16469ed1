"""Lists of phrases as one pattern: written out in the code, or by language in a data file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENGLISH = "en"


def listed(phrases: str, *, before: str = r"\b", after: str = r"\b", exact_case: bool = False) -> re.Pattern[str]:
    """A pattern for any of the phrases, each itself a pattern, which a comma and a space (or line) part.

    Args:
        phrases: the list; a line's end within a phrase is a space.
        before: what stands before each.
        after: what stands after each.
        exact_case: whether capitals matter.
    """
    every = "|".join(phrase for phrase in " ".join(phrases.split()).rstrip(",").split(", ") if phrase)
    return re.compile(f"{before}(?:{every}){after}", 0 if exact_case else re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PhraseFile:
    """A file of this package with lists of phrases, each a table of arrays by language.

    A pattern of one language is built when a page first needs it: all of them take a fifth of a second.

    Attributes:
        name: of the file, with ``.toml``.
    """

    name: str

    def patterns(
        self, kind: str, languages: Iterable[str] | None, *, before: str = r"(?<!\w)", after: str = r"(?!\w)"
    ) -> tuple[re.Pattern[str], ...]:
        """Patterns for any phrase of a kind, one for each language.

        Args:
            kind: name of the table.
            languages: BCP 47 primary subtags, with English always among them; None is all there are.
            before: what stands before each phrase.
            after: what stands after each phrase.
        """
        phrases = _phrases(self.name)[kind]
        codes = phrases if languages is None else dict.fromkeys((ENGLISH, *languages))
        return tuple(_pattern(self.name, kind, code, before, after) for code in codes if code in phrases)


def first_match(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """The first match in a text that any of the patterns has, or None."""
    return next((match for pattern in patterns if (match := pattern.search(text))), None)


@cache
def _phrases(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@cache
def _pattern(name: str, kind: str, code: str, before: str, after: str) -> re.Pattern[str]:
    return re.compile(f"{before}(?:{'|'.join(_phrases(name)[kind][code])}){after}", re.IGNORECASE)
