"""Sources of links for the pool: feeds, bookmarks and lists; read completely before anything is stored."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from postlab.articles.address import is_fetchable
from postlab.articles.bookmarks import Bookmark, are_bookmarks, read_bookmarks
from postlab.articles.decoding import decode
from postlab.articles.feeds import Feed, read_feed
from postlab.articles.fetch import FetchLimits, fetching_feed
from postlab.articles.json_feed import is_json
from postlab.articles.pasted import pasted
from postlab.english import listed, plural, quoted
from postlab.errors import Fault, FaultsError, InputError
from postlab.exports.files import MOST_BYTES, opened_file
from postlab.exports.link_list import WORDING, read_link_list
from postlab.loop.pool.add import LinkCandidate

NEWEST = 20
"""How many entries of a feed are taken by default: a first import must not bring a whole archive."""

FEED_BYTES, FEED_S = 100_000_000, 60.0
"""How much of a feed is read, and for how many seconds a server may deliver it; a podcast's may be a quarter of it."""

_PIECE = 1 << 16
_FOLDERS_NAMED = 8

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
        folders: of bookmarks, by name how many of them each folder holds, in the file's order.
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
    folders: Mapping[str, int] = field(default_factory=dict)


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
    limits = FetchLimits(seconds=FEED_S, max_bytes=FEED_BYTES)
    with fetching_feed(url, allow_private=allow_private, limits=limits) as coming:
        feed = read_feed(coming.pieces, url=coming.url, content_type=coming.content_type, charset=coming.charset)
    return _feed_source(feed, url.strip(), zone=zone, limit=limit, since=since)


def from_file(path: Path, *, zone: str, limit: int | None, since: date | None, folder: str | None = None) -> Source:
    """Read the links of a file: a saved feed, a browser's bookmarks, CSV, or an Excel workbook.

    Options as in `from_address`; `folder` leaves out bookmarks that are not in a folder of that name.

    Raises:
        InputError: it cannot be read, or `since` or `folder` is given for what has no dates or folders.
        FaultsError: a list of links has faults; it names every one.
    """
    with opened_file(path) as (file, _):
        return from_stream(file, path.name, zone=zone, limit=limit, since=since, folder=folder)


def from_stream(
    file: BinaryIO, name: str, *, zone: str, limit: int | None, since: date | None, folder: str | None = None
) -> Source:
    """As `from_file`, for a file that is open."""
    start = file.read(_PIECE)
    if not start.strip():
        raise InputError(f"{name} is empty.", hint="Give a feed, or a CSV file with a column url.", code="empty")
    if are_bookmarks(decode(start[:2000], None)):
        bookmarks = read_bookmarks(decode(_whole(file, start, name), None))
        return _bookmark_source(bookmarks, name, zone=zone, limit=limit, since=since, folder=folder)
    if folder is not None:
        raise InputError(
            f"--folder is for a browser's bookmarks, which {name} is not.", hint="Leave --folder out.", code="folder"
        )
    if is_json(start):
        return _feed_source(read_feed(_whole(file, start, name)), name, zone=zone, limit=limit, since=since)
    if _is_markup(start):
        return _feed_source(read_feed(_pieces(file, start, name)), name, zone=zone, limit=limit, since=since)
    if since is not None:
        raise InputError(
            f"--since is for feeds; the rows of {name} have no dates.", hint="Leave --since out.", code="since"
        )
    return _list_source(_whole(file, start, name), name, limit=limit)


def from_content(content: bytes, name: str, *, zone: str, limit: int | None, since: date | None) -> Source:
    """As `from_file`, for content that was read already."""
    return from_stream(io.BytesIO(content), name, zone=zone, limit=limit, since=since)


def _whole(file: BinaryIO, start: bytes, name: str) -> bytes:
    content = start + file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputError(
            f"{name} is larger than {MOST_BYTES // 2**20} MB.", hint="Import it in parts.", code="too_large"
        )
    return content


def _pieces(file: BinaryIO, start: bytes, name: str) -> Iterator[bytes]:
    read = 0
    for piece in chain((start,), iter(lambda: file.read(_PIECE), b"")):
        read += len(piece)
        if read > FEED_BYTES:
            raise InputError(f"{name} is larger than {FEED_BYTES / 1_000_000:g} MB: no feed is.", code="too_large")
        yield piece


def _is_markup(content: bytes) -> bool:
    start = content[:200].replace(b"\x00", b"")
    for mark in _BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    return start.lstrip()[:1] == b"<"


def _bookmark_source(
    bookmarks: Sequence[Bookmark], name: str, *, zone: str, limit: int | None, since: date | None, folder: str | None
) -> Source:
    """The bookmarks that were put there last; when that was says nothing about when a page came out."""
    folders: dict[str, int] = {}
    for bookmark in bookmarks:
        for one in dict.fromkeys(bookmark.folders):
            folders[one] = folders.get(one, 0) + 1
    if folder is not None:
        wanted = " ".join(folder.split()).casefold()
        found = [one for one in bookmarks if any(wanted == held.casefold() for held in one.folders)]
        if not found:
            raise InputError(
                f"{name} has no folder “{folder}” with bookmarks.",
                hint=f"It has {_in_words(folders)}." if folders else "It has no folders: leave --folder out.",
                code="folder",
            )
        bookmarks = found
    links = [bookmark for bookmark in bookmarks if is_fetchable(bookmark.url)]
    if since is None:
        late = links
    else:
        start = datetime(since.year, since.month, since.day, tzinfo=ZoneInfo(zone))
        late = [bookmark for bookmark in links if bookmark.added_at is not None and bookmark.added_at >= start]
    late = sorted(late, key=lambda bookmark: bookmark.added_at or datetime.min.replace(tzinfo=UTC), reverse=True)
    newest = late[: NEWEST if limit is None else limit]
    return Source(
        name=name,
        title=None,
        feed=True,
        candidates=[
            LinkCandidate(
                url=bookmark.url, source=name, said_title=bookmark.title, said_description=bookmark.description
            )
            for bookmark in reversed(newest)
        ],
        total=len(bookmarks),
        older=len(late) - len(newest),
        before=len(links) - len(late),
        undated=0 if since is None else sum(bookmark.added_at is None for bookmark in links),
        without_link=len(bookmarks) - len(links),
        folders=folders if folder is None else {},
    )


def _in_words(folders: Mapping[str, int]) -> str:
    named = [f"{quoted(folder)} ({count})" for folder, count in list(folders.items())[:_FOLDERS_NAMED]]
    more = len(folders) - len(named)
    return listed([*named, *([f"{more} more"] if more else [])])


def folders_in_words(source: Source) -> str | None:
    """A sentence that names the folders of bookmarks, or None where there is nothing to choose from."""
    if len(source.folders) < 2:
        return None
    return f"Its folders: {_in_words(source.folders)}; --folder NAME takes one."


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
        total=len(feed.entries) + feed.without_link + feed.left_out,
        older=len(entries) - len(newest) + (0 if since else feed.left_out),
        before=len(feed.entries) - len(entries) + (feed.left_out if since else 0),
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
