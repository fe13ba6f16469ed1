"""A page that was read; where all is given by hand, nothing of the reading itself is imported."""

from __future__ import annotations

from dataclasses import dataclass

from postlab.framing.article import Article


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read.

    Attributes:
        article: what it is.
        text: its main text, one paragraph a line; the positions of the evidence count characters of it.
        claimed: another address that it says is its own, where that is left to be seen; else None.
    """

    article: Article
    text: str
    claimed: str | None = None
