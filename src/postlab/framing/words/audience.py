"""The shape of one audience's wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from postlab.framing.words.wording_files import Document

Ways = tuple[str, ...]
"""Ways of saying it, which take turns where none is asked for (of hashtags the first is used)."""

ANYONE = "anyone"
"""The file of an audience that has none of its own."""


@dataclass(frozen=True, slots=True)
class AudienceWording:
    """What is said to one audience.

    Attributes:
        openings: by subject, worries that an article on that subject answers; a subject that the audience has nothing
            to do with is not there. Each opens in small letters, with a word that may follow "With exams coming up,"
            and is no name, and ends with a full stop or question mark.
        neutral: lead-ins that take no side, each ending in a colon: "One to talk over at home:".
        calls: calls to action.
        hashtags: to go with the moment's own.
        search_words: words that articles for the audience are about.
        moments: the kinds of moment that posts to it may begin with; None is all.
        concerned_by: how words begin that show that an article concerns the audience; None is that each may.
        spoken_past_by: how words begin that show that an article speaks to somebody else: "your degree".
    """

    openings: Mapping[str, Ways]
    neutral: Ways
    calls: Ways
    hashtags: Ways
    search_words: tuple[str, ...] = ()
    moments: tuple[str, ...] | None = None
    concerned_by: tuple[str, ...] | None = None
    spoken_past_by: tuple[str, ...] = ()

    def openings_on(self, subject: str | None) -> Ways:
        """The openings on a subject; empty where there is none, or none that the audience has anything to do with."""
        return self.openings.get(subject or "", ())

    def has_to_do_with(self, moment: str | None) -> bool:
        """Whether a post may begin with that kind of moment; with one in a person's own words always."""
        return moment is None or self.moments is None or moment in self.moments

    def is_concerned(self, shown: str) -> bool:
        """Whether what a post shows of an article, its headline and its sentence, has to do with the audience."""
        words = _spaced(shown)

        def begins(beginnings: Ways) -> bool:
            return any(_spaced(beginning) in words for beginning in beginnings)

        return (self.concerned_by is None or begins(self.concerned_by)) and not begins(self.spoken_past_by)


def _spaced(text: str) -> str:
    """The words of a text, in small letters, each after a space."""
    return "".join(f" {word}" for word in re.findall(r"\w+", text.casefold()))


def audience_wording(document: Document) -> AudienceWording:
    """The wording that an audience's file says."""
    return AudienceWording(
        openings={subject: tuple(texts) for subject, texts in document["openings"].items()},
        neutral=tuple(document["neutral"]),
        calls=tuple(document["calls_to_action"]),
        hashtags=tuple(document["hashtags"]),
        search_words=tuple(document.get("search_words", ())),
        moments=tuple(document["moments"]) if "moments" in document else None,
        concerned_by=tuple(document["concerned_by"]) if "concerned_by" in document else None,
        spoken_past_by=tuple(document.get("spoken_past_by", ())),
    )
