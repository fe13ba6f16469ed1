"""Where links for the pool come from: a feed, or a file with a list of them; read whole before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from postlab.articles.address import target
from postlab.articles.feeds import Feed, read_feed
from postlab.articles.fetch import Limits, fetch_feed
from postlab.english import plural
from postlab.errors import Fault, FaultsError, InputError
from postlab.exports.files import content_of
from postlab.exports.link_list import WORDING, read_link_list
from postlab.loop.pool.add import Candidate

NEWEST = 20
"""Entries of a feed that are taken unless somebody asks for more: a first import must not bring a whole archive."""

FEED_BYTES, FEED_S = 5_000_000, 20.0

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """What a feed or file holds.

    Attributes:
        name: address of the feed, or name of the file.
        title: what the feed calls itself.
        feed: whether it is one.
        candidates: the links to take, the oldest first, or in the order of the file.
        total: how many links it holds.
        older: how many were left out because newer ones are enough.
        before: how many were left out because they are from before the day that was asked for.
        undated: how many of those have no date.
        without_link: entries that lead nowhere that a post could link to.
        ignored: columns of the file that mean nothing here.
    """

    name: str
    title: str | None
    feed: bool
    candidates: Sequence[Candidate]
    total: int
    older: int = 0
    before: int = 0
    undated: int = 0
    without_link: int = 0
    ignored: Sequence[str] = ()


def is_address(named: str) -> bool:
    """Whether what was named is an address to fetch a feed from, and no file."""
    return re.match(r"https?:", named, re.IGNORECASE) is not None


def from_address(url: str, *, zone: str, limit: int | None, since: date | None, allow_private: bool) -> Source:
    """The links of a feed on the web.

    Raises:
        InputError: it could not be fetched, or is no feed.
    """
    page = fetch_feed(url, allow_private=allow_private, limits=Limits(seconds=FEED_S, max_bytes=FEED_BYTES))
    feed = read_feed(page.body, url=page.url, content_type=page.content_type, charset=page.charset)
    return _of_feed(feed, url.strip(), zone=zone, limit=limit, since=since)


def from_file(path: Path, *, zone: str, limit: int | None, since: date | None) -> Source:
    """The links in a file: a feed that was saved, CSV, or an Excel workbook.

    Raises:
        InputError: it cannot be read; a `FaultsError` names every fault in a list of links.
    """
    content, _ = content_of(path)
    return from_content(content, path.name, zone=zone, limit=limit, since=since)


def from_content(content: bytes, name: str, *, zone: str, limit: int | None, since: date | None) -> Source:
    """As `from_file`, for what was read already."""
    if _is_markup(content):
        if len(content) > FEED_BYTES:
            raise InputError(f"{name} is larger than {FEED_BYTES / 1_000_000:g} MB: no feed is.", code="too_large")
        return _of_feed(read_feed(content), name, zone=zone, limit=limit, since=since)
    if not content.strip():
        raise InputError(f"{name} is empty.", hint="Give a feed, or a CSV file with a column url.", code="empty")
    if since is not None:
        raise InputError(
            f"--since is for feeds; the rows of {name} have no dates.", hint="Leave --since out.", code="since"
        )
    return _of_list(content, name, limit=limit)


def _is_markup(content: bytes) -> bool:
    start = content[:200].replace(b"\x00", b"")
    for mark in _MARKS:
        start = start.removeprefix(mark)
    return start.lstrip()[:1] == b"<"


def _of_feed(feed: Feed, name: str, *, zone: str, limit: int | None, since: date | None) -> Source:
    entries = list(feed.entries)
    undated = 0
    if since is not None:
        start = datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(zone))
        undated = sum(entry.published_at is None for entry in entries)
        entries = [entry for entry in entries if entry.published_at is not None and entry.published_at >= start]
    newest = entries[: NEWEST if limit is None else limit]
    candidates = [
        Candidate(
            url=entry.url,
            source=name,
            said_title=entry.title,
            said_description=entry.description,
            published=entry.published_at.astimezone(ZoneInfo(zone)).date() if entry.published_at else None,
        )
        for entry in reversed(newest)
    ]
    return Source(
        name=name,
        title=feed.title,
        feed=True,
        candidates=candidates,
        total=len(feed.entries) + feed.without_link,
        older=len(entries) - len(newest),
        before=len(feed.entries) - len(entries),
        undated=undated,
        without_link=feed.without_link,
    )


def _of_list(content: bytes, name: str, *, limit: int | None) -> Source:

    found = read_link_list(content, name)
    faults = list(found.faults)
    candidates = []
    for listed in found.rows:
        cells = listed.cells
        try:
            target(cells["url"])
        except InputError as exc:
            faults.append(Fault(f"row {listed.row}, {found.address}", exc.message))
            continue
        candidates.append(
            Candidate(
                url=cells["url"],
                source=name,
                title=_line(cells.get("title")),
                description=_line(cells.get("description")),
                evidence=tuple(s for part in cells.get("evidence", "").splitlines() if (s := _line(part))),
                wording={kind: text for kind in WORDING if (text := _line(cells.get(kind)))},
                row=listed.row,
            )
        )
    if faults:
        many = plural(len(faults), "a fault", f"{len(faults)} faults")
        raise FaultsError(
            f"{name} has {many}; nothing was stored.",
            sorted(faults, key=lambda fault: int(fault.place.split(",")[0].removeprefix("row "))),
            hint="Correct the rows and import the file again.",
        )
    if not candidates:
        raise InputError(f"{name} holds no links.", hint="Put one in each row below the header.", code="empty")
    taken = candidates if limit is None else candidates[:limit]
    return Source(
        name=name,
        title=None,
        feed=False,
        candidates=taken,
        total=len(candidates),
        older=len(candidates) - len(taken),
        ignored=found.ignored,
    )


def _line(text: str | None) -> str | None:
    """A text on one line; None where nothing is left of it."""
    return " ".join((text or "").split()) or None
