"""The days by which something must be done, as a page's text names them: “apply by 3 March 2024”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from postlab.articles.days import WrittenDay, written_days
from postlab.articles.phrases import PhraseFile, first_match
from postlab.framing.article import LastDay

_PHRASES = PhraseFile("last_days.toml")
_MOST = 10
_MAX_TEXT = 60_000
_LONGEST = 120
_REACH = 240
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[^\W\d_a-zà-ÿ]|[¿¡«“„\"])")
_FILLER = (
    # what may stand between the words and the day: articles, weekdays, times
    r"(?:[\s:,–—(-]"
    r"|\b(?:on|at|the|of|is|was|are|will be|to be|midnight|noon|midday|end of|ist|war|der|den|dem|am|zum|um|bis"
    r"|einschließlich|est|le|fixée?|au|à|minuit|fin|es|el|día|del|al|las|medianoche|il|entro|giorno|op|de|het|uiterlijk"
    r"|é|até|o|dia|dnia|jest|er|mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|gmt|bst|utc|e[sd]?t|p[sd]?t|c[es]*t"
    r"|[a-zäöüéèáíóúçøåąćęłńśźż]{2,10}(?:day|tag|woch|abend|di|che|es|ado|ingo|dag|feira|a)\b,?"
    r"|\d{1,2}(?:[:.h]\d{0,2})?\s?(?:a\.?m\.?|p\.?m\.?|uhr|h|hrs)?)(?!\w)\.?){0,12}$"
)
_AFTER = r"^\W{0,3}(?:(?:which|that|when|que|qui|das) )?"


def last_days(texts: tuple[str | None, ...], *, language: str | None, published: date | None) -> tuple[LastDay, ...]:
    """The days that close something, soonest first; each once, with the words that say so first.

    Only whole dates count. Where a text leaves out the year and the day of publication is known, it is the year that
    puts the day into the ten months after it. What was over on the day of publication is left out.

    Args:
        texts: what to look in: the main text, the description.
        language: BCP 47 primary subtag; English cues count in every language.
        published: the day the page came out, or None.
    """
    days: dict[date, LastDay] = {}
    for text in texts:
        for line in (text or "")[:_MAX_TEXT].split("\n"):
            for written, words in _closings(line, language):
                day = written.on(published)
                if day is not None and (published is None or day >= published):
                    days.setdefault(day, LastDay(day, words))
    return tuple(sorted(days.values(), key=lambda last: last.day))[:_MOST]


def _closings(line: str, language: str | None) -> Iterator[tuple[WrittenDay, str]]:
    """Days of a line that close something, with the words that say so."""
    if not re.search(r"\d", line):
        return
    for written in written_days(line, language):
        reach = max(0, written.start - _REACH)
        begins = max((end.end() for end in _SENTENCE_END.finditer(line, reach, written.start)), default=reach)
        until = min(len(line.rstrip()), written.end + _REACH)
        ends = next((end.start() for end in _SENTENCE_END.finditer(line, written.end, until)), until)
        if words := _words(line[begins:ends], written.start - begins, written.end - begins, language):
            yield written, words


def _words(sentence: str, start: int, end: int, language: str | None) -> str | None:
    """The part of a sentence that says that the day from `start` to `end` closes something, or None."""
    before, after = sentence[:start], sentence[end:]
    languages = (language,) if language else ()
    closing = first_match(_PHRASES.patterns("closing", languages, after=rf"(?!\w){_FILLER}"), before)
    if closing:
        return _short(sentence, closing.start(), end)
    until = first_match(_PHRASES.patterns("until", languages, after=rf"(?!\w){_FILLER}"), before)
    if until:
        actions = _PHRASES.patterns("action", languages)
        earlier = [match for pattern in actions for match in pattern.finditer(before[: until.start()])]
        if earlier:
            return _short(sentence, max(match.start() for match in earlier), end)
        later = first_match(actions, after)
        return _short(sentence, until.start(), end + later.end()) if later else None
    closes = first_match(_PHRASES.patterns("closes_then", languages, before=_AFTER), after)
    return _short(sentence, start, end + closes.end()) if closes else None


def _short(sentence: str, start: int, end: int) -> str:
    words = sentence[start:end].rstrip(" .,;")
    return words if len(words) <= _LONGEST else f"…{words[-_LONGEST:].partition(' ')[2]}"
