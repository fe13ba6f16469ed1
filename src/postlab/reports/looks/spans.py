"""A text split into what a network marks in it: links, hash tags, mentions, and the words between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from postlab.framing.autolinks import addresses
from postlab.framing.lengths import LengthRule, MakesLinks
from postlab.framing.mentions import MentionRule, mentions
from postlab.reports.looks.networks import Fold
from postlab.reports.looks.shown_links import shown_address

_TAG = re.compile(r"(?<![\w&/])[#＃](?=\w*[^\W\d_])\w+")
_GOES_ON = re.compile(r"[\w/?#&=%-]")
_WORD = re.compile(r"\S+\s*")
DEAD = "dead"
"""The style of links of which a network makes none."""


class SpanKind(StrEnum):
    """What a stretch of a text is to its reader."""

    PLAIN = "plain"
    LINK = "link"
    HASHTAG = "hashtag"
    MENTION = "mention"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text.

    Attributes:
        kind: what it is.
        text: as a reader sees it; of a link that a network shortens, what is left.
        leads_to: where a link leads, else None.
    """

    kind: SpanKind
    text: str
    leads_to: str | None = None


@dataclass(frozen=True, slots=True)
class _Marked:
    start: int
    end: int
    kind: SpanKind
    leads_to: str | None = None


def spans(
    text: str,
    *,
    rule: LengthRule,
    mention_rule: MentionRule | None,
    links: str,
    hashtags: Literal["all", "first", "none"],
    link: str | None = None,
    link_text: str | None = None,
) -> tuple[Span, ...]:
    """A text as a network marks it.

    Args:
        text: as it was sent.
        rule: the network's length rule, which knows what it makes links of, where anybody does.
        mention_rule: what it takes for a mention; None: nothing.
        links: how an address reads there (`shown_address`), or `DEAD`: it makes no links.
        hashtags: which hash tags it marks.
        link: where the post's own link leads, or None.
        link_text: how that reads in the text; None is "as it leads".
    """
    text = unicodedata.normalize("NFC", text)
    taken: list[_Marked] = []
    found = [
        *_own_links(text, link, link_text),
        *(_links(text, rule) if links != DEAD else ()),
        *(_mentions(text, mention_rule) if mention_rule is not None else ()),
        *_hashtags(text, hashtags),
    ]
    for marked in found:
        if links == DEAD and marked.kind is SpanKind.LINK:
            continue
        if all(marked.end <= other.start or marked.start >= other.end for other in taken):
            taken.append(marked)
    return tuple(_between(text, sorted(taken, key=lambda marked: marked.start), links=links, link_text=link_text))


def _between(text: str, taken: Sequence[_Marked], *, links: str, link_text: str | None) -> Iterator[Span]:
    at = 0
    for marked in taken:
        if marked.start > at:
            yield Span(SpanKind.PLAIN, text[at : marked.start])
        shown = text[marked.start : marked.end]
        is_worded = marked.leads_to is not None and shown == link_text and shown != marked.leads_to
        if marked.kind is SpanKind.LINK and not (is_worded and "://" not in shown):
            shown = shown_address(shown, links)
        yield Span(marked.kind, shown, marked.leads_to)
        at = marked.end
    if at < len(text):
        yield Span(SpanKind.PLAIN, text[at:])


def _own_links(text: str, link: str | None, link_text: str | None) -> Iterator[_Marked]:
    """The post's own link, wherever it stands and does not go on as another address."""
    words = unicodedata.normalize("NFC", link_text or link or "")
    start = text.find(words) if words and link else -1
    while start >= 0:
        end = start + len(words)
        if not _GOES_ON.match(text, end):
            yield _Marked(start, end, SpanKind.LINK, link)
        start = text.find(words, end)


def _links(text: str, rule: LengthRule) -> Iterator[_Marked]:
    made = rule.links(text) if isinstance(rule, MakesLinks) else ()
    for start, end in made or addresses(text):
        address = text[start:end]
        yield _Marked(start, end, SpanKind.LINK, address if "://" in address else f"http://{address}")


def _mentions(text: str, rule: MentionRule) -> Iterator[_Marked]:
    names = mentions(text, rule)
    for match in rule.pattern.finditer(text) if names else ():
        if match[0] in names:
            yield _Marked(match.start(), match.end(), SpanKind.MENTION)


def _hashtags(text: str, which: Literal["all", "first", "none"]) -> Iterator[_Marked]:
    for number, match in enumerate(_TAG.finditer(text)):
        if which == "all" or (which == "first" and number == 0):
            yield _Marked(match.start(), match.end(), SpanKind.HASHTAG)


def folded(parts: Sequence[Span], fold: Fold | None) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """What a reader sees at once, and what stands behind the fold; nothing where all is seen."""
    text = "".join(part.text for part in parts)
    at = len(text) if fold is None else _fold_at(text, fold)
    if not text[at:].strip():
        return tuple(parts), ()
    seen: list[Span] = []
    rest: list[Span] = []
    place = 0
    for part in parts:
        here = at - place
        place += len(part.text)
        if here <= 0:
            rest.append(part)
        elif here >= len(part.text):
            seen.append(part)
        else:
            seen.append(replace(part, text=part.text[:here]))
            rest.append(replace(part, text=part.text[here:]))
    return tuple(seen), tuple(rest)


def _fold_at(text: str, fold: Fold) -> int:
    """The character before which a text is folded: a line's beginning, or a word's."""
    ends = [len(text)]
    if fold.lines is not None:
        starts = [*_line_starts(text, fold.line)]
        ends += starts[fold.lines : fold.lines + 1]
    if fold.characters is not None and len(text) > fold.characters:
        ends.append(_word_start(text, fold.characters))
    return min(ends)


def _word_start(text: str, at: int) -> int:
    """Where the word begins that a place lies in; the place itself where that word is most of what is before it."""
    start = at
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    return start if start > at // 2 else at


def _line_starts(text: str, width: int) -> Iterator[int]:
    """Where each line begins, in a column of so many characters."""
    at = 0
    for line in text.split("\n"):
        yield at
        used = 0
        for word in _WORD.finditer(line):
            length = len(word[0].rstrip())
            if used and used + length > width:
                yield at + word.start()
                used = 0
            used += len(word[0])
        at += len(line) + 1
