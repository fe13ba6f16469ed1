"""A page's headline, without the name of the site that pages carry around with it."""

from __future__ import annotations

import re

from postlab.articles.head import Head
from postlab.articles.phrases import listed
from postlab.articles.site import host_of
from postlab.articles.site_names import SEPARATOR, host_labels, plain, shows

_COLON = re.compile(r":\s+")
_NO_HEADLINE = listed(
    r"""
    home(?:page)?, index, untitled(?: document)?, document, article, news, blog, page, title, null, undefined,
    none, loading\W*, just a moment\W*, access denied, attention required\W*.*, are you a robot\W*,
    403 forbidden, 404 not found, error, more from .*, related.*, menu, search, navigation, share this.*, comments?,
    welcome
    """,
    before="^",
    after="$",
)
_INSTITUTION = re.compile(
    r"^(?:the )?(?:university|college|school|institute|department|ministry|office|bureau) (?:of|for) .+"
    r"|^(?:the )?(?:\w+[ -]){1,4}(?:university|college|institute|polytechnic|council|government)$"
    r"|^(?:universit(?:ät|é|à|y|eit)|hochschule|universidad|universidade|bundesagentur"
    r"|ministère|ministerium) .+"
    r"|^gov\.uk$",
    re.IGNORECASE,
)
_SECTION = listed(
    r"""
    (?:the )?careers?(?: (?:and|&) \w+)?(?:
    (?:service|services|centre|center|hub|office|advice|guidance|department|blog|network|team|support))?,
    (?:student|career) (?:services|support|hub|life|advice), jobs?, news(?: (?:and|&) (?:events|views|media))?, blog,
    home, homepage, articles?, advice,
    resources, insights, events?, stories, press(?: releases?| office)?, media(?: centre| release)?, guides?, opinion,
    business, education, features?,
    startseite, aktuelles, accueil, actualités, inicio, noticias, study, about(?: us)?, apply
    """,
    before="^",
    after="$",
)
_LONGEST = 160
_MOST_CUTS = 12
"""Of a title; one with more is a trail of links, and its parts are too many to try."""


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
    good = [title for title in cleaned if not _NO_HEADLINE.match(title) and not names.are(title)]
    fitting = [title for title in good if len(title) <= _LONGEST]
    return next(iter(fitting or good or cleaned or present), None)


class SiteNames:
    """What the site of a page is called, for finding it in the page's titles."""

    def __init__(self, names: list[str], labels: frozenset[str]) -> None:
        letters = {plain(name) for name in names} | labels
        self._letters = frozenset(name for name in letters | {name.removeprefix("the") for name in letters} if name)
        self._labels = labels

    def are(self, text: str) -> bool:
        """Whether a text is one of the names, and nothing else."""
        letters = plain(text)
        return letters in self._letters or letters.removeprefix("the") in self._letters

    def are_nearly(self, text: str) -> bool:
        """Whether a text is a name, or begins with one and adds little."""
        letters = plain(text)
        if not letters or self.are(text):
            return True
        few = len(text.split()) <= 5
        # "BBC News" where the site is "BBC", "The Guardian Australia" where it is "The Guardian"
        longer = any(
            len(name) >= 3 and letters.startswith(name) and len(letters) - len(name) <= 12 for name in self._letters
        )
        return few and (longer or (text[:1].isupper() and shows(text, self._labels)))


def without_site(title: str, names: SiteNames, others: list[str]) -> str:
    """The title without the site's name before or after it.

    Args:
        title: as the page has it.
        names: what the site is called.
        others: the page's other titles: a part of this one that equals one of them was the headline.
    """
    known = {plain(other) for other in others if not names.are(other) and not _SECTION.match(other)}
    title = title.strip(" |»«·•–—")
    if alone := _known_part(title, known - {plain(title)}, names):
        title = alone
    cut_any = False
    while cuts := list(SEPARATOR.finditer(title)):
        first, last = cuts[0], cuts[-1]
        before, after = title[: last.start()].strip(), title[last.end() :].strip()
        front, rest = title[: first.start()].strip(), title[first.end() :].strip()
        if before and (names.are_nearly(after) or _INSTITUTION.match(after) or (cut_any and _SECTION.match(after))):
            title, cut_any = before, True
        elif rest and (
            names.are_nearly(front)
            or (_INSTITUTION.match(front) and len(rest.split()) >= 3)
            or (cut_any and _SECTION.match(front))
        ):
            title, cut_any = rest, True
        elif before and "|" in last[0] and _SECTION.match(after):
            title, cut_any = before, True
        else:
            break
    return _without_colon(title, names)


def _known_part(title: str, known: set[str], names: SiteNames) -> str | None:
    """The part of a title that the page calls itself elsewhere; the first such from the left, the longest first."""
    cuts = sorted([*SEPARATOR.finditer(title), *_COLON.finditer(title)], key=lambda cut: cut.start())
    if not known or len(cuts) > _MOST_CUTS:
        return None
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(title)]
    # half of a part may be spaces and marks that `plain` leaves out
    longest = 2 * max(map(len, known))
    # a double colon is one separator
    parts = (
        title[start:end].strip().rstrip(" :")
        for start in starts
        for end in reversed(ends)
        if 0 < end - start <= longest
    )
    return next((part for part in parts if plain(part) in known and not names.are(part)), None)


def _without_colon(title: str, names: SiteNames) -> str:
    """A title without the site's name before its first colon, or after its last."""
    front, colon, rest = title.partition(": ")
    if colon and rest and (names.are(front) or (_INSTITUTION.match(front) and names.are_nearly(front))):
        return rest.strip()
    head, colon, last = title.rpartition(": ")
    is_name = names.are(last) or (_INSTITUTION.match(last) and names.are_nearly(last))
    return head.strip() if colon and head and is_name else title


def _names(head: Head, site: str | None, urls: tuple[str, ...]) -> SiteNames:
    names = [
        site,
        head.declared.site,
        head.declared.publisher,
        *head.every("og:site_name", "application-name", "apple-mobile-web-app-title"),
    ]
    names += [name.lstrip("@") for name in head.every("twitter:site")]
    labels: frozenset[str] = frozenset()
    for url in urls:
        labels |= host_labels(url)
        names.append(host_of(url))
    return SiteNames([name for name in names if name and name != head.title], labels)
