"""Reading a page: what it is called, where it belongs, what it says, and which sentences are evidence."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from postlab.articles import metadata, refusal, wording
from postlab.articles.canonical import claimed, own_address
from postlab.articles.decoding import decode
from postlab.articles.evidence import choice
from postlab.articles.fetch import fetch
from postlab.articles.head import parse, read_head
from postlab.articles.language import language
from postlab.articles.last_days import last_days
from postlab.articles.main_text import main_text, trimmed, wall_words
from postlab.articles.no_article import refused
from postlab.articles.pasted import pasted
from postlab.articles.published import published, stated
from postlab.articles.read_page import ReadPage
from postlab.articles.site import host_of, same_page
from postlab.articles.site_names import named_site, site_in_title
from postlab.articles.title import headline
from postlab.errors import InputError
from postlab.framing.article import Article
from postlab.framing.subjects import with_subject
from postlab.framing.words.wordings import PACKAGED, Wordings
from postlab.sanitise import compared

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def read_article(url: str, *, allow_private: bool = False, wordings: Wordings = PACKAGED) -> Article:
    """Fetch a page and read it; its subject is told by the lexicon of its language.

    Raises:
        InputError: it could not be fetched, or there is nothing to read; `postlab.articles.refusal` lists
            the codes.
    """
    return read_page_at(url, allow_private=allow_private, wordings=wordings).article


def read_page_at(url: str, *, allow_private: bool = False, wordings: Wordings = PACKAGED) -> ReadPage:
    """Fetch a page and read it, its main text kept.

    Where it says that another address is its own, that one is asked for, too, and counts if the same article is there.

    Raises:
        InputError: as `read_article`.
    """
    page = fetch(url, allow_private=allow_private)
    # a redirect may add what must not be posted, such as somebody's e-mail address
    pasted(page.url)
    read = read_page(page.body, page.url, page.charset, wordings=wordings)
    there = _read_there(read, allow_private=allow_private, wordings=wordings)
    return read if there is None else replace(read, article=replace(read.article, url=there), claimed=None)


def _read_there(read: ReadPage, *, allow_private: bool, wordings: Wordings) -> str | None:
    """The other address that a page says is its own, where the same article answers; else None."""
    if read.claimed is None:
        return None
    try:
        page = fetch(read.claimed, allow_private=allow_private)
        other = read_page(page.body, page.url, page.charset, wordings=wordings)
    except InputError:
        return None
    # where that sends us on, to a front page perhaps, it is not what the page meant
    moved = same_page(page.url) != same_page(read.claimed)
    return read.claimed if not moved and is_same_article(read, other) else None


_ALIKE = 0.5
"""Two pages have one text if this share of the words of the shorter one is in the other: one may hold its teaser."""


def is_same_article(one: ReadPage, other: ReadPage) -> bool:
    """Whether two pages show one article: the same headline over about the same text."""
    if compared(one.article.title).casefold() != compared(other.article.title).casefold():
        return False
    words, others = (set(compared(page.text).casefold().split()) for page in (one, other))
    return len(words & others) >= _ALIKE * min(len(words), len(others))


def read_page(body: bytes, url: str, charset: str | None = None, *, wordings: Wordings = PACKAGED) -> ReadPage:
    """Read a page that was fetched.

    Args:
        body: its bytes.
        url: where it was found, after redirects.
        charset: what the server claimed, or None.
        wordings: the lexicons that tell its subject, by language.

    Raises:
        InputError: code ``empty_page``, ``no_text`` or ``paywall``; ``not_found``, ``login_needed`` or ``server_error``
            where the page says so itself.
    """
    markup = decode(body, charset)
    tree = parse(markup) if markup.strip() else None
    if tree is None:
        raise refusal.empty_page(url)
    head = read_head(tree)
    address = own_address(head, url)
    named = named_site(head, address)
    title = headline(head, site=named, urls=(url, address))
    site = named or (site_in_title(head, title, address) if title else None) or host_of(address)
    image = metadata.image(head, url)
    image_alt = metadata.image_alt(head, tree, url, image=image, title=title or "") if image else None
    tree = trimmed(tree)
    declared = metadata.declared_language(head)
    text = main_text(tree, address, declared_body=head.declared.body, language=declared)
    languages = wall_words(text, declared).languages
    if no_article := refused(head, tree, text, url=url, languages=languages):
        raise no_article
    if not text:
        raise refusal.paywall(url) if head.declared.free is False else refusal.no_text(url, title=title)
    spoken = language(text, declared)
    day = stated(head) or published(tree, url, language=declared, guess=partial(_guessed_day, tree, address))
    # a template's language may be wrong for the text, and right for the title
    titled_in = declared if declared == "fr" else spoken
    descriptions = tuple(wording.spaced(words, titled_in) for words in metadata.descriptions(head))
    summary = next(iter(descriptions), None)
    quotable = choice(text, descriptions, language=spoken, title=title or "")
    article = Article(
        url=address,
        title=wording.spaced(title or _first_words(text) or host_of(address), titled_in),
        site=wording.spaced(site, titled_in),
        author=metadata.author(head, site=site) or metadata.author(head, site=site, fallback=_guessed_author(tree)),
        published=day,
        description=summary,
        image=image,
        image_alt=image_alt,
        language=spoken,
        evidence=quotable.evidence,
        summary=quotable.summary,
        last_days=last_days((text, summary), language=spoken, published=day),
        read=True,
    )
    return ReadPage(with_subject(article, text, wordings=wordings), text, claimed(head, url))


def _guessed_author(tree: HtmlElement) -> str | None:
    """Who wrote it, as the reader library sees it in a page that does not say so in its head."""
    from trafilatura.metadata import extract_author

    try:
        return extract_author(tree)
    except Exception:  # noqa: BLE001 - a page that trips the library up just has no author
        return None


def _guessed_day(tree: HtmlElement, url: str) -> str | None:
    """The day it came out, as the reader library sees it in a page that does not say so in its head."""
    from htmldate import find_date

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        # Not extensive: a date that merely stands somewhere in the text is worse than none.
        return find_date(tree, original_date=True, extensive_search=False, url=url)
    except Exception:  # noqa: BLE001 - a page that trips the library up just has no date
        return None


def _first_words(text: str) -> str | None:
    first = text.split("\n", 1)[0]
    if len(first) <= 100:
        return first
    return first[:99].rsplit(" ", 1)[0] + "…"
