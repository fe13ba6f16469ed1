"""The wording that comes with PostLab: by language, by audience, and by kind of moment."""

from __future__ import annotations

from postlab.audiences import AUDIENCES
from postlab.framing.words.audience import ANYONE, AudienceWording, audience_wording
from postlab.framing.words.wording_files import ENGLISH

_BY_SINGULAR = {audience.removesuffix("s"): audience for audience in AUDIENCES}


def wording_for(audience: str, *, language: str = ENGLISH) -> AudienceWording:
    """What is said to an audience; general wording for one that we have no words for.

    Raises:
        InputError: there is no wording in that language.
    """
    return audience_wording(_BY_SINGULAR.get(_spelt(audience).removesuffix("s"), ANYONE), language)


def subjects_of(audience: str, *, language: str = ENGLISH) -> str:
    """Words that an audience's articles are about, its own name among them.

    Raises:
        InputError: there is no wording in that language.
    """
    return " ".join((_spelt(audience), *wording_for(audience, language=language).subjects)).strip()


def _spelt(audience: str) -> str:
    """An audience's name in small letters, with single spaces between its words."""
    return " ".join(audience.lower().replace("_", " ").replace("-", " ").split())
