"""What a text that somebody posted is made of, as far as its words tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from postlab.framing.words.moments import kinds_of_moment

FEW_WORDS = 10
"""A text with no more words beside its link says little more than the link."""

_LINK = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<!\w)#(?!\d+\b)\w+")
_MENTION = re.compile(r"(?<!\w)@[\w.]+")
_WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class Features:
    """What a text holds.

    Attributes:
        words: how many it has beside links, hashtags and mentions.
        context: whether it says more than its link does.
        question: whether it asks something.
        moment: whether it names a moment that PostLab has words for.
        hashtags: whether it has any.
        link: whether a link stands in it.
    """

    words: int
    context: bool
    question: bool
    moment: bool
    hashtags: bool
    link: bool


def features(text: str) -> Features:
    """What a text holds, told by its words alone: a guess that a reader would make, too."""
    bare = _MENTION.sub(" ", _HASHTAG.sub(" ", _LINK.sub(" ", text)))
    words = len(_WORD.findall(bare))
    return Features(
        words=words,
        context=words > FEW_WORDS,
        question="?" in bare or "？" in bare,
        moment=_signs().search(bare) is not None,
        hashtags=_HASHTAG.search(_LINK.sub(" ", text)) is not None,
        link=_LINK.search(text) is not None,
    )


@cache
def _signs() -> re.Pattern[str]:
    """Any of the words that tell a kind of moment."""
    signs = sorted({re.escape(sign) for kind in kinds_of_moment() for sign in kind.signs})
    return re.compile(rf"\b(?:{'|'.join(signs)})\b", re.IGNORECASE)
