"""Which sentences of an article suit an audience: "your CV" is no line for an employer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from postlab.framing.article import EMPLOYERS, LEARNERS, PARENTS, Article, Evidence

_SPOKEN_TO: Mapping[str, frozenset[str]] = {
    "students": frozenset({LEARNERS}),
    "clients": frozenset({LEARNERS}),
    "parents": frozenset({PARENTS}),
    "employers": frozenset({EMPLOYERS}),
    "education providers": frozenset(),
    "colleagues": frozenset(),
}
"""By audience: as whom its members may be spoken to. Nothing is known of an audience that is somebody's own."""


def suits(evidence: Evidence, audience: str) -> bool:
    """Whether a sentence speaks to nobody in particular, or to these readers; what a person gave always suits."""
    return evidence.speaks_to is None or evidence.speaks_to in _SPOKEN_TO.get(audience, {evidence.speaks_to})


def for_readers(article: Article, audience: str) -> Article:
    """The article without the sentences that speak to other readers than the audience.

    Where none is left, its headline stands in: who speaks in the summary nobody has looked at.

    Args:
        article: with all sentences that may be quoted.
        audience: one of `postlab.audiences.AUDIENCES`, or somebody's own.
    """
    suited = tuple(quoted for quoted in article.evidence if suits(quoted, audience))
    if len(suited) == len(article.evidence):
        return article
    return replace(article, evidence=suited, summary=article.summary if suited else None)
