"""Pages that a server delivers as if they were an article: errors, offers that are over, logins, closed doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.articles import refusal
from postlab.articles.head import Head
from postlab.articles.phrases import PhraseFile, first_match
from postlab.errors import InputError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SHORT = 900
_LONG = 2500
_NAME_WORDS = 3
_FIRST_LINES = 3
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_PHRASES = PhraseFile("error_pages.toml")
_SIGH = (
    r"^\W*(?:(?:oops|whoops|ooops|uh oh|sorry|hmm|error|ups|hoppla|oups|vaya|ops|hoppsan|fehler|erreur|désolée?"
    r"|lo sentimos)\W+)*"
)
_PARTS = re.compile(r"\s+[|·•»›«‹—–\-:/~]+\s+|\s*[|»]\s*|:\s+")
_ERROR_CLASS = re.compile(
    r"(?:^|\s)(?:page-?)?(?:error-?|is-?|page-?)?(?:404|not-?found)(?:-?page)?(?:\s|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of page that is no article: the table of its titles, with that of what it says, and the error to raise."""

    titles: str
    error: Callable[[str, str], InputError]
    title_weighs: int = 2

    def is_title(self, text: str, languages: tuple[str, ...] | None) -> bool:
        """Whether a title, or a part of one, says that the page is of this kind."""
        patterns = _PHRASES.patterns(self.titles, languages, before=_SIGH, after=r"\W*$")
        return first_match(patterns, text) is not None

    def said(self, text: str, languages: tuple[str, ...] | None) -> int:
        """How many different things of its kind a text says."""
        patterns = _PHRASES.patterns(f"{self.titles}_says", languages)
        return len({match[0].casefold() for pattern in patterns for match in pattern.finditer(text)})


_GONE, _LOGIN = _Kind("gone", refusal.says_not_found), _Kind("login", refusal.asks_for_login)
_KINDS = (
    _Kind("turned_away", refusal.turned_away),
    _GONE,
    _Kind("down", refusal.says_down),
    _LOGIN,
    # what an article may be called as well, so that the page must say something of the kind
    _Kind("in_between", refusal.stands_between, title_weighs=1),
)


def refused(
    head: Head, tree: HtmlElement, text: str, *, url: str, languages: tuple[str, ...] | None
) -> InputError | None:
    """The error for a page that is no article by what it calls itself and says; None for all others.

    One sign is enough on a short page; the longer the text, the more there must be, so that an article about logins,
    maintenance or missing pages stays one.

    Args:
        head: what the page says about itself.
        tree: the page, trimmed.
        text: its main text, which may be empty.
        url: its address, for the error.
        languages: BCP 47 primary subtags of what it may be in; None is any.
    """
    whole = text or _all_words(tree)
    named = [title for title in (head.title or head.first("og:title"), *head.headings[:1]) if title]
    is_short = len(whole) < _SHORT
    if is_short and (match := first_match(_PHRASES.patterns("parked", languages), " ".join([*named, whole]))):
        return refusal.parked(url, match[0])
    lines = text.split("\n") if text else [" ".join(one.text_content().split()) for one in tree.iter("p")]
    first_lines = [_SENTENCE_END.split(line, maxsplit=1)[0] for line in lines[:_FIRST_LINES]]
    for kind in _KINDS:
        weights = [_weight(kind, title, languages) for title in named]
        over = next((line for line in first_lines if kind is _GONE and kind.is_title(line, languages)), None)
        marked = kind is _GONE and _has_error_class(tree)
        says_alone = kind is _GONE and is_short
        if not (any(weights) or marked or over or says_alone):
            # what only speaks of logins and maintenance is a guide to them
            continue
        titled = sum(weights) if kind.title_weighs > 1 else max(weights, default=0)
        signs = titled + 2 * marked + 3 * bool(over) + min(2, kind.said(whole[:_LONG], languages))
        if kind is _LOGIN and any(field.get("type") == "password" for field in tree.iter("input")):
            signs += 1
        if signs >= _needed(head, whole):
            called = next((title for title, weight in zip(named, weights, strict=True) if weight), None)
            return kind.error(url, called or over or next(iter(named), whole[:80]))
    return None


def _weight(kind: _Kind, title: str, languages: tuple[str, ...] | None) -> int:
    if kind.is_title(title, languages):
        return kind.title_weighs
    parts = [part for part in _PARTS.split(title) if part.strip()]
    front, colon, rest = title.partition(": ")
    if colon and kind.is_title(front, languages) and len(rest.split()) > _NAME_WORDS:
        # “Not found: …” begins many a headline
        parts = []
    return kind.title_weighs * any(kind.is_title(part, languages) for part in parts)


def _needed(head: Head, text: str) -> int:
    """How many signs a page must show."""
    signed = head.declared.author or head.declared.body or head.every("article:published_time", "article:author")
    needed = 2 if len(text) < _SHORT else 3 if len(text) < _LONG else 5
    return needed + bool(signed)


def _has_error_class(tree: HtmlElement) -> bool:
    marked = [tree, *tree.iter("body"), *tree.iter("main")]
    return any(_ERROR_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}") for element in marked)


def _all_words(tree: HtmlElement) -> str:
    """All that a page shows, for one without a main text; the tree is trimmed."""
    body = next(iter(tree.iter("body")), tree)
    return " ".join(body.text_content().split())
