"""The plugin for Mastodon: what is known without connecting; the SDK is imported by `connect`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from postlab.framing.lengths import MASTODON, GraphemesWithLinks, LengthRule
from postlab.framing.mentions import ON_MASTODON
from postlab.framing.pictures import PictureRule
from postlab.near_names import meant_or_listed
from postlab.platforms import server_address
from postlab.platforms.base import ConnectedAccount, Connection, Credential, Option, Payload, Plugin, Terms
from postlab.platforms.keys import new_key
from postlab.platforms.mastodon.api import EXAMPLE_SERVER, PICTURES, picture_rule

VISIBILITIES = ("public", "unlisted")

_PLACE = re.compile(
    r"/(?:web/)?(?:@[\w.-]+(?:/statuses)?|users/[\w.-]+/statuses|notice)/(?P<id>[A-Za-z0-9]+)/?$", re.ASCII
)
_HANDLE = re.compile(r"(?:acct:)?@?[\w.-]+@(?P<server>[^@/\s]+)/?")
_OTHERS_PROFILE = re.compile(r"/(?:web/|deck/)?@[\w.-]+@(?P<server>[\w.-]+)(?:/.*)?")
_OWN_PAGE = re.compile(
    r"/(?:@[\w.-]+|users/[\w.-]+|web|deck|home|explore|public|about|settings|auth|getting-started|notifications|"
    r"publish)(?:/.*)?"
)
_ELSEWHERE = re.compile(r"/@[\w.-]+@[\w.-]+/")


def parse_server(typed: str) -> str:
    """The address of the account's server, without a slash at its end; a handle and a profile's address name it, too.

    Raises:
        ValueError: it is no address, or the token would travel unencrypted.
    """
    text = typed.strip()
    if handle := _HANDLE.fullmatch(text):
        return server_address.parse_server(handle["server"], example=EXAMPLE_SERVER)
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if profile := _OTHERS_PROFILE.fullmatch(parts.path):
        return server_address.parse_server(profile["server"], example=EXAMPLE_SERVER)
    if _OWN_PAGE.fullmatch(parts.path):
        return server_address.parse_server(f"{parts.scheme}://{parts.netloc}", example=EXAMPLE_SERVER)
    return server_address.parse_server(typed, example=EXAMPLE_SERVER)


def parse_visibility(typed: str) -> str:
    """Who sees the posts: "public" or "unlisted".

    Raises:
        ValueError: it is neither.
    """
    visibility = typed.strip().lower()
    if visibility not in VISIBILITIES:
        there = meant_or_listed(typed, VISIBILITIES)
        raise ValueError(f"“{typed}” is no visibility that can be measured; {there}")
    return visibility


def locate(page: str, payload: Payload) -> str:
    """The post's id on our server, from its page in a browser.

    Raises:
        ValueError: it is no such page, or one on another server, where the same post has another number.
    """
    parts = urlsplit(page.strip() if "://" in page else f"https://{page.strip()}")
    match = _PLACE.search(parts.path)
    our_host = urlsplit(str(payload.get("server", ""))).netloc
    if _ELSEWHERE.search(parts.path) or (match and our_host and parts.netloc.lower() != our_host.lower()):
        raise ValueError(
            f"“{page}” shows the post on another server, where it has another number; open it on "
            f"{our_host or 'your own'}"
        )
    if match is None:
        raise ValueError(f"“{page}” is not the address of a Mastodon post; one looks like https://server/@you/123456")
    return match["id"]


def rule(_options: Mapping[str, Any], facts: Mapping[str, Any]) -> LengthRule:
    """The length rule of the account's server, as it said at the last check."""
    limit, link = facts.get("max_characters"), facts.get("characters_reserved_per_url")
    return GraphemesWithLinks(
        limit if isinstance(limit, int) else MASTODON.limit, link if isinstance(link, int) else MASTODON.link
    )


def pictured(_options: Mapping[str, Any], facts: Mapping[str, Any]) -> PictureRule:
    """Which pictures the account's server takes."""
    return picture_rule(facts)


def connect(connection: Connection) -> ConnectedAccount:
    """The account; the first call is made when it is used."""
    from postlab.platforms.mastodon.account import MastodonAccount

    return MastodonAccount(connection)


plugin = Plugin(
    name="mastodon",
    title="Mastodon",
    length=MASTODON,
    counts=frozenset({"likes", "comments", "shares"}),
    options=(
        Option(
            name="server",
            help="The server that your account lives on, such as mastodon.social; @you@server will do.",
            required=True,
            parse=parse_server,
            metavar="URL",
        ),
        Option(
            name="visibility",
            help="Who sees the posts: public, or unlisted (kept out of the public timelines).",
            default="public",
            parse=parse_visibility,
            metavar="public|unlisted",
        ),
    ),
    credentials=(
        Credential(
            name="token",
            variable="POSTLAB_MASTODON_TOKEN",
            help="an access token: on your server, Preferences, Development, New application; "
            "with read:accounts, read:statuses and write:statuses (for pictures also write:media)",
        ),
    ),
    connect=connect,
    new_key=new_key,
    locate=locate,
    rule=rule,
    mentions=ON_MASTODON,
    finds="text",
    card="theirs",
    pictures=PICTURES,
    pictured=pictured,
    posts_per_read=40,
    replies=True,
    terms=Terms(as_of=date(2026, 11, 23)),
    notes=(
        "Mastodon is free of charge.",
        "It counts likes (favourites), comments (replies) and shares (boosts and quotes), no views and no clicks.",
        "The card under a post is made by the server, some seconds after the post.",
        "Posts with pictures need a token with write:media.",
    ),
)
