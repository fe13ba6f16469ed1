"""The plugin for LinkedIn pages and members: what is known without connecting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from postlab.framing.lengths import LINKEDIN
from postlab.platforms import server_address
from postlab.platforms.base import ConnectedAccount, Connection, Credential, Option, Payload, Plugin, Terms
from postlab.platforms.keys import new_key
from postlab.platforms.linkedin.api import (
    ANALYTICS,
    DEFAULT_SERVER,
    DEFAULT_VERSION,
    MEMBER_CLICKS,
    PICTURES,
    POST_URN,
    POSTS_A_CALL,
    is_page,
)

COUNTED = frozenset({"likes", "comments", "shares", "clicks", "impressions"})

_AUTHOR = re.compile(r"urn:li:(?:person:[\w-]+|organization:\d+)")
_PAGE = re.compile(r"(?:^|/company/|urn:li:(?:organization|fsd_company|company):)(\d+)(?:[/?#].*)?$")
_POST_PAGE = re.compile(r"-(share|ugcPost)-(\d+)(?=-|/|\?|$)")
_ACTIVITY = re.compile(r"activity[-:]\d+")


def parse_author(typed: str) -> str:
    """The author's URN, from that, from a page's number, or from the address of its admin view.

    Raises:
        ValueError: it is none of these; the sentence says where the number stands.
    """
    text = unquote(typed.strip())
    if _AUTHOR.fullmatch(text):
        return text
    match = _PAGE.search(text)
    if match:
        return f"urn:li:organization:{match[1]}"
    if re.search(r"(?:^|linkedin\.com)/in/", text):
        raise ValueError(f"“{typed}” is a person's profile; leave --author out to post as whoever made the token")
    raise ValueError(
        f"“{typed}” is not an author on LinkedIn; a page is urn:li:organization:12345, with the number that stands in "
        "the address of its admin view, and a person is urn:li:person:AbC123"
    )


def parse_version(typed: str) -> str:
    """A version of the API: year and month.

    Raises:
        ValueError: it is none.
    """
    version = typed.strip().replace("-", "")
    if not re.fullmatch(r"20\d\d(?:0[1-9]|1[0-2])", version):
        raise ValueError(f"“{typed}” is not a version of LinkedIn's API; one looks like {DEFAULT_VERSION}")
    return version


def parse_api_url(typed: str) -> str:
    """Where the API is, without a slash at its end.

    Raises:
        ValueError: it is no address, or the token would travel unencrypted.
    """
    return server_address.parse_server(typed, example=DEFAULT_SERVER)


def parse_client_id(typed: str) -> str:
    """The app's client id.

    Raises:
        ValueError: it cannot be one.
    """
    client_id = typed.strip()
    if not re.fullmatch(r"[\w-]{6,64}", client_id):
        raise ValueError(
            f"“{typed}” is not a client id; it is a short row of letters and digits on your app's Auth page"
        )
    return client_id


def locate(page: str, payload: Payload) -> str:  # noqa: ARG001 (any post of anybody has this form)
    """The post's URN, from that, from an address that holds it, or from LinkedIn's code for embedding.

    Raises:
        ValueError: it holds none. LinkedIn's “Copy link to post” mostly names the post's place in the feed, its
            activity, and LinkedIn's API does not say which post that is.
    """
    text = unquote(page.strip())
    if match := POST_URN.search(text):
        return match[0]
    if match := _POST_PAGE.search(text):
        return f"urn:li:{match[1]}:{match[2]}"
    if _ACTIVITY.search(text):
        raise ValueError(
            "this address names the post's place in the feed (its activity), by which LinkedIn's API does not know it; "
            "open the post's ⋯ menu, choose “Embed this post”, and paste the urn:li:share:… that stands in that code"
        )
    raise ValueError(f"“{page}” is not the address of a LinkedIn post; one holds urn:li:share: and a number")


def counted(options: Mapping[str, Any], facts: Mapping[str, Any]) -> frozenset[str]:
    """What LinkedIn counts for an author: all for a page; for a member clicks where LinkedIn has shown that it does.

    Without its permission nothing is counted for a member.
    """
    if is_page(options.get("author")):
        return COUNTED
    if facts.get(ANALYTICS) is False:
        return frozenset()
    return COUNTED if facts.get(MEMBER_CLICKS) is True else COUNTED - {"clicks"}


def connect(connection: Connection) -> ConnectedAccount:
    """The account of a page or a member; the first call is made when it is used."""
    from postlab.platforms.linkedin.account import LinkedInAccount
    from postlab.platforms.linkedin.page import LinkedInPage

    page = is_page(connection.options.get("author"))
    return LinkedInPage(connection) if page else LinkedInAccount(connection)


def _renews(options: Mapping[str, Any]) -> bool:
    return bool(options.get("client-id"))


plugin = Plugin(
    name="linkedin",
    title="LinkedIn",
    length=LINKEDIN,
    counts=COUNTED,
    options=(
        Option(
            name="author",
            help="Who posts: a page (urn:li:organization:12345, or its number) or you (urn:li:person:…, the default).",
            parse=parse_author,
            metavar="URN",
        ),
        Option(
            name="api-version",
            help="The month of LinkedIn's API that is spoken, YYYYMM; each is served for about a year.",
            default=DEFAULT_VERSION,
            parse=parse_version,
            metavar="VERSION",
        ),
        Option(
            name="client-id",
            help="Your app's client id, where LinkedIn has given it refresh tokens.",
            parse=parse_client_id,
            metavar="ID",
        ),
        Option(name="api-url", help="Where the API is.", default=DEFAULT_SERVER, parse=parse_api_url, metavar="URL"),
    ),
    credentials=(
        Credential(
            name="token",
            variable="POSTLAB_LINKEDIN_TOKEN",
            help="an access token: on LinkedIn Developers, your app, Auth, OAuth 2.0 tools",
        ),
        Credential(
            name="refresh_token",
            variable="POSTLAB_LINKEDIN_REFRESH_TOKEN",
            help="the refresh token that came with it",
            when=_renews,
            optional=True,
        ),
        Credential(
            name="client_secret",
            variable="POSTLAB_LINKEDIN_CLIENT_SECRET",
            help="your app's client secret: on LinkedIn Developers, your app, Auth",
            when=_renews,
            optional=True,
        ),
    ),
    connect=connect,
    new_key=new_key,
    locate=locate,
    counted=counted,
    finds="text",
    card="ours",
    chooses_card=True,
    pictures=PICTURES,
    posts_per_read=POSTS_A_CALL,
    terms=Terms(as_of=date(2026, 11, 23), posts_a_day=150),
    notes=(
        "LinkedIn's API is free of charge; a page needs an app that LinkedIn has approved for it, a person does not.",
        "A page's posts tell likes, comments, shares, clicks and impressions.",
        "A person's tell them only to approved apps, with r_member_postAnalytics; clicks since version 202604.",
        "After a lost answer a page's post is looked for among its latest.",
        "A person's posts cannot be listed: for ten minutes the same one is sent again, and refused if it is out.",
        "After those ten minutes you are asked.",
        "A person's posts are counted in five calls each, a page's twenty posts a call.",
        "Tokens last 60 days; only approved apps get one that is renewed by itself.",
    ),
)
