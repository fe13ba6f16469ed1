"""The plugin for Bluesky: what is known without connecting; the SDK is imported by `connect`."""

from __future__ import annotations

import re
from datetime import date

from postlab.framing.lengths import BLUESKY
from postlab.platforms import server_address
from postlab.platforms.base import ConnectedAccount, Connection, Credential, Option, Payload, Plugin, Terms
from postlab.platforms.bluesky.api import DEFAULT_SERVER, PICTURES
from postlab.platforms.tid import new_tid

# https://atproto.com/specs/handle
_POST_PAGE = re.compile(r"/(?:post|app\.bsky\.feed\.post)/([2-7a-z]{13})/?$")

_PROFILE = re.compile(r"(?:(?:https?://)?[^/@]+/profile/|at://|https?://)@?([^/?#]+)(?:[/?#].*)?", re.IGNORECASE)
_HANDLE = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


def parse_handle(typed: str) -> str:
    """The handle as the network writes it: no @, lower case; from that or from the address of the profile.

    Raises:
        ValueError: it cannot be a handle; the sentence says why.
    """
    profile = _PROFILE.fullmatch(typed.strip())
    handle = (profile[1] if profile else typed).strip().lstrip("@＠").lower()
    if handle.startswith("did:"):
        raise ValueError(f"“{typed}” names the account by its number; give its handle, such as name.bsky.social")
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
    return server_address.parse_server(typed, example=DEFAULT_SERVER)


def locate(page: str, payload: Payload) -> str:
    """The post's at:// address, from that or from its page in a browser.

    Raises:
        ValueError: it is neither.
    """
    match = _POST_PAGE.search(page.strip())
    if match is None:
        raise ValueError(
            f"“{page}” is not the address of a Bluesky post; one ends in /post/ and thirteen letters and digits"
        )
    return f"at://{payload['repo']}/app.bsky.feed.post/{match[1]}"


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
            metavar="HANDLE",
        ),
        Option(
            name="server",
            help="The server that your account lives on.",
            default=DEFAULT_SERVER,
            parse=parse_server,
            metavar="URL",
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
    finds="key",
    card="ours",
    chooses_card=True,
    pictures=PICTURES,
    posts_per_read=25,
    replies=True,
    terms=Terms(as_of=date(2026, 11, 23)),
    notes=(
        "Bluesky is free of charge.",
        "It counts likes, comments (replies) and shares (reposts and quotes), no views and no clicks.",
        "Hashtags and links become clickable; mentions stay plain text.",
    ),
)
