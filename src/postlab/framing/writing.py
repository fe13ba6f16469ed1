"""Blocks put together so that they read as one text."""

from __future__ import annotations

from postlab.framing.blocks import LINK, PROSE, REPLY, TextBlock
from postlab.framing.moments import MomentWords
from postlab.framing.pieces import Pieces
from postlab.framing.sentences import capitalised, closed, lowered
from postlab.framing.shortening import Version
from postlab.framing.words.wording_files import ENGLISH
from postlab.framing.words.wordings import packaged_language


def written(pieces: Pieces, version: Version, evidence: str) -> tuple[TextBlock, ...]:
    """The blocks of a version, each joined to what stands before and after it."""
    blocks: list[TextBlock] = []
    continues: str | None = None
    for at, kind in enumerate(version.blocks):
        following = version.blocks[at + 1] if at + 1 < len(version.blocks) else ""
        if kind == "moment" and pieces.moment is not None:
            continues = lowered(version.question) if following == "question" else None
            text = _moment(pieces.moment, following, continued=continues is not None)
            if not text.endswith(","):
                continues = None
        elif kind == "question":
            text = closed(continues or capitalised(version.question))
        elif kind == "evidence":
            text = evidence
        elif kind == "call to action":
            words = capitalised(pieces.texts[kind])
            text = words if words.endswith(":") else closed(words)
        elif kind == LINK:
            text = _after(version.lead_in) + pieces.link
        elif kind == REPLY:
            text = version.lead_in
        else:
            text = pieces.texts[kind]
        blocks.append(TextBlock(kind, text))
    return tuple(blocks)


def text_of(blocks: tuple[TextBlock, ...]) -> str:
    """The text that the blocks make: prose in one paragraph, hashtags and link set off.

    A link in the first reply leaves nothing in the text, unless nothing else is in it.
    """
    text = ""
    blocks = tuple(block for block in blocks if block.text or block.kind != REPLY)
    for at, block in enumerate(blocks):
        if not at:
            text = block.text
        elif block.kind in PROSE and blocks[at - 1].kind in PROSE:
            text = f"{text} {block.text}"
        elif block.kind == LINK and blocks[at - 1].kind in PROSE:
            text = _after(text) + block.text
        else:
            text = f"{text}\n\n{block.text}"
    return text


def reply_of(lead_in: str, link: str) -> str:
    """The first reply, which carries the link."""
    return _after(lead_in) + link


def _after(words: str) -> str:
    """Words that a link follows, with the gap between: none before nothing, a line's before a paragraph."""
    if not words:
        return ""
    return f"{words} " if words.endswith(":") else f"{words}\n\n"


def _moment(moment: MomentWords, following: str, *, continued: bool) -> str:
    """A moment as a clause that the question continues, else as a sentence of its own."""
    if moment.opening is None or (moment.sentence is not None and not continued):
        return moment.sentence or ""
    if continued:
        return moment.opening
    phrases = packaged_language(ENGLISH).phrases
    bridges = {"question": phrases.question_bridge, "evidence": phrases.evidence_bridge}
    return f"{moment.opening} {bridges.get(following, phrases.bridge)}"
