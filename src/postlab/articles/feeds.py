"""Reading a feed (RSS, Atom, JSON Feed): which links it names, and what it says about each. Nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urljoin

from postlab.articles import wording
from postlab.articles.address import is_fetchable
from postlab.articles.decoding import decode
from postlab.articles.feed_parts import WHOLE_BYTES, parts
from postlab.articles.feed_times import time_of
from postlab.articles.json_feed import is_json, read_json_feed
from postlab.articles.language import known_as
from postlab.errors import InputError
from postlab.sanitise import page_words

MOST_ENTRIES = 5000
"""Of one feed, the newest; no feed that is meant to be followed has more."""

LONGEST_JSON = 30_000_000
"""Bytes; JSON is read whole."""

_DESCRIPTION = 500
_TIMES = ("published", "updated", "created")
_MARKUP = re.compile(r"<[a-z!/]", re.IGNORECASE)
_SHOWN = (
    "descendant::text()[not(ancestor::script or ancestor::style or ancestor::template or ancestor::noscript"
    " or ancestor::head or ancestor::iframe or ancestor::svg)]"
)
_ALTERNATE = re.compile(r"application/(?:(?:rss|atom)\+xml|feed\+json)", re.IGNORECASE)


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
        left_out: how many older ones there are beyond `MOST_ENTRIES`.
    """

    title: str | None
    language: str | None
    entries: tuple[FeedEntry, ...]
    without_link: int
    left_out: int = 0


def read_feed(
    body: bytes | Iterable[bytes], *, url: str | None = None, content_type: str = "", charset: str | None = None
) -> Feed:
    """Read a feed of any length; of a long one no more is held than its newest entries and a part of it.

    Args:
        body: its bytes, or pieces of them as they come.
        url: where it was found, to which its relative links are relative; None for a file.
        content_type: the media type that the server gave it.
        charset: what the server claimed, or None.

    Raises:
        InputError: code ``no_feed``: it is something else; ``entities``: it defines entities of its own.
    """
    # a server's first piece may be packed so that nothing comes of it yet
    coming = (piece for piece in ((body,) if isinstance(body, bytes) else body) if piece)
    first = next(coming, b"")
    pieces = chain((first,), coming)
    if is_json(first):
        return _from_json(_whole(pieces, url), url)
    title = language = None
    newest = _Newest()
    for number, part in enumerate(parts(pieces)):
        parsed = _parsed(part, url=url, content_type=content_type, charset=charset)
        if not parsed.entries and len(part) > WHOLE_BYTES:
            raise InputError(
                f"What is{_at(url) or ' in the file'} names no entry in its first {WHOLE_BYTES / 1_000_000:g} MB.",
                hint="Look for the address that the site offers as its RSS feed.",
                code="too_large",
            )
        if number == 0:
            title, language = _said(parsed.feed, "title"), _said(parsed.feed, "language")
        base = _said(parsed.feed, "link") or url
        newest.take(_entry(raw, base, language) for raw in parsed.entries)
    return newest.feed(_line(_text(title), known_as(language), limit=200), language)


class _Newest:
    """Entries as they come, of which the newest are kept."""

    def __init__(self) -> None:
        self._kept: list[FeedEntry] = []
        self._without_link = 0
        self._left_out = 0

    def take(self, entries: Iterable[FeedEntry | None]) -> None:
        """Take the next ones; None stands for one that leads nowhere."""
        for entry in entries:
            if entry is None:
                self._without_link += 1
                continue
            self._kept.append(entry)
            if len(self._kept) >= 2 * MOST_ENTRIES:
                self._let_go()

    def feed(self, title: str | None, language: str | None) -> Feed:
        """The feed that they are of."""
        self._let_go()
        return Feed(title, language, tuple(self._kept), self._without_link, self._left_out)

    def _let_go(self) -> None:
        self._kept.sort(key=lambda entry: -(entry.published_at.timestamp() if entry.published_at else float("-inf")))
        self._left_out += len(self._kept[MOST_ENTRIES:])
        del self._kept[MOST_ENTRIES:]


def _parsed(body: bytes, *, url: str | None, content_type: str, charset: str | None) -> Any:
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
        parsed = feedparser.parse(
            io.BytesIO(body),
            response_headers=headers,
            # no markup is kept of what it says, and to clean that first takes minutes for a long feed
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError) as exc:
        # a declaration of an encoding that there is not, or that is no text itself
        raise _no_feed(body, url, charset) from exc
    if not parsed.get("version") and not parsed.entries:
        raise _no_feed(body, url, charset)
    return parsed


def _whole(pieces: Iterable[bytes], url: str | None) -> bytes:
    """All of a feed whose entries cannot be told apart before its end."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LONGEST_JSON:
            raise InputError(
                f"The JSON Feed{_at(url)} is larger than {LONGEST_JSON / 1_000_000:g} MB.",
                hint="Look for a feed of its newest entries, or for its RSS feed.",
                code="too_large",
            )
    return bytes(body)


def _from_json(body: bytes, url: str | None) -> Feed:
    found = read_json_feed(body, _at(url).strip() or "in the file")
    newest = _Newest()
    newest.take(
        _made(
            item.url,
            found.home or url,
            found.language,
            title=item.title,
            description=item.text or _text(item.html),
            at=item.at,
        )
        for item in found.items
    )
    return newest.feed(_line(found.title or "", known_as(found.language), limit=200), found.language)


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
    return tuple(dict.fromkeys(address for address in named if is_fetchable(address)))


def _no_feed(body: bytes, url: str | None, charset: str | None) -> InputError:
    text = decode(body, charset)
    if not re.search(r"<(?:!doctype html|html|head|body)[\s>]", text[:4096], re.IGNORECASE):
        message = f"What is{_at(url) or ' in the file'} is no feed: neither RSS nor Atom nor JSON Feed."
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
    content = raw.get("content") or ()
    body = next((str(part.get("value") or "") for part in content if isinstance(part, dict)), "")
    # Asked for what is not there, feedparser gives another time, with a warning.
    times = (
        time_of(raw[key], raw.get(f"{key}_parsed") if f"{key}_parsed" in raw else None, language=language)
        for key in _TIMES
        if key in raw
    )
    return _made(
        # Services that count a feed's readers keep the address of the page itself beside their own.
        _said(raw, "feedburner_origlink") or _said(raw, "link"),
        base,
        language,
        title=_text(_said(raw, "title")),
        description=_text(_said(raw, "summary")) or _text(body),
        at=next((at for at in times if at is not None), None),
    )


def _made(
    address: str | None,
    base: str | None,
    language: str | None,
    *,
    title: str | None,
    description: str,
    at: datetime | None,
) -> FeedEntry | None:
    """An entry of what a feed says, or None when it leads nowhere."""
    address = address or ""
    address = re.sub(r"\s", "", address) if "\n" in address else address.strip()
    try:
        address = urljoin(base, address) if base and address else address
    except ValueError:
        return None
    if not is_fetchable(address):
        return None
    spoken = known_as(language)
    return FeedEntry(
        # with its “#part”: behind it some sites have a page for each vacancy
        url=address,
        title=_line(title or "", spoken, limit=300),
        description=_line(description, spoken, limit=_DESCRIPTION),
        published_at=at,
    )


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
