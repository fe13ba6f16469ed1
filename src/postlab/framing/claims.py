"""Whether a sentence stands in an article: word for word, or shortened without a change of what it claims.

It only refuses: whether a sentence is fair, and fits, a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from postlab.framing.claim_tokens import Token, is_turning, same_letters, tokens
from postlab.framing.sentences import sentences

LEAST_KEPT = 0.6
"""How much of its source a paraphrase must keep, counted in words that carry meaning."""

LONGEST_EVIDENCE = 400
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a text rests on.

    Attributes:
        sources: the sentences of the article that say it, one for each sentence of the text.
        refused: why it does not stand in the article, a clause without a full stop; empty where it does.
    """

    sources: tuple[str, ...] = ()
    refused: str = ""


def grounds(text: str, article: Sequence[str], *, english: bool = True) -> Grounds:
    """The sentences of an article on which a text rests, or why it has to be refused.

    Each sentence of the text must stand in the article word for word (quotes, dashes, space and capitals aside), or
    be one sentence of it made shorter: the same words in the same order, bent but none added, every word that turns
    a claim (not, more, may, only, says…) kept, each number with its neighbours.

    Args:
        text: one or more sentences.
        article: its sentences.
        english: whether the article is in English; in other languages only word for word will do, because the
            words that turn a claim are known in English alone.
    """
    parts = sentences(" ".join(text.split()))
    if not parts:
        return Grounds(refused="it says nothing")
    known = {same_letters(sentence): sentence for sentence in article}
    sources: list[str] = []
    for part in parts:
        verbatim = known.get(same_letters(part))
        part_grounds = Grounds((verbatim,)) if verbatim is not None else _shortened(part, article, english=english)
        if part_grounds.refused:
            return part_grounds
        sources += part_grounds.sources
    return Grounds(tuple(dict.fromkeys(sources)))


def _shortened(part: str, article: Sequence[str], *, english: bool) -> Grounds:
    if not english:
        return Grounds(refused="it does not stand in the article word for word")
    words = tokens(part)
    if sum(token.kind in {"word", "name", "number"} for token in words) < _FEWEST_WORDS:
        return Grounds(refused="it does not stand in the article word for word, and is too short to tell")
    faults = [(_fault(part, words, sentence), sentence) for sentence in article]
    fitting = next((sentence for fault, sentence in faults if not fault), None)
    if fitting is not None:
        return Grounds((fitting,))
    # the sentence that shares most with it is the one that was meant
    nearest = max(
        faults, key=lambda candidate: _shared(words, candidate[1]), default=("no sentence of the article says it", "")
    )
    if not nearest[1] or _shared(words, nearest[1]) < 0.5:
        return Grounds(refused="no sentence of the article says it")
    return Grounds(refused=nearest[0])


def _shared(words: Sequence[Token], sentence: str) -> float:
    source = Counter(token.key for token in tokens(sentence))
    return sum((Counter(token.key for token in words) & source).values()) / max(len(words), 1)


def _fault(part: str, words: Sequence[Token], sentence: str) -> str:
    """Why a text is not a shorter form of a source sentence; empty where it is one."""
    source = tokens(sentence)
    if fault := _other_words(part, words, sentence, source):
        return fault
    places = _in_order(words, source)
    if places is None:
        return "it says the article's words in another order"
    if _turned_round(source, places):
        return "it leaves out who does it to whom"
    if stray := _without_its_neighbours(words, source, places):
        return f"it takes “{stray}” away from what the article counts with it"
    if len(words) < LEAST_KEPT * len(source):
        return "it keeps too little of the article's sentence to be sure that it means the same"
    return ""


def _other_words(part: str, words: Sequence[Token], sentence: str, source: Sequence[Token]) -> str:
    """What it adds to a source, or leaves out although it turns the claim."""
    if _asks(part) is not _asks(sentence):
        return "the article asks where it tells, or tells where it asks"
    left = Counter(token.key for token in source)
    for token in words:
        if not left[token.key]:
            return _added(token)
        left[token.key] -= 1
    turning = Counter(token.key for token in source if is_turning(token))
    if lost := turning - Counter(token.key for token in words if is_turning(token)):
        word = next(token.shown for token in source if token.key in lost)
        return f"it leaves out “{word}”, which changes what the article says"
    return ""


def _asks(sentence: str) -> bool:
    return sentence.rstrip("\"'”’ ").endswith(("?", "？"))


def _added(token: Token) -> str:
    what = {"number": "the number", "name": "the name", "sign": "the sign"}.get(token.kind, "the word")
    return f"{what} “{token.shown}” does not stand in that sentence of the article"


def _in_order(words: Sequence[Token], source: Sequence[Token]) -> list[int] | None:
    """Where each token stands in the source, left to right; None where the order is another."""
    places: list[int] = []
    at = 0
    for token in words:
        while at < len(source) and source[at].key != token.key:
            at += 1
        if at == len(source):
            return None
        places.append(at)
        at += 1
    return places


def _turned_round(source: Sequence[Token], places: Sequence[int]) -> bool:
    """Whether a "by" was left out but the words after it kept: "was rejected by firms" is not "rejected firms"."""
    quoted = set(places)
    return any(token.key == "by" and at not in quoted and at + 1 in quoted for at, token in enumerate(source))


def _without_its_neighbours(words: Sequence[Token], source: Sequence[Token], places: Sequence[int]) -> str:
    """A number that stands beside other words than in the source: "fell by 20" out of "fell to 20"."""
    quoted = set(places)
    for at, token in enumerate(words):
        if token.kind == "number":
            place = places[at]
            if any(0 <= beside < len(source) and beside not in quoted for beside in (place - 1, place + 1)):
                return token.shown
    return ""
