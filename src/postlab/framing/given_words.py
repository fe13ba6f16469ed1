"""The words that a draft can be made of besides the article's: a person's own, and those of its language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from postlab.framing.words.audience import AudienceWording
from postlab.framing.words.phrases import LINK_IN_BIO, Phrases
from postlab.framing.words.wordings import LanguageWording


@dataclass(frozen=True, slots=True)
class GivenWords:
    """The words that are given for the blocks of a recipe, and those of the article's language.

    Attributes:
        by_hand: by kind of block, words given by hand, on one line, without the link.
        ways: by kind of block, which of the templates' wordings is asked for, from 1; none where nothing is said.
        language: the wording in the article's language; None where there is none.
        audience: what it says to the brief's audience; None where there is no wording.
        marks: how that language quotes; as English does where there is none.
    """

    by_hand: Mapping[str, str]
    ways: Mapping[str, int]
    language: LanguageWording | None
    audience: AudienceWording | None
    marks: Phrases

    @property
    def phrases(self) -> Phrases | None:
        """The language's fixed words."""
        return self.language.phrases if self.language else None

    @property
    def see_reply(self) -> tuple[str, ...]:
        """What a text says that has nothing to say but its link, where that stands in the first reply."""
        return self.phrases.see_reply if self.phrases else ("↓",)

    @property
    def see_bio(self) -> tuple[str, ...]:
        """What a caption says in the place of its link."""
        return self.phrases.see_bio if self.phrases else LINK_IN_BIO
