"""What a link leads to: read from its page, with what the user gave by hand in the place of what the page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from postlab.articles.by_hand import article_by_hand
from postlab.articles.fetch import fetch
from postlab.articles.read import ReadPage, read_page
from postlab.framing.article import Article


def article_of(
    url: str,
    *,
    allow_private: bool,
    title: str | None = None,
    evidence: Sequence[str] = (),
    description: str | None = None,
    site: str | None = None,
    image: str | None = None,
    language: str | None = None,
) -> Article:
    """The Article behind a link; with title and evidence given, nothing is fetched.

    Raises:
        InputError: the address, what was given, or the page cannot be used.
    """
    return page_of(
        url,
        allow_private=allow_private,
        title=title,
        evidence=evidence,
        description=description,
        site=site,
        image=image,
        language=language,
    ).article


def page_of(
    url: str,
    *,
    allow_private: bool,
    title: str | None = None,
    evidence: Sequence[str] = (),
    description: str | None = None,
    site: str | None = None,
    image: str | None = None,
    language: str | None = None,
) -> ReadPage:
    """The same with the page's main text; where nothing is fetched, that is the evidence, a sentence a line.

    Raises:
        InputError: the address, what was given, or the page cannot be used.
    """
    given = {"title": title, "description": description, "site": site, "image": image, "language": language}
    page = None if title is not None and evidence else _fetched(url, allow_private=allow_private)
    headline = page.article.title if page is not None and title is None else title
    by_hand = article_by_hand(
        url,
        title=headline or "",
        evidence=evidence,
        description=description,
        site=site,
        image=image,
        language=language,
    )
    if page is None:
        return ReadPage(by_hand, "\n".join(told.sentence for told in by_hand.evidence))
    taken = {key for key, value in given.items() if value is not None} | ({"evidence"} if evidence else set())
    return ReadPage(replace(page.article, **{key: getattr(by_hand, key) for key in taken}), page.text)


def _fetched(url: str, *, allow_private: bool) -> ReadPage:
    page = fetch(url, allow_private=allow_private)
    return read_page(page.body, page.url, page.charset)
