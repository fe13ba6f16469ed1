"""Which address a page has: the one that it was read from, and what of its own word about that can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

from postlab.articles.address import host_is_private, target
from postlab.articles.head import Head
from postlab.articles.pasted import posted
from postlab.articles.site import host_of, is_route, registrable, same_page
from postlab.errors import InputError
from postlab.sanitise import page_words

_TEMPLATE = re.compile(
    r"\{\{|\}\}|\{%|%\}|<%|\$\{|\[\[|%7B%7B|%7B%25|(?:^|[/=.])(?:undefined|null|none|todo|your-?domain|yoursite)(?:$|[/?.&])",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(r"(?:^|\.)example\.(?:com|org|net)$")
_STAGING = re.compile(
    r"(?:^|[.-])(?:dev|develop|development|staging|stage|stg|test|testing|uat|qa|preprod|preview|local)\d*(?=[.-])"
)
_FRONT = re.compile(
    r"/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|default|home|homepage|start|startseite|accueil|inicio)"
    r"(?:\.(?:x?html?|php|aspx?|jsp))?/?)?$",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"/(?:log-?in|sign-?in|log-?on|auth|authenticate|sso|oauth2?|authwall|wp-login\.php|anmelden|connexion|inloggen|accedi"
    r"|register|sign-?up)(?:[/.]|$)",
    re.IGNORECASE,
)


def own_address(head: Head, url: str) -> str:
    """The address of a page as it is posted.

    The page's own word (``rel=canonical``, then ``og:url``) is taken where it is another way to write the address
    that the page came from; never http where that was https.
    """
    here = posted(url)
    if is_route(urlsplit(here).fragment):
        # the program behind the route knows one page alone
        return here
    anchor = urlsplit(here).fragment
    for stated in _stated(head, here):
        if same_page(stated) == same_page(here):
            return stated if not anchor else f"{stated.partition('#')[0]}#{anchor}"
    return here


def claimed(head: Head, url: str) -> str | None:
    """Another address that a page says is its own, to be believed if the same article answers there; else None.

    It must be of the same site; that of a page on a private address (a preview, a saved copy) may be any public one.
    Never one of a front page, a login, a template that was not filled in, or a staging host.
    """
    here = posted(url)
    if is_route(urlsplit(here).fragment):
        return None
    at_home = urlsplit(here).hostname or ""
    for stated in _stated(head, here):
        if same_page(stated) == same_page(here):
            return None
        parts = urlsplit(stated)
        if _FRONT.match(parts.path) and not parts.query:
            continue
        if _LOGIN.search(parts.path) or (_STAGING.search(parts.hostname or "") and parts.hostname != at_home):
            continue
        if (at_home and host_is_private(at_home)) or _same_site(stated, here):
            return stated
    return None


def absolute(address: str | None, head: Head, url: str) -> str | None:
    """An address of the page's head made absolute, or None if it is no http or https address."""
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


def _stated(head: Head, here: str) -> Iterator[str]:
    """The addresses that a page says are its own, the most trusted first, without those that make no sense."""
    at_home = urlsplit(here)
    for written in (head.links.get("canonical"), *head.every("og:url")[:1]):
        text = page_words(written or "").strip()
        if not text or _TEMPLATE.search(text):
            continue
        if text.lower().startswith((f"{at_home.netloc.lower()}/", f"{host_of(here).lower()}/")):
            text = f"//{text}"
        stated = absolute(text, head, here)
        if stated is None or not _makes_sense(stated, here):
            continue
        parts = urlsplit(stated)
        if at_home.scheme == "https" and parts.scheme.lower() == "http":
            if parts.port is not None:
                continue
            stated = parts._replace(scheme="https").geturl()
        yield posted(stated)


def _makes_sense(stated: str, here: str) -> bool:
    parts, at_home = urlsplit(stated), urlsplit(here)
    host, home = parts.hostname or "", at_home.hostname or ""
    if host != home and (host_is_private(host) or (_EXAMPLE.search(host) and not _EXAMPLE.search(home))):
        return False
    if host_is_private(host) and parts.port != at_home.port:
        return False
    # glued together wrongly: an address in an address, or a slash too many
    doubled = re.search(r"https?:/|//", parts.path) is not None
    return not doubled or parts.path == at_home.path


def _same_site(one: str, other: str) -> bool:
    return host_of(one).lower() == host_of(other).lower() or registrable(one) == registrable(other)
