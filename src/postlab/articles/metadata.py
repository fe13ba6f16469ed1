"""The smaller facts of a page: who wrote it, when, in which language, with which summary and picture."""

from __future__ import annotations

import re
from datetime import date

from postlab.articles import wording
from postlab.articles.head import Head
from postlab.articles.phrases import listed
from postlab.articles.site import absolute
from postlab.english import MONTHS

_ISO_DAY = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_COMPACT_DAY = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:T|\s|$)")
_SLASH_DAY = re.compile(r"^\s*(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "publish-date",
    "publishdate",
    "publication_date",
    "pubdate",
    "date",
)
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
    admin(?:istrator)?, editor(?:ial)?(?: team)?, web ?master, root, user, unknown, anonymous, guest, none,
    null, staff
    """,
    before="^",
    after="$",
)
_FULL_NAME = re.compile(r"^[^\W\d_][\w.’'-]*(?: [\w.’'-]+){1,4}$")
_CODE = re.compile(r"^([a-z]{2,3})(?:[-_].*)?$")


def published(head: Head, *, fallback: str | None) -> date | None:
    """The day it came out, as the page marks it; `fallback` is what a reader library made of the rest."""
    candidates = (head.declared.published, *head.every(*_PUBLISHED), *head.times, fallback)
    return next((when for text in candidates if text and (when := day(text))), None)


def day(text: str) -> date | None:
    """The day in a date as pages write them (ISO 8601, or an English date with the month as a word)."""
    for pattern in (_ISO_DAY, _SLASH_DAY, _COMPACT_DAY):
        match = pattern.match(text)
        if match:
            return _date(int(match[1]), int(match[2]), int(match[3]))
    match = _MONTH_FIRST.search(text)
    if match and (month := _month(match[1])):
        return _date(int(match[3]), month, int(match[2]))
    match = _DAY_FIRST.search(text)
    if match and (month := _month(match[2])):
        return _date(int(match[3]), month, int(match[1]))
    return None


def author(head: Head, *, site: str, fallback: str | None) -> str | None:
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


def description(head: Head) -> str | None:
    """The page's own summary."""
    candidates = (
        head.first("og:description"),
        head.first("description"),
        head.declared.description,
        head.first("twitter:description", "dc.description", "dcterms.description", "dcterms.abstract"),
    )
    return next((text for text in candidates if text and len(text) > 3), None)


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


def declared_language(head: Head) -> str | None:
    """The language that the page says it is in, as its primary subtag (``en``)."""
    candidates = (
        head.language,
        *head.every("og:locale", "content-language", "language", "dc.language", "inlanguage"),
        head.declared.language,
    )
    for text in candidates:
        match = _CODE.match((text or "").strip().lower().split(",")[0].strip())
        if match and match[1] not in ("und", "mul", "zxx", "xx", "mis"):
            return match[1]
    return None


def _month(name: str) -> int | None:
    start = name[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        on = date(year, month, number)
    except ValueError:
        return None
    # 1970-01-01 is what an empty field looks like once a program has been at it.
    return on if 1990 <= year <= 2100 else None
