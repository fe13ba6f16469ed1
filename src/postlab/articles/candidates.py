"""The sentences of a page that might be quoted: those of its text, and those by which it describes itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from postlab.articles.sentences import Sentence, sentences
from postlab.framing.article import SUMMARY, TEXT

_MAX_TEXT = 12_000
"""Characters of a text that are looked at: what stands later is rarely what the headline promised."""

_BEYOND = 600
"""Characters after those, so that no sentence is taken whose end was cut off."""

_LEAST_PARAGRAPH = 40
_ENDS = re.compile(r"[.!?…。！？｡]")
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,}(?:, [A-Z][\w. ]{1,20})?(?:,? \(?[A-Z]?[\w./ ]{2,20}\)?)? ?[–—-]{1,2} |"
    r"(?:[A-Z][\w.]+ ){1,3}\((?:Reuters|AP|AFP|dpa|PA)\) ?[–—-]{1,2} |"
    r"[A-ZÀ-Þ][\w ]{2,20}, (?:\d{1,2} )?[A-Z][a-zé]{2,8}\.?(?: \d{1,2})? \([\w-]{2,12}\)\.? ?[–—-]{1,2} )"
)
_OPENERS, _CLOSERS = "“«„", "”»"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that might be quoted.

    Attributes:
        text: the sentence, word for word.
        position: index of its first character in the main text; None where it stands only in the description.
        source: ``text`` or ``summary``.
        paragraph: how many paragraphs of prose stand before its own; 0 for a description.
        place: how many sentences of its paragraph, or of its description, stand before it.
        described_at: which of the page's descriptions holds it, and as which of its sentences; None if none does.
        inside: whether it begins within a quotation.
    """

    text: str
    position: int | None = None
    source: str = TEXT
    paragraph: int = 0
    place: int = 0
    described_at: tuple[int, int] | None = None
    inside: bool = False

    @property
    def described(self) -> bool:
        """Whether the page describes itself with it."""
        return self.described_at is not None


def is_wide(text: str) -> bool:
    """Whether a text is in a script that says much in few signs."""
    return len(_WIDE.findall(text)) > len(text) * 0.3


def candidates(text: str, descriptions: Sequence[str], *, language: str | None) -> list[Candidate]:
    """The sentences of a text in their order, then those of its descriptions that do not stand in it.

    Args:
        text: the main text, a paragraph a line.
        descriptions: what the page says about itself, the most trusted first.
        language: BCP 47 code.
    """
    of_text = list(_of_text(text, language))
    by_words = {_plain(one.text): at for at, one in enumerate(of_text)}
    of_summary: dict[str, Candidate] = {}
    for number, description in enumerate(descriptions):
        for place, sentence in enumerate(sentences(description, language=language)):
            plain = _plain(sentence.text)
            if plain in by_words:
                at = by_words[plain]
                if not of_text[at].described:
                    of_text[at] = replace(of_text[at], described_at=(number, place))
            elif plain and plain not in of_summary:
                of_summary[plain] = Candidate(sentence.text, source=SUMMARY, place=place, described_at=(number, place))
    return [*of_text, *of_summary.values()]


def _of_text(text: str, language: str | None) -> Iterator[Candidate]:
    start, paragraph = 0, 0
    for line in text.split("\n"):
        if start >= _MAX_TEXT:
            return
        line_starts, start = start, start + len(line) + 1
        if not _ENDS.search(line) or (len(line) < _LEAST_PARAGRAPH and not is_wide(line)):
            continue
        whole = _of_paragraph(line[: _MAX_TEXT - line_starts + _BEYOND], line_starts, paragraph, language)
        yield from takewhile(lambda one: (one.position or 0) + len(one.text) <= _MAX_TEXT, whole)
        paragraph += 1


def _of_paragraph(line: str, line_starts: int, paragraph: int, language: str | None) -> Iterator[Candidate]:
    for place, sentence in enumerate(_sentences(line, language)):
        dateline = _DATELINE.match(sentence.text) if place == 0 else None
        lead = dateline.end() if dateline else 0
        yield Candidate(
            sentence.text[lead:],
            line_starts + sentence.start + lead,
            paragraph=paragraph,
            place=place,
            inside=_open_quotation(line[: sentence.start]),
        )


def _sentences(line: str, language: str | None) -> Iterator[Sentence]:
    """The sentences of a paragraph; one that ends once, at its end, needs no splitting."""
    ends = _ENDS.findall(line)
    clean = line.strip()
    if len(ends) == 1 and _ENDS.match(clean[-1]) and clean[0].isupper():
        yield Sentence(clean, line.index(clean))
    else:
        yield from sentences(line, language=language)


def _open_quotation(before: str) -> bool:
    opened = sum(before.count(mark) for mark in _OPENERS)
    closed = sum(before.count(mark) for mark in _CLOSERS)
    if "„" in before:
        # German quotations end with the mark that opens English ones.
        return before.count("„") > before.count("“") + before.count("”")
    return opened > closed or before.count('"') % 2 == 1


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
