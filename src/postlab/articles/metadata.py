"""The smaller facts of a page: who wrote it, in which language, with which summary and picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from postlab.articles import wording
from postlab.articles.canonical import absolute
from postlab.articles.head import Head
from postlab.articles.language import known_as
from postlab.articles.phrases import listed
from postlab.framing.alt_texts import why_no_alt

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST_ALT = 2000
_MOST_PICTURES = 500

_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
)
_BY = re.compile(r"^(?:written\s+by|by|von|par|por|di|av|door)\s*:?\s+", re.IGNORECASE)
_NOBODY = listed(
    r"""
    admin(?:istrator)?, editor(?:ial)?(?: team)?, web ?master, root, user, unknown, anonymous, none, null,
    staff.*, guest.*, author.*, sign in, log ?in, .* says, (?:.* )?(?:editor|coordinator),
    redaktion.*, la rédaction, redacción
    """,
    before="^",
    after="$",
)
_FULL_NAME = re.compile(r"^[^\W\d_][\w.’'-]*(?: [\w.’'-]+){1,4}$")
_CODE = re.compile(r"[a-z]{2,3}")
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "xx", "mis"})


def author(head: Head, *, site: str, fallback: str | None = None) -> str | None:
    """Who wrote it, several joined by commas; an address, or a user name such as “admin”, is nobody."""
    meta = ", ".join(dict.fromkeys(name for text in head.every("author")[:4] if (name := wording.line(text))))
    if fallback and not all(_FULL_NAME.match(name.strip()) for name in re.split("[;,]", fallback)):
        fallback = None
    candidates = (head.declared.author, meta, head.first(*_AUTHORS), fallback)
    for text in candidates:
        name = wording.line((text or "").replace(";", ","), limit=200)
        name = _BY.sub("", name) if name else None
        if name and not re.search(r"https?:|//|@|www\.|\.com\b", name) and not _NOBODY.match(name):
            return None if name.casefold() == site.casefold() and text == fallback else name
    return None


def descriptions(head: Head) -> tuple[str, ...]:
    """Every summary of its own that the page holds, the most trusted first, each once."""
    candidates = (
        head.first("og:description"),
        head.first("description"),
        head.declared.description,
        head.first("twitter:description"),
        head.first("dc.description", "dcterms.description", "dcterms.abstract"),
    )
    return tuple(dict.fromkeys(text for text in candidates if text and len(text) > 3))


def image(head: Head, url: str) -> str | None:
    """The address of the picture that the page wants to be shown with."""
    candidates = (
        *head.every("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"),
        head.declared.image,
        head.links.get("image_src"),
        *head.every("thumbnail", "image"),
    )
    return next((address for text in candidates if (address := absolute(text, head, url))), None)


def image_alt(head: Head, tree: HtmlElement, url: str, *, image: str, title: str) -> str | None:
    """What the picture that a page wants to be shown with shows, in the page's own words; None where it does not say.

    Args:
        head: the page's words about itself.
        tree: the whole page, of which the same picture's ``alt`` is taken where the head is silent.
        url: where the page was found.
        image: the picture's address.
        title: the headline, which is no description of a picture.
    """
    words = (*_declared_alts(head, url, image), *_alts_in_page(head, tree, url, image))
    lines = (wording.line(text, limit=_LONGEST_ALT) for text in words)
    return next((text for text in lines if text and why_no_alt(text, title=title, file=image) is None), None)


def _declared_alts(head: Head, url: str, image: str) -> Iterator[str]:
    for name in ("og:image", "twitter:image"):
        pictures, alts = head.every(name), head.every(f"{name}:alt")
        if len(pictures) == len(alts):
            yield from (alt for one, alt in zip(pictures, alts, strict=True) if absolute(one, head, url) == image)
    if head.declared.image_caption and absolute(head.declared.image, head, url) == image:
        yield head.declared.image_caption


def _alts_in_page(head: Head, tree: HtmlElement, url: str, image: str) -> Iterator[str]:
    """The ``alt`` of every copy of the picture in the page, in whatever size it is asked for."""
    wanted = image.partition("?")[0]
    for element in islice(tree.iter("img"), _MOST_PICTURES):
        alt = (element.get("alt") or "").strip()
        if alt and any(
            (address := absolute(element.get(name), head, url)) and address.partition("?")[0] == wanted
            for name in ("src", "data-src")
        ):
            yield alt


def declared_language(head: Head) -> str | None:
    """The language that the page says it is in, as `known_as` has it (``en``)."""
    candidates = (
        head.language,
        *head.every("og:locale", "content-language", "language", "dc.language", "inlanguage"),
        head.declared.language,
    )
    for text in candidates:
        code = known_as((text or "").split(",")[0])
        if code and _CODE.fullmatch(code) and code not in _NO_LANGUAGE:
            return code
    return None
