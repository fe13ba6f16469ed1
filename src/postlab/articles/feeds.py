"""Reading the bytes of a feed (RSS, Atom): which links it names, and what it says about each. Nothing is fetched."""

from __future__ import annotations

import calendar
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from postlab.articles import wording
from postlab.articles.address import target
from postlab.articles.decoding import decode
from postlab.articles.language import known_as
from postlab.errors import InputError
from postlab.sanitise import page_words

MOST_ENTRIES = 5000
"""Of one feed; no feed that is meant to be followed has more."""

_DESCRIPTION = 500
_YEARS = (1980, 2100)
"""Within which something can have come out; clocks that were never set say 1970, and jokes say 9999."""

_TIMES = ("published_parsed", "updated_parsed", "created_parsed")
_MARKUP = re.compile(r"<[a-z!/]", re.IGNORECASE)
_SHOWN = (
    "descendant::text()[not(ancestor::script or ancestor::style or ancestor::template or ancestor::noscript"
    " or ancestor::head or ancestor::iframe or ancestor::svg)]"
)
_ALTERNATE = re.compile(r"application/(?:rss|atom)\+xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed says about one link.

    Attributes:
        url: absolute, http or https.
        title: one clean line, or None.
        description: one clean line without markup, or None.
        published_at: in UTC, or None where the feed does not say, or says something that is no time.
    """

    url: str
    title: str | None
    description: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed.

    Attributes:
        title: what it calls itself, or None.
        language: as it says, or None.
        entries: the newest first; those without a time follow in the feed's order.
        without_link: how many entries lead nowhere that a post could link to.
    """

    title: str | None
    language: str | None
    entries: tuple[FeedEntry, ...]
    without_link: int


def read_feed(body: bytes, *, url: str | None = None, content_type: str = "", charset: str | None = None) -> Feed:
    """Read a feed.

    Args:
        body: its bytes.
        url: where it was found, to which its relative links are relative; None for a file.
        content_type: the media type that the server gave it.
        charset: what the server claimed, or None.

    Raises:
        InputError: code ``no_feed``: it is something else; ``entities``: it defines entities of its own.
    """
    import feedparser

    # Nothing that follows may be expanded to more than it is, nor fetched: no feed needs entities of its own.
    if re.search(rb"<!ENTITY", body.replace(b"\x00", b""), re.IGNORECASE):
        raise InputError(
            f"The feed{_at(url)} defines entities of its own, as no feed needs to and attacks do; it was not read.",
            hint="Tell whoever makes the feed, or import a CSV of the links.",
            code="entities",
        )
    headers = {"content-type": f"{content_type or 'application/xml'}{f'; charset={charset}' if charset else ''}"}
    if url is not None:
        headers["content-location"] = url
    # As a stream: bytes and text feedparser would take for the name of a file, or an address to fetch.
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except (ValueError, LookupError) as exc:
        # a declaration of an encoding that there is not, or that is no text itself
        raise _no_feed(body, url, charset) from exc
    if not parsed.get("version") and not parsed.entries:
        raise _no_feed(body, url, charset)
    base = _said(parsed.feed, "link") or url
    language = known_as(_said(parsed.feed, "language"))
    entries = [_entry(raw, base, language) for raw in parsed.entries[:MOST_ENTRIES]]
    usable = [entry for entry in entries if entry is not None]
    usable.sort(key=lambda entry: -(entry.published_at.timestamp() if entry.published_at else float("-inf")))
    return Feed(
        _line(_text(_said(parsed.feed, "title")), language, limit=200),
        _said(parsed.feed, "language"),
        tuple(usable),
        len(entries) - len(usable),
    )


def named_feeds(markup: str, url: str) -> tuple[str, ...]:
    """The addresses of the feeds that a page names in its head."""
    from postlab.articles.head import parse

    tree = parse(markup) if markup.strip() else None
    if tree is None:
        return ()
    named = [
        urljoin(url, link.get("href", "").strip())
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split() and _ALTERNATE.match(link.get("type") or "")
    ]
    return tuple(dict.fromkeys(address for address in named if _usable(address)))


def _no_feed(body: bytes, url: str | None, charset: str | None) -> InputError:
    text = decode(body, charset)
    if not re.search(r"<(?:!doctype html|html|head|body)[\s>]", text[:4096], re.IGNORECASE):
        message = f"What is{_at(url) or ' in the file'} is no feed: neither RSS nor Atom."
        return InputError(message, hint="Look for the address that the site offers as its RSS feed.", code="no_feed")
    feeds = named_feeds(text, url or "")
    hint = "`postlab link add URL` takes a page; a feed's address often ends in /feed or .xml."
    if feeds:
        hint = f"It names a feed: `postlab link import {feeds[0]}`"
    return InputError(f"What is{_at(url) or ' in the file'} is a web page, not a feed.", hint=hint, code="no_feed")


def _at(url: str | None) -> str:
    return f" at {page_words(url)[:120]}" if url else ""


def _entry(raw: Any, base: str | None, language: str | None) -> FeedEntry | None:
    """One entry, or None when it leads nowhere."""
    # Services that count a feed's readers keep the address of the page itself beside their own.
    address = _said(raw, "feedburner_origlink") or _said(raw, "link") or ""
    address = re.sub(r"\s", "", address) if "\n" in address else address.strip()
    try:
        address = urljoin(base, address) if base and address else address
    except ValueError:
        return None
    if not _usable(address):
        return None
    content = raw.get("content") or ()
    body = next((str(part.get("value") or "") for part in content if isinstance(part, dict)), "")
    description = _text(_said(raw, "summary")) or _text(body)
    return FeedEntry(
        # with its “#part”: behind it some sites have a page for each vacancy
        url=address,
        title=_line(_text(_said(raw, "title")), language, limit=300),
        description=_line(description, language, limit=_DESCRIPTION),
        # Asked for what is not there, feedparser gives another time, with a warning.
        published_at=next((at for key in _TIMES if key in raw and (at := _time(raw[key]))), None),
    )


def _usable(address: str) -> bool:
    try:
        target(address)
    except InputError:
        return False
    return True


def _said(element: Any, key: str) -> str | None:
    value = element.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _line(text: str, language: str | None, *, limit: int) -> str | None:
    """One clean line of what a feed says, spaced as its language does it."""
    line = wording.line(text, limit=limit)
    return wording.spaced(line, language) if line else None


def _text(html: str | None) -> str:
    """What a reader would see of a piece of HTML; text without markup stays as it is."""
    if not html or not _MARKUP.search(html):
        return html or ""
    from lxml import etree
    from lxml.html import HTMLParser, fragment_fromstring

    try:
        # As much as a description can need; deep nesting is refused by the parser itself.
        tree = fragment_fromstring(html[:100_000], create_parent="div", parser=HTMLParser(huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError):
        return page_words(re.sub(r"<[^<>]*>", " ", html))
    return " ".join(str(text) for text in tree.xpath(_SHOWN))


def _time(parsed: Any) -> datetime | None:
    """A time of feedparser's, in UTC; some that it makes of what feeds hold are none."""
    try:
        at = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return at if _YEARS[0] <= at.year < _YEARS[1] else None
