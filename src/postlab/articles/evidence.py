"""Finding the sentences of an article that carry its evidence: research, numbers, consequences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postlab.articles import claim_words as words
from postlab.articles.boilerplate import FURNITURE, OPENS, REACHES_OUT
from postlab.articles.sentences import Sentence, sentences
from postlab.framing.article import TEXT, Evidence

_MAX_TEXT = 60_000
_LEAST_SCORE = 1.4
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class _Scored:
    sentence: Sentence
    score: float


def evidence_sentences(text: str, *, language: str | None, limit: int = 3) -> tuple[Evidence, ...]:
    """The sentences that carry a text's claims, the strongest first, at most `limit`.

    Each is a piece of the text, word for word: ``text[position:position + len(sentence)] == sentence``. A
    text that claims nothing gives none. Only the first 60,000 characters are looked at.
    """
    scored: list[_Scored] = []
    for sentence in sentences(text[:_MAX_TEXT], language=language):
        if not _usable(sentence.text):
            continue
        score = _score(sentence.text, language)
        if score >= _LEAST_SCORE:
            early = 0.5 * (1 - sentence.start / min(len(text), _MAX_TEXT))
            scored.append(_Scored(sentence, score + early))
    scored.sort(key=lambda one: (-one.score, one.sentence.start))
    chosen: list[Sentence] = []
    for one in scored:
        if len(chosen) >= limit:
            break
        if not any(_says_the_same(one.sentence.text, other.text) for other in chosen):
            chosen.append(one.sentence)
    return tuple(Evidence(sentence.text, sentence.start, TEXT) for sentence in chosen)


def _usable(text: str) -> bool:
    """Whether it is a whole sentence at all, and none of the page's boilerplate."""
    wide = len(_WIDE.findall(text)) > len(text) * 0.3
    shortest, longest = (15, 150) if wide else (40, 400)
    return (
        shortest <= len(text) <= longest
        and (wide or len(text.split()) >= 6)
        and words.ENDS.search(text) is not None
        and not words.ASKS.search(text)
        and "|" not in text
        and "\ufffd" not in text
        and not _cut_in_half(text)
        and not OPENS.search(text)
        and not FURNITURE.search(text)
        and not REACHES_OUT.search(text)
    )


def _cut_in_half(text: str) -> bool:
    """A quotation or a bracket that begins or ends elsewhere."""
    pairs = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
    german = "„" in text
    odd = any(text.count(left) != text.count(right) for left, right in pairs if not (german and left == "“"))
    return odd or text.count('"') % 2 == 1 or (german and text.count("„") > text.count("“") + text.count("”"))


def _score(text: str, language: str | None) -> float:
    score = 0.0
    for kind in (words.RESEARCH, words.CONSEQUENCE, words.CAREERS):
        score += kind.weigh(text, language)
    if words.OPENS_ELSEWHERE.get(language or "en", words.OPENS_ELSEWHERE["en"]).search(text):
        score -= 1.6
    score += min(4.0, sum(weight for pattern, weight in words.NUMBERS if pattern.search(text)))
    score -= sum(weight for pattern, weight in words.WEAKENERS if pattern.search(text))
    if _quoted(text):
        score -= 0.8
    return score - _awkward_length(text)


def _quoted(text: str) -> bool:
    return text[0] in "“\"«„‘'"


def _awkward_length(text: str) -> float:
    """A post has room for some 200 characters of evidence; a claim of a few words says little."""
    if len(text) < 60:
        return 0.5
    return 0.0 if len(text) <= 200 else min(3.0, (len(text) - 200) / 60)


def _says_the_same(one: str, other: str) -> bool:
    left, right = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return len(left & right) > 0.65 * min(len(left), len(right))
