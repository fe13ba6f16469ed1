"""The counter `plausible`: web statistics of Plausible; its HTTP client is imported when it connects."""

from __future__ import annotations

import re

from postlab.counters.plausible.api import API_KEY_VARIABLE, DEFAULT_SERVER
from postlab.platforms import server_address
from postlab.platforms.base import Connection, Credential, Option
from postlab.platforms.counting import ConnectedCounter, Counter

# a site of Plausible is a domain, in any script, sometimes with a path behind it
_SITE = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/[\w./-]+)?")


def parse_server(typed: str) -> str:
    """The address of the Plausible server, without a slash at its end.

    Raises:
        ValueError: it is no address, or the key would travel unencrypted.
    """
    return server_address.parse_server(typed, example=DEFAULT_SERVER)


def parse_site(typed: str) -> str:
    """The site as Plausible lists it: a domain without https://, lower case.

    Raises:
        ValueError: it is no domain; the sentence says what one looks like.
    """
    site = typed.strip().lower().removeprefix("http://").removeprefix("https://").rstrip("/")
    if not _SITE.fullmatch(site):
        raise ValueError(f"“{typed}” is not the name of a site in Plausible; one looks like careers.example.org")
    return site


def connect(connection: Connection) -> ConnectedCounter:
    """The site's statistics; the first call is made when they are used."""
    from postlab.counters.plausible.statistics import PlausibleSite

    return PlausibleSite(connection)


counter = Counter(
    name="plausible",
    title="Plausible",
    options=(
        Option(
            name="server",
            help="The server that keeps the statistics.",
            default=DEFAULT_SERVER,
            parse=parse_server,
            metavar="URL",
        ),
        Option(
            name="site",
            help="Your site as Plausible lists it, such as careers.example.org.",
            required=True,
            parse=parse_site,
            metavar="DOMAIN",
        ),
    ),
    credentials=(
        Credential(
            name="api_key",
            variable=API_KEY_VARIABLE,
            help="a Stats API key: in Plausible, Settings, API keys, New API key, Stats API",
        ),
    ),
    connect=connect,
    notes=(
        "It counts clicks that arrived: visits to your site that began with a post's tagged link.",
        "Visitors whose browser blocks Plausible's script are not seen, and links to other sites never are.",
        "The Stats API is part of Plausible's Business plan and of its free community edition.",
        "Plausible answers 600 questions an hour; a run asks one or two.",
    ),
)
