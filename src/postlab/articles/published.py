"""The day a page came out: as its head says it, its address, or a place beside its headline that is meant for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from postlab.articles.days import written_days
from postlab.articles.head import Head
from postlab.articles.phrases import listed
from postlab.english import MONTHS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ISO_DAY = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_COMPACT_DAY = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:T|\s|$)")
_SLASH_DAY = re.compile(r"^\s*(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
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


def published(head: Head, tree: HtmlElement, url: str, *, guess: str | None) -> date | None:
    """The day a page came out, or None where nothing says it.

    Days of an event, of a change or of a copyright are none, and neither is one that merely stands in the text.

    Args:
        head: what the page says about itself.
        tree: the page.
        url: its address.
        guess: what a reader library makes of the page; believed where the page shows that day in a place for one.
    """
    day = stated(head) or _in_address(url)
    if day is not None:
        return day
    places = list(_places(tree, head.language))
    code = _code(head.language)
    labelled = next((day for day, element in places if _is_labelled(_text(element), code)), None)
    if labelled is not None or not places:
        return labelled
    first_day, first = places[0]
    guessed = day_of(guess) if guess else None
    return first_day if first_day == guessed or _is_beside_heading(first, tree) else None


def stated(head: Head) -> date | None:
    """The day as the page's head, or an element marked for it, says it."""
    candidates = (head.declared.published, *head.every(*_PUBLISHED), *head.times)
    return next((day for text in candidates if text and (day := day_of(text))), None)


def day_of(text: str) -> date | None:
    """The day in a date as pages write them (ISO 8601, or an English date with the month as a word)."""
    for pattern in (_ISO_DAY, _SLASH_DAY, _COMPACT_DAY):
        match = pattern.match(text)
        if match:
            return _date(int(match[1]), int(match[2]), int(match[3]))
    match = _MONTH_FIRST.search(text)
    if match and (month := _month(match[1])):
        return _date(int(match[3]), month, int(match[2]))
    match = _DAY_FIRST.search(text)
    if match and (month := _month(match[2])):
        return _date(int(match[3]), month, int(match[1]))
    return None


def _in_address(url: str) -> date | None:
    path = urlsplit(url).path
    match = _IN_PATH.search(path) or _COMPACT_IN_PATH.search(path)
    if match is None:
        return None
    month = int(match[2]) if match[2].isdigit() else _month(match[2]) or 0
    return _date(int(match[1]), month, int(match[3]))


def _places(tree: HtmlElement, language: str | None) -> Iterator[tuple[date, HtmlElement]]:
    """The days that a page shows in places meant for the one it came out, in their order."""
    code = _code(language)
    for element in tree.iter(*_PLACE_TAGS):
        text = _text(element)
        if len(text) > _LONGEST_PLACE:
            continue
        labelled = _is_labelled(text, code)
        if not (element.tag == "time" or labelled or _PLACE.search(_marks(element))):
            continue
        if (_OTHER_DAY.search(text) and not labelled) or _is_elsewhere(element, labelled=labelled):
            continue
        days = {day for written in written_days(text, code) if written.year and (day := written.on())}
        stamp = day_of(element.get("datetime") or "")
        if stamp is not None:
            days = {stamp}
        if len(days) == 1:
            yield days.pop(), element


def _code(language: str | None) -> str:
    return (language or "en").lower().partition("-")[0]


def _is_labelled(text: str, code: str) -> bool:
    """Whether a text begins like “Published on” and the day follows at once."""
    label = _LABEL.match(text)
    day = next(written_days(text, code), None) if label else None
    return label is not None and day is not None and day.start - label.end() <= _LABEL_REACH


def _is_elsewhere(element: HtmlElement, *, labelled: bool) -> bool:
    """Whether an element belongs to a comment, another story or the page's frame; looked at up to the entry itself."""
    for one in (element, *element.iterancestors()):
        if one.tag in ("html", "body"):
            break
        marks = _marks(one)
        if one.tag in ("footer", "aside", "nav") or _OTHER_PLACE.search(marks):
            return True
        if not labelled and _TEASER.search(marks):
            return True
        if one is not element and (
            one.tag in ("article", "main") or _ENTRY.search(marks) or one.find(".//h1") is not None
        ):
            break
    return False


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_beside_heading(element: HtmlElement, tree: HtmlElement) -> bool:
    """Whether an element stands in the same part of the page as its only first heading."""
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        return False
    near = list(headings[0].iterancestors())[:_LEVELS]
    return any(one in near and one.tag not in ("body", "html") for one in element.iterancestors())


def _text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _month(name: str) -> int | None:
    start = name[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        on = date(year, month, number)
    except ValueError:
        return None
    # 1970-01-01 is what an empty field looks like once a program has been at it.
    return on if 1990 <= year <= 2100 else None
