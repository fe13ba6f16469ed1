"""The day a page came out: as its head says it, its address, or a place beside its headline that is meant for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postlab.articles.days import day_on, written_days
from postlab.articles.head import Head
from postlab.articles.phrases import listed
from postlab.english import MONTHS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_YEAR_FIRST = re.compile(r"^\s*(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|(\d{2})(\d{2})(?=T|\s|$))(?!\d)")
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d|[a-z]{3})[/-](\d\d)(?=\D|$)", re.IGNORECASE)
_COMPACT_IN_PATH = re.compile(r"(?<=[/_-])((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_.-]|$)")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "dc.date.created",
    "publish-date",
    "publishdate",
    "publication_date",
    "pubdate",
    "date",
)
_PLACE = re.compile(
    r"(?<![a-z])(?:pub|post|entry|article)?[-_]?date(?![a-df-z])|publish|posted|byline|timestamp|dateline"
    r"|(?<![a-z])(?:post|entry|article|headline)[-_](?:meta|info)(?![a-z])",
    re.IGNORECASE,
)
_OTHER_PLACE = re.compile(
    r"related|recommend|footer|comment|deadline|copyright|popular|trending|upcoming|calendar|expir|updated|modified"
    r"|author[-_]?bio|see-?also|navigation|pagination",
    re.IGNORECASE,
)
_TEASER = re.compile(
    r"teaser|(?<![a-z])cards?(?![a-z])|sidebar|event|latest|recent|widget(?! blog)|archive|promo", re.IGNORECASE
)
_ENTRY = re.compile(r"(?<![a-z-])(?:h-?entry|hfeed|post|article|entry)(?![a-z-])", re.IGNORECASE)
_LABEL = listed(
    r"""
    published, posted, released?, issued, first published, publication date, date published, release date,
    by [^,.;]{2,50} on, veröffentlicht, erschienen, datum, publié, paru, mis en ligne, publicado, publicada,
    fecha de publicación, pubblicato, gepubliceerd, geplaatst, publicerad, opublikowano, udgivet, publisert, julkaistu
    """,
    before=r"^\W*",
)
_OTHER_DAY = listed(
    r"""
    updated?, modified, reviewed, revised, checked, changed, copyright, ©, starts?, begins?, deadline, apply, closes?,
    closing, until, from, on sale, expires?, event, aktualisiert, geändert, stand, beginn, bis, mis à jour, modifié,
    actualizado, aggiornato, bijgewerkt, uppdaterad, opdateret, oppdatert, aktualizacja
    """,
    before=r"(?<!\w)",
    after=r"(?!\w)",
)
_LONGEST_PLACE = 120
_LABEL_REACH = 25
_PLACE_TAGS = (
    *("time", "abbr", "p", "span", "div", "small", "em", "i", "li", "td", "font", "dd", "b", "strong"),
    *("h2", "h3", "h4", "h5", "h6"),
)
_LEVELS = 3


def published(tree: HtmlElement, url: str, *, language: str | None, guess: Callable[[], str | None]) -> date | None:
    """The day a page came out whose head does not say it (`stated`), or None where nothing says it.

    Days of an event, of a change or of a copyright are none, and neither is one that merely stands in the text.

    Args:
        tree: the page.
        url: its address.
        language: what the page says it is in (BCP 47), or None.
        guess: gives what a reader library makes of the page; believed where the page shows that day in a place for one.
    """
    day = _in_address(url)
    if day is not None:
        return day
    headings = list(tree.iter("h1"))
    around = [list(heading.iterancestors()) for heading in headings]
    places = list(_places(tree, language, frozenset(element for ancestors in around for element in ancestors)))
    labelled = next((place.day for place in places if place.labelled), None)
    if labelled is not None or not places:
        return labelled
    first = places[0]
    if len(headings) == 1 and _is_near(first.element, around[0][:_LEVELS]):
        return first.day
    guessed = guess()
    return first.day if guessed and first.day == stamped_day(guessed) else None


def stated(head: Head) -> date | None:
    """The day as the page's head, or an element marked for it, says it."""
    candidates = (head.declared.published, *head.every(*_PUBLISHED), *head.times)
    return next((day for text in candidates if text and (day := stamped_day(text))), None)


def stamped_day(text: str) -> date | None:
    """The first whole day in what stands where a program or a person puts a date: in numbers, or as English has it."""
    match = _YEAR_FIRST.match(text)
    if match:
        year, month, number = (int(part) for part in match.groups() if part)
        return day_on(year, month, number)
    return next((day for written in written_days(text, "en") if written.year and (day := written.on())), None)


def _in_address(url: str) -> date | None:
    path = urlsplit(url).path
    match = _IN_PATH.search(path) or _COMPACT_IN_PATH.search(path)
    if match is None:
        return None
    month = int(match[2]) if match[2].isdigit() else _month(match[2]) or 0
    return day_on(int(match[1]), month, int(match[3]))


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of a page that is meant for the day it came out.

    Attributes:
        day: that it shows.
        element: where it stands.
        labelled: whether it begins like “Published on”.
    """

    day: date
    element: HtmlElement
    labelled: bool


def _places(tree: HtmlElement, language: str | None, around: frozenset[HtmlElement]) -> Iterator[_Place]:
    """The places of a page that show one day, in their order.

    Args:
        tree: the page.
        language: as `published` has it.
        around: what the page's first headings stand in.
    """
    for element in tree.iter(*_PLACE_TAGS):
        text = _text(element)
        if len(text) > _LONGEST_PLACE:
            continue
        labelled = _is_labelled(text, language)
        if not (element.tag == "time" or labelled or _PLACE.search(_marks(element))):
            continue
        if (_OTHER_DAY.search(text) and not labelled) or _is_elsewhere(element, around, labelled=labelled):
            continue
        days = {day for written in written_days(text, language) if written.year and (day := written.on())}
        stamp = stamped_day(element.get("datetime") or "")
        if stamp is not None:
            days = {stamp}
        if len(days) == 1:
            yield _Place(days.pop(), element, labelled)


def _is_labelled(text: str, language: str | None) -> bool:
    """Whether a text begins like “Published on” and the day follows at once."""
    label = _LABEL.match(text)
    day = next(written_days(text, language), None) if label else None
    return label is not None and day is not None and day.start - label.end() <= _LABEL_REACH


def _is_elsewhere(element: HtmlElement, around: frozenset[HtmlElement], *, labelled: bool) -> bool:
    """Whether an element belongs to a comment, another story or the page's frame; looked at up to the entry itself."""
    for one in (element, *element.iterancestors()):
        if one.tag in ("html", "body"):
            break
        marks = _marks(one)
        if one.tag in ("footer", "aside", "nav") or _OTHER_PLACE.search(marks):
            return True
        if not labelled and _TEASER.search(marks):
            return True
        if one is not element and (one.tag in ("article", "main") or one in around or _ENTRY.search(marks)):
            break
    return False


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_near(element: HtmlElement, around: Sequence[HtmlElement]) -> bool:
    """Whether an element stands in one of the innermost parts of the page that its first heading stands in."""
    return any(one in around and one.tag not in ("body", "html") for one in element.iterancestors())


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _month(name: str) -> int | None:
    start = name[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None
