"""How a framing is called in a sentence."""

from __future__ import annotations

from postlab.english import quoted
from postlab.sanitise import plain

_SUBJECTS = {"bare link": "the bare link", "contextualised": "context"}
_OBJECTS = {"bare link": "a bare link", "contextualised": "a post with context"}


def as_subject(variant: str) -> str:
    """A variant as the subject of a sentence: “the bare link”, or its own name in quotes."""
    return _SUBJECTS.get(variant) or quoted(plain(variant))


def as_object(variant: str) -> str:
    """A variant as the object of a comparison: “a bare link”, or its own name in quotes."""
    return _OBJECTS.get(variant) or quoted(plain(variant))
