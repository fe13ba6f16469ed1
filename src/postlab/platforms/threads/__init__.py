"""The plugin for Threads: what is known without connecting; the HTTP client is imported by `connect`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from postlab.framing.lengths import THREADS
from postlab.framing.mentions import ON_THREADS
from postlab.platforms import server_address
from postlab.platforms.base import ConnectedAccount, Connection, Credential, Option, Payload, Plugin, Terms
from postlab.platforms.keys import new_key
from postlab.platforms.threads.api import CLICKS_CUT, DEFAULT_SERVER, PAGE_PREFIX, PICTURES

COUNTED = frozenset({"likes", "comments", "shares", "clicks", "impressions"})

_PAGE = re.compile(r"^(?:https?://)?(?:www\.)?threads\.(?:net|com)/(?:@[\w.]+/post|t)/(?P<code>[\w-]+)/?(?:\?.*)?$")
_NUMBER = re.compile(r"\d{5,}", re.ASCII)


def parse_api_url(typed: str) -> str:
    """The address of the API, without a slash at its end.

    Raises:
        ValueError: it is no address, or the token would travel unencrypted.
    """
    return server_address.parse_server(typed, example=DEFAULT_SERVER, path=True)


def parse_user_id(typed: str) -> str:
    """The number of a Threads account.

    Raises:
        ValueError: it is not a number.
    """
    number = typed.strip()
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"“{typed}” is not the number of a Threads account; leave it out, and it is found by itself")
    return number


def locate(page: str, payload: Payload) -> str:  # noqa: ARG001 - the page says enough
    """The post's id, from its page in a browser or the API's own number.

    Raises:
        ValueError: it is neither.
    """
    text = page.strip()
    if _NUMBER.fullmatch(text):
        return text
    match = _PAGE.match(text)
    if match is None:
        raise ValueError(
            f"“{page}” is not the address of a Threads post; one looks like https://www.threads.com/@you/post/DAbc123"
        )
    return f"{PAGE_PREFIX}{match['code']}"


def counted(_options: Mapping[str, Any], facts: Mapping[str, Any]) -> frozenset[str]:
    """The metrics that this account can count: no clicks where Threads has told them without what tells posts apart."""
    return COUNTED - {"clicks"} if facts.get(CLICKS_CUT) is True else COUNTED


def connect(connection: Connection) -> ConnectedAccount:
    """The account; the first call is made when it is used."""
    from postlab.platforms.threads.account import ThreadsAccount

    return ThreadsAccount(connection)


plugin = Plugin(
    name="threads",
    title="Threads",
    length=THREADS,
    counts=COUNTED,
    options=(
        Option(
            name="user-id",
            help="The number of your Threads account; found by itself when left out.",
            parse=parse_user_id,
            metavar="ID",
        ),
        Option(
            name="api-url",
            help="Where the Threads API is asked.",
            default=DEFAULT_SERVER,
            parse=parse_api_url,
            metavar="URL",
        ),
    ),
    credentials=(
        Credential(
            name="token",
            variable="POSTLAB_THREADS_TOKEN",
            help="a long-lived access token with threads_basic, threads_content_publish and threads_manage_insights "
            "(for links in the first reply also threads_manage_replies and threads_read_replies)",
        ),
        Credential(
            name="renewal",
            variable="POSTLAB_THREADS_RENEWAL",
            help="when the token was renewed; PostLab writes it down by itself",
            asked=False,
            optional=True,
            harmless=True,
        ),
    ),
    connect=connect,
    new_key=new_key,
    locate=locate,
    counted=counted,
    mentions=ON_THREADS,
    finds="text",
    card="theirs",
    pictures=PICTURES,
    # Meta documents no call that counts several posts: one call a post is the least that it takes
    posts_per_read=1,
    replies=True,
    terms=Terms(as_of=date(2026, 11, 23), posts_a_day=250),
    notes=(
        "Threads is free of charge; an account may publish 250 posts in 24 hours through its API.",
        "It counts likes, comments (replies), shares (reposts, quotes and shares), impressions (views) and clicks.",
        "Clicks are told by address for the whole account; each post's link is its own, by its utm tags.",
        "Its token lasts 60 days and is renewed by PostLab while the lab runs.",
    ),
)
