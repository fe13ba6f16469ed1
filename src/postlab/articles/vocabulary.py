"""The words of a language by which sentences are refused or preferred, read from `words` when they are first needed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import tomli

from postlab.articles.language import frequent_words, known_as
from postlab.articles.phrases import PhraseList, parted
from postlab.design.topics import stem_of

_OPENING = r"^[“\"'‘„«‹(\[¿¡]*\s?"
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W\d_]+)*")
_NOTHING = PhraseList()
_BEFORE_NUMBERS_WORDS = {"percent": r"\d\s?", "money": r"\d\s?", "million": r"\b\d+(?:[.,]\d+)?\s?"}
"""By kind of words of numbers: the digits before them."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one rule.

    Attributes:
        opens: how a sentence begins.
        anywhere: what stands somewhere in it.
    """

    opens: PhraseList = _NOTHING
    anywhere: PhraseList = _NOTHING


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A language's words.

    Attributes:
        language: its code.
        known: whether there are lists for it; of another language only what all share is known.
        least: what a sentence must be worth to be quoted (`postlab.articles.ranking`); it depends on how many things
            that make one worth more are listed.
        refused: the phrases of each rule, by the rule's code.
        preferred: what shows that a sentence is worth quoting, by kind.
        weakened: what shows that it is worth less, by kind.
        numbers: what makes a number worth something, by kind; of each but ``share``, what follows the digits.
        addressed: words that speak to readers, by whom they speak to.
        names: words that single rules need, as sets, by ``code.key``.
        frequent: words that say nothing about a subject.
    """

    language: str
    known: bool = False
    least: float = 0.0
    refused: Mapping[str, Phrases] = field(default_factory=dict)
    preferred: Mapping[str, PhraseList] = field(default_factory=dict)
    weakened: Mapping[str, PhraseList] = field(default_factory=dict)
    numbers: Mapping[str, PhraseList] = field(default_factory=dict)
    addressed: Mapping[str, PhraseList] = field(default_factory=dict)
    names: Mapping[str, PhraseList] = field(default_factory=dict)
    frequent: frozenset[str] = frozenset()

    def phrases(self, code: str) -> Phrases:
        """The phrases of a rule; none where the language has no list for it."""
        return self.refused.get(code, _NO_PHRASES)

    def named(self, key: str) -> PhraseList:
        """Words that a single rule needs, by ``code.key``; none where the language has no list of them."""
        return self.names.get(key, _NOTHING)


_NO_PHRASES = Phrases()


@lru_cache(maxsize=8)
def vocabulary(language: str | None) -> Vocabulary:
    """The words of a language (BCP 47), together with those that hold in every language."""
    code = known_as(language) or ""
    everywhere, own = _words("every"), _words(code)
    refused: dict[str, Phrases] = {}
    names: dict[str, PhraseList] = {}
    for rule, lists in _kinds("refused", own, everywhere).items():
        refused[rule] = Phrases(
            _either(lists, "opens", before=_OPENING), _either(lists, "anywhere", before=r"(?<![\w])")
        )
        for key in {key for part in lists for key in part} - {"opens", "anywhere"}:
            names[f"{rule}.{key}"] = _either(lists, key, before=r"(?<!\w)")
    preferred, weakened, numbers, addressed = (
        {
            kind: _either(
                lists,
                "words",
                before=_BEFORE_NUMBERS_WORDS.get(kind, r"(?<!\w)"),
                # German "Sie" speaks to the reader, "sie" does not
                exact_case=table == "addressed",
            )
            for kind, lists in _kinds(table, own, everywhere).items()
        }
        for table in ("preferred", "weakened", "numbers", "addressed")
    )
    frequent = frozenset(str(own.get("frequent", {}).get("words", "")).split()) | frequent_words(code)
    least = float(own["worth"]["least"]) if own else 0.0
    return Vocabulary(code, bool(own), least, refused, preferred, weakened, numbers, addressed, names, frequent)


def _kinds(table: str, *files: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """What the files have under each name of a table, in their order."""
    kinds = dict.fromkeys(kind for words in files for kind in words.get(table, {}))
    return {kind: [words[table][kind] for words in files if kind in words.get(table, {})] for kind in kinds}


def _either(lists: list[dict[str, str]], key: str, *, before: str, exact_case: bool = True) -> PhraseList:
    phrases = tuple(phrase for part in lists for phrase in parted(part.get(key, "")))
    return PhraseList(phrases, before, r"(?![\w-])" if key == "opens" else r"(?!\w)", exact_case=exact_case)


def _words(code: str) -> dict[str, Any]:
    if not re.fullmatch(r"[a-z]{2,5}", code):
        return {}
    file = files("postlab.articles") / "words" / f"{code}.toml"
    return tomli.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def stems(text: str, words: Vocabulary) -> frozenset[str]:
    """What a text is about: its words without those that all texts hold, each without its ending.

    Words of scripts without spaces are taken in pairs of signs.
    """
    return _stems(text, words.frequent)


@lru_cache(maxsize=1024)
def _stems(text: str, frequent: frozenset[str]) -> frozenset[str]:
    parts: set[str] = set()
    for match in _WORD.finditer(text):
        word = match.group()
        if ord(word[0]) > 0x2E80:
            parts.update(word[at : at + 2] for at in range(len(word) - 1))
            continue
        short = word.casefold().replace("’", "'").removesuffix("'s")
        if short in frequent or (len(short) < 4 and not word.isupper()) or short.isdigit():
            continue
        parts.update(_stem(part) for part in (short.split("-") if "-" in short else [short]) if len(part) > 1)
    return frozenset(parts)


_stem = lru_cache(maxsize=4096)(stem_of)
