"""Reading the bookmarks that a browser exports: an HTML file of nested lists in Netscape's format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser

from postlab.articles import wording
from postlab.articles.feed_times import YEARS

_SIGN = re.compile(r"<!doctype\s+netscape-bookmark", re.IGNORECASE)
_PICTURE = re.compile(r'\sICON(?:_URI)?="[^"]*"', re.IGNORECASE)
"""Pictures of sites, most of such a file."""

_LONGEST_URL = 8000


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark.

    Attributes:
        url: as the file has it.
        title, description: one clean line each, or None.
        added_at: when it was put there, in UTC, or None.
        folders: that it lies in, the outermost first.
    """

    url: str
    title: str | None
    description: str | None
    added_at: datetime | None
    folders: tuple[str, ...]


def are_bookmarks(start: str) -> bool:
    """Whether a file that begins so holds a browser's bookmarks."""
    return _SIGN.search(start[:1000]) is not None


def read_bookmarks(text: str) -> tuple[Bookmark, ...]:
    """The bookmarks of a file, in its order."""
    reader = _Reader()
    reader.feed(_PICTURE.sub("", text))
    reader.close()
    reader.keep()
    return tuple(reader.found)


class _Reader(HTMLParser):
    """Goes through a file whose lists are never closed as HTML wants it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Bookmark] = []
        self._folders: list[str | None] = []
        self._named: str | None = None
        self._within = ""
        self._said: list[str] = []
        self._link: dict[str, str | None] | None = None
        self._title: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A list is a folder's, a heading names one, a link is a bookmark, what follows describes it."""
        if tag in ("dt", "dl", "h3", "a"):
            self.keep()
        if tag == "dl":
            self._folders.append(self._named)
            self._named = None
        elif tag in ("h3", "a", "dd"):
            self._within, self._said = tag, []
        if tag == "a":
            self._link = dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        """What was said within a heading or a link is complete."""
        if tag == "h3" and self._within == "h3":
            self._named = wording.line("".join(self._said), limit=200)
            self._within = ""
        elif tag == "a" and self._within == "a":
            self._title = wording.line("".join(self._said), limit=300)
            self._within = ""
        elif tag == "dl":
            self.keep()
            if self._folders:
                self._folders.pop()

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._within:
            self._said.append(data)

    def keep(self) -> None:
        """Take the bookmark that was begun, with whatever described it."""
        link, self._link = self._link, None
        described = wording.line("".join(self._said), limit=500) if self._within == "dd" else None
        title = self._title or (wording.line("".join(self._said), limit=300) if self._within == "a" else None)
        self._within, self._said, self._title = "", [], None
        url = ((link or {}).get("href") or "").strip()
        if not url or len(url) > _LONGEST_URL:
            return
        self.found.append(
            Bookmark(
                url=url,
                title=title,
                description=described,
                added_at=_time((link or {}).get("add_date")),
                folders=tuple(folder for folder in self._folders if folder),
            )
        )


def _time(written: str | None) -> datetime | None:
    """A number of seconds since 1970; some programs write thousandths or millionths of them."""
    if not written or not written.strip().isascii() or not written.strip().isdigit():
        return None
    seconds = int(written.strip()[:20])
    while seconds > 10**10:
        seconds //= 1000
    at = datetime.fromtimestamp(seconds, UTC)
    return at if YEARS[0] <= at.year < YEARS[1] else None
