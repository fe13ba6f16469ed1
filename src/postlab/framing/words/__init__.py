"""The wording that comes with PostLab: by language, by audience and subject, and by kind of moment."""

from __future__ import annotations

from postlab.framing.words.audience import AudienceWording
from postlab.framing.words.wordings import PACKAGED, Wordings


def wording_for(audience: str, *, wordings: Wordings = PACKAGED) -> AudienceWording:
    """What is said to an audience in English; general wording for one that has no words of its own."""
    return wordings.english.audience(audience)


def search_words_of(audience: str, *, wordings: Wordings = PACKAGED) -> str:
    """Words that an audience's articles are about, in English, its own name among them."""
    spelt = " ".join(audience.lower().replace("_", " ").replace("-", " ").split())
    return " ".join((spelt, *wording_for(audience, wordings=wordings).search_words)).strip()
