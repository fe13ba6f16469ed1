"""The four things that Meta says with its error 368, on Facebook and on Threads, told apart."""

from __future__ import annotations

import re
from enum import StrEnum

from postlab.english import capital
from postlab.errors import Rejected

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
_CONTENT = re.compile(
    r"\b(?:includes?|contains?) (?:content|a link|an? url)\b"
    r"|\b(?:content|link|url)\b.{0,40}\b(?:goes|go) against"
    r"|\b(?:your|this) (?:content|post|link|url|message|comment) (?:could ?n['’]t|could not|can['’]?t|cannot) be "
    r"(?:shared|sent|posted)",
    re.IGNORECASE,
)


class Meaning(StrEnum):
    """What Meta means."""

    REPEATED = "repeated"
    """It has the same text already: other words would do."""
    TOO_FAST = "too fast"
    """There was too much in too little time: waiting helps."""
    CONTENT = "content"
    """It takes these words, or this link, from nobody: another post would go out."""
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
    if _TOO_FAST.search(words):
        return Meaning.TOO_FAST
    return Meaning.CONTENT if _CONTENT.search(words) else Meaning.BLOCKED


def rejection(
    means: Meaning, network: str, poster: str, quoted: str, *, code: str, wait_s: float = TOO_FAST_WAIT_S
) -> Rejected | None:
    """The error for what Meta means; None for a block, which is of the account.

    Args:
        means: it.
        network: its name.
        poster: who posts, within a sentence.
        quoted: Meta's words.
        code: of the error for one post.
        wait_s: how long to leave an account alone that posts too fast.
    """
    match means:
        case Meaning.REPEATED:
            return Rejected(
                f"{network} takes the post for one that {poster} has had already: {quoted}.",
                hint="Change its words with `postlab post edit` and approve it again, or cancel it.",
                code=code,
                reword=True,
            )
        case Meaning.CONTENT:
            return Rejected(
                f"{network} lets nobody post these words or this link: {quoted}.",
                hint="If it is the words, change them with `postlab post edit` and approve it again; if the link, "
                "cancel the post (`postlab post cancel`) and take the link out of the pool (`postlab link remove`).",
                code="content",
                reword=True,
            )
        case Meaning.TOO_FAST:
            return Rejected(
                f"{capital(poster)} has posted too much for {network} in too little time: {quoted}. PostLab leaves it "
                f"alone for {wait_s / 3600:.0f} hours.",
                hint="A later run goes on; other programs and people who post there count, too.",
                code="rate_limited",
                temporary=True,
                retry_after=wait_s,
            )
        case Meaning.BLOCKED:
            return None
