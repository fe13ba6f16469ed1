"""Addresses that hold another address: mail filters, search engines and networks put theirs around the page's."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from postlab.errors import InputError

COPY_IT = "Open it in a browser, and copy the address of the page that it ends at."

_WHOLE = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_LACKS_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?$", re.IGNORECASE)
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """An address that was inside others.

    Attributes:
        url: the innermost.
        by: whose address stood around it, the outermost.
    """

    url: str
    by: str


Reading = Callable[[SplitResult], str | None]
"""What gets the inner address out of a wrapper's parts; None where there is none."""


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """A wrapper, told by its host and path; never by a parameter alone, for pages have those too."""

    by: str
    host: str
    path: str
    read: Reading
    hides: bool = False
    """Whether an address of this form from which none can be got is refused, for it is certainly no page."""


def unwrapped(url: str) -> Unwrapped | None:
    """The address of the page inside a wrapper's address, or inside wrappers in wrappers; None where nothing is around.

    Raises:
        InputError: code ``wrapped``: it is a wrapper's that cannot be undone, or one without an address inside.
    """
    by, inner = "", url
    for _ in range(_DEEPEST):
        found = _inside(inner)
        if found is None:
            break
        by, inner = by or found.by, found.url
    return Unwrapped(inner, by) if by else None


def _inside(url: str) -> Unwrapped | None:
    try:
        parts = urlsplit(url)
        place = f"{(parts.hostname or '').rstrip('.')} {parts.path}"
    except ValueError:
        return None
    wrapper = next((known for form, known in _forms() if form.search(place)), None)
    if wrapper is None:
        return None
    inner = wrapper.read(parts)
    if inner is not None:
        return Unwrapped(inner, wrapper.by)
    if not wrapper.hides:
        return None
    raise InputError(
        f"This is an address of {wrapper.by}, which hides the address of the page.", hint=COPY_IT, code="wrapped"
    )


@cache
def _forms() -> tuple[tuple[re.Pattern[str], _Wrapper], ...]:
    """The wrappers, each with the form of its host and path, with a space between them."""
    return tuple((re.compile(rf"(?:^|\.){known.host} {known.path}"), known) for known in _WRAPPERS)


def _address(text: str | None) -> str | None:
    """An address as a wrapper holds it, encoded once or more often; None for what is none."""
    for _ in range(3):
        if text is None or _WHOLE.match(text):
            return text
        text = unquote(text) if "%" in text else None if not _LACKS_SCHEME.match(text) else f"https://{text}"
    return None


def _named(*names: str, beside: tuple[str, ...] = ()) -> Reading:
    """The address in one of these parameters; where others are named, only beside one of them."""

    def read(parts: SplitResult) -> str | None:
        query = parts.query.replace("&amp;", "&")
        given = {name.lower(): value for name, value in reversed(parse_qsl(query, keep_blank_values=True))}
        if beside and not given.keys() & set(beside):
            return None
        return next((address for name in names if (address := _address(given.get(name)))), None)

    return read


def _in_path(pattern: str, before: str = "") -> Reading:
    """The address in the path, query included, as the pattern's group."""

    def read(parts: SplitResult) -> str | None:
        match = re.match(pattern, parts.path + (f"?{parts.query}" if parts.query else ""))
        return None if match is None else _address(f"{before}{match[1]}")

    return read


def _proofpoint_2(parts: SplitResult) -> str | None:
    """Version 2 writes “-” for “%” and “_” for “/”."""
    held = dict(parse_qsl(parts.query)).get("u", "")
    return _address(unquote(held.replace("-", "%").replace("_", "/")))


def _proofpoint_3(parts: SplitResult) -> str | None:
    """Version 3 takes characters out, leaves “*” in their places (“**B” for four), and lists them in base64."""
    whole = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    match = re.match(r"/v3/__(.+?)__;([A-Za-z0-9\-_=]*)!", whole)
    if match is None:
        return None
    try:
        taken = urlsafe_b64decode(match[2] + "=" * (-len(match[2]) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    lengths = {letter: count for count, letter in enumerate(_RUN_LENGTHS, start=2)}
    rest = iter(taken)

    def put_back(star: re.Match[str]) -> str:
        count = lengths[star[1]] if star[1] else 1
        return "".join(next(rest, "") for _ in range(count))

    # its own proxying may have taken a slash of “https://”
    return _address(re.sub(r"^(https?:/)(?=[^/])", r"\1/", re.sub(r"\*(?:\*([A-Za-z0-9_-]))?", put_back, match[1])))


_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _encoded(name: str, skip: int = 0) -> Reading:
    """The address in a parameter in base64, behind so many letters of its own."""

    def read(parts: SplitResult) -> str | None:
        held = dict(parse_qsl(parts.query)).get(name, "")[skip:].replace("-", "+").replace("_", "/").replace(" ", "+")
        try:
            return _address(b64decode(held + "=" * (-len(held) % 4)).decode("utf-8"))
        except (binascii.Error, ValueError):
            return None

    return read


def _nothing(_parts: SplitResult) -> None:
    return None


_ANY = r".*"
_HIDES = True
_END = r"\.[a-z0-9.-]+"
"""Of a host whose labels and path are a wrapper's own, whatever follows them: no page has these."""
_GOOGLE = r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}"
_WRAPPERS = (
    _Wrapper("Outlook SafeLinks", rf"safelinks\.protection{_END}", _ANY, _named("url"), _HIDES),
    _Wrapper("Teams SafeLinks", r"teams\.cdn\.office\.net", r"/evergreen-assets/safelinks/", _named("url"), _HIDES),
    _Wrapper("Microsoft SafeLinks", r"safelink\.emails\.azure\.net", r"/redirect", _named("destination"), _HIDES),
    _Wrapper("Google", _GOOGLE, r"/url$", _named("url", "q")),
    # under another domain the parameters that Google puts beside it must be there too
    _Wrapper("Google", rf"google{_END}", r"/url$", _named("url", "q", beside=("usg", "rct", "ved", "ct"))),
    _Wrapper("Google", _GOOGLE, r"/imgres$", _named("imgrefurl")),
    _Wrapper("Google AMP", _GOOGLE, r"/amp/", _in_path(r"/amp/(?:s/)?(.+)$", "https://")),
    _Wrapper("Google AMP", r"cdn\.ampproject\.org", r"/[a-z]/", _in_path(r"/[a-z]/(?:s/)?(.+)$", "https://")),
    _Wrapper("Google News", rf"news\.google{_END}", r"/(?:rss/)?(?:articles|read)/", _nothing, _HIDES),
    _Wrapper("Facebook", rf"lm?\.(?:facebook|messenger|instagram|threads|workplace){_END}", _ANY, _named("u")),
    _Wrapper("Facebook", rf"facebook{_END}", r"/(?:l\.php|flx/warn/?)$", _named("u")),
    _Wrapper("WhatsApp", r"l\.wl\.co", _ANY, _named("u")),
    _Wrapper("LinkedIn", rf"linkedin{_END}", r"/(?:redir/|safety/|authwall)", _named("url", "sessionredirect")),
    _Wrapper("Slack", rf"slack-redir{_END}", r"/link", _named("url")),
    _Wrapper("YouTube", rf"youtube{_END}", r"/redirect$", _named("q")),
    _Wrapper("Reddit", r"out\.reddit\.com", _ANY, _named("url")),
    _Wrapper("Medium", r"medium\.com", r"/r/?$", _named("url")),
    _Wrapper("Tumblr", r"t\.umblr\.com", r"/redirect", _named("z")),
    _Wrapper("VK", r"vk\.(?:com|ru)", r"/away", _named("to")),
    _Wrapper("DuckDuckGo", r"duckduckgo\.com", r"/l/?$", _named("uddg")),
    _Wrapper("Bing", r"bing\.com", r"/ck/", _encoded("u", skip=2)),
    _Wrapper("Yahoo", r"r\.search\.yahoo\.com", _ANY, _in_path(r".*/RU=([^/]+)/")),
    _Wrapper("Proofpoint", rf"urldefense{_END}", r"/v1/", _named("u"), _HIDES),
    _Wrapper("Proofpoint", rf"urldefense{_END}", r"/v2/", _proofpoint_2, _HIDES),
    _Wrapper("Proofpoint", rf"urldefense{_END}", r"/v3/", _proofpoint_3, _HIDES),
    _Wrapper("Mimecast", rf"mimecast{_END}", r"/(?:s|r|redirect)/", _nothing, _HIDES),
    _Wrapper("Mimecast", rf"mimecastprotect{_END}", _ANY, _nothing, _HIDES),
    _Wrapper("Barracuda", rf"linkprotect\.cudasvc{_END}", _ANY, _named("a"), _HIDES),
    _Wrapper("Cisco Secure Email", rf"secure-web\.cisco{_END}", _ANY, _in_path(r".*/(https?(?::|%3A).+)"), _HIDES),
    _Wrapper("Trend Micro", r"trendmicro\.com", r"/wis/clicktime/", _named("url"), _HIDES),
    _Wrapper("Trellix", r"protect2\.(?:fireeye|trellix)\.com", _ANY, _named("u"), _HIDES),
    _Wrapper("Symantec", r"clicktime\.symantec\.com", _ANY, _named("u"), _HIDES),
    _Wrapper("Sophos", rf"protection\.sophos{_END}", _ANY, _encoded("u"), _HIDES),
    _Wrapper("Check Point", r"(?:avanan\.click|checkpoint\.com)", r"/v\d/", _in_path(r"/v\d/.*?___(.+?)___\."), _HIDES),
    # Amazon's mail service, and those that send through it: GovDelivery, newsletters of universities
    _Wrapper("a newsletter's counter", r"[a-z0-9.-]+", r"/C?L0/https?(?::|%3A)", _in_path(r"/C?L0/([^/]+)/")),
    _Wrapper("a library's proxy", r"(?:ez)?proxy[a-z0-9-]*\.[a-z0-9.-]+", r"/login/?$", _named("qurl", "url")),
)  # fmt: skip
