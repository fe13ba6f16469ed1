"""Whom a sentence speaks to: whoever it calls "you", or tells what to do."""

from __future__ import annotations

from postlab.articles.vocabulary import Vocabulary
from postlab.framing.article import EMPLOYERS, LEARNERS, PARENTS

_TOLD = "told"
"""Kind of words that open an order or a piece of advice."""

_NARROWER = (PARENTS, EMPLOYERS)


def addressee(text: str, words: Vocabulary) -> str | None:
    """Whom a sentence speaks to; None where it speaks to nobody, or nobody can tell in its language.

    "Your" alone speaks to those who learn or look for work; "your daughter" and "your staff" say whose they are.
    """
    to_readers = words.addressed.get(LEARNERS)
    speaks = (to_readers is not None and to_readers.search(text) is not None) or tells_what_to_do(text, words)
    narrower = (kind for kind in _NARROWER if kind in words.addressed and words.addressed[kind].search(text))
    return next(narrower, LEARNERS if speaks else None)


def tells_what_to_do(text: str, words: Vocabulary) -> bool:
    """Whether it opens with an order or a piece of advice: "Ask what …"; False where nobody can tell."""
    return _TOLD in words.addressed and words.addressed[_TOLD].search(text) is not None
