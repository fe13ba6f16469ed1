"""Choosing the sentence of a page that somebody would quote above its link, or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from postlab.articles.addressee import addressee
from postlab.articles.candidates import Candidate, candidates
from postlab.articles.detail import may_stand_in, precedence, without_details
from postlab.articles.language import is_another
from postlab.articles.ranking import Headline, headline_of, overlap, reports, tells, worth
from postlab.articles.sentence_shapes import fits
from postlab.articles.speech import surnames
from postlab.articles.vetoes import Surroundings, refusal
from postlab.articles.vocabulary import Vocabulary, stems, vocabulary
from postlab.framing.article import Evidence

_MOST_WITHOUT_HEADLINE = 2.0
"""More than that a sentence need not be worth where no headline tells what it must have to do with."""

_LEAST_WITHOUT_LISTS, _LEAST_WITHOUT_LISTS_OR_TITLE = 4.5, 2.5
"""What it must be worth in a language that has no lists: what no rule knows passes the rules."""

_CHEAPER_WHERE_IT_TELLS = 0.2
"""A number, a consequence, a definition or a piece of advice is of use though it has less to do with the headline."""

_CHEAPER_FOR_EDITORS = 0.6
"""An editor wrote the description for sharing."""

_LONGEST_SUMMARY = 250
_FOR_NAMES = 30_000
"""Characters of a text in which persons are looked for."""

_FAR_BEHIND = 3.0
"""A sentence worth so much less than the best does not stand in for it."""

_LEAD, _SHORTEST_LEAD = 0.2, 160
"""The part of a text, and the least number of its characters, in which a number or a finding is about the headline,
whatever words it uses."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a page may be quoted.

    Attributes:
        evidence: up to so many sentences as were asked for, best first; none where none is good enough.
        summary: what the page says about itself that may stand in, None where it says nothing usable.
    """

    evidence: tuple[Evidence, ...] = ()
    summary: str | None = None


def evidence_sentences(
    text: str, *, language: str | None, limit: int = 3, title: str = "", description: str | Sequence[str] | None = None
) -> tuple[Evidence, ...]:
    """The sentences of a page that may be quoted, the best first, at most `limit`; often none.

    Each is word for word the page's: ``text[position:position + len(sentence)] == sentence``, or a sentence of
    its description. Only the first 12,000 characters are looked at.

    Args:
        text: the main text, a paragraph a line.
        language: BCP 47 code.
        limit: how many at most.
        title: the headline, which a sentence must have to do with.
        description: what the page says about itself, one text or several.
    """
    descriptions = (description,) if isinstance(description, str) else tuple(description or ())
    return choice(text, descriptions, language=language, title=title, limit=limit).evidence


def choice(text: str, descriptions: Sequence[str], *, language: str | None, title: str = "", limit: int = 3) -> Choice:
    """The sentences that may be quoted, and the summary that may stand in for them."""
    words = vocabulary(language)
    beside = Surroundings(title, words, surnames(text[:_FOR_NAMES], words))
    every = candidates(text, descriptions, language=language)
    promised = headline_of(title, descriptions, every, words)
    least = _least(words, has_headline=bool(promised.weights))

    def may_be_quoted(one: Candidate) -> bool:
        return refusal(one, beside) is None and not (language is not None and is_another(one.text, language))

    scored = (
        (worth(one, promised, words), one)
        for one in every
        if fits(one.text) and _on_subject(one, promised, beside, len(text))
    )
    in_order = sorted(
        ((precedence(value, one), one) for value, one in scored if value >= least - _cheaper(one, words)),
        key=lambda pair: (-pair[0], pair[1].position or 0),
    )
    # most of a page's sentences are never asked about: trying every rule on each takes the longest
    allowed = without_details(in_order, promised, words, may_be_quoted=may_be_quoted)
    best = _best(allowed, words, limit, stands_in=lambda one: may_stand_in(one, promised, words))
    return Choice(tuple(best), _summary([one for one in every if one.described and may_be_quoted(one)]))


def _best(
    scored: Iterable[tuple[float, Candidate]],
    words: Vocabulary,
    limit: int,
    *,
    stands_in: Callable[[Candidate], bool],
) -> list[Evidence]:
    """The first of the sentences that say different things; one at least that any reader may be told, if there is one.

    Args:
        scored: what they are worth, and they, the best first.
        words: the language's words.
        limit: how many at most.
        stands_in: whether a sentence may be told to readers to whom the best does not speak.
    """
    best: list[Evidence] = []
    first = None
    for worth_of_one, one in scored if limit > 0 else ():
        first = worth_of_one if first is None else first
        if worth_of_one < first - _FAR_BEHIND:
            break
        speaks_to = addressee(one.text, words)
        if len(best) >= limit and speaks_to is not None:
            continue
        if best and best[0].speaks_to is not None and speaks_to is None and not stands_in(one):
            continue
        if not any(_says_the_same(one.text, other.sentence) for other in best):
            best[limit - 1 :] = [Evidence(one.text, one.position, one.source, speaks_to)]
        if len(best) >= limit and (limit < 2 or any(other.speaks_to is None for other in best)):
            break
    return best


def _least(words: Vocabulary, *, has_headline: bool) -> float:
    """What a sentence must be worth; without a headline there is less that it can be worth."""
    if not words.known:
        return _LEAST_WITHOUT_LISTS if has_headline else _LEAST_WITHOUT_LISTS_OR_TITLE
    return words.least if has_headline else min(words.least, _MOST_WITHOUT_HEADLINE)


def _cheaper(candidate: Candidate, words: Vocabulary) -> float:
    """By how much less a sentence must be worth for what it is."""
    if candidate.described:
        return _CHEAPER_FOR_EDITORS
    return _CHEAPER_WHERE_IT_TELLS if tells(candidate.text, words) else 0.0


def _on_subject(candidate: Candidate, promised: Headline, beside: Surroundings, length: int) -> bool:
    """Whether a sentence has to do with the headline; what an editor wrote for sharing has.

    Args:
        candidate: the sentence.
        promised: what the headline and the description speak of.
        beside: the headline and the language's words.
        length: characters of the text.
    """
    if not promised.weights or candidate.described or overlap(candidate.text, promised, beside.words) > 0:
        return True
    if stems(candidate.text, beside.words) & promised.summary:
        return True
    return (candidate.position or 0) <= max(_SHORTEST_LEAD, _LEAD * length) and reports(candidate.text, beside.words)


def _summary(allowed: Sequence[Candidate]) -> str | None:
    """The first sentence of the page's descriptions that may be quoted, with the one after it where that may be too."""
    described = {one.described_at: one.text for one in allowed if one.described_at is not None}
    if not described:
        return None
    number, place = min(described)
    first, second = described[number, place], described.get((number, place + 1))
    both = f"{first} {second}" if second is not None else first
    return both if first[-1] in ".!。" and len(both) <= _LONGEST_SUMMARY else first


def _says_the_same(one: str, other: str) -> bool:
    left, right = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return len(left & right) > 0.65 * min(len(left), len(right))
