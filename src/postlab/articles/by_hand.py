"""An Article from what the user gives by hand: nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from postlab.articles import wording
from postlab.articles.address import target
from postlab.articles.language import language as language_of
from postlab.articles.site import host_of
from postlab.errors import InputError
from postlab.framing.article import Article, Evidence


def article_by_hand(
    url: str,
    *,
    title: str,
    evidence: Sequence[str] = (),
    description: str | None = None,
    site: str | None = None,
    author: str | None = None,
    published: date | None = None,
    image: str | None = None,
    language: str | None = None,
) -> Article:
    """The Article of a page that is not fetched; the site is the address's host unless it is given.

    The words are the user's own and stay as they are, but for control characters and stray space. Their language is
    told from title and sentences where it is not given and a dozen words tell it.

    Raises:
        InputError: code ``bad_url``, ``bad_scheme`` or ``userinfo`` for the address (or the picture's);
            ``no_title`` when nothing is left of the title.
    """
    target(url)
    address = url.strip()
    clean_title = _one_line(title)
    if not clean_title:
        raise InputError(
            f"The title given for {address[:120]} is empty.", hint='Give one: --title "…"', code="no_title"
        )
    sentences = [words for sentence in evidence if (words := _one_line(sentence))]
    if image is not None:
        target(image)
    return Article(
        url=address,
        title=clean_title,
        site=_one_line(site) or host_of(address),
        author=_one_line(author) or None,
        published=published,
        description=_one_line(description) or None,
        image=image.strip() if image else None,
        language=(language or "").strip() or language_of(" ".join((clean_title, *sentences)), None),
        evidence=tuple(Evidence(sentence) for sentence in sentences),
    )


def _one_line(text: str | None) -> str:
    return " ".join(wording.paragraphs(text or "").split())
