"""Lists of phrases as one pattern: written out in the code, or by language in a data file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import tomli

from postlab.articles.language import known_as

ENGLISH = "en"

_SHORTEST_LITERAL = 3
"""Signs; fewer stand in nearly every text."""

_IDEOGRAPHS = "\u2e80"
"""From here on, one sign is a word."""

_SET_OR_ESCAPE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_BRACKET_OR_BAR = re.compile(r"[()|]")
_PLAIN_GROUP = re.compile(r"\(\?i?:")
_MAY_BE_ABSENT = re.compile(r".(?:[?*]|\{[^}]*\})")
_NO_LITERAL = re.compile(r"[\0.^$+?*{}]")


def listed(phrases: str, *, before: str = r"\b", after: str = r"\b", exact_case: bool = False) -> re.Pattern[str]:
    """A pattern for any of the phrases, each itself a pattern, which a comma and a space (or line) part.

    Args:
        phrases: the list; a line's end within a phrase is a space.
        before: what stands before each.
        after: what stands after each.
        exact_case: whether capitals matter.
    """
    return PhraseList(parted(phrases), before, after, exact_case=exact_case).whole


def parted(phrases: str) -> tuple[str, ...]:
    """The phrases of a list which a comma and a space (or line) part."""
    whole: list[str] = []
    depth = 0
    for phrase in " ".join(phrases.split()).rstrip(",").split(", "):
        if depth:  # a comma within a group parts alternatives as well
            whole[-1] += f"|{phrase}"
        elif phrase:
            whole.append(phrase)
        if "(" in phrase or ")" in phrase:
            bare = _SET_OR_ESCAPE.sub("", phrase)
            depth += bare.count("(") - bare.count(")")
    return tuple(whole)


@dataclass(frozen=True, eq=False)
class PhraseList:
    """Phrases, each a pattern, that are looked for together; none is compiled before a text may hold it.

    Compiling all of them takes longer than searching a page for them. Most hold a few letters that a text must hold
    too, which is quickly looked up.

    Attributes:
        phrases: the patterns, the preferred ones first.
        before: what stands before each.
        after: what stands after each.
        exact_case: whether capitals matter.
    """

    phrases: tuple[str, ...] = ()
    before: str = r"\b"
    after: str = r"\b"
    exact_case: bool = False

    @cached_property
    def whole(self) -> re.Pattern[str]:
        """One pattern for any of the phrases."""
        return self._compiled(self.phrases)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text, as `whole` has it."""
        matches = [match for pattern in self._worth_trying(text) if (match := pattern.search(text))]
        if len(matches) < 2:
            return matches[0] if matches else None
        first = min(match.start() for match in matches)
        at_first = [match for match in matches if match.start() == first]
        return at_first[0] if len(at_first) == 1 else self.whole.search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """A match of the whole text."""
        return next((match for pattern in self._worth_trying(text) if (match := pattern.fullmatch(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every match in a text, as `whole` has them."""
        return self.whole.finditer(text) if self.search(text) else iter(())

    def _worth_trying(self, text: str) -> Sequence[re.Pattern[str]]:
        """Patterns that together find what `whole` finds in a text."""
        if "whole" in self.__dict__ or "İ" in text:  # a sign that is small in two ways
            return (self.whole,)
        literals, others = self._by_literal
        folded = text.casefold()
        places = dict.fromkeys(at for literal, at in literals if literal in folded)
        return (*map(self._single, places), *others)

    @cached_property
    def _by_literal(self) -> tuple[tuple[tuple[str, int], ...], tuple[re.Pattern[str], ...]]:
        """Literals with the places of phrases that need them, and one pattern for all other phrases, if any."""
        literals: list[tuple[str, int]] = []
        others: list[str] = []
        for at, phrase in enumerate(self.phrases):
            needed = _needed(_SET_OR_ESCAPE.sub("\0", phrase))
            literals += [(literal.casefold(), at) for literal in needed]
            if not needed:
                others.append(phrase)
        return tuple(literals), ((self._compiled(others),) if others else ())

    @cached_property
    def _singles(self) -> dict[int, re.Pattern[str]]:
        return {}

    def _single(self, at: int) -> re.Pattern[str]:
        if at not in self._singles:
            self._singles[at] = self._compiled(self.phrases[at : at + 1])
        return self._singles[at]

    def _compiled(self, phrases: Sequence[str]) -> re.Pattern[str]:
        every = "|".join(phrases) if phrases else "(?!)"
        return re.compile(f"{self.before}(?:{every}){self.after}", 0 if self.exact_case else re.IGNORECASE)


def _needed(pattern: str) -> tuple[str, ...]:
    """Literals of which everything that matches holds one, in any capitals; none where they would be too short.

    Args:
        pattern: with a zero in the place of each set and escape.
    """
    literals: list[str] = []
    for alternative, groups in _alternatives(pattern):
        longest = max(_NO_LITERAL.split(_MAY_BE_ABSENT.sub("\0", alternative)), key=len)
        if len(longest) >= _SHORTEST_LITERAL or longest >= _IDEOGRAPHS:
            literals.append(longest)
            continue
        within = next((needed for group in groups if (needed := _needed(group))), ())
        if not within:
            return ()
        literals += within
    return tuple(literals)


def _alternatives(pattern: str) -> list[tuple[str, list[str]]]:
    """The alternatives of a pattern, with a zero for each group, and what stands in groups that cannot be absent."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    depth = start = 0
    for mark in _BRACKET_OR_BAR.finditer(pattern):
        sign, at = mark[0], mark.start()
        if sign == "(":
            depth += 1
            if depth == 1:
                parts[-1] = (parts[-1][0] + pattern[start:at] + "\0", parts[-1][1])
                start = at
        elif sign == ")":
            depth -= 1
            if depth == 0:
                opening = _PLAIN_GROUP.match(pattern, start)
                if opening and pattern[at + 1 : at + 2] not in {"?", "*", "{"}:
                    parts[-1][1].append(pattern[opening.end() : at])
                start = at + 1
        elif depth == 0:
            parts[-1] = (parts[-1][0] + pattern[start:at], parts[-1][1])
            parts.append(("", []))
            start = at + 1
    parts[-1] = (parts[-1][0] + pattern[start:], parts[-1][1])
    return parts


@dataclass(frozen=True, slots=True)
class PhraseFile:
    """A file of this package with lists of phrases, each a table of arrays by language.

    Attributes:
        name: of the file, with ``.toml``.
    """

    name: str

    def patterns(
        self, kind: str, languages: Iterable[str] | None, *, before: str = r"(?<!\w)", after: str = r"(?!\w)"
    ) -> tuple[PhraseList, ...]:
        """The phrases of a kind, a list for each language.

        Args:
            kind: name of the table.
            languages: BCP 47 codes, with English always among them; None is all there are.
            before: what stands before each phrase.
            after: what stands after each phrase.
        """
        phrases = _phrases(self.name)[kind]
        codes = phrases if languages is None else dict.fromkeys((ENGLISH, *map(known_as, languages)))
        return tuple(_phrase_list(self.name, kind, code, before, after) for code in codes if code and code in phrases)


def first_match(lists: Sequence[PhraseList], text: str) -> re.Match[str] | None:
    """The first match in a text that any of the lists has, or None."""
    return next((match for phrases in lists if (match := phrases.search(text))), None)


@cache
def _phrases(name: str) -> dict[str, dict[str, list[str]]]:
    return tomli.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@cache
def _phrase_list(name: str, kind: str, code: str, before: str, after: str) -> PhraseList:
    return PhraseList(tuple(_phrases(name)[kind][code]), before, after)
