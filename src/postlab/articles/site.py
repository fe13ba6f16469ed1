"""Where a page belongs: its host, its site, and which addresses are one page's."""

from __future__ import annotations

import contextlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

from postlab.articles.pasted import posted
from postlab.articles.tracking import without_tracking

__all__ = ["host_of", "is_route", "registrable", "same_page", "without_tracking"]

_MAY_BE_WRITTEN_OTHERWISE = re.compile(r"%|/\.|[^:]//|[^\x00-\x7f]")


def host_of(url: str) -> str:
    """The host of an address, without “www.”; an internationalised one in its own letters."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    if "xn--" in host:
        with contextlib.suppress(UnicodeError):
            host = host.encode("ascii").decode("idna")
    return host


def is_route(fragment: str) -> bool:
    """Whether what stands behind “#” names a page of its own, as in sites that are one program: “/jobs/7”, “!jobs”."""
    return fragment.startswith(("/", "!"))


@lru_cache(maxsize=4096)
def same_page(url: str) -> str:
    """What is the same for every way to write the address of one page: by it, two addresses are told to be one.

    Without wrapper, scheme, “www.”, default port, tracking, anchor and ending slash, in one encoding and with its
    parameters in one order; not an address to be fetched.
    """
    address = posted(url.strip())
    fragment = address.partition("#")[2]
    try:
        if _MAY_BE_WRITTEN_OTHERWISE.search(address):
            from url_normalize import url_normalize

            address = url_normalize(address) or address
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return address
    host = (parts.hostname or "").rstrip(".").removeprefix("www.")
    query = "&".join(sorted(filter(None, parts.query.split("&")), key=lambda piece: piece.partition("=")[0]))
    route = f"#{fragment}" if is_route(fragment) else ""
    return f"{host}{port}{parts.path.rstrip('/')}{f'?{query}' if query else ''}{route}"


def registrable(url: str) -> str:
    """The part of the host that somebody registered (``bbc.co.uk``), or the whole host."""
    # the list of all endings that were ever sold takes long to read
    import tld

    host = (urlsplit(url).hostname or "").lower()
    domain = tld.get_fld(url, fail_silently=True, search_private=True, fix_protocol=False)
    if isinstance(domain, str):
        return domain
    # An ending that the list of public suffixes does not know is one label; a number has no parts at all.
    return host if ":" in host or host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])
