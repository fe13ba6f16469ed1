"""The plugin for X: what is known without connecting; the SDK is imported by `connect`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from postlab.framing.lengths import WEIGHTED_280, WEIGHTED_25000, LengthRule
from postlab.framing.mentions import ON_X
from postlab.platforms import server_address
from postlab.platforms.base import (
    ConnectedAccount,
    Connection,
    Credential,
    Option,
    Payload,
    Plugin,
)
from postlab.platforms.keys import new_key
from postlab.platforms.setup import Person, SetupResult
from postlab.platforms.x.api import DEFAULT_SERVER, PICTURES, TERMS

DEFAULT_PORT = 8765

_YES = frozenset({"yes", "y", "true", "on", "1"})
_NO = frozenset({"no", "n", "false", "off", "0"})
_POST_PAGE = re.compile(
    r"(?:https?://)?(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:i/web|i|\w{1,15})/status(?:es)?/(\d{1,19})(?:[/?#].*)?",
    re.IGNORECASE,
)


def parse_server(typed: str) -> str:
    """The address of X's API, without a slash at its end.

    Raises:
        ValueError: it is no address, or the keys would travel unencrypted.
    """
    return server_address.parse_server(typed, example=DEFAULT_SERVER)


def parse_yes_no(typed: str) -> bool:
    """True for yes and False for no.

    Raises:
        ValueError: it is neither.
    """
    answer = str(typed).strip().lower()
    if answer not in _YES | _NO:
        raise ValueError(f"“{typed}” is neither yes nor no")
    return answer in _YES


def parse_port(typed: str) -> int:
    """A port of this computer that needs no administrator.

    Raises:
        ValueError: it is none.
    """
    if not str(typed).strip().isdecimal() or not 1024 <= int(typed) <= 65_535:
        raise ValueError(f"“{typed}” is not a port between 1024 and 65535")
    return int(typed)


def parse_client_id(typed: str) -> str:
    """The app's OAuth 2.0 Client ID.

    Raises:
        ValueError: it holds what no Client ID holds.
    """
    client_id = typed.strip()
    if not re.fullmatch(r"[\w:.~-]+", client_id):
        raise ValueError(f"“{typed}” is not a Client ID; copy it from the app's page under Keys and tokens")
    return client_id


def locate(page: str, _payload: Payload) -> str:
    """The post's number, from that or from its page in a browser.

    Raises:
        ValueError: it is neither.
    """
    text = page.strip()
    if re.fullmatch(r"\d{1,19}", text):
        return text
    match = _POST_PAGE.fullmatch(text)
    if match is None:
        raise ValueError(f"“{page}” is not the address of a post on X; one looks like https://x.com/NAME/status/NUMBER")
    return match[1]


def rule(options: Mapping[str, Any], _facts: Mapping[str, Any]) -> LengthRule:
    """How long a text of this account may be."""
    return WEIGHTED_25000 if options.get("premium") else WEIGHTED_280


def connect(connection: Connection) -> ConnectedAccount:
    """The account; the first call is made when it is used."""
    from postlab.platforms.x.account import XAccount

    return XAccount(connection)


def set_up(connection: Connection, person: Person) -> SetupResult:
    """Log in with the browser where there is a Client ID; with the four keys there is nothing to do."""
    if not connection.options.get("client-id"):
        return SetupResult()
    from postlab.platforms.x.login import log_in

    return log_in(connection, person)


def _with_keys(options: Mapping[str, Any]) -> bool:
    return not options.get("client-id")


def _with_login(options: Mapping[str, Any]) -> bool:
    return bool(options.get("client-id"))


plugin = Plugin(
    name="x",
    title="X",
    length=WEIGHTED_280,
    counts=frozenset({"likes", "comments", "shares", "clicks", "impressions"}),
    options=(
        Option(
            name="client-id",
            help="Your app's OAuth 2.0 Client ID, to log in with a browser; without it, the app's four keys are used.",
            default="",
            parse=parse_client_id,
            metavar="ID",
        ),
        Option(
            name="api-url",
            help="Where X's API is.",
            default=DEFAULT_SERVER,
            parse=parse_server,
            metavar="URL",
        ),
        Option(
            name="premium",
            help="yes where the account has X Premium and may write 25,000 characters.",
            default=False,
            parse=parse_yes_no,
            metavar="yes|no",
        ),
        Option(
            name="replies",
            help="yes where you know that X lets your app answer the account's own posts; else `postlab account "
            "try-reply` tries it.",
            default=False,
            parse=parse_yes_no,
            metavar="yes|no",
        ),
        Option(
            name="callback-port",
            help="The port of this computer that X sends your browser back to when you log in with it.",
            default=DEFAULT_PORT,
            parse=parse_port,
            metavar="PORT",
        ),
    ),
    credentials=(
        Credential(
            name="api_key",
            variable="POSTLAB_X_API_KEY",
            help="the API Key (consumer key): on console.x.com, your app, Keys and tokens",
            when=_with_keys,
        ),
        Credential(
            name="api_secret",
            variable="POSTLAB_X_API_SECRET",
            help="the API Key Secret, shown once beside the API Key",
            when=_with_keys,
        ),
        Credential(
            name="access_token",
            variable="POSTLAB_X_ACCESS_TOKEN",
            help="the Access Token of the account that posts, made after the app was set to Read and write",
            when=_with_keys,
        ),
        Credential(
            name="access_secret",
            variable="POSTLAB_X_ACCESS_SECRET",
            help="the Access Token Secret, shown once beside the Access Token",
            when=_with_keys,
        ),
        Credential(
            name="client_secret",
            variable="POSTLAB_X_CLIENT_SECRET",
            help="the OAuth 2.0 Client Secret, where the app is a confidential one (Web App); else leave it empty",
            when=_with_login,
            optional=True,
        ),
        Credential(
            name="oauth2_token",
            variable="POSTLAB_X_OAUTH2_TOKEN",
            help="the login that the browser brings",
            when=_with_login,
            asked=False,
        ),
        Credential(
            name="oauth2_refresh",
            variable="POSTLAB_X_OAUTH2_REFRESH",
            help="what renews that login every two hours",
            when=_with_login,
            asked=False,
        ),
    ),
    connect=connect,
    new_key=new_key,
    locate=locate,
    rule=rule,
    mentions=ON_X,
    finds="text",
    card="theirs",
    pictures=PICTURES,
    posts_per_read=100,
    replies=True,
    proves_replies=True,
    terms=TERMS,
    set_up=set_up,
    notes=(
        "X charges for its API: about $0.20 for a post with a link and $0.015 for one without.",
        "Counting costs $0.001 to $0.005 for a post, once a day however often it is counted.",
        "It counts likes, comments (replies), shares (reposts and quotes) and impressions.",
        "It counts clicks on a post's link in the first 30 days.",
        "X lets only some apps answer their own posts; `postlab account try-reply` tries it before a plan may do so.",
        "A reply is charged like a post.",
        "The words for a picture cost $0.005; a login with a browser needs the permission media.write for it.",
        "X shows a preview of the link as it finds it on the page; hashtags become clickable, and so do mentions.",
        "One app may publish 10,000 posts in 24 hours, and one account 100 in 15 minutes.",
        "X sets lower limits for some accounts on its site, and says so when they are reached.",
    ),
)
