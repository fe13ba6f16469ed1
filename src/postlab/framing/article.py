"""What a link leads to, as the texts need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


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

    def document(self) -> dict[str, Any]:
        """The article as JSON values; `Article.of` takes it back."""
        return {
            "url": self.url,
            "title": self.title,
            "site": self.site,
            "author": self.author,
            "published": self.published.isoformat() if self.published else None,
            "description": self.description,
            "image": self.image,
            "language": self.language,
            "evidence": [{"sentence": e.sentence, "position": e.position} for e in self.evidence],
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Article:
        """The article of a `document`."""
        return cls(
            **{key: document[key] for key in ("url", "title", "site", "author", "description", "image", "language")},
            published=date.fromisoformat(document["published"]) if document["published"] else None,
            evidence=tuple(Evidence(**sentence) for sentence in document["evidence"]),
        )
