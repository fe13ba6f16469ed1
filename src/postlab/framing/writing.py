"""Blocks put together so that they read as one text."""

from __future__ import annotations

from itertools import takewhile

from postlab.framing.blocks import LINK, OPENERS, PROSE, REPLY, TextBlock
from postlab.framing.pieces import Pieces
from postlab.framing.sentences import capitalised, closed
from postlab.framing.shapes import Shape
from postlab.framing.shortening import Version


def written(pieces: Pieces, version: Version, evidence: str) -> tuple[TextBlock, ...]:
    """The blocks of a version, each as it stands in the text."""
    after_evidence = version.blocks[version.blocks.index("evidence") + 1 :][:1] if "evidence" in version.blocks else ()
    if evidence and evidence == pieces.headline and after_evidence and after_evidence[0] in PROSE:
        evidence = closed(evidence)  # a headline has no full stop
    blocks = tuple(TextBlock(kind, _words(kind, pieces, version, evidence)) for kind in version.blocks)
    return _with_subject_line(blocks, version) if pieces.shape is Shape.MAILING else blocks


def _with_subject_line(blocks: tuple[TextBlock, ...], version: Version) -> tuple[TextBlock, ...]:
    """The same with a subject line that leads in to nothing: without a colon at its end."""
    at = max(_opening(blocks) - 1, 0)
    if blocks[at].kind == LINK:
        words = _without_colon(version.lead_in)
        subject = TextBlock(LINK, f"{words}\n\n{version.link}" if words else version.link)
    else:
        subject = TextBlock(blocks[at].kind, _without_colon(blocks[at].text))
    return (*blocks[:at], subject, *blocks[at + 1 :])


def _without_colon(words: str) -> str:
    return words.rstrip().removesuffix(":").rstrip()


def _opening(blocks: tuple[TextBlock, ...]) -> int:
    """How many blocks at the beginning are the opening."""
    return len(list(takewhile(lambda block: block.kind in OPENERS, blocks)))


def _words(kind: str, pieces: Pieces, version: Version, evidence: str) -> str:
    words = {
        "moment": version.opening.moment,
        "question": version.opening.question,
        "evidence": evidence,
        LINK: _after(version.lead_in) + version.link if version.link else version.lead_in,
        REPLY: version.lead_in,
    }.get(kind)
    if words is not None:
        return words
    words = pieces.texts[kind]
    return closed(capitalised(words)) if kind == "call to action" and not words.endswith(":") else words


def text_of(blocks: tuple[TextBlock, ...], shape: Shape = Shape.POST) -> str:
    """The text that the blocks make: prose in one paragraph, hashtags and link set off.

    A link in the first reply leaves nothing in the text, unless nothing else is in it. Of a mailing the opening, or
    else the first block, stands in a line of its own: its subject line.
    """
    if shape is Shape.MAILING:
        return _mailing(blocks)
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


def _mailing(blocks: tuple[TextBlock, ...]) -> str:
    """The subject line, and below it the rest."""
    opening = _opening(blocks) or 1
    subject, rest = text_of(blocks[:opening]), text_of(blocks[opening:])
    return f"{subject}\n\n{rest}" if rest else subject


def reply_of(lead_in: str, link: str) -> str:
    """The first reply, which carries the link."""
    return _after(lead_in) + link


def _after(words: str) -> str:
    """Words that a link follows, with the gap between: none before nothing, a line's before a paragraph."""
    if not words:
        return ""
    return f"{words} " if words.endswith(":") else f"{words}\n\n"
