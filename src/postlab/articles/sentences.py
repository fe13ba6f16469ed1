"""Where the sentences of a text begin and end, without changing a character of it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_PYSBD = frozenset({"en", "de", "es", "fr", "it", "nl", "ja", "zh", "pl", "ru", "da", "el", "ar", "hi"})
_LONGEST = 4000
# pysbd's time grows with the square of a paragraph's sentences, and such runs are never prose.
_NO_PROSE = re.compile(r"[.!?…]{12,}|(?:\S\.){25,}|[(\[\"'“]{12,}")
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[^\W\d_a-zà-ÿ]|\s+\d|\s*$)|[。！？]+[」』”）]*")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"“'])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|No|vs|etc|approx|est|Inc|Ltd|Co|Corp|Gen|Gov|Sen|Rep|Hon|Rev|Vol"
    r"|Fig|al|e\.g|i\.e|cf|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m|U\.S|U\.K|Nr|bzw|ca|z\.B|d\.h|u\.a|Mio|Mrd"
    r"|M|Mme|Sra?|Dra|pág|núm|p|pp)\.$"
)
_BULLET = re.compile(r"^(?:[-–—•*·▪►‣○●■>]+|\(?\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands: ``text[start:start + len(sentence.text)] == sentence.text``."""

    text: str
    start: int


def sentences(text: str, *, language: str | None) -> Iterator[Sentence]:
    """The sentences of a text in their order; none runs over the end of a line.

    Marks of lists before a sentence are not part of it.
    """
    position = 0
    for line in text.split("\n"):
        for start, end in _spans(line, language):
            piece = line[start:end]
            bullet = _BULLET.match(piece.lstrip())
            lead = len(piece) - len(piece.lstrip()) + (bullet.end() if bullet else 0)
            clean = piece[lead:].rstrip()
            if clean:
                yield Sentence(clean, position + start + lead)
        position += len(line) + 1


def _spans(line: str, language: str | None) -> list[tuple[int, int]]:
    if not line.strip():
        return []
    if len(line) > _LONGEST or _NO_PROSE.search(line):
        return _spans_by_marks(line)
    try:
        spans = [(span.start, span.end) for span in _segmenter(language).segment(line)]
    except Exception:  # noqa: BLE001 - pysbd's rules fail on some texts, each with another error
        return _spans_by_marks(line)
    return spans if _covers(line, spans) else _spans_by_marks(line)


def _covers(line: str, spans: list[tuple[int, int]]) -> bool:
    """Whether the spans are in order and leave nothing out; pysbd sometimes loses or repeats a piece."""
    last = 0
    for start, end in spans:
        if start < last or end <= start or line[last:start].strip():
            return False
        last = end
    return not line[last:].strip()


def _spans_by_marks(line: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(line):
        if _ABBREVIATED.search(line[max(start, match.start() - 12) : match.start() + 1]):
            continue
        spans.append((start, match.end()))
        start = match.end()
    if line[start:].strip():
        spans.append((start, len(line)))
    return spans


@lru_cache(maxsize=4)
def _segmenter(language: str | None) -> Any:
    with warnings.catch_warnings():
        # Its patterns are not raw strings, of which newer Pythons complain when they compile it.
        warnings.simplefilter("ignore")
        import pysbd

        return pysbd.Segmenter(language=language if language in _PYSBD else "en", clean=False, char_span=True)
