"""What an article is about, told by a lexicon of words from its title, its description and how its text begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice

from postlab.framing.article import Article
from postlab.framing.words.lexicon import Lexicon
from postlab.framing.words.wording_files import ENGLISH
from postlab.framing.words.wordings import PACKAGED, Wordings

LEAST_CONFIDENCE = 0.55
"""From this confidence on an opening takes a side; below it stays neutral."""

STRONG, WEAK = 3.0, 0.5
"""What a word counts."""

IN_TITLE, IN_DESCRIPTION, IN_TEXT = 3.0, 1.2, 0.5
"""How many times as much it counts, by where it stands."""

TEXT_WORDS = 150
"""Words of the text that are looked at."""

MOST_OF_TEXT = 3.0
"""What the text may add at most: a long text holds a word of everything."""

ENOUGH = 12.0
"""Points with which nothing is left to doubt: a strong word in the title, and others that go with it."""

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class SubjectGuess:
    """What an article is about.

    Attributes:
        subject: its name in the lexicon.
        confidence: from above 0 to 1: how much of `ENOUGH` its words make up, halved where another subject has as many.
    """

    subject: str
    confidence: float


def subject_of(title: str, description: str | None, text: str | None, *, lexicon: Lexicon) -> SubjectGuess | None:
    """The subject that an article is most likely about, or None where no word tells one.

    Words in the title count most, then those in the description, then those in the beginning of the text; each counts
    once in each place. A subject needs a word in the title, and a strong one there or in the description. Whoever takes
    a side by it asks for `LEAST_CONFIDENCE`.
    """
    index = _index_of(lexicon)
    places = [index.phrases(title), index.phrases(description or ""), index.phrases(text or "", most=TEXT_WORDS)]
    if index.never & places[0]:
        return None
    points: dict[str, float] = {}
    for subject in index.subjects:
        if subject.never & (places[0] | places[1]):
            continue
        in_title, in_description, in_text = (subject.points(phrases) for phrases in places)
        if not in_title or not subject.stands_in(places[0] | places[1]):
            continue
        points[subject.name] = (
            IN_TITLE * in_title + IN_DESCRIPTION * in_description + min(IN_TEXT * in_text, MOST_OF_TEXT)
        )
    ranked = [(name, score) for name, score in sorted(points.items(), key=lambda item: -item[1]) if score > 0]
    if not ranked:
        return None
    (name, best), second = ranked[0], ranked[1][1] if len(ranked) > 1 else 0.0
    return SubjectGuess(name, min(1.0, best / ENOUGH) * (1 - second / best / 2))


def with_subject(article: Article, text: str, *, wordings: Wordings = PACKAGED) -> Article:
    """The article with what it is about, as far as its language has a lexicon.

    Args:
        article: its title and description count.
        text: its main text.
        wordings: the lexicons, by language.
    """
    language = wordings.language(article.language, unstated=ENGLISH)
    guess = subject_of(article.title, article.description, text, lexicon=language.lexicon) if language else None
    if guess is None:
        return article
    return replace(article, subject=guess.subject, subject_confidence=round(guess.confidence, 2))


Phrase = tuple[str, ...]
"""Words in the singular."""


@dataclass(frozen=True, slots=True)
class _IndexedSubject:
    """A subject's words as they are looked for; each entry is the phrases that must all be there."""

    name: str
    strong: tuple[tuple[Phrase, ...], ...]
    weak: tuple[tuple[Phrase, ...], ...]
    never: frozenset[Phrase]

    def points(self, phrases: frozenset[Phrase]) -> float:
        return STRONG * _matching(self.strong, phrases) + WEAK * _matching(self.weak, phrases)

    def stands_in(self, phrases: frozenset[Phrase]) -> bool:
        """Whether a strong entry is there: without one, no number of weak ones tells the subject."""
        return _matching(self.strong, phrases) > 0


@dataclass(frozen=True, eq=False)
class _Index:
    lexicon: Lexicon

    @cached_property
    def subjects(self) -> tuple[_IndexedSubject, ...]:
        return tuple(
            _IndexedSubject(words.name, self._entries(words.strong), self._entries(words.weak), self._set(words.never))
            for words in self.lexicon.subjects
        )

    @cached_property
    def never(self) -> frozenset[Phrase]:
        return self._set(self.lexicon.never)

    @cached_property
    def longest(self) -> int:
        entries = [entry for subject in self.subjects for entry in (*subject.strong, *subject.weak)]
        nevers = [self.never, *(subject.never for subject in self.subjects)]
        return max(map(len, [*(phrase for entry in entries for phrase in entry), *(p for one in nevers for p in one)]))

    @cached_property
    def _endings(self) -> list[tuple[str, str]]:
        return sorted(self.lexicon.endings.items(), key=lambda ending: -len(ending[0]))

    def phrases(self, text: str, *, most: int | None = None) -> frozenset[Phrase]:
        """Every run of words in a text that an entry might be."""
        words = self._words(text, most)
        return frozenset(
            tuple(words[at : at + length])
            for at in range(len(words))
            for length in range(1, min(self.longest, len(words) - at) + 1)
        )

    def _words(self, text: str, most: int | None = None) -> list[str]:
        return [self._singular(match[0]) for match in islice(_WORD.finditer(text.casefold()), most)]

    def _singular(self, word: str) -> str:
        if len(word) <= 3:
            return word
        plural = next(((ending, single) for ending, single in self._endings if word.endswith(ending)), None)
        return word if plural is None else word.removesuffix(plural[0]) + plural[1]

    def _entries(self, entries: Iterable[str]) -> tuple[tuple[Phrase, ...], ...]:
        return tuple(tuple(tuple(self._words(part)) for part in entry.split(" + ")) for entry in entries)

    def _set(self, entries: Iterable[str]) -> frozenset[Phrase]:
        return frozenset(tuple(self._words(entry)) for entry in entries)


def _matching(entries: tuple[tuple[Phrase, ...], ...], phrases: frozenset[Phrase]) -> int:
    return sum(all(phrase in phrases for phrase in entry) for entry in entries)


@lru_cache(maxsize=8)
def _index_of(lexicon: Lexicon) -> _Index:
    return _Index(lexicon)
