"""What a link leads to, as the texts need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from postlab.framing.pictures import ChosenPicture

TEXT, SUMMARY, BY_HAND = "text", "summary", "hand"
"""Where a sentence comes from: a page's main text, its own description, or a person."""

LEARNERS, PARENTS, EMPLOYERS = "learners", "parents", "employers"
"""Whom a sentence may speak to: those who learn or look for work, their parents, or those who employ them."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that carries a claim, and where it stood.

    Attributes:
        sentence: the sentence, word for word as the article (or the user) has it.
        position: index of the sentence's first character in the article's main text, or None where it
            does not stand there.
        source: ``text``, ``summary`` (the page's own description or standfirst) or ``hand``.
        speaks_to: the readers whom a page's sentence calls "you" or tells what to do: ``learners``, ``parents`` or
            ``employers``; None where it speaks to nobody in particular.
    """

    sentence: str
    position: int | None = None
    source: str = BY_HAND
    speaks_to: str | None = None


@dataclass(frozen=True, slots=True)
class LastDay:
    """A day by which something had to be done, as an article's text names it.

    Attributes:
        day: the day.
        words: what the text says of it: "apply by 3 March 2024".
    """

    day: date
    words: str


@dataclass(frozen=True, slots=True)
class Article:
    """What a link leads to; a field that the page did not tell is None.

    Attributes:
        url: the address to share: after redirects, without tracking (docs/links.md).
        title: the headline.
        site: the publication's name, at most 40 characters; where none is known, its host: it then equals
            `postlab.articles.site.host_of` of `url`.
        author: who wrote it.
        published: the day it came out; None where only days of events or changes are known.
        description: the page's own summary.
        image: address of its picture.
        language: BCP 47 code such as ``en``.
        evidence: up to three sentences that may be quoted, best first; none where no sentence is good enough.
        summary: what the page's description says that may stand in where there is no evidence.
        subject: what it is about, as the wording's lexicon names subjects; None where nobody can tell.
        subject_confidence: how sure that is, from 0 to 1.
        last_days: days by which something must be done, as its text names them.
        read: whether its page was read, and not only described by hand.
        image_alt: what its picture shows, in the page's own words.
        picture: the picture that posts about it may carry; None where nobody chose one.
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
    summary: str | None = None
    subject: str | None = None
    subject_confidence: float = 0.0
    last_days: tuple[LastDay, ...] = ()
    read: bool = False
    image_alt: str | None = None
    picture: ChosenPicture | None = None

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
            "evidence": [
                {
                    "sentence": quoted.sentence,
                    "position": quoted.position,
                    "source": quoted.source,
                    "speaks_to": quoted.speaks_to,
                }
                for quoted in self.evidence
            ],
            "summary": self.summary,
            "subject": self.subject,
            "subject_confidence": self.subject_confidence,
            "last_days": [{"day": last.day.isoformat(), "words": last.words} for last in self.last_days],
            "read": self.read,
            **({"image_alt": self.image_alt} if self.image_alt else {}),
            **({"picture": self.picture.document()} if self.picture else {}),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Article:
        """The article of a `document`, also of one that an earlier version stored, which said less."""
        evidence = tuple(_evidence_of(quoted) for quoted in document["evidence"])
        return cls(
            **{key: document[key] for key in ("url", "title", "site", "author", "description", "image", "language")},
            published=date.fromisoformat(document["published"]) if document["published"] else None,
            evidence=evidence,
            summary=document.get("summary"),
            subject=document.get("subject"),
            subject_confidence=document.get("subject_confidence", 0.0),
            last_days=tuple(
                LastDay(date.fromisoformat(last["day"]), last["words"]) for last in document.get("last_days", ())
            ),
            read=document.get("read", any(quoted.source != BY_HAND for quoted in evidence)),
            image_alt=document.get("image_alt"),
            picture=ChosenPicture.of(document["picture"]) if document.get("picture") else None,
        )


def no_such_sentence(number: int, count: int) -> str:
    """That an article has no sentence of that number to quote, as a fault: "there is no sentence 3 to quote; …"."""
    if not count:
        return f"there is no sentence {number} to quote: the article has none that is good enough"
    return f"there is no sentence {number} to quote: the article has {count}"


def _evidence_of(document: Mapping[str, Any]) -> Evidence:
    position = document["position"]
    source = document.get("source", BY_HAND if position is None else TEXT)
    return Evidence(document["sentence"], position, source, document.get("speaks_to"))
