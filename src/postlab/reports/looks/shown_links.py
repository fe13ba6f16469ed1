"""How an address reads in a text on each network: shortened, hidden behind a short one, or as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_SCHEME_AND_WWW = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)

ON_X, ON_MASTODON, IN_THE_BLUESKY_APP = 15, 30, 15
"""Characters: of what follows the host on X, of an address on Mastodon, of what follows the host in Bluesky's app."""

LINKEDIN_SHORTENS = 26
"""LinkedIn replaces an address that is longer by one of its own."""

ON_FACEBOOK, LAST_ON_FACEBOOK = 60, 22
"""Characters of an address that Facebook shows whole, and of its last part where it does not: about."""


def shown_address(address: str, style: str) -> str:
    """How an address reads.

    Args:
        address: as it stands in the text; a bare name such as GOV.UK is one, too.
        style: ``x``, ``mastodon``, ``bluesky app``, ``threads``, ``linkedin``, ``facebook``, or ``as written``.
    """
    return _STYLES.get(style, str)(address)


def _on_x(address: str) -> str:
    # what X's API tells as display_url: the host without www and 15 more, as its answers show
    host, rest = _parted(_SCHEME_AND_WWW.sub("", address, count=1))
    rest = "" if rest == "/" else rest
    return host + (rest if len(rest) <= ON_X else f"{rest[:ON_X]}…")


def _on_mastodon(address: str) -> str:
    # app/lib/text_formatter.rb: 30 characters behind the scheme and www
    shown = _SCHEME_AND_WWW.sub("", address, count=1)
    return shown if len(shown) <= ON_MASTODON else f"{shown[:ON_MASTODON]}…"


def _in_the_bluesky_app(address: str) -> str:
    # toShortUrl of the app: the host, and a path of 15 characters or its first 13
    host, rest = _parted(_SCHEME.sub("", address, count=1))
    rest = "" if rest == "/" else rest
    return host + (rest if len(rest) <= IN_THE_BLUESKY_APP else f"{rest[: IN_THE_BLUESKY_APP - 2]}...")


def _on_threads(address: str) -> str:
    host, rest = _parted(_SCHEME_AND_WWW.sub("", address, count=1))
    return host if rest in {"", "/"} else f"{host}/…"


def _on_linkedin(address: str) -> str:
    return address if len(address) <= LINKEDIN_SHORTENS or not _SCHEME.match(address) else "https://lnkd.in/…"


def _on_facebook(address: str) -> str:
    scheme = _SCHEME.match(address)
    if len(address) <= ON_FACEBOOK or scheme is None:
        return address
    host, rest = _parted(address[scheme.end() :])
    last = re.split(r"[?#]", rest, maxsplit=1)[0].rstrip("/").rpartition("/")[2] or rest.lstrip("/")
    ending = last if len(last) <= LAST_ON_FACEBOOK else f"{last[:LAST_ON_FACEBOOK]}..."
    return f"{scheme[0]}{host}/.../{ending}"


def _parted(address: str) -> tuple[str, str]:
    """The host of an address without its scheme, and all that follows."""
    start = re.search(r"[/?#]", address)
    return (address, "") if start is None else (address[: start.start()], address[start.start() :])


_STYLES: Mapping[str, Callable[[str], str]] = {
    "x": _on_x,
    "mastodon": _on_mastodon,
    "bluesky app": _in_the_bluesky_app,
    "threads": _on_threads,
    "linkedin": _on_linkedin,
    "facebook": _on_facebook,
}
