"""What a link leads to: read from its page, with what the user gave by hand in the place of what the page says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from postlab.articles.by_hand import article_by_hand
from postlab.articles.read import read_article
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
    given = {"title": title, "description": description, "site": site, "image": image, "language": language}
    page = None if title is not None and evidence else read_article(url, allow_private=allow_private)
    headline = page.title if page is not None and title is None else title
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
        return by_hand
    taken = {key for key, value in given.items() if value is not None} | ({"evidence"} if evidence else set())
    return replace(page, **{key: getattr(by_hand, key) for key in taken})
