"""The counter `shlink`: short links of a Shlink server; its HTTP client is imported when it connects."""

from __future__ import annotations

from urllib.parse import urlsplit

from postlab.counters.shlink.api import API_KEY_VARIABLE, EXAMPLE_SERVER
from postlab.platforms import server_address
from postlab.platforms.base import Connection, Credential, Option
from postlab.platforms.counting import ConnectedCounter, Counter


def parse_server(typed: str) -> str:
    """The address of the Shlink server, without a slash at its end.

    Raises:
        ValueError: it is no address, or the key would travel unencrypted.
    """
    return server_address.parse_server(typed, example=EXAMPLE_SERVER)


def parse_domain(typed: str) -> str:
    """The host of the short links, lower case, with a port only where one was typed.

    Raises:
        ValueError: it is no host; the sentence says what one looks like.
    """
    bare = typed.strip().lower().removeprefix("http://").removeprefix("https://")
    try:
        return urlsplit(server_address.parse_server(f"https://{bare}", example=EXAMPLE_SERVER)).netloc
    except ValueError:
        raise ValueError(f"“{typed}” is not the domain of short links; one looks like s.example.org") from None


def connect(connection: Connection) -> ConnectedCounter:
    """The shortener; the first call is made when it is used."""
    from postlab.counters.shlink.shortener import ShlinkShortener

    return ShlinkShortener(connection)


counter = Counter(
    name="shlink",
    title="Shlink",
    options=(
        Option(
            name="server",
            help=f"The address of your Shlink server, such as {EXAMPLE_SERVER}.",
            required=True,
            parse=parse_server,
            metavar="URL",
        ),
        Option(
            name="domain",
            help="The domain of the short links, where it is not the server's own.",
            parse=parse_domain,
            metavar="HOST",
        ),
    ),
    credentials=(
        Credential(
            name="api_key",
            variable=API_KEY_VARIABLE,
            help="an API key of your Shlink server: `shlink api-key:generate` makes one",
        ),
    ),
    connect=connect,
    shortens=True,
    notes=(
        "Shlink is free of charge; you run it yourself, or pay somebody to.",
        "It counts the visits of each post's own short link.",
        "Programs that say what they are, such as link previews, are left out; those that act as browsers are not.",
        "Opening a post's short link yourself counts as a click, too.",
    ),
)
