"""What is given up, and in which order, when a text is too long: the sentence stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from postlab.framing.blocks import LINK, OPENERS
from postlab.framing.notes import NoteCode
from postlab.framing.openings import OpeningWords
from postlab.framing.pieces import Pieces


@dataclass(frozen=True, slots=True)
class GivenUp:
    """One thing that was done to a text for the sake of its length: a code, and "Left out the hashtags"."""

    code: NoteCode
    what: str


@dataclass(frozen=True, slots=True)
class Version:
    """One way to fill a draft.

    Attributes:
        blocks: the kinds that are in it, in order.
        lead_in: what leads in to the link; may be empty.
        opening: the words of moment and question.
        link: how the link reads in the text.
        given_up: what was done to get here, in order.
    """

    blocks: tuple[str, ...]
    lead_in: str
    opening: OpeningWords
    link: str
    given_up: tuple[GivenUp, ...] = ()

    def without(self, *kinds: str, code: NoteCode = NoteCode.TOO_LONG, what: str) -> Version:
        """The same without some blocks."""
        blocks = tuple(kind for kind in self.blocks if kind not in kinds)
        return replace(self, blocks=blocks, given_up=(*self.given_up, GivenUp(code, f"Left out the {what}")))

    def opened(self, opening: OpeningWords) -> Version:
        """The same with a shorter opening."""
        mark = GivenUp(NoteCode.OPENING_SHORTENED, "Shortened the opening")
        blocks = _with_words(self.blocks, opening)
        return replace(self, blocks=blocks, opening=opening, given_up=(*self.given_up, mark))


def first_version(pieces: Pieces) -> Version:
    """Everything that there is to say."""
    opening = pieces.openings[0]
    return Version(_with_words(pieces.blocks, opening), pieces.lead_ins[0], opening, pieces.link)


def _with_words(blocks: Sequence[str], opening: OpeningWords) -> tuple[str, ...]:
    """The blocks without those that an opening has no words for."""
    words = {"moment": opening.moment, "question": opening.question}
    return tuple(kind for kind in blocks if words.get(kind, kind))


def versions(pieces: Pieces) -> Iterator[Version]:
    """Ever shorter versions: without extras, with a shorter opening, with a shorter link text, last without an opening.

    What is left of a text whose sentence stays; a text without evidence keeps its opening.
    """
    version = first_version(pieces)
    yield version
    for lead_in in pieces.lead_ins[1:]:
        what = "Shortened" if lead_in else "Left out"
        where = "in place of the link" if pieces.reply else "before the link"
        mark = GivenUp(NoteCode.TOO_LONG, f"{what} the words {where}")
        version = replace(version, lead_in=lead_in, given_up=(*version.given_up, mark))
        yield version
    for extra in ("hashtags", "call to action"):
        if extra in version.blocks and _says_more(version, extra):
            version = version.without(extra, what=extra)
            yield version
    whole = version
    for opening in pieces.openings[1:]:
        version = whole.opened(opening)
        yield version
    # in the first reply a shorter link makes no room in the text
    shorter_links = () if pieces.reply else pieces.links[1:]
    for link in shorter_links:
        mark = GivenUp(NoteCode.TOO_LONG, "Shortened how the link reads")
        version = replace(version, link=link, given_up=(*version.given_up, mark))
        yield version
    if "evidence" in version.blocks and version.opening:
        marks = version.given_up[len(version.given_up) - len(shorter_links) :]
        unopened = replace(version, given_up=(*whole.given_up, *marks))
        yield unopened.without(*OPENERS, code=NoteCode.OPENING_LEFT_OUT, what="opening")


def _says_more(version: Version, extra: str) -> bool:
    """Whether something is left to say without an extra."""
    return any(kind in version.blocks for kind in ("moment", "question", "evidence", "call to action") if kind != extra)


def without_evidence(pieces: Pieces) -> Pieces | None:
    """The same material with nothing quoted, where something else can be said; None where there is none."""
    if "evidence" not in pieces.blocks or not pieces.openings[0]:
        return None
    blocks = tuple(kind for kind in pieces.blocks if kind != "evidence")
    leads_to = next((kind for kind in blocks[blocks.index(_last_opener(blocks)) + 1 :]), "")
    openings = tuple(one for one in pieces.openings if leads_to == LINK or not one.leads_in)
    if not openings:
        return None
    return replace(pieces, blocks=blocks, openings=openings, evidence=(), parts=(), own_words="")


def _last_opener(blocks: Sequence[str]) -> str:
    return [kind for kind in blocks if kind in OPENERS][-1]


def evidence_to_try(pieces: Pieces) -> tuple[str, ...]:
    """The sentences that may be quoted, best first, then each cut between its sentences, then the headline."""
    headline = (pieces.headline,) if pieces.evidence and pieces.headline else ()
    return tuple(dict.fromkeys((*pieces.evidence, *pieces.parts, *headline))) or ("",)
