"""What a link leads to, as the texts need it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that carries a claim, and where it stood.

    Attributes:
        sentence: the sentence, word for word as the article (or the user) has it.
        position: index of the sentence's first character in the article's main text, or None where the
            user gave it by hand.
    """

    sentence: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What a link leads to; a field that the page did not tell is None.

    Attributes:
        url: the canonical address.
        title: the headline.
        site: the publication's name, or its host.
        author: who wrote it.
        published: the day it came out.
        description: the page's own summary.
        image: address of its picture.
        language: BCP 47 code such as ``en``.
        evidence: up to three sentences that carry its claims, strongest first.
    """

    url: str
    title: str
    site: str | None = None
    author: str | None = None
    published: date | None = None
    description: str | None = None
    image: str | None = None
    language: str | None = None
    evidence: tuple[Evidence, ...] = field(default=())
