"""The wording that comes with PostLab: by language, by audience and subject, and by kind of moment."""

from __future__ import annotations

from postlab.framing.words.audience import AudienceWording
from postlab.framing.words.wording_files import ENGLISH, no_wording
from postlab.framing.words.wordings import PACKAGED, LanguageWording


def wording_for(audience: str, *, language: str = ENGLISH) -> AudienceWording:
    """What the package says to an audience; general wording for one that it has no words for.

    Raises:
        InputError: there is no wording in that language.
    """
    return _packaged(language).audience(audience)


def search_words_of(audience: str, *, language: str = ENGLISH) -> str:
    """Words that an audience's articles are about, its own name among them.

    Raises:
        InputError: there is no wording in that language.
    """
    spelt = " ".join(audience.lower().replace("_", " ").replace("-", " ").split())
    return " ".join((spelt, *wording_for(audience, language=language).search_words)).strip()


def _packaged(language: str) -> LanguageWording:
    wording = PACKAGED.language(language)
    if wording is None or wording.code != language:
        raise no_wording(language, PACKAGED.codes)
    return wording
