"""The plugin for Facebook pages: what is known without connecting; the SDK is imported by `connect`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from postlab.framing.lengths import FACEBOOK
from postlab.platforms import server_address
from postlab.platforms.base import (
    ConnectedAccount,
    Connection,
    Credential,
    Option,
    Payload,
    Plugin,
    Terms,
)
from postlab.platforms.facebook.api import COUNTED, DEFAULT_SERVER, DEFAULT_VERSION, INSIGHT_OF, PICTURES
from postlab.platforms.link_cap import LINKS_A_MONTH
from postlab.platforms.setup import Person, SetupResult
from postlab.platforms.tid import new_tid

_HOST = re.compile(r"(?:[\w-]+\.)*(?:facebook|fb)\.com")
_POST_ID = re.compile(r"(\d+_)?\d+")
_POST_PATH = re.compile(r"/(?:[^/]+/posts/(?:[^/]+/)?(\d+)|\d+_(\d+))/?")
_PAGE_PATH = re.compile(r"/(?:p/|people/|pages/(?:category/)?)?(?:[^/]+/)*?(?:[^/]*-)?(\d{5,20})/?")
_WORKS = "one that does ends in /posts/ and the post's number; the number alone does, too"


def parse_page_id(typed: str) -> str:
    """The page's number, from that or from an address of the page that holds it.

    Raises:
        ValueError: it is none; the sentence says where it stands.
    """
    number = _number_in(typed.strip())
    if not re.fullmatch(r"[0-9]{1,20}", number):
        raise ValueError(
            f"“{typed}” is not the number of a Facebook page; on the page, About, Page transparency shows its Page ID"
        )
    return number


def _number_in(text: str) -> str:
    """The number in an address of a page; another text as it is."""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    if not _HOST.fullmatch(parts.hostname or ""):
        return text
    if numbers := parse_qs(parts.query).get("id"):
        return numbers[0]
    match = _PAGE_PATH.fullmatch(parts.path)
    return match[1] if match else text


def parse_app_id(typed: str) -> str:
    """The app's number.

    Raises:
        ValueError: it is none; the sentence says where it stands.
    """
    number = typed.strip()
    if not re.fullmatch(r"[0-9]{1,20}", number):
        raise ValueError(f"“{typed}” is not the number of an app; the App Dashboard shows it as App ID")
    return number


def parse_version(typed: str) -> str:
    """The version of the Graph API, such as ``v27.0``.

    Raises:
        ValueError: it is none.
    """
    version = typed.strip().lower()
    if not re.fullmatch(r"v[0-9]+\.[0-9]+", version):
        raise ValueError(f"“{typed}” is not a version of the Graph API; one looks like {DEFAULT_VERSION}")
    return version


def parse_server(typed: str) -> str:
    """The address of the Graph API, without a slash at its end.

    Raises:
        ValueError: it is no address, or the token would travel unencrypted.
    """
    return server_address.parse_server(typed, example=DEFAULT_SERVER)


def locate(page: str, payload: Payload) -> str:
    """The post's id on Facebook, from its address in a browser, or from its number.

    Raises:
        ValueError: it is the address of no post, or one that hides the post's number.
    """
    typed = page.strip()
    if parent_id := payload.get("reply_to"):
        return _comment(typed, str(parent_id))
    if _POST_ID.fullmatch(typed):
        return _whole(typed.rpartition("_")[2], typed.rpartition("_")[0], payload)
    parts = urlsplit(typed if "://" in typed else f"https://{typed}")
    query = parse_qs(parts.query)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.hostname or ""):
        raise ValueError(f"“{page}” is not an address on Facebook")
    if "pfbid" in typed or parts.path.startswith("/share/"):
        raise ValueError(
            f"“{page}” hides the post's number, and nobody but Facebook can turn it back; use the Post ID that "
            "Meta Business Suite shows for it (Insights, Content, Export), or an address that ends in /posts/ and "
            "the post's number"
        )
    if number := next(iter(query.get("story_fbid", [])), ""):
        if number.isdecimal():
            return _whole(number, next(iter(query.get("id", [])), ""), payload)
    elif match := _POST_PATH.fullmatch(parts.path):
        return _whole(match[1] or match[2], "", payload)
    raise ValueError(f"“{page}” is not the address of a Facebook post; {_WORKS}")


def _comment(typed: str, post_id: str) -> str:
    """The id of a comment on a post of ours, from its address or from its number."""
    number = typed.rpartition("_")[2] if _POST_ID.fullmatch(typed) else ""
    for comment_id in parse_qs(urlsplit(typed).query).get("comment_id", []):
        number = comment_id if comment_id.isdecimal() else number
    if not number:
        raise ValueError(
            f"“{typed}” is not the address of a comment; copy the one behind its time, which ends in comment_id= and "
            "a number"
        )
    return f"{post_id.rpartition('_')[2]}_{number}"


def _whole(number: str, page_id: str, payload: Payload) -> str:
    # the address may name the page by another number than the Graph API does, so the payload's comes first
    owner = str(payload.get("page_id") or page_id)
    if not owner.isdecimal():
        raise ValueError(f"“{number}” says the post's number but not the page's; give both as PAGE_POST")
    return f"{owner}_{number}"


def counted(_options: Mapping[str, Any], facts: Mapping[str, Any]) -> frozenset[str]:
    """The metrics that this account can count: not those whose insight Facebook has retired."""
    dead = facts.get("dead_metrics") or ()
    return frozenset(COUNTED) - {metric for metric, insight in INSIGHT_OF.items() if insight in dead}


def connect(connection: Connection) -> ConnectedAccount:
    """The page; the first call is made when it is used."""
    from postlab.platforms.facebook.account import FacebookAccount

    return FacebookAccount(connection)


def set_up(connection: Connection, person: Person) -> SetupResult:
    """Look up the page's own token and number with the token that the person typed, be it a user's or the page's.

    Raises:
        InputError: there are several pages and nobody to ask which.
        PlatformError: Facebook refuses the token.
    """
    from postlab.platforms.facebook.setup import page_of

    return page_of(connection, person)


plugin = Plugin(
    name="facebook",
    title="Facebook",
    length=FACEBOOK,
    counts=frozenset(COUNTED),
    options=(
        Option(
            name="page-id",
            help="The page's number; found by its token if left out, except for a page of a business portfolio.",
            parse=parse_page_id,
            metavar="ID",
            aliases=("page",),
        ),
        LINKS_A_MONTH,
        Option(
            name="api-url",
            help="Where the Graph API is asked.",
            default=DEFAULT_SERVER,
            parse=parse_server,
            metavar="URL",
        ),
        Option(
            name="api-version",
            help="Version of the Graph API.",
            default=DEFAULT_VERSION,
            parse=parse_version,
            metavar="VERSION",
        ),
        Option(
            name="app-id",
            help="Your app's number; with its secret, a token of an hour becomes one that lasts.",
            parse=parse_app_id,
            metavar="ID",
        ),
    ),
    credentials=(
        Credential(
            name="token",
            variable="POSTLAB_FACEBOOK_TOKEN",
            help="an access token: developers.facebook.com, Tools, Graph API Explorer, Generate Access Token",
        ),
        Credential(
            name="app_secret",
            variable="POSTLAB_FACEBOOK_APP_SECRET",
            help="the app's secret: App Dashboard, App settings, Basic",
            when=lambda options: bool(options.get("app-id")),
            optional=True,
        ),
    ),
    connect=connect,
    new_key=new_tid,
    locate=locate,
    counted=counted,
    finds="text",
    card="theirs",
    pictures=PICTURES,
    posts_per_read=50,
    replies=True,
    terms=Terms(as_of=date(2026, 11, 23)),
    set_up=set_up,
    notes=(
        "Facebook is free of charge; posts go to a page, never to a person's own profile.",
        "It counts likes (all reactions), comments, shares, clicks on links and impressions (views).",
        "Clicks and impressions may lag by a day, and Facebook tells them only for pages with 100 likes or more.",
        "Facebook makes the preview of the link itself, from the page that it leads to.",
        "It does not say whether an address in a text can do without one, so PostLab lets nobody choose.",
    ),
)
