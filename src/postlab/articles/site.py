"""Where a page belongs: its canonical address, its site, and what of an address is only tracking."""

from __future__ import annotations

import contextlib
import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from postlab.articles.address import host_is_private, target
from postlab.articles.head import Head
from postlab.errors import InputError
from postlab.sanitise import page_words

_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|li_fat_id|mc_cid|mc_eid"
    r"|_hsenc|_hsmi|__hstc|__hssc|__hsfp|hsctatracking|mkt_tok|vero_id|vero_conv|oly_anon_id|oly_enc_id|wickedid|s_cid"
    r"|ncid|cmpid|sr_share|_ga|_gl|at_(?:medium|campaign|link_id|link_type|link_origin|ptr_name|bbc_team|format|custom\d))$",
    re.IGNORECASE,
)
_HOST_FIRST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?$", re.IGNORECASE)
_AMP_CACHE = re.compile(r"(?:^|\.)cdn\.ampproject\.org$|^(?:www\.)?google\.[a-z.]{2,6}$|(?:^|\.)bing-amp\.com$")


def canonical(head: Head, url: str) -> str:
    """The address that a post should link to.

    The page's own word counts (``rel=canonical``, then ``og:url``), resolved against the page, if it names
    the same registrable site; a page from a private address (a preview, a saved copy) or from an AMP cache
    may name any public one. Otherwise it is the address that the page came from, without tracking.
    """
    for stated in (head.links.get("canonical"), *head.every("og:url")[:1]):
        resolved = _resolved(stated, head, url)
        if resolved and _believable(resolved, url):
            return resolved
    return without_tracking(url)


def absolute(address: str | None, head: Head, url: str) -> str | None:
    """An address of the page's head made absolute, or None if it is no http or https address."""
    return _resolved(address, head, url)


def host_of(url: str) -> str:
    """The host of an address, without “www.”; an internationalised one in its own letters."""
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    if "xn--" in host:
        with contextlib.suppress(UnicodeError):
            host = host.encode("ascii").decode("idna")
    return host


def without_tracking(url: str) -> str:
    """The address without what only says where a visitor came from; the rest stays as it was written."""
    parts = urlsplit(url)
    pieces = [piece for piece in parts.query.split("&") if not (_TRACKING.match(piece.partition("=")[0]))]
    return urlunsplit(parts._replace(query="&".join(pieces)))


def pasted(text: str) -> str:
    """An address as somebody pasted it, made whole: without tracking, and with https:// where it begins with a host.

    What looks like no address comes back as it is.
    """
    typed = text.strip().removeprefix("<").removesuffix(">")
    if _HOST_FIRST.match(typed):
        typed = f"https://{typed}"
    try:
        return without_tracking(typed)
    except ValueError:
        return typed


def same_page(url: str) -> str:
    """What is the same for every way to write the address of one page: by it, two addresses are told to be one.

    Without scheme, “www.”, default port, tracking, fragment and ending slash; not an address to be fetched.
    """
    parts = urlsplit(without_tracking(url.strip()))
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"


def _resolved(address: str | None, head: Head, url: str) -> str | None:
    text = page_words(address or "").strip()
    if not text or len(text) > 2000 or text.startswith(("#", "data:", "javascript:")):
        return None
    try:
        base = urljoin(url, head.base.strip()) if head.base else url
        whole = urljoin(base, re.sub(r"[\t\r\n]", "", text))
        whole = quote(whole, safe="%/:=&?~#+!$,;'@()*[]")
        return target(whole).url
    except (InputError, ValueError):
        return None


def _believable(stated: str, url: str) -> bool:
    claimed, here = urlsplit(stated), urlsplit(url)
    if not claimed.hostname or host_is_private(claimed.hostname):
        return claimed.hostname == here.hostname and claimed.port == here.port
    if here.hostname and (host_is_private(here.hostname) or _AMP_CACHE.search(here.hostname)):
        return True
    # the list of all endings that were ever sold takes long to read
    if host_of(stated).lower() != host_of(url).lower() and _registrable(stated) != _registrable(url):
        return False
    # A template that names the front page on every page is a common slip.
    is_front = claimed.path in ("", "/") and not claimed.query
    was_front = here.path in ("", "/") and not here.query
    return not is_front or was_front


def _registrable(url: str) -> str:
    """The part of the host that somebody registered (``bbc.co.uk``), or the whole host."""
    import tld

    host = (urlsplit(url).hostname or "").lower()
    domain = tld.get_fld(url, fail_silently=True, search_private=True, fix_protocol=False)
    if isinstance(domain, str):
        return domain
    # An ending that the list of public suffixes does not know is one label; a number has no parts at all.
    return host if ":" in host or host.replace(".", "").isdigit() else ".".join(host.split(".")[-2:])
