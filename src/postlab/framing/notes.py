"""Notes on a draft: what was left out, whom it tells, how it is heard; a code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class NoteCode(StrEnum):
    """What a note is about."""

    TOO_LONG = "too long"
    """Something was cut or left out because the text held more than the network takes."""
    TOO_MANY_BYTES = "too many bytes"
    """The same, where the characters would have fitted but not their bytes."""
    NOTHING_FITS = "nothing else fits"
    LINK_TAKEN_OUT = "link taken out"
    NO_MOMENT = "no moment"
    MOMENT_LONG_AGO = "moment long ago"
    NO_EVIDENCE = "no evidence"
    SUMMARY_QUOTED = "summary quoted"
    HEADLINE_ONLY = "headline only"
    """No sentence of the page could be quoted, nor its summary."""
    OLD_ARTICLE = "old article"
    UNDATED_ARTICLE = "undated article"
    DATE_PASSED = "date passed"
    """The article names a day by which something had to be done, and it is over."""
    NEUTRAL_OPENING = "neutral opening"
    """No question was asked, because the article's subject is not plain enough."""
    OPENING_SHORTENED = "opening shortened"
    OPENING_LEFT_OUT = "opening left out"
    MENTION = "mention"
    """Words that a network would turn into a mention of somebody."""
    LINKED_NAME = "linked name"
    """A name in the words, such as GOV.UK, of which a network makes a link."""
    LINK_CUT = "link cut"
    """An address of which a network would link the beginning alone."""
    HASHTAG_CASE = "hashtag case"
    EMOJI = "emoji"
    CAPITALS = "capitals"
    STYLED_LETTERS = "styled letters"
    """Letters of another alphabet of Unicode, for their look: bold, script."""
    NO_WORDING = "no wording"
    """PostLab has no words in the article's language, so none stand around its own."""
    OTHER_LANGUAGE = "other language"
    WRITTEN_ANEW = "written anew"
    """A guardrail of the plan was crossed, and the post got the control's words."""
    QUOTE_CHANGED = "quote changed"
    """A person changed the sentence that was quoted, or took it out."""
    SIGNED_LINK = "signed link"
    """The link's address is signed, so that nothing can be added to it."""
    SUBJECT_LINE = "subject line"
    """The subject line of a mailing is longer than is advised."""
    FOLDED = "folded"
    """The first sentence of a caption is longer than what readers see of it."""
    MANY_HASHTAGS = "many hashtags"
    NO_PICTURE = "no picture"
    """The framing has a picture, and the link has none."""
    PICTURE_FITTED = "picture fitted"
    """The picture was made smaller, or something was taken out of it."""
    OTHER_LINK = "other link"
    """A person put another link into the text."""
    UNCODED = "uncoded"
    """Stored by a version that kept the sentence alone."""


CUT_SHORT = frozenset({NoteCode.TOO_LONG, NoteCode.OPENING_LEFT_OUT})
"""What is noted where a block could not stay as it was."""


ABOUT_THE_ARTICLE = frozenset(
    {NoteCode.OLD_ARTICLE, NoteCode.UNDATED_ARTICLE, NoteCode.DATE_PASSED, NoteCode.SIGNED_LINK}
)
"""What is noted of the article, whatever is made of it."""

ABOUT_THE_FRAMING = frozenset(
    {NoteCode.NEUTRAL_OPENING, NoteCode.NO_MOMENT, NoteCode.NO_WORDING, NoteCode.NO_EVIDENCE, NoteCode.MOMENT_LONG_AGO}
)
"""What is noted of a framing of an article, wherever it is posted."""

STANDS_IN = frozenset({NoteCode.HEADLINE_ONLY, NoteCode.SUMMARY_QUOTED})
"""What is noted of what stands in for a sentence."""


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on a draft.

    Attributes:
        code: what it is about.
        sentence: the same for people.
    """

    code: NoteCode
    sentence: str

    def as_stored(self) -> dict[str, str]:
        """As the records keep it: {"code", "sentence"}."""
        return {"code": self.code.value, "sentence": self.sentence}


_SENTENCE_OF_TOO_LONG = "too long for"
"""In every sentence about a text that was too long which was ever stored without a code."""


def note_of(stored: Mapping[str, str] | str) -> Note:
    """A note as the records hold it; versions before codes kept the sentence alone."""
    if isinstance(stored, str):
        code = NoteCode.TOO_LONG if _SENTENCE_OF_TOO_LONG in stored else NoteCode.UNCODED
        return Note(code, stored)
    return Note(NoteCode(stored["code"]), stored["sentence"])
