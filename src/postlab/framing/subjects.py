"""What an article is about, told by a lexicon of words from its title, its description and how its text begins."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice, product

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

TITLE_WORDS, TEXT_WORDS = 30, 150
"""Words of the title and of the text that are looked at: a title of hundreds is a list of what a site is found by."""

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
        confidence: from above 0 to 1: how much of `ENOUGH` its words make up; where another subject has as many it is
            halved, or a third less where both have enough.
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
    in_title, in_description = index.matches(title, most=TITLE_WORDS), index.matches(description or "")
    if _NONE in in_title.excluded:
        return None
    in_text = index.matches(text or "", most=TEXT_WORDS)
    points = {
        subject: IN_TITLE * in_title.points[subject]
        + IN_DESCRIPTION * in_description.points.get(subject, 0.0)
        + min(IN_TEXT * in_text.points.get(subject, 0.0), MOST_OF_TEXT)
        for subject in in_title.points
        if subject in in_title.certain | in_description.certain
        and subject not in in_title.excluded | in_description.excluded
    }
    if not points:
        return None
    (name, best), *others = sorted(points.items(), key=lambda item: -item[1])
    second = others[0][1] if others else 0.0
    # where both leave nothing to doubt, the article is about both
    doubt = second / best / (3 if second >= ENOUGH else 2)
    return SubjectGuess(name, min(1.0, best / ENOUGH) * (1 - doubt))


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


def speaks_of(subject: str, text: str, *, lexicon: Lexicon) -> bool:
    """Whether a sentence itself is about a subject: it holds a strong entry of it."""
    return subject in _index_of(lexicon).matches(text).certain


def has_words_for(moment: str, text: str, *, lexicon: Lexicon) -> bool:
    """Whether a text holds a word, strong or weak, of any subject that goes with a kind of moment."""
    found = _index_of(lexicon).matches(text)
    return any(lexicon.goes_with(subject, moment) for subject in found.points)


Phrase = tuple[str, ...]
"""Words in the singular."""

_NONE = ""
"""In the place of a subject: all of them."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the lexicon.

    Attributes:
        subject: whose it is.
        parts: how many phrases must all be there.
        weight: what it counts; 0 where it tells that the subject is another.
    """

    subject: str
    parts: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Matches:
    """The entries that stand in a title, a description or a text.

    Attributes:
        points: by subject, what its entries count.
        certain: the subjects that a strong entry speaks for.
        excluded: the subjects that it is none of.
    """

    points: dict[str, float]
    certain: frozenset[str]
    excluded: frozenset[str]


@dataclass(frozen=True, eq=False)
class _Index:
    """The entries of a lexicon by their phrases."""

    lexicon: Lexicon

    def matches(self, text: str, *, most: int | None = None) -> _Matches:
        """What stands in the first words of a text."""
        words = self._words(text, most)
        phrases = {
            tuple(words[at : at + length])
            for at in range(len(words))
            for length in range(1, min(self._longest, len(words) - at) + 1)
        }
        parts = Counter(number for phrase in phrases for number in self._entries_of.get(phrase, ()))
        whole = [self._entries[number] for number, count in parts.items() if count == self._entries[number].parts]
        points: dict[str, float] = {}
        for entry in whole:
            if entry.weight:
                points[entry.subject] = points.get(entry.subject, 0.0) + entry.weight
        return _Matches(
            points,
            frozenset(entry.subject for entry in whole if entry.weight == STRONG),
            frozenset(entry.subject for entry in whole if not entry.weight),
        )

    @cached_property
    def _phrases(self) -> list[tuple[_Entry, tuple[Phrase, ...]]]:
        lists = [(_NONE, 0.0, self.lexicon.never)]
        for words in self.lexicon.subjects:
            lists += [
                (words.name, STRONG, words.strong),
                (words.name, WEAK, words.weak),
                (words.name, 0.0, words.never),
            ]
        split = [
            (subject, weight, tuple(tuple(self._words(part)) for part in parts))
            for subject, weight, entries in lists
            for entry in entries
            for parts in product(*(part.split(" / ") for part in entry.split(" + ")))
        ]
        return [(_Entry(subject, len(phrases), weight), phrases) for subject, weight, phrases in split]

    @cached_property
    def _entries(self) -> list[_Entry]:
        return [entry for entry, _ in self._phrases]

    @cached_property
    def _entries_of(self) -> dict[Phrase, list[int]]:
        """By phrase, the numbers of the entries that it is a part of."""
        numbers: dict[Phrase, list[int]] = {}
        for number, (_, phrases) in enumerate(self._phrases):
            for phrase in phrases:
                numbers.setdefault(phrase, []).append(number)
        return numbers

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._entries_of), default=0)

    @cached_property
    def _endings(self) -> list[tuple[str, str]]:
        return sorted(self.lexicon.endings.items(), key=lambda ending: -len(ending[0]))

    def _words(self, text: str, most: int | None = None) -> list[str]:
        known, words = self._singulars, [match[0] for match in islice(_WORD.finditer(text.casefold()), most)]
        for word in words:
            if word not in known:
                known[word] = self._singular(word)
        return [known[word] for word in words]

    @cached_property
    def _singulars(self) -> dict[str, str]:
        """By word, its singular, for the words that have been met: an entry's words come again and again."""
        return {}

    def _singular(self, word: str) -> str:
        if len(word) <= 3:
            return word
        plural = next(((ending, single) for ending, single in self._endings if word.endswith(ending)), None)
        return word if plural is None else word.removesuffix(plural[0]) + plural[1]


@lru_cache(maxsize=8)
def _index_of(lexicon: Lexicon) -> _Index:
    return _Index(lexicon)
