"""What a sentence that may be quoted is worth: whether it says what the headline promised, early and in few words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postlab.articles import speech
from postlab.articles.addressee import addressee, tells_what_to_do
from postlab.articles.candidates import Candidate, is_wide
from postlab.articles.vocabulary import Vocabulary, stems
from postlab.framing.article import LEARNERS

_CAPITAL = re.compile(r"(?<!\w)[A-ZÀ-Þ][\w’'-]+")
_ABBREVIATION = re.compile(r"(?<!\w)([A-Z][A-Z&]{1,6})s?(?!\w)")
_NUMBERS = {"percent": 1.3, "money": 1.2, "million": 1.0, "share": 1.1, "plain": 0.5}
"""What numbers are worth, each kind once a sentence."""

_NUMBERS_BY_FORM: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("percent", re.compile(r"\d\s?[%％]")),
    ("money", re.compile(r"[$£€¥]\s?\d|\d\s?[€£$]")),
    # A number that is no year: 42, 12.5, 1,234 or 1 234, and longer ones.
    (
        "plain",
        re.compile(
            r"(?<![\w.,/-])(?!(?:19|20)\d\d(?![\d.,]))\d{1,3}(?:[ ,.]\d{3})*(?:[.,]\d+)?(?![\w/])"
            r"|(?<![\w.,/-])(?!(?:19|20)\d\d\b)\d{4,}(?![\w/])"
        ),
    ),
)
"""Kinds of numbers that need no words."""

_MOST_FOR_NUMBERS = 2.0

_FOR_THE_HEADLINE = 3.2
"""What a sentence is worth that shares all of the headline's subject."""

_TOPICS = 6
"""How many of the words that a text repeats most are its topics."""

_MOST_TOPICS, _MOST_NAMES = 4, 4
"""How many topics, and how many unknown names, of a sentence count."""

_AN_ABBREVIATION = 0.9
"""What it costs to hold an abbreviation that neither the headline nor everybody knows."""

_FEW_WORDS = ((9, 0.9), (11, 0.4))
"""What it costs to have fewer words: so short a sentence rarely says what it is about."""

_TO_READERS, _ADVISES = 0.9, 1.2
"""What it is worth to speak to those who learn or look for work, and to tell them what to do."""

_FROM_THE_EDITOR = 2.6
"""What it is worth to stand in the page's own description: an editor wrote that for sharing."""

_FIRST_PARAGRAPH, _EACH_FURTHER = 1.2, 0.17
"""What it is worth to stand in the first paragraph, and how much less in each that follows."""

_EACH_BEFORE, _MOST_BEFORE = 0.15, 0.4
"""What each sentence before it in its paragraph or description costs, and all of them at most."""

_OPENS_THE_TEXT, _OPENS_A_PARAGRAPH = 0.5, 0.2
_NO_WORD_OF_THE_HEADLINE = 0.4

_SIDE_TERM = 1.2
"""What it costs to say what something is of which the headline does not speak."""

_WEIGHTS = {
    "finding": (0.9, 0.2, 1.3),
    "doing": (1.5, 0.0, 1.5),
    "denial": (1.0, 0.0, 1.0),
    "comparison": (0.8, 0.0, 0.8),
    "present": (0.6, 0.0, 0.6),
    "consequence": (0.45, 0.15, 0.8),
    "advice": (1.2, 0.15, 1.5),
    "subject": (0.2, 0.15, 0.5),
    "definition": (0.2, 0.0, 0.2),
}
"""By kind of preferred words: the first one's worth, each further one's, and all of them at most."""

COSTS = {
    "bland": 2.0,
    "background": 1.8,
    "hearsay": 1.4,
    "prospectus": 1.5,
    "dangling": 0.6,
    "seasonal": 0.5,
    "attributed": 0.5,
    "added": 0.9,
    "pronoun": 1.5,
    "pointing": 1.2,
    "institution": 0.6,
    "taken_up": 0.5,
    "reported": 0.35,
    "offering": 0.3,
    "sourced": 0.3,
    "doubtful": 0.2,
    "of_its_year": 1.2,
    "past": 0.6,
    "scene": 1.2,
    "happened": 0.4,
    "announced": 0.6,
    "undated": 0.4,
    "illustrated": 0.15,
    "thin": 0.15,
    "subordinate": 0.1,
}
"""By kind of weakening words: what the kind costs, once a sentence."""

_COSTS_OF_FORM: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"[!！]\W*$"), 1.0),
    (re.compile(r"(?:[^,;]*[,;]){4}"), 0.5),
    (re.compile(r"[;:]"), 0.6),
    (re.compile(r"\("), 0.25),
    (re.compile(r"\s[–—-]\s"), 0.15),
    (re.compile(r"\b[A-Z]{3,}s?\b.*\b[A-Z]{3,}s?\b"), 0.2),
    (re.compile(r"\b(?:19[5-9]\d|200\d|201\d|202[01])\b"), 0.4),
)
"""What weakens a sentence in any language."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts differently by language.

    Attributes:
        topic: what a sentence is worth for each topic of the text that it names.
        name: what each name costs that the headline does not hold: nobody knows who that is.
        description: what it is worth to share most of what the page's description speaks of.
        short: what 40 characters less than 80 cost.
    """

    topic: float = 0.2
    name: float = 0.3
    description: float = 0.8
    short: float = 0.8


_ENGLISH = Weights(topic=0.5, name=0.45, description=1.8, short=1.6)
"""Set, as the worth of the English words was, by how readers judged 4,500 sentences of 500 pages, with a logistic
regression as the guide and `benchmarks/judged_sentences.py` as the measure; in other languages there were too few."""

_OTHERS = Weights()


@dataclass(frozen=True, slots=True)
class Headline:
    """What the headline of a page promises.

    Attributes:
        weights: by stem of its words, the rarer in the text the heavier; none without a headline.
        summary: stems of the page's description.
        topics: the stems that the text repeats most.
        names: words of the headline that begin with a capital.
    """

    weights: Mapping[str, float]
    summary: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def headline_of(
    title: str, descriptions: Sequence[str], candidates: Sequence[Candidate], words: Vocabulary
) -> Headline:
    """What the headline and the descriptions promise, weighed by how rare its words are in the text."""
    wanted = stems(title, words)
    of_text = {one.text for one in candidates if one.position is not None}
    repeated = Counter(stem for text in of_text for stem in stems(text, words))
    counts = {stem: sum(stem in stems(one.text, words) for one in candidates) for stem in wanted}
    total = max(1, len(candidates))
    weights = {stem: 1 + 0.5 * math.log(total / (1 + count)) / math.log(total + 1) for stem, count in counts.items()}
    return Headline(
        weights,
        stems(" ".join(descriptions[:1]), words),
        # in a stable order, whatever the order of a set
        frozenset(
            sorted((stem for stem, count in repeated.items() if count > 1), key=lambda stem: (-repeated[stem], stem))[
                :_TOPICS
            ]
        ),
        frozenset(_CAPITAL.findall(title)),
    )


def overlap(text: str, headline: Headline, words: Vocabulary) -> float:
    """How much of the headline a sentence shares, from 0 to 1."""
    whole = sum(sorted(headline.weights.values(), reverse=True)[:5])
    if not whole:
        return 0.0
    return min(1.0, sum(headline.weights[stem] for stem in stems(text, words) & headline.weights.keys()) / whole)


def worth(candidate: Candidate, headline: Headline, words: Vocabulary) -> float:
    """A sentence's score; `postlab.articles.evidence` says from which one on it is quoted."""
    text = candidate.text
    weights = _ENGLISH if words.language == "en" else _OTHERS
    shared_with_headline = overlap(text, headline, words)
    score = _FOR_THE_HEADLINE * math.sqrt(shared_with_headline)
    score -= _NO_WORD_OF_THE_HEADLINE if headline.weights and not shared_with_headline else 0.0
    score += weights.topic * min(_MOST_TOPICS, len(stems(text, words) & headline.topics))
    score -= weights.name * min(_MOST_NAMES, _unknown_names(text, headline, words))
    score -= _AN_ABBREVIATION if _is_abbreviated(text, headline, words) else 0.0
    score += _TO_READERS if addressee(text, words) == LEARNERS else 0.0
    score += _ADVISES if tells_what_to_do(text, words) else 0.0
    if headline.summary and not candidate.described:
        shared = len(stems(text, words) & headline.summary)
        score += weights.description * min(1.0, shared / max(3, 0.6 * len(headline.summary)))
    score += _place(candidate)
    score += min(_MOST_FOR_NUMBERS, sum(_NUMBERS[kind] for kind in _numbers(text, words)))
    for kind, (first, further, most) in _WEIGHTS.items():
        pattern = words.preferred.get(kind)
        count = len({match.group().casefold() for match in pattern.finditer(text)}) if pattern else 0
        score += min(most, first + further * (count - 1)) if count else 0.0
    score -= _SIDE_TERM if _defines_aside(text, headline, words) else 0.0
    score -= sum(COSTS[kind] for kind, weakening in words.weakened.items() if weakening.search(text))
    score -= sum(cost for pattern, cost in _COSTS_OF_FORM if pattern.search(text))
    if speech.quotes(text):
        score -= 0.7
    return score - _awkward_length(text, weights)


def tells(text: str, words: Vocabulary) -> bool:
    """Whether a sentence holds something that a reader can use: a number, a consequence, a definition, advice."""
    return holds_number(text, words) or any(
        kind in words.preferred and words.preferred[kind].search(text)
        for kind in ("consequence", "definition", "advice")
    )


def reports(text: str, words: Vocabulary) -> bool:
    """Whether a sentence holds a number or what somebody found out."""
    return holds_number(text, words) or finds(text, words)


def finds(text: str, words: Vocabulary) -> bool:
    """Whether a sentence tells what somebody found out."""
    finding = words.preferred.get("finding")
    return finding is not None and finding.search(text) is not None


def holds_number(text: str, words: Vocabulary) -> bool:
    """Whether a sentence holds a number that is no year, in figures or in words."""
    return bool(_numbers(text, words))


def _numbers(text: str, words: Vocabulary) -> frozenset[str]:
    """The kinds of numbers that a sentence holds."""
    by_form = (kind for kind, pattern in _NUMBERS_BY_FORM if pattern.search(text))
    return frozenset((*by_form, *(kind for kind, phrases in words.numbers.items() if phrases.search(text))))


def _defines_aside(text: str, headline: Headline, words: Vocabulary) -> bool:
    pattern = words.preferred.get("definition")
    definition = pattern.search(text) if pattern and headline.weights else None
    return definition is not None and not stems(definition.group(), words) & headline.weights.keys()


def _place(candidate: Candidate) -> float:
    """The lead and the editor's own summary say most; what stands far down says a detail."""
    editor = _FROM_THE_EDITOR if candidate.described else 0.0
    if candidate.position is None:
        return editor - _EACH_BEFORE * candidate.place
    early = max(0.0, _FIRST_PARAGRAPH - _EACH_FURTHER * candidate.paragraph)
    opens = 0.0 if candidate.place else _OPENS_A_PARAGRAPH if candidate.paragraph else _OPENS_THE_TEXT
    return editor + early + opens - min(_MOST_BEFORE, _EACH_BEFORE * candidate.place)


def _unknown_names(text: str, headline: Headline, words: Vocabulary) -> int:
    """How many words in it begin with a capital, the first word and those of the headline apart."""
    if words.language == "de":
        return 0
    names = [match for match in _CAPITAL.finditer(text) if match.group() not in headline.names]
    if len(names) > 1 and names[0].start() <= 1 and names[1].start() == names[0].end() + 1:
        return len(names)
    return sum(match.start() > 1 for match in names)


def _is_abbreviated(text: str, headline: Headline, words: Vocabulary) -> bool:
    """Whether it holds an abbreviation of several capitals that it does not explain."""
    known = words.named("no_antecedent.abbreviations")
    return any(
        known.fullmatch(match[1]) is None and match[1] not in headline.names and f"({match[1]})" not in text
        for match in _ABBREVIATION.finditer(text)
    )


def _awkward_length(text: str, weights: Weights) -> float:
    length = len(text) * (2.5 if is_wide(text) else 1)
    if length < 80:
        return weights.short * (80 - length) / 40 + _few_words(text)
    return _few_words(text) if length <= 180 else min(2.0, (length - 180) / 35)


def _few_words(text: str) -> float:
    count = len(text.split())
    return 0.0 if is_wide(text) else next((cost for fewest, cost in _FEW_WORDS if count < fewest), 0.0)
