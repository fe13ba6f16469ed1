"""The shape of one audience's wording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postlab.framing.words.wording_files import Document

Ways = tuple[str, ...]
"""Ways of saying it, at least four; the first is used unless another is asked for."""

ANYONE = "anyone"
"""The file of an audience that has none of its own."""


@dataclass(frozen=True, slots=True)
class AudienceWording:
    """What is said to one audience.

    Attributes:
        openings: by subject, worries that an article on that subject answers. Each opens in small letters, with a
            word that may follow "With exams coming up," and is no name, and ends with a full stop or question mark.
        general: the same for an article of any subject: they take no side, and claim nothing.
        neutral: lead-ins that take no side, each ending in a colon: "One for parents and carers:".
        calls: calls to action.
        hashtags: to go with the moment's own.
        search_words: words that articles for the audience are about.
    """

    openings: Mapping[str, Ways]
    general: Ways
    neutral: Ways
    calls: Ways
    hashtags: Ways
    search_words: tuple[str, ...] = ()

    def openings_on(self, subject: str | None) -> Ways:
        """The openings on a subject; the general ones where there is none, or none with words."""
        return self.openings.get(subject or "", self.general)


def audience_wording(document: Document) -> AudienceWording:
    """The wording that an audience's file says."""
    return AudienceWording(
        openings={subject: tuple(texts) for subject, texts in document["openings"].items()},
        general=tuple(document["general"]),
        neutral=tuple(document["neutral"]),
        calls=tuple(document["calls_to_action"]),
        hashtags=tuple(document["hashtags"]),
        search_words=tuple(document.get("search_words", ())),
    )
