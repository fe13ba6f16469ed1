"""A page's headline, without the name of the site that pages carry around with it."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from postlab.articles.head import Head
from postlab.articles.phrases import listed

_SEPARATOR = re.compile(r"\s+(?:[|·•»›«‹—–\-:/~]|::|\|\|)\s+|\s*[|»]\s*")
_COLON_FRONT = re.compile(r"^([^:]{2,40}):\s+(?=\S)")
_NO_HEADLINE = listed(
    r"""
    home(?:page)?, index, untitled(?: document)?, document, article, news, blog, page, title, null, undefined,
    none, loading\W*, just a moment\W*, access denied, attention required\W*.*, are you a robot\W*,
    403 forbidden, 404 not found, error
    """,
    before="^",
    after="$",
)


def headline(head: Head, *, site: str | None, urls: tuple[str, ...]) -> str | None:
    """The best of what the page calls itself, or None.

    ``og:title`` is what a page wants to be called in a post; a headline in JSON-LD, ``twitter:title``, the
    ``title`` element and the first heading follow. Names of the site at either end are cut off; what damage
    a broken encoding did to one candidate, another may not have.
    """
    heading = head.headings[0] if len(head.headings) == 1 else None
    names = _names(head, site, urls)
    candidates = [
        head.first("og:title"),
        head.declared.headline,
        head.first("twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title"),
        head.title,
        heading,
        *head.headings,
        head.subheading,
        head.declared.name,
    ]
    present = [candidate for candidate in candidates if candidate]
    cleaned = [shortened for candidate in present if (shortened := without_site(candidate, names, present))]
    good = [title for title in cleaned if not _NO_HEADLINE.match(title) and _plain(title) not in names]
    return next(iter(good or cleaned or present), None)


def site_in_title(head: Head, title: str) -> str | None:
    """The site's name as the ``title`` element carries it after the headline, or None if it carries none."""
    whole = head.title or ""
    if not whole.startswith(title) or not (cut := _SEPARATOR.match(whole, len(title))):
        return None
    last = _SEPARATOR.split(whole[cut.end() :])[-1].strip()
    return last if 2 < len(last) <= 60 and len(last.split()) <= 7 else None


def without_site(title: str, names: frozenset[str], others: list[str]) -> str:
    """The title without the site's name before or after it.

    Args:
        title: as the page has it.
        names: what the site is called, in the plain form of `_plain`.
        others: the page's other titles: what is left when an ending is cut and equals one of them was
            the headline.
    """
    known = {_plain(other) for other in others}
    while True:
        cuts = list(_SEPARATOR.finditer(title))
        if not cuts:
            break
        first, last = cuts[0], cuts[-1]
        before, after = title[: last.start()].strip(), title[last.end() :].strip()
        front, rest = title[: first.start()].strip(), title[first.end() :].strip()
        title_alone = next(
            (piece for cut in cuts if _is_told(piece := title[: cut.start()].strip(), title, known)), None
        )
        if title_alone:
            title = title_alone
        elif before and _is_name(after, names):
            title = before
        elif rest and _is_name(front, names):
            title = rest
        else:
            break
    colon = _COLON_FRONT.match(title)
    if colon and _plain(colon.group(1)) in names:
        title = title[colon.end() :]
    return title


def _is_told(piece: str, title: str, known: set[str]) -> bool:
    """Whether the beginning of a title is what the page calls itself elsewhere, and not merely its logo."""
    return len(piece) > len(title) * 0.4 and _plain(piece) in known


def _is_name(text: str, names: frozenset[str]) -> bool:
    plain = _plain(text)
    if not plain:
        return True
    if plain in names:
        return True
    # "BBC News" where the site is "BBC", "The Guardian Australia" where it is "The Guardian".
    return len(text.split()) <= 5 and any(
        len(name) >= 3 and plain.startswith(name) and len(plain) - len(name) <= 12 for name in names
    )


def _names(head: Head, site: str | None, urls: tuple[str, ...]) -> frozenset[str]:
    names = [
        site,
        head.declared.site,
        *head.every("og:site_name", "application-name", "apple-mobile-web-app-title"),
    ]
    names += [name.lstrip("@") for name in head.every("twitter:site")]
    for url in urls:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        names.append(host)
        labels = [label for label in host.split(".") if label not in ("com", "org", "net", "co", "edu", "gov", "ac")]
        names += [label for label in labels[:3] if len(label) > 2]
    plain = {_plain(name) for name in names if name}
    return frozenset(name for name in plain | {name.removeprefix("the") for name in plain} if name)


def _plain(text: str) -> str:
    """Letters and digits only, lower case, no accents: for comparing names."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if char.isalnum())
