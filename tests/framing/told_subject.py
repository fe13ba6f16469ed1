"""What a headline alone tells its article to be about."""

from __future__ import annotations

from postlab.framing.subjects import LEAST_CONFIDENCE, subject_of
from postlab.framing.words.lexicon import Lexicon


def told_subject(title: str, lexicon: Lexicon) -> str | None:
    """The subject, where the headline leaves no doubt that matters."""
    guess = subject_of(title, None, None, lexicon=lexicon)
    return guess.subject if guess is not None and guess.confidence >= LEAST_CONFIDENCE else None
