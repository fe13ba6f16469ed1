"""The wording that comes with PostLab: by audience, and by kind of moment."""

from __future__ import annotations

from postlab.framing.words.anyone import ANYONE
from postlab.framing.words.audience import Wording
from postlab.framing.words.clients import CLIENTS
from postlab.framing.words.colleagues import COLLEAGUES
from postlab.framing.words.employers import EMPLOYERS
from postlab.framing.words.parents import PARENTS
from postlab.framing.words.providers import EDUCATION_PROVIDERS
from postlab.framing.words.students import STUDENTS

_BY_AUDIENCE = {
    "student": STUDENTS,
    "client": CLIENTS,
    "parent": PARENTS,
    "employer": EMPLOYERS,
    "education provider": EDUCATION_PROVIDERS,
    "colleague": COLLEAGUES,
}


def wording_for(audience: str) -> Wording:
    """What is said to an audience; general wording for one that we have no words for."""
    name = " ".join(audience.lower().replace("_", " ").replace("-", " ").split())
    return _BY_AUDIENCE.get(name.removesuffix("s"), ANYONE)
