"""What is given up, and in which order, when a text is too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from postlab.framing.blocks import PROSE
from postlab.framing.pieces import Pieces
from postlab.framing.sentences import shorter

_HOPELESS = 4


@dataclass(frozen=True, slots=True)
class Version:
    """One way to fill a draft.

    Attributes:
        blocks: the kinds that are in it, in order.
        lead_in: what leads in to the link; may be empty.
        question: the question's words.
        given_up: what was done to get here, as "Left out the hashtags", in order.
    """

    blocks: tuple[str, ...]
    lead_in: str
    question: str
    given_up: tuple[str, ...] = ()

    def without(self, kind: str) -> Version:
        """The same without a block."""
        return replace(
            self,
            blocks=tuple(other for other in self.blocks if other != kind),
            given_up=(*self.given_up, f"Left out the {kind}"),
        )

    @property
    def prose(self) -> tuple[str, ...]:
        """The kinds in it that read as sentences."""
        return tuple(kind for kind in self.blocks if kind in PROSE)


def versions(pieces: Pieces, limit: int) -> Iterator[Version]:
    """Ever shorter versions: extras go first, then the question, the moment; the last prose stays.

    When even that is too long beside the evidence, the evidence goes and the others come back: a claim
    is never cut in two while something else can be said.
    """
    version = Version(pieces.blocks, pieces.lead_ins[0], pieces.texts.get("question", ""))
    yield version
    for lead_in in pieces.lead_ins[1:]:
        what = "Shortened" if lead_in else "Left out"
        where = "in place of the link" if pieces.reply else "before the link"
        version = replace(version, lead_in=lead_in, given_up=(*version.given_up, f"{what} the words {where}"))
        yield version
    for extra in ("hashtags", "call to action"):
        if extra in version.blocks and version.prose != (extra,):
            version = version.without(extra)
            yield version
    spoken = version
    for kind in ("question", "moment"):
        if kind == "question" and kind in version.blocks:
            for part in _shorter(version.question, limit):
                given_up = (*version.given_up, "Cut the question after a sentence")
                yield replace(version, question=part, given_up=given_up)
        if kind in version.blocks and version.prose != (kind,):
            version = version.without(kind)
            yield version
    if "evidence" in spoken.blocks and len(spoken.prose) > 1:
        version = spoken.without("evidence")
        yield version
        if {"question", "moment"} <= set(version.blocks):
            yield version.without("question")


def evidence_to_try(pieces: Pieces, limit: int) -> tuple[str, ...]:
    """The sentences that may be quoted, best first, then what is left of each cut between sentences."""
    cut = [part for sentence in pieces.evidence for part in _shorter(sentence, limit)]
    return (*pieces.evidence, *cut) or ("",)


def _shorter(text: str, limit: int) -> list[str]:
    """The text cut between sentences, without what is hopelessly long: counting takes its time."""
    return [part for part in shorter(text) if len(part) <= _HOPELESS * limit]
