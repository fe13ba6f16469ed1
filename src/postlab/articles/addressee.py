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
    speaks = any(kind in words.addressed and words.addressed[kind].search(text) for kind in (LEARNERS, _TOLD))
    narrower = (kind for kind in _NARROWER if kind in words.addressed and words.addressed[kind].search(text))
    return next(narrower, LEARNERS if speaks else None)
