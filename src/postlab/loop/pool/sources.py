"""Sources of links for the pool: feeds, and files with lists of links; read completely before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from postlab.articles.feeds import Feed, read_feed
from postlab.articles.fetch import FetchLimits, fetch_feed
from postlab.articles.pasted import pasted
from postlab.english import plural
from postlab.errors import Fault, FaultsError, InputError
from postlab.exports.files import content_of
from postlab.exports.link_list import WORDING, read_link_list
from postlab.loop.pool.add import LinkCandidate

NEWEST = 20
"""How many entries of a feed are taken by default: a first import must not bring a whole archive."""

FEED_BYTES, FEED_S = 5_000_000, 20.0

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Source:
    """The links of a feed or file.

    Attributes:
        name: address of the feed, or name of the file.
        title: the feed's own title, or None.
        feed: whether it is a feed.
        candidates: the links to add: a feed's oldest first, a file's in its order.
        total: how many links it has in all.
        older: how many were left out because the limit was reached.
        before: how many were left out because they are older than the day that was asked for, or undated.
        undated: how many of those have no date.
        without_link: how many entries of a feed have no link that a post could share.
        ignored: names of the file's columns that are not used.
    """

    name: str
    title: str | None
    feed: bool
    candidates: Sequence[LinkCandidate]
    total: int
    older: int = 0
    before: int = 0
    undated: int = 0
    without_link: int = 0
    ignored: Sequence[str] = ()


def is_address(named: str) -> bool:
    """Whether an argument is the address of a feed rather than a file."""
    return re.match(r"https?:", named, re.IGNORECASE) is not None


def from_address(url: str, *, zone: str, limit: int | None, since: date | None, allow_private: bool) -> Source:
    """Fetch a feed and read its links.

    Args:
        url: address of the feed.
        zone: time zone of the feed's days.
        limit: how many links at most; None is `NEWEST`.
        since: leave out entries from before this day, and undated ones.
        allow_private: whether the feed may be on a private address.

    Raises:
        InputError: it could not be fetched, or is not a feed.
    """
    page = fetch_feed(url, allow_private=allow_private, limits=FetchLimits(seconds=FEED_S, max_bytes=FEED_BYTES))
    feed = read_feed(page.body, url=page.url, content_type=page.content_type, charset=page.charset)
    return _feed_source(feed, url.strip(), zone=zone, limit=limit, since=since)


def from_file(path: Path, *, zone: str, limit: int | None, since: date | None) -> Source:
    """Read the links of a file: a saved feed, CSV, or an Excel workbook; options as in `from_address`.

    Raises:
        InputError: it cannot be read, or `since` is given for a list.
        FaultsError: a list of links has faults; it names every one.
    """
    content, _ = content_of(path)
    return from_content(content, path.name, zone=zone, limit=limit, since=since)


def from_content(content: bytes, name: str, *, zone: str, limit: int | None, since: date | None) -> Source:
    """As `from_file`, for content that was read already."""
    if _is_markup(content):
        if len(content) > FEED_BYTES:
            raise InputError(f"{name} is larger than {FEED_BYTES / 1_000_000:g} MB: no feed is.", code="too_large")
        return _feed_source(read_feed(content), name, zone=zone, limit=limit, since=since)
    if not content.strip():
        raise InputError(f"{name} is empty.", hint="Give a feed, or a CSV file with a column url.", code="empty")
    if since is not None:
        raise InputError(
            f"--since is for feeds; the rows of {name} have no dates.", hint="Leave --since out.", code="since"
        )
    return _list_source(content, name, limit=limit)


def _is_markup(content: bytes) -> bool:
    start = content[:200].replace(b"\x00", b"")
    for mark in _BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.lstrip()[:1] == b"<"


def _feed_source(feed: Feed, name: str, *, zone: str, limit: int | None, since: date | None) -> Source:
    entries = list(feed.entries)
    undated = 0
    if since is not None:
        start = datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(zone))
        undated = sum(entry.published_at is None for entry in entries)
        entries = [entry for entry in entries if entry.published_at is not None and entry.published_at >= start]
    newest = entries[: NEWEST if limit is None else limit]
    candidates = [
        LinkCandidate(
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


def _list_source(content: bytes, name: str, *, limit: int | None) -> Source:
    link_list = read_link_list(content, name)
    faults = list(link_list.faults)
    candidates = []
    for row in link_list.rows:
        cells = row.cells
        try:
            pasted(cells["url"])
        except InputError as exc:
            faults.append(Fault(f"row {row.row}, {link_list.address}", exc.message))
            continue
        candidates.append(
            LinkCandidate(
                url=cells["url"],
                source=name,
                title=_one_line(cells.get("title")),
                description=_one_line(cells.get("description")),
                evidence=tuple(s for part in cells.get("evidence", "").splitlines() if (s := _one_line(part))),
                wording={kind: text for kind in WORDING if (text := _one_line(cells.get(kind)))},
                row=row.row,
            )
        )
    if faults:
        fault_count = plural(len(faults), "a fault", f"{len(faults)} faults")
        raise FaultsError(
            f"{name} has {fault_count}; nothing was stored.",
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
        ignored=link_list.ignored,
    )


def _one_line(text: str | None) -> str | None:
    """A text with its white space collapsed to one line; None where it is empty."""
    return " ".join((text or "").split()) or None
