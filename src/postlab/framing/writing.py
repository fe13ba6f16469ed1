"""Blocks put together so that they read as one text."""

from __future__ import annotations

from postlab.framing.blocks import LINK, PROSE, REPLY, TextBlock
from postlab.framing.pieces import Pieces
from postlab.framing.sentences import capitalised, closed
from postlab.framing.shortening import Version


def written(pieces: Pieces, version: Version, evidence: str) -> tuple[TextBlock, ...]:
    """The blocks of a version, each as it stands in the text."""
    after_evidence = version.blocks[version.blocks.index("evidence") + 1 :][:1] if "evidence" in version.blocks else ()
    if evidence and evidence == pieces.headline and after_evidence and after_evidence[0] in PROSE:
        evidence = closed(evidence)  # a headline has no full stop
    return tuple(TextBlock(kind, _words(kind, pieces, version, evidence)) for kind in version.blocks)


def _words(kind: str, pieces: Pieces, version: Version, evidence: str) -> str:
    words = {
        "moment": version.opening.moment,
        "question": version.opening.question,
        "evidence": evidence,
        LINK: _after(version.lead_in) + version.link,
        REPLY: version.lead_in,
    }.get(kind)
    if words is not None:
        return words
    words = pieces.texts[kind]
    return closed(capitalised(words)) if kind == "call to action" and not words.endswith(":") else words


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
