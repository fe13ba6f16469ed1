"""The three things that Meta says with its error 368, on Facebook and on Threads, told apart."""

from __future__ import annotations

import re
from enum import StrEnum

BLOCK = 368
"""The number of the error."""
TOO_FAST_WAIT_S = 3 * 3600.0
"""How long an account that posts too fast is left alone: Meta does not say how long its limits last, and trying against
one makes it longer."""

_TOO_FAST_SUBCODES = frozenset({1390008})
_REPEATED = re.compile(
    r"already posted this|same content repeatedly|posting the same content|\bduplicate\b", re.IGNORECASE
)
_TOO_FAST = re.compile(
    r"too (?:fast|quickly|often|frequently)|limit how often|slow down|misusing this feature by going", re.IGNORECASE
)


class Meaning(StrEnum):
    """What Meta means."""

    REPEATED = "repeated"
    """It has the same text already: other words would do."""
    TOO_FAST = "too fast"
    """There was too much in too little time: waiting helps."""
    BLOCKED = "blocked"
    """The account is blocked, as against its rules, until that ends or a person has seen to it."""


def meaning(subcode: int | None, *messages: str) -> Meaning:
    """What an error 368 means.

    Args:
        subcode: of the error; 0 or None where it has none.
        messages: its words, those for developers and those for users.
    """
    words = " ".join(messages)
    if subcode in _TOO_FAST_SUBCODES:
        return Meaning.TOO_FAST
    if _REPEATED.search(words):
        return Meaning.REPEATED
    return Meaning.TOO_FAST if _TOO_FAST.search(words) else Meaning.BLOCKED
