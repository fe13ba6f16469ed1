"""What texts are about: their words weighed by how much each says, and how near two texts lie.

Words are weighed by TF-IDF with smoothed inverse document frequencies (Salton and Buckley, "Term-weighting approaches
in automatic text retrieval", 1988), and compared by the cosine. Forms of one word are told by how it begins:
truncation serves languages with alphabets about as well as a stemmer (McNamee, Nicholas and Mayfield, "Addressing
morphological variation in alphabetic languages", 2009).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postlab.design.stopwords import STOP_WORDS

STEM_LENGTH = 6
"""Letters by which two forms of a word are one: apprentice and apprenticeships, graduate and graduation."""

SHORTEST = 3
COMMON = 3
"""A word that stands in more texts than this is not a better name for a topic than one that stands in so many."""

MOST_CHARACTERS = 5000
"""Of a text that is looked at: what it is about, its beginning says."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

Weights = Mapping[str, float]
"""By stem, how much it says about a text; the squares add up to 1, or there are none."""


@dataclass(frozen=True, slots=True)
class Topics:
    """What each of several texts is about.

    Attributes:
        weights: of each text, in the order given.
        shown: by stem, the word that stands for it, as it is mostly written.
        spread: by stem, in how many of the texts it stands.
        rarity: by stem, how much its being there says (inverse document frequency).
    """

    weights: tuple[Weights, ...]
    shown: Mapping[str, str]
    spread: Mapping[str, int]
    rarity: Mapping[str, float]

    def words(self, number: int, *, at_most: int = 3) -> tuple[str, ...]:
        """The words that say most about a text, the weightiest first.

        A word that several texts have names a topic; one that stands in a single text may be there by chance.
        """
        mine = self.weights[number]
        return self._named({stem: mine[stem] * min(self.spread[stem], COMMON) for stem in mine}, at_most)

    def shared(self, one: int, other: int, *, at_most: int = 2) -> tuple[str, ...]:
        """The words that say most about what two texts have in common."""
        mine, theirs = self.weights[one], self.weights[other]
        return self._named({stem: mine[stem] * theirs[stem] for stem in mine.keys() & theirs.keys()}, at_most)

    def near(self, number: int, text: str) -> float:
        """How near a text lies to another one that is not among them, from 0 to 1."""
        asked = {stem: self.rarity[stem] * count for stem, count in _counted(text)[0].items() if stem in self.rarity}
        return cosine(self.weights[number], _unit(asked))

    def _named(self, weights: Mapping[str, float], at_most: int) -> tuple[str, ...]:
        strongest = sorted(weights, key=lambda stem: (-weights[stem], stem))
        return tuple(self.shown[stem] for stem in strongest[:at_most])


def topics(texts: Sequence[Sequence[tuple[str, float]]]) -> Topics:
    """What texts are about, in comparison with each other.

    Args:
        texts: each as its parts, with what a word of that part counts (a title's more than a description's).
    """
    counts: list[dict[str, float]] = []
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for parts in texts:
        weighed: dict[str, float] = defaultdict(float)
        for part, factor in parts:
            number, written = _counted(part)
            for stem, count in number.items():
                weighed[stem] += factor * count
            for stem, form in written:
                forms[stem][form] += 1
        counts.append(weighed)
    spread = Counter(stem for weighed in counts for stem in weighed)
    rarity = {stem: 1 + math.log((1 + len(texts)) / (1 + number)) for stem, number in sorted(spread.items())}
    weights = tuple(_unit({stem: rarity[stem] * (1 + math.log1p(n)) for stem, n in f.items()}) for f in counts)
    shown = {stem: _most_written(spellings) for stem, spellings in forms.items()}
    return Topics(weights, shown, spread, rarity)


def cosine(one: Weights, other: Weights) -> float:
    """How near two texts lie, from 0 (not a word in common) to 1."""
    fewer, more = (one, other) if len(one) <= len(other) else (other, one)
    return min(1.0, math.fsum(weight * more[stem] for stem, weight in fewer.items() if stem in more))


def stem_of(word: str) -> str:
    """What the forms of a word have in common: its beginning, without accents, case and an ending -s."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    flat = re.split("['’]", flat)[0]
    if flat.endswith("ies") and len(flat) > SHORTEST + 2:
        flat = flat[:-3] + "y"
    elif flat.endswith("s") and not flat.endswith(("ss", "us", "is")) and len(flat) > SHORTEST:
        flat = flat[:-1]
    return flat[:STEM_LENGTH]


def _counted(text: str) -> tuple[Counter[str], list[tuple[str, str]]]:
    """How often each stem stands in a text, and the words in the order in which they stand there."""
    written = [
        (stem_of(word), word.casefold())
        for word in _WORD.findall(text[:MOST_CHARACTERS])
        # of the short ones those in capitals, such as AI
        if (len(word) >= SHORTEST or (len(word) > 1 and word.isupper())) and word.casefold() not in STOP_WORDS
    ]
    return Counter(stem for stem, _ in written), written


def _most_written(forms: Mapping[str, int]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))


def _unit(weights: Mapping[str, float]) -> dict[str, float]:
    length = math.sqrt(math.fsum(weight**2 for weight in weights.values()))
    return {stem: weight / length for stem, weight in weights.items()} if length else {}
