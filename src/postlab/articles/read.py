"""Reading a page: what it is called, where it belongs, what it says, and which sentences are evidence."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from postlab.articles import metadata, refusal
from postlab.articles.decoding import decode
from postlab.articles.evidence import evidence_sentences
from postlab.articles.fetch import fetch
from postlab.articles.head import Head, parse, read_head
from postlab.articles.language import language
from postlab.articles.main_text import main_text, trimmed
from postlab.articles.site import canonical, host_of, site_name
from postlab.articles.title import headline, site_in_title
from postlab.framing.article import Article
from postlab.framing.subjects import with_subject
from postlab.framing.words.wordings import PACKAGED, Wordings

if TYPE_CHECKING:
    from lxml.html import HtmlElement


_WHEN = re.compile(
    r"(?<![a-z])(?:pub|post|entry|article)?[-_]?date(?![a-df-z])|publish|posted|byline|timestamp", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read.

    Attributes:
        article: what it is.
        text: its main text, one paragraph a line; the positions of the evidence count characters of it.
    """

    article: Article
    text: str


def read_article(url: str, *, allow_private: bool = False, wordings: Wordings = PACKAGED) -> Article:
    """Fetch a page and read it; its subject is told by the lexicon of its language.

    Raises:
        InputError: it could not be fetched, or there is nothing to read; `postlab.articles.refusal` lists
            the codes.
    """
    return read_page_at(url, allow_private=allow_private, wordings=wordings).article


def read_page_at(url: str, *, allow_private: bool = False, wordings: Wordings = PACKAGED) -> ReadPage:
    """Fetch a page and read it, its main text kept.

    Raises:
        InputError: as `read_article`.
    """
    page = fetch(url, allow_private=allow_private)
    return read_page(page.body, page.url, page.charset, wordings=wordings)


def read_page(body: bytes, url: str, charset: str | None = None, *, wordings: Wordings = PACKAGED) -> ReadPage:
    """Read a page that was fetched.

    Args:
        body: its bytes.
        url: where it was found, after redirects.
        charset: what the server claimed, or None.
        wordings: the lexicons that tell its subject, by language.

    Raises:
        InputError: code ``empty_page``, ``no_text`` or ``paywall``.
    """
    markup = decode(body, charset)
    tree = parse(markup) if markup.strip() else None
    if tree is None:
        raise refusal.empty_page(url)
    head = read_head(tree)
    address = canonical(head, url)
    named = site_name(head)
    title = headline(head, site=named, urls=(url, address))
    site = named or (site_in_title(head, title) if title else None) or host_of(address)
    tree = trimmed(tree)
    text = main_text(tree, address, declared_body=head.declared.body)
    if not text:
        raise refusal.paywall(url) if head.declared.free is False else refusal.no_text(url, title=title)
    spoken = language(text, metadata.declared_language(head))
    guess = _library_guess(tree, address) if _lacks(head) else _Guess()
    article = Article(
        url=address,
        title=title or _first_words(text) or host_of(address),
        site=site,
        author=metadata.author(head, site=site, fallback=guess.author),
        published=metadata.published(head, fallback=guess.date),
        description=metadata.description(head),
        image=metadata.image(head, url),
        language=spoken,
        evidence=evidence_sentences(text, language=spoken),
    )
    return ReadPage(with_subject(article, text, wordings=wordings), text)


@dataclass(frozen=True, slots=True)
class _Guess:
    """What the reader library makes of a page that does not say it in its head."""

    author: str | None = None
    date: str | None = None


def _says_when(tree: HtmlElement, url: str) -> bool:
    """Whether the page has a place for a date at all; elsewhere a date found is a version's or a law's."""
    if re.search(r"/(?:19|20)\d\d[/-]?[01]?\d", url):
        return True
    return any(
        element.tag == "time" or _WHEN.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        for element in tree.iter("time", "p", "span", "div", "small", "em", "i", "li", "td", "font")
    )


def _lacks(head: Head) -> bool:
    return metadata.published(head, fallback=None) is None or metadata.author(head, site="", fallback=None) is None


def _library_guess(tree: HtmlElement, url: str) -> _Guess:
    from trafilatura import extract_metadata

    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        # Not extensive: a date that merely stands somewhere in the text is worse than none.
        guess = extract_metadata(tree, url, {"original_date": True, "extensive_search": False}, extensive=False)
    except Exception:  # noqa: BLE001 - a page that trips the library up just has no author and no date
        return _Guess()
    return _Guess(
        author=guess.author if isinstance(guess.author, str) else None,
        date=guess.date if isinstance(guess.date, str) and _says_when(tree, url) else None,
    )


def _first_words(text: str) -> str | None:
    first = text.split("\n", 1)[0]
    if len(first) <= 100:
        return first
    return first[:99].rsplit(" ", 1)[0] + "…"
