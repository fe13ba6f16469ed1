"""Bluesky: what is known of it before anything connects; the SDK is imported behind `connect`."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from postlab.framing.lengths import BLUESKY
from postlab.platforms.base import ConnectedAccount, Connection, Credential, Option, Payload, Plugin
from postlab.platforms.tid import new_tid

DEFAULT_SERVER = "https://bsky.social"

# https://atproto.com/specs/handle
_POST_PAGE = re.compile(r"/(?:post|app\.bsky\.feed\.post)/([2-7a-z]{13})/?$")

_HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


def parse_handle(typed: str) -> str:
    """The handle as the network writes it: no @, lower case.

    Raises:
        ValueError: it cannot be a handle; the sentence says why.
    """
    handle = typed.strip().removeprefix("@").lower()
    if "." not in handle and handle:
        raise ValueError(f"“{typed}” is only a part of a handle; the whole one looks like {handle}.bsky.social")
    if len(handle) > 253 or not _HANDLE.fullmatch(handle):
        raise ValueError(f"“{typed}” is not a Bluesky handle; one looks like name.bsky.social")
    return handle


def parse_server(typed: str) -> str:
    """The address of the account's server, without a slash at its end.

    Raises:
        ValueError: it is no address, or the password would travel unencrypted.
    """
    address = typed.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError as exc:
        raise ValueError(f"“{typed}” is not the address of a server: {exc}") from exc
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or parts.path not in {"", "/"}
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ValueError(f"“{typed}” is not the address of a server; one looks like {DEFAULT_SERVER}")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError(f"“{typed}” would send the password unencrypted; use https://{parts.netloc}")
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def locate(address: str, payload: Payload) -> str:
    """The post's at:// address, from that or from its page in a browser.

    Raises:
        ValueError: it is neither.
    """
    found = _POST_PAGE.search(address.strip())
    if found is None:
        raise ValueError(
            f"“{address}” is not the address of a Bluesky post; one ends in /post/ and thirteen letters and digits"
        )
    return f"at://{payload['repo']}/app.bsky.feed.post/{found[1]}"


def connect(connection: Connection) -> ConnectedAccount:
    """The account; it logs in when it is first used."""
    from postlab.platforms.bluesky.account import BlueskyAccount

    return BlueskyAccount(connection)


plugin = Plugin(
    name="bluesky",
    title="Bluesky",
    length=BLUESKY,
    counts=frozenset({"likes", "comments", "shares"}),
    options=(
        Option(
            name="handle",
            help="Your handle, such as name.bsky.social.",
            required=True,
            parse=parse_handle,
        ),
        Option(
            name="server",
            help="The server that your account lives on.",
            default=DEFAULT_SERVER,
            parse=parse_server,
        ),
    ),
    credentials=(
        Credential(
            name="password",
            variable="POSTLAB_BLUESKY_PASSWORD",
            help="an app password: on Bluesky, Settings, Privacy and security, App passwords",
        ),
    ),
    connect=connect,
    new_key=new_tid,
    locate=locate,
    plain_links=True,
    notes=(
        "Bluesky is free of charge.",
        "It counts likes, comments (replies) and shares (reposts and quotes), no views and no clicks.",
        "Hashtags and links become clickable; mentions stay plain text.",
    ),
)
