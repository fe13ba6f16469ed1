"""The fixed words of a language: what leads in to a link, joins two blocks, and quotes a source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from postlab.framing.words.audience import Ways
from postlab.framing.words.wording_files import Document

LINK_IN_BIO = ("Link in bio.",)
"""As captions say it in every language that has no words of its own for it."""

_BEFORE_HIGH_MARK = re.compile(r"\s+(?=[?!;](?:\W|$))")
_BEFORE_LOW_MARK = re.compile(r"\s+(?=[:»%€](?:\W|$))")
_AFTER_OPENING = re.compile(r"«\s+")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The fixed words of a language.

    Attributes:
        colon: a colon with the space that the language puts before it: ":", in French " :".
        link_lead_ins: what leads in to a link where no title is wanted, each ending in a colon.
        reply_lead_ins: what leads in to a link in the first reply, each ending in a colon.
        see_reply: what a text says that has nothing to say but its link, where that stands in the first reply; the
            shortest is last.
        see_bio: what a caption says in the place of its link, which cannot be clicked there.
        question_bridge: what follows a moment before a question that does not continue it; small letters.
        evidence_bridge: what follows a moment before a sentence of the article; small letters.
        bridge: what follows a moment before anything else; small letters.
        outer: the opening and the closing quotation mark.
        inner: those of a quotation within a quotation.
        source_first: "{source}: {sentence}".
        source_last: "{sentence} ({source})".
    """

    colon: str
    link_lead_ins: Ways
    reply_lead_ins: Ways
    see_reply: tuple[str, ...]
    see_bio: tuple[str, ...]
    question_bridge: str
    evidence_bridge: str
    bridge: str
    outer: tuple[str, str]
    inner: tuple[str, str]
    source_first: str
    source_last: str

    def quoted(self, sentence: str) -> str:
        """A sentence in quotation marks; such marks within it, and straight ones, become the inner ones."""
        (opening, closing), (inner_opening, inner_closing) = self.outer, self.inner
        left, right = re.escape(opening.strip()), re.escape(closing.strip())
        # marks that the language spaces lose their space with them
        gap = r"\s*" if opening != opening.strip() else ""

        def inner(match: re.Match[str]) -> str:
            return f"{inner_opening}{match[1]}{inner_closing}"

        if left == right:
            # Swedish and Finnish close as they open.
            within = re.sub(rf"{left}{gap}(.*?){gap}{right}", inner, sentence)
        else:
            within = re.sub(rf"{left}{gap}", lambda _: inner_opening, sentence)
            within = re.sub(rf"{gap}{right}", lambda _: inner_closing, within)
        within = re.sub(r'"([^"]*)"', inner, within)
        return f"{opening}{within}{closing}"

    def spaced(self, sentence: str) -> str:
        """A sentence whose spaces before ``: ; ? ! % €`` and within « » do not break, in a language that has them."""
        if self.colon == ":":
            return sentence
        sentence = _BEFORE_HIGH_MARK.sub("\u202f", sentence)
        return _AFTER_OPENING.sub("«\u00a0", _BEFORE_LOW_MARK.sub("\u00a0", sentence))


def phrases_of(document: Document) -> Phrases:
    """The fixed words that a `phrases.toml` says."""
    lead_ins, bridges, marks, source = (document[key] for key in ("lead_ins", "bridges", "quotation_marks", "source"))
    (outer_opening, outer_closing), (inner_opening, inner_closing) = marks["outer"], marks["inner"]
    return Phrases(
        colon=document["colon"],
        link_lead_ins=tuple(lead_ins["link"]),
        reply_lead_ins=tuple(lead_ins["reply"]),
        see_reply=tuple(lead_ins["see_reply"]),
        see_bio=tuple(lead_ins.get("see_bio") or LINK_IN_BIO),
        question_bridge=bridges["question"],
        evidence_bridge=bridges["evidence"],
        bridge=bridges["anything"],
        outer=(outer_opening, outer_closing),
        inner=(inner_opening, inner_closing),
        source_first=source["first"],
        source_last=source["last"],
    )
