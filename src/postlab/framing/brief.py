"""Whom a text is for, and which moment it meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from postlab.audiences import AUDIENCES
from postlab.framing.blocks import worded
from postlab.quote_styles import USUAL_QUOTES

USUAL_AUDIENCE = AUDIENCES[0]
"""Whom texts speak to where nobody says."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the templates need to know beside the article.

    Attributes:
        audience: one of `postlab.audiences.AUDIENCES`, or one of your own, which gets general wording.
        moment: a kind of moment (`postlab.framing.words.moments.kinds_of_moment`) or the words themselves;
            None leaves the moment out.
        moment_on: the day it falls on, or starts.
        moment_lasts: for how many days it is going on; None is as long as its kind does.
        wording: by kind of block, words that replace the templates'; a recipe's own words come first.
        written_by: by kind of block, the language model that wrote the brief's words for it (for the evidence:
            the article's, where they were given by hand).
        quotes: how a page's own words are marked, one of `postlab.quote_styles.QUOTES`.
        turn: which of the wordings its opening takes, counted from 0; past the last it starts again.

    Raises:
        InputError: wording, or a writer, for a block that there is not.
    """

    audience: str = USUAL_AUDIENCE
    moment: str | None = None
    moment_on: date | None = None
    moment_lasts: int | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    written_by: Mapping[str, str] = field(default_factory=dict)
    quotes: str = USUAL_QUOTES
    turn: int = 0

    def __post_init__(self) -> None:
        """Spell the kinds of block as they are spelt everywhere."""
        object.__setattr__(self, "wording", worded(self.wording, place="Words for the drafts"))
        object.__setattr__(self, "written_by", worded(self.written_by, place="Words for the drafts"))
