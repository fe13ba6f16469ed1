"""Sentences that are half of one: a clause without its main clause, or an end that was cut off before its stop."""

from __future__ import annotations

import re

from postlab.articles.vocabulary import Vocabulary

_PARTS = re.compile(r"[,;:]\s|\s?[–—]\s?|\s-\s")
_FEWEST_WORDS = 2


def waits_for_main_clause(text: str, words: Vocabulary) -> bool:
    """Whether it opens as a subordinate clause does ("If you …") and no main clause follows.

    A main clause stands after a comma or a dash, holds a verb where the language's verbs are known, and does not open
    with a word that carries the first clause on ("or", "who").
    """
    if words.phrases("half").opens.search(text) is None or words.phrases("half").anywhere.search(text) is not None:
        return False
    return not any(_is_main(part, words) for part in _PARTS.split(text)[1:])


def stops_short(text: str, words: Vocabulary) -> bool:
    """Whether the last words before its full stop call for more ("… a list of.")."""
    last = words.names.get("half.open_ends")
    return last is not None and any(match.end() >= len(text.rstrip("\"'”’»)")) for match in last.finditer(text))


def _is_main(part: str, words: Vocabulary) -> bool:
    goes_on = words.names.get("half.goes_on")
    first = goes_on.search(part.lower()) if goes_on else None
    if len(part.split()) < _FEWEST_WORDS or (first is not None and first.start() == 0):
        return False
    verbs = words.names.get("fragment.verbs")
    return verbs is None or verbs.search(part.lower()) is not None
