"""What stands in a page's head: its meta tags, its links to itself, its title and its first heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from postlab.articles import wording
from postlab.articles.jsonld import Declared, declared

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MAX_META = 1000
_MAX_HEADING = 300


@dataclass(frozen=True, slots=True)
class Head:
    """A page's words about itself.

    Attributes:
        meta: contents of the meta tags by name, property or itemprop (lower case), in the page's order.
        links: the first address of each relation (``canonical``, ``amphtml``, ``image_src``), as written.
        title: the ``title`` element.
        headings: the first few ``h1``.
        subheading: the first ``h2``.
        language: of the ``html`` element, as written.
        base: of the ``base`` element, as written.
        times: the ``datetime`` of ``time`` elements that are marked as the day of publication.
        declared: its JSON-LD.
    """

    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    title: str | None = None
    headings: tuple[str, ...] = ()
    subheading: str | None = None
    language: str | None = None
    base: str | None = None
    times: tuple[str, ...] = ()
    declared: Declared = field(default_factory=Declared)

    def first(self, *names: str) -> str | None:
        """The first meta tag of these names, the earlier name first, that says anything."""
        return next((text for name in names for value in self.every(name) if (text := wording.line(value))), None)

    def every(self, *names: str) -> tuple[str, ...]:
        """All that the meta tags of these names say."""
        return tuple(value for name in names for value in self.meta.get(name, ()))


def parse(text: str) -> HtmlElement | None:
    """The page as a tree, or None if there is nothing that could be one."""
    from lxml import etree
    from lxml.html import HtmlElement, HTMLParser, document_fromstring

    # As bytes: lxml refuses a str that declares an encoding of its own.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def read_head(tree: HtmlElement) -> Head:
    """Gather what the page says about itself, wherever in the page it stands."""
    meta: dict[str, list[str]] = {}
    for count, element in enumerate(tree.iter("meta")):
        if count >= _MAX_META:
            break
        content = element.get("content")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            for name in (element.get(attribute) or "").lower().split():
                meta.setdefault(name, []).append(content.strip())
    links: dict[str, str] = {}
    for element in tree.iter("link"):
        href = (element.get("href") or "").strip()
        for relation in (element.get("rel") or "").lower().split():
            if href and relation in ("canonical", "amphtml", "image_src"):
                links.setdefault(relation, href)
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    blocks = [
        element.text
        for element in tree.iter("script")
        if (element.get("type") or "").lower().split(";")[0].strip() == "application/ld+json" and element.text
    ]
    return Head(
        meta={name: tuple(values) for name, values in meta.items()},
        links=links,
        title=_title(tree),
        headings=_headings(tree, "h1"),
        subheading=next(iter(_headings(tree, "h2")), None),
        language=tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or tree.get("xml:lang"),
        base=base,
        times=_times(tree),
        declared=declared(blocks),
    )


def _title(tree: HtmlElement) -> str | None:
    for element in tree.iter("title"):
        # A picture (svg) in the page may hold a title of its own.
        if element.getparent() is None or element.getparent().tag != "svg":
            title = wording.line(element.text_content())
            if title:
                return title
    return None


def _headings(tree: HtmlElement, level: str) -> tuple[str, ...]:
    headings: list[str] = []
    for element in tree.iter(level):
        text = wording.line(element.text_content(), limit=_MAX_HEADING)
        if text and text not in headings:
            headings.append(text)
        if len(headings) >= 4:
            break
    return tuple(headings)


def _times(tree: HtmlElement) -> tuple[str, ...]:
    times: list[str] = []
    for element in tree.iter("time"):
        marks = " ".join((element.get(name) or "") for name in ("itemprop", "class", "pubdate")).lower()
        meant = element.get("pubdate") is not None or any(
            mark in marks for mark in ("datepublished", "published", "entry-date", "post-date", "dt-published")
        )
        if meant and element.get("datetime"):
            times.append(str(element.get("datetime")))
    return tuple(times[:5])
