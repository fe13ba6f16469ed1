"""Fetching a page, or the picture of a link card, from a web that is slow, hostile, or in a bad mood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from postlab.articles import refusal
from postlab.articles.address import target
from postlab.articles.onward import onward
from postlab.articles.transport import Deadline, client
from postlab.articles.unpack import BrokenError, TooMuchError, Unpacker
from postlab.articles.wrappers import unwrapped
from postlab.errors import InputError

if TYPE_CHECKING:
    import httpx

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
# What servers call a page that they know nothing about: then the first bytes decide.
_VAGUE_TYPES = frozenset({"", "text/plain", "text/xml", "application/xml", "application/octet-stream"})
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<article", b"<meta ")
_OTHER_MAGIC = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x00\x00\x00")
_IMAGE_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))
_PIECE = 16_384


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """How much a stranger's server may cost us.

    Attributes:
        seconds: for everything together: looking up, connecting, redirects, the last byte.
        max_bytes: of the body, after decompression.
        redirects: how many may be followed, those that a page makes itself included.
    """

    seconds: float = 10.0
    max_bytes: int = 5_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came.

    Attributes:
        url: where it was in the end, after redirects; with the “#part” of the address that led there last.
        body: its bytes, decompressed.
        content_type: the media type, lower case, without parameters; empty if the server gave none.
        charset: the character set that the server claims, or None.
    """

    url: str
    body: bytes
    content_type: str
    charset: str | None


def fetch(url: str, *, allow_private: bool, limits: FetchLimits | None = None) -> Page:
    """Fetch a web page.

    Every address on the way, redirects included, is checked after it was looked up, and connected to as it
    was checked. Proxies of the environment are not used. A page that sends its readers on by itself
    (`postlab.articles.onward`) is a redirect like any other.

    Raises:
        InputError: it could not be fetched; the code says why (see `postlab.articles.refusal`).
    """
    way = _Way.of(url, limits or FetchLimits())
    while True:
        page, there = _page(way, allow_private=allow_private)
        if there is None:
            return page
        way.go_on(there)


def _page(way: _Way, *, allow_private: bool) -> tuple[Page, str | None]:
    """The page at the end of the redirects, and where it sends its readers on to, if it does."""
    accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
    with _get(way, accept=accept, allow_private=allow_private) as response:
        where = way.where
        refused = refusal.of_status(response.status_code, where)
        if refused is not None:
            raise refused
        content_type, charset = _content_type(response)
        if content_type not in _HTML_TYPES | _VAGUE_TYPES:
            raise refusal.wrong_type(where, content_type)
        body = _body(response, where, way.limits.max_bytes)
        refresh = response.headers.get("refresh")
    if not body.strip(b" \t\r\n\x00") and not refresh:
        raise refusal.empty_page(where)
    there = onward(body.decode("utf-8", errors="replace"), where, header=refresh)
    if there is not None:
        return Page(where, body, content_type, charset), there
    if not body.strip(b" \t\r\n\x00"):
        raise refusal.empty_page(where)
    if body.startswith(_OTHER_MAGIC) or (content_type in _VAGUE_TYPES and not _looks_like_html(body)):
        raise refusal.wrong_type(where, "" if content_type in _HTML_TYPES else content_type)
    return Page(way.whole, body, content_type, charset), None


def fetch_image(
    url: str, *, allow_private: bool, max_bytes: int = 1_000_000, seconds: float = 10.0
) -> tuple[bytes, str] | None:
    """Fetch the picture of a link card: its bytes and media type, or None for anything wrong with it.

    A post can do without its picture, so no failure here stops one. Only JPEG, PNG, WebP and GIF are taken,
    told by their first bytes: servers often mislabel one as another.
    """
    limits = FetchLimits(seconds=seconds, max_bytes=max_bytes)
    accept = "image/jpeg,image/png,image/webp,image/gif"
    try:
        way = _Way.of(url, limits)
        with _get(way, accept=accept, allow_private=allow_private) as response:
            content_type, _ = _content_type(response)
            named_right = content_type.startswith("image/") or content_type in _VAGUE_TYPES
            if response.status_code != 200 or not named_right:
                return None
            body = _body(response, way.where, max_bytes)
    except InputError:
        return None
    media_type = _image_type(body)
    return None if media_type is None else (body, media_type)


@dataclass(frozen=True, slots=True)
class ComingFeed:
    """A feed that is on its way.

    Attributes:
        url: where it is in the end, after redirects.
        pieces: of it, decompressed, as they come; each can be asked for once.
        content_type: the media type, lower case, without parameters; empty if the server gave none.
        charset: the character set that the server claims, or None.
    """

    url: str
    pieces: Iterator[bytes]
    content_type: str
    charset: str | None


@contextmanager
def fetching_feed(url: str, *, allow_private: bool, limits: FetchLimits | None = None) -> Iterator[ComingFeed]:
    """Fetch a feed, under the same rules as a page; what its server calls it does not matter, for many say wrong.

    Raises:
        InputError: as `fetch`, when it is asked for or while it comes.
    """
    way = _Way.of(url, limits or FetchLimits())
    own = "application/rss+xml,application/atom+xml,application/feed+json"
    accept = f"{own},application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"
    with _get(way, accept=accept, allow_private=allow_private) as response:
        refused = refusal.of_status(response.status_code, way.where)
        if refused is not None:
            raise refused
        content_type, charset = _content_type(response)
        pieces = _pieces(response, way.where, way.limits.max_bytes)
        yield ComingFeed(way.where, _not_empty(pieces, way.where), content_type, charset)


def _not_empty(pieces: Iterator[bytes], where: str) -> Iterator[bytes]:
    anything = False
    for piece in pieces:
        anything = anything or bool(piece.strip(b" \t\r\n\x00"))
        yield piece
    if not anything:
        raise refusal.empty_page(where)


@dataclass(slots=True)
class _Way:
    """The way to a page: where it has led so far, and what is left of its limits.

    Attributes:
        limits: for all of it.
        deadline: when it must be over.
        been: the addresses, without “#part”.
        part: what stands behind “#” in the last address that had it.
    """

    limits: FetchLimits
    deadline: Deadline
    been: list[str]
    part: str

    @classmethod
    def of(cls, url: str, limits: FetchLimits) -> _Way:
        """The way that begins at an address.

        Raises:
            InputError: nothing can be fetched from there.
        """
        return cls(limits, Deadline.after(limits.seconds), [target(url).url], url.strip().partition("#")[2])

    @property
    def where(self) -> str:
        """The address now, as it is asked for."""
        return self.been[-1]

    @property
    def whole(self) -> str:
        """The same with its “#part”, as a browser shows it."""
        return f"{self.where}#{self.part}" if self.part else self.where

    def go_on(self, location: str | None) -> None:
        """Follow a redirect; an address that only leads through a counter or a filter is left out.

        Raises:
            InputError: it leads nowhere, or there were too many.
        """
        there = _next(self.where, location)
        inner = unwrapped(there)
        there = _next(there, inner.url) if inner is not None else there
        address, _, part = there.partition("#")
        if len(self.been) > self.limits.redirects:
            raise refusal.too_many_redirects(self.been[0], self.limits.redirects, circle=address in self.been)
        self.been.append(address)
        self.part = part or self.part


@contextmanager
def _get(way: _Way, *, accept: str, allow_private: bool) -> Iterator[httpx.Response]:
    """The first answer that is not a redirect, its body still to be read; the way then ends where it came from."""
    import httpcore
    import httpx

    deadline = way.deadline
    headers = {
        "User-Agent": user_agent(),
        "Accept": accept,
        "Accept-Language": "en;q=0.9, *;q=0.5",
        "Accept-Encoding": "gzip, deflate",
    }
    try:
        with client(deadline, allow_private=allow_private, headers=headers) as http:
            while True:
                deadline.left()
                with http.stream("GET", way.where) as response:
                    if response.status_code not in _REDIRECTS:
                        yield response
                        return
                    location = response.headers.get("location")
                way.go_on(location)
    except InputError as exc:
        if exc.code == "private_address" and way.where != way.been[0]:
            raise refusal.sent_inside(way.been[0], exc) from exc
        raise
    except (httpcore.TimeoutException, httpx.TimeoutException, TimeoutError) as exc:
        raise refusal.timeout(way.where, way.limits.seconds) from exc
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError) as exc:
        raise refusal.of_connection(way.where, exc) from exc
    except (httpx.InvalidURL, UnicodeError) as exc:
        raise refusal.bad_url(way.where) from exc


def user_agent() -> str:
    """Who we say we are: ourselves."""
    try:
        return f"PostLab/{version('postlab')} (+link preview)"
    except PackageNotFoundError:
        return "PostLab (+link preview)"


def _next(where: str, location: str | None) -> str:
    if not location or not location.strip():
        raise refusal.bad_redirect(where, "nowhere")
    try:
        there = urljoin(where, location.strip().replace(" ", "%20"))
    except ValueError as exc:
        raise refusal.bad_redirect(where, "an address that makes no sense") from exc
    try:
        target(there)
    except InputError as exc:
        raise refusal.bad_redirect(where, f"something that is no web page. {exc.message}") from exc
    return there


def _body(response: httpx.Response, where: str, limit: int) -> bytes:
    return b"".join(_pieces(response, where, limit))


def _pieces(response: httpx.Response, where: str, limit: int) -> Iterator[bytes]:
    """The body, decompressed, as it comes."""
    declared = response.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > limit:
        raise refusal.too_large(where, limit)
    try:
        unpacker = Unpacker(response.headers.get("content-encoding", ""), limit=limit)
        for piece in response.iter_raw(_PIECE):
            unpacker.feed(piece)
            yield unpacker.taken()
        yield unpacker.finish()
    except TooMuchError as exc:
        raise refusal.too_large(where, limit) from exc
    except BrokenError as exc:
        raise refusal.bad_compression(where) from exc


def _content_type(response: httpx.Response) -> tuple[str, str | None]:
    kind, _, parameters = response.headers.get("content-type", "").partition(";")
    charset = None
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower() or None
    return kind.strip().lower().split(",")[0], charset


def _looks_like_html(body: bytes) -> bool:
    head = body[:4096].replace(b"\x00", b"").lower()
    return any(sign in head for sign in _HTML_SIGNS)


def _image_type(body: bytes) -> str | None:
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in _IMAGE_MAGIC if body.startswith(magic)), None)
