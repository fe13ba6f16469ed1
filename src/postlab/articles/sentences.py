"""Where the sentences of a text begin and end, without changing a character of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from postlab.articles.abbreviations import goes_on, starts_with_ordinal

_CLOSERS = "\"'”’»›“)\\]」』）】"
_END = re.compile(
    # what ends a sentence, closing marks (in French after a space), a footnote's number; then a space, or the end
    rf"[.!?…؟۔।]+(?:[{_CLOSERS}]|[\u00a0\u202f ][»›])*(?:\[\d{{1,3}}\])*(?=\s|$)"
    r"|[。！？]+[」』”）】]*"
)
_OPENS = "\"“„«‘'([¿¡‹「"
_BULLET = re.compile(r"^(?:[-–—•*·▪►‣○●■>]+|\(?\d{1,2}[.)])\s+")
_PAIRS = {"“": "”", "«": "»", "„": "“", "(": ")", "「": "」", "『": "』", "（": "）"}
_LONGEST_ASIDE = 600
_REACH = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands: ``text[start:start + len(sentence.text)] == sentence.text``."""

    text: str
    start: int


def sentences(text: str, *, language: str | None) -> Iterator[Sentence]:
    """The sentences of a text in their order; none runs over the end of a line.

    A quotation or an aside in brackets stays in one piece with the sentence around it. Marks of lists before a
    sentence are not part of it.
    """
    position = 0
    for line in text.split("\n"):
        for start, end in _spans(line, language):
            piece = line[start:end]
            lead = len(piece) - len(piece.lstrip())
            bullet = _BULLET.match(piece[lead:]) if start == 0 else None
            if bullet and not starts_with_ordinal(piece[lead:], language):
                lead += bullet.end()
            clean = piece[lead:].rstrip()
            if clean:
                yield Sentence(clean, position + start + lead)
        position += len(line) + 1


def _spans(line: str, language: str | None) -> list[tuple[int, int]]:
    """Beginning and end of each sentence of a line."""
    asides = _asides(line)
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(line):
        if any(left < match.end() <= right for left, right in asides):
            continue
        if _ends(line, start, match, language):
            spans.append((start, match.end()))
            start = match.end()
    if line[start:].strip():
        spans.append((start, len(line)))
    return spans


def _ends(line: str, start: int, match: re.Match[str], language: str | None) -> bool:
    """Whether a sentence ends at a mark that could end one."""
    after = line[match.end() : match.end() + _REACH].lstrip()
    if not after:
        return True
    if match[0][0] in "。！？":
        # what is said goes on with who says it: 「行く。」と言った
        return len(match[0]) == 1 or after[0] not in "とっのはがをにでも、，"
    first = after.lstrip(_OPENS + " \u00a0\u202f")[:1]
    if first.islower() or after[0] in ",;:–—-&/%":
        return False
    if match[0] != ".":
        return True
    return not goes_on(line[max(start, match.end() - _REACH) : match.end()].lstrip(), after, language)


def _asides(line: str) -> list[tuple[int, int]]:
    """Where quotations and brackets lie that close again in the same line, outermost first."""
    asides: list[tuple[int, int]] = []
    at = 0
    for match in re.finditer('[“«„(「『（"]', line):
        if match.start() < at:
            continue
        mark = match[0]
        if mark == "“" and _closes_german(line, match.start()):
            continue
        close = line.find(_PAIRS.get(mark, mark), match.end(), match.end() + _LONGEST_ASIDE)
        if mark == "„" and close < 0:
            close = line.find("”", match.end(), match.end() + _LONGEST_ASIDE)
        if close > 0:
            asides.append((match.start(), close))
            at = close + 1
    return asides


def _closes_german(line: str, at: int) -> bool:
    """Whether “ is the closing mark of „…“."""
    return "„" in line[max(0, at - _LONGEST_ASIDE) : at]
