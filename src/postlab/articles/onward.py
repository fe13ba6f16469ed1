"""Pages that send their readers on by themselves: what a browser would follow, though the server answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LONGEST_WAIT_S = 10
"""A page that is to be loaded again after more than this is meant to be read first."""

_MOST_WORDS = 60
"""A page with more words than this has something to say, whatever its scripts do."""
_LARGEST, _SHORT = 500_000, 50_000
"""Characters of a page in which a refresh is looked for, and of one that could be nothing but a way on."""

_REFRESHES = re.compile(r"http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE)
_SENDS = re.compile(r"location|external_url_click")
_REFRESH = re.compile(r"\s*(\d{0,6})(?:\.\d*)?\s*[;,]?\s*(?:url\s*=\s*)?(['\"]?)(.*?)\2\s*$", re.IGNORECASE | re.DOTALL)
_SCRIPT = re.compile(
    r"(?:^|[\s;{(])(?:(?:window|document|self|top|parent)\.)*location(?:\.href)?\s*(?:=\s*|\.(?:replace|assign)\(\s*)"
    r"(['\"])(https?://[^'\"\s]+|/[^'\"\s]*)\1"
)
_DECIDES = re.compile(r"\b(?:if|function|addEventListener|navigator)\b|\?[^'\"]*:|=>")
_LINKEDIN = re.compile(r"(?:^|\.)lnkd\.in$|(?:^|\.)linkedin\.com$")


def onward(markup: str, url: str, *, header: str | None = None) -> str | None:
    """Where a page sends its readers at once: by a refresh, a script, or LinkedIn's page before other sites.

    Args:
        markup: the page.
        url: where it was found.
        header: the server's Refresh header, which means the same as the page's own.

    Returns:
        The absolute address; None for a page that is to be read, or that loads itself again.
    """
    if header and (there := _refreshed(header, url)):
        return there
    if len(markup) > _LARGEST:
        return None
    if _REFRESHES.search(markup) is None and (len(markup) > _SHORT or _SENDS.search(markup) is None):
        return None
    from postlab.articles.head import parse

    tree = parse(markup)
    if tree is None:
        return None
    thin = _words(tree) <= _MOST_WORDS
    return _by_refresh(tree, url, thin=thin) or (_by_a_link_or_script(tree, url) if thin else None)


def _by_refresh(tree: HtmlElement, url: str, *, thin: bool) -> str | None:
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        # what a page shows without scripts may send on those who have none
        if thin or next(element.iterancestors("noscript"), None) is None:
            return _refreshed(element.get("content") or "", url)
    return None


def _by_a_link_or_script(tree: HtmlElement, url: str) -> str | None:
    if _LINKEDIN.search(urlsplit(url).hostname or ""):
        for anchor in tree.iter("a"):
            if anchor.get("data-tracking-control-name") == "external_url_click" and anchor.get("href"):
                return _another(anchor.get("href") or "", url)
    scripts = " ".join(element.text or "" for element in tree.iter("script"))
    said = _SCRIPT.search(scripts)
    # one that decides something may mean another browser
    return _another(said[2], url) if said and not _DECIDES.search(scripts) else None


def _refreshed(content: str, url: str) -> str | None:
    match = _REFRESH.match(content)
    if match is None or not match[3].strip() or int(match[1] or 0) > LONGEST_WAIT_S:
        return None
    return _another(match[3].strip(), url)


def _another(there: str, url: str) -> str | None:
    """The absolute address, or None where it is the page itself."""
    try:
        whole = urljoin(url, there)
        return None if whole.partition("#")[0] == url.partition("#")[0] else whole
    except ValueError:
        return None


def _words(tree: HtmlElement) -> int:
    body = tree.find("body")
    if body is None:
        return 0
    shown = body.xpath("descendant::text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return sum(len(str(text).split()) for text in shown)
