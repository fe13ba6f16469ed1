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
from postlab.articles.transport import Deadline, client
from postlab.articles.unpack import BrokenError, TooMuchError, Unpacker
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
        redirects: how many may be followed.
    """

    seconds: float = 10.0
    max_bytes: int = 5_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came.

    Attributes:
        url: where it was in the end, after redirects.
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
    was checked. Proxies of the environment are not used.

    Raises:
        InputError: it could not be fetched; the code says why (see `postlab.articles.refusal`).
    """
    limits = limits or FetchLimits()
    accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
    with _get(url, accept=accept, allow_private=allow_private, limits=limits) as (response, where):
        refused = refusal.of_status(response.status_code, where)
        if refused is not None:
            raise refused
        content_type, charset = _content_type(response)
        if content_type not in _HTML_TYPES | _VAGUE_TYPES:
            raise refusal.wrong_type(where, content_type)
        body = _body(response, where, limits.max_bytes)
    if not body.strip(b" \t\r\n\x00"):
        raise refusal.empty_page(where)
    if body.startswith(_OTHER_MAGIC) or (content_type in _VAGUE_TYPES and not _looks_like_html(body)):
        raise refusal.wrong_type(where, "" if content_type in _HTML_TYPES else content_type)
    return Page(where, body, content_type, charset)


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
        with _get(url, accept=accept, allow_private=allow_private, limits=limits) as (response, where):
            content_type, _ = _content_type(response)
            named_right = content_type.startswith("image/") or content_type in _VAGUE_TYPES
            if response.status_code != 200 or not named_right:
                return None
            body = _body(response, where, max_bytes)
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
    limits = limits or FetchLimits()
    own = "application/rss+xml,application/atom+xml,application/feed+json"
    accept = f"{own},application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"
    with _get(url, accept=accept, allow_private=allow_private, limits=limits) as (response, where):
        refused = refusal.of_status(response.status_code, where)
        if refused is not None:
            raise refused
        content_type, charset = _content_type(response)
        yield ComingFeed(where, _not_empty(_pieces(response, where, limits.max_bytes), where), content_type, charset)


def _not_empty(pieces: Iterator[bytes], where: str) -> Iterator[bytes]:
    anything = False
    for piece in pieces:
        anything = anything or bool(piece.strip(b" \t\r\n\x00"))
        yield piece
    if not anything:
        raise refusal.empty_page(where)


@contextmanager
def _get(url: str, *, accept: str, allow_private: bool, limits: FetchLimits) -> Iterator[tuple[httpx.Response, str]]:
    """The first answer that is not a redirect, its body still to be read, and the address that gave it."""
    import httpcore
    import httpx

    where = target(url).url
    been = [where]
    deadline = Deadline.after(limits.seconds)
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
                with http.stream("GET", where) as response:
                    if response.status_code not in _REDIRECTS:
                        yield response, where
                        return
                    where = _next(where, response.headers.get("location"))
                if len(been) > limits.redirects:
                    raise refusal.too_many_redirects(been[0], limits.redirects, circle=where in been)
                been.append(where)
    except InputError as exc:
        if exc.code == "private_address" and where != been[0]:
            raise refusal.sent_inside(url, exc) from exc
        raise
    except (httpcore.TimeoutException, httpx.TimeoutException, TimeoutError) as exc:
        raise refusal.timeout(where, limits.seconds) from exc
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError) as exc:
        raise refusal.of_connection(where, exc) from exc
    except (httpx.InvalidURL, UnicodeError) as exc:
        raise refusal.bad_url(where) from exc


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
        onward = urljoin(where, location.strip().replace(" ", "%20"))
    except ValueError as exc:
        raise refusal.bad_redirect(where, "an address that makes no sense") from exc
    try:
        return target(onward).url
    except InputError as exc:
        raise refusal.bad_redirect(where, f"something that is no web page. {exc.message}") from exc


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
