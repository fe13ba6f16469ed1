"""What a sentence that may be quoted is worth: whether it says what the headline promised, early and in few words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postlab.articles import speech
from postlab.articles.candidates import Candidate, is_wide
from postlab.articles.phrases import listed
from postlab.articles.vocabulary import Vocabulary, stems

NUMBERS: tuple[tuple[re.Pattern[str], float], ...] = (
    (
        listed(
            r"""
            %, ％, per ?cent\b, percent\b, pct\b, Prozent\b, pour ?cent\b, por ciento\b, por cento\b, per cento\b,
            procento?\b, procenta\b, procent\w*, prosent\b, prosentti\w*, процент\w*, відсот\w*, yüzde\b, százalék\w*,
            τοις εκατό, percentage points?\b
            """,
            before=r"\d\s?",
            after="",
        ),
        1.0,
    ),
    (
        re.compile(
            r"[$£€¥]\s?\d|\d\s?(?:[€£$]|(?:Euro|euros?|dollars?|pounds?|AUD|USD|EUR|NZD|kronor|kroner)\b)",
            re.IGNORECASE,
        ),
        0.9,
    ),
    (
        listed(
            """
            million, billion, trillion, Millionen, Milliarden, millions?, milliards?, millones, milioni, miljoen,
            miljoner, miljoonaa
            """,
            before=r"\b\d+(?:[.,]\d+)?\s?",
        ),
        0.8,
    ),
    (
        listed(
            r"""
            (?:one|two|three|four|six|seven|eight|nine|\d+) (?:in|out of)(?: every)? (?:three|four|five|ten|\d+),
            (?:half|a third|two[- ]thirds|a quarter|three[- ]quarters|a fifth|a tenth) (?:of|say|said|are|have|had),
            most of (?:the|all|those), (?:a|the) majority of, twice, double, triple, (?:three|four|five|\d+) times,
            most (?:graduates|students|people|employers|workers|parents|teachers|young),
            (?:nearly|more than|almost|over|about|around) half, thousands, hundreds of thousands,
            (?:un|une) (?:tiers|quart) d, die Hälfte, jede[rs]? (?:dritte|vierte|fünfte|zweite|zehnte), la moitié,
            uno de cada, la mitad, la metà, de helft, hälften, puolet
            """
        ),
        0.8,
    ),
    # A number that is no year: 42, 12.5, 1,234 or 1 234, and longer ones.
    (
        re.compile(
            r"(?<![\w.,/-])(?!(?:19|20)\d\d(?![\d.,]))\d{1,3}(?:[ ,.]\d{3})*(?:[.,]\d+)?(?![\w/])"
            r"|(?<![\w.,/-])(?!(?:19|20)\d\d\b)\d{4,}(?![\w/])"
        ),
        0.4,
    ),
)
"""What numbers are worth, each kind once a sentence."""

_MOST_FOR_NUMBERS = 1.5

_FOR_THE_HEADLINE = 3.2
"""What a sentence is worth that shares all of the headline's subject."""

_SIDE_TERM = 0.6
"""What it costs to say what something is of which the headline does not speak."""

_WEIGHTS = {
    "finding": (0.5, 0.2, 0.9),
    "consequence": (0.45, 0.15, 0.8),
    "advice": (0.3, 0.15, 0.6),
    "subject": (0.2, 0.15, 0.5),
    "definition": (0.5, 0.0, 0.5),
}
"""By kind of preferred words: the first one's worth, each further one's, and all of them at most."""

_COSTS = {"bland": 1.6, "background": 1.4, "hearsay": 1.4, "prospectus": 1.5, "dangling": 0.6}
"""By kind of weakening words: what the kind costs, once a sentence."""

_WEAKENERS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"[!！]\W*$"), 0.5),
    (re.compile(r"(?:[^,;]*[,;]){4}"), 0.5),
    (re.compile(r"[;:]"), 0.35),
    (re.compile(r"\("), 0.25),
    (re.compile(r"^This (?:year|summer|autumn|winter|spring|season)\b"), 0.5),
    (listed("offers?|provides?|features?|runs", before=r"^(?:[\w’'&-]+ ){1,6}"), 0.3),
    (re.compile(r"\s[–—-]\s"), 0.15),
    (listed("might, may, could, perhaps, possibly, könnte, pourrait, podría, potrebbe"), 0.2),
    (listed("last year, next year, this year, earlier this year, recently, currently, now, at the moment"), 0.2),
    (listed("(?:the|that) (?:study|survey|report|research|findings|authors?|figures|data)"), 0.3),
    (listed("said, says, told, added, sagte, déclaré, dijo, zei, sa"), 0.35),
    (re.compile(r"\b[A-Z]{3,}s?\b.*\b[A-Z]{3,}s?\b"), 0.2),
    (re.compile(r"\b(?:19[5-9]\d|200\d|201\d|202[01])\b"), 0.4),
    # what is told to "you" is for one audience of several
    (listed("you, your, yours, yourself, you['’](?:re|ve|ll|d)"), 0.3),
    (listed("for example, for instance, such as, e[.]g[.], etc"), 0.15),
    (
        listed(
            r"""
            according to the, laut (?:der|dem), selon (?:le|la|l['’]), según (?:el|la), secondo (?:lo|il|la|l['’]),
            volgens (?:het|de), segundo (?:o|a), enligt \w+en, tutkimuksen mukaan, raportin mukaan
            """,
            before="^",
        ),
        0.5,
    ),
    (listed("also, too, other, another, additional, further, auch, aussi, anche, también, ook, också"), 0.45),
    (re.compile(r"^(?:While|Although|Though|If|When|Because|Since|After|Before|Whether|With|As|By|For|In)\b"), 0.1),
    (re.compile(r"^(?:There|Some|Many|You|It)\b"), 0.15),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about.

    Attributes:
        headline: weight by stem of the headline's words, the rarer in the text the heavier.
        summary: stems of the page's description.
    """

    headline: Mapping[str, float]
    summary: frozenset[str] = frozenset()


def subject_of(title: str, descriptions: Sequence[str], candidates: Sequence[Candidate], words: Vocabulary) -> Subject:
    """What the headline and the descriptions promise, weighed by how rare its words are in the text."""
    wanted = stems(title, words)
    counts = dict.fromkeys(wanted, 0)
    for candidate in candidates:
        for stem in wanted & stems(candidate.text, words):
            counts[stem] += 1
    total = max(1, len(candidates))
    headline = {stem: 1 + 0.5 * math.log(total / (1 + count)) / math.log(total + 1) for stem, count in counts.items()}
    return Subject(headline, stems(" ".join(descriptions[:1]), words))


def overlap(text: str, subject: Subject, words: Vocabulary) -> float:
    """How much of the headline's subject a sentence shares, from 0 to 1."""
    whole = sum(sorted(subject.headline.values(), reverse=True)[:5])
    if not whole:
        return 0.0
    return min(1.0, sum(subject.headline[stem] for stem in stems(text, words) & subject.headline.keys()) / whole)


def worth(candidate: Candidate, subject: Subject, words: Vocabulary) -> float:
    """A sentence's score; what is worth quoting has about 3 and more."""
    text = candidate.text
    shared = overlap(text, subject, words)
    score = _FOR_THE_HEADLINE * math.sqrt(shared)
    if subject.summary and not candidate.described:
        score += 0.8 * min(1.0, len(stems(text, words) & subject.summary) / max(3, 0.6 * len(subject.summary)))
    score += _place(candidate)
    score += min(_MOST_FOR_NUMBERS, sum(weight for pattern, weight in NUMBERS if pattern.search(text)))
    for kind, (first, further, most) in _WEIGHTS.items():
        pattern = words.preferred.get(kind)
        count = len({match.group().casefold() for match in pattern.finditer(text)}) if pattern else 0
        score += min(most, first + further * (count - 1)) if count else 0.0
    score -= _SIDE_TERM if _defines_aside(text, subject, words) else 0.0
    score -= sum(cost for kind, cost in _COSTS.items() if kind in words.weakened and words.weakened[kind].search(text))
    score -= sum(weight for pattern, weight in _WEAKENERS if pattern.search(text))
    if speech.quotes(text):
        score -= 0.7
    return score - _awkward_length(text)


def tells(text: str, words: Vocabulary) -> bool:
    """Whether a sentence holds something that a reader can use: a number, a consequence, a definition, advice."""
    return any(pattern.search(text) for pattern, _ in NUMBERS) or any(
        kind in words.preferred and words.preferred[kind].search(text)
        for kind in ("consequence", "definition", "advice")
    )


def reports(text: str, words: Vocabulary) -> bool:
    """Whether a sentence holds a number or what somebody found out."""
    finding = words.preferred.get("finding")
    return any(pattern.search(text) for pattern, _ in NUMBERS) or (
        finding is not None and finding.search(text) is not None
    )


def _defines_aside(text: str, subject: Subject, words: Vocabulary) -> bool:
    pattern = words.preferred.get("definition")
    definition = pattern.search(text) if pattern and subject.headline else None
    return definition is not None and not stems(definition.group(), words) & subject.headline.keys()


def _place(candidate: Candidate) -> float:
    """The lead and the editor's own summary say most; what stands far down says a detail."""
    editor = 1.8 if candidate.described else 0.0
    if candidate.position is None:
        return editor - 0.15 * candidate.place
    early = max(0.0, 1.2 - 0.17 * candidate.paragraph)
    return editor + early - min(0.4, 0.15 * candidate.place)


def _awkward_length(text: str) -> float:
    length = len(text) * (2.5 if is_wide(text) else 1)
    if length < 80:
        return 0.8 * (80 - length) / 40
    return 0.0 if length <= 180 else min(2.0, (length - 180) / 35)
