"""The main text of a page: its article, without menus, banners and other boilerplate."""

from __future__ import annotations

import copy
import logging
import re
from typing import TYPE_CHECKING

from postlab.articles import wording
from postlab.articles.language import language as told
from postlab.articles.walls import LEAST_LETTERS, WallWords

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SHORT = 400
_SHORT_FOR_LANGUAGE = 1500
_MAX_ELEMENTS = 15_000
_PROSE_CELL = 150
_SENTENCE = re.compile(r"[a-zà-ÿ][.!?](?:\s|$)")
_MAX_TEXT = 400_000


def main_text(tree: HtmlElement, url: str, *, declared_body: str | None, language: str | None) -> str:
    """The article's paragraphs, one a line; empty where the page has none, or a wall in its place.

    Args:
        tree: the page, `trimmed`.
        url: its address.
        declared_body: the ``articleBody`` of its JSON-LD: it is taken where the page itself shows (nearly) nothing, as
            pages do that are built by JavaScript.
        language: what the page says it is in.
    """
    text = _extracted(tree, url, recall=False)
    walls = wall_words(text, language)
    if len(text) < _SHORT:
        text = max(text, _extracted(tree, url, recall=True), _paragraphs(tree, walls), key=walls.substance)
    if declared_body and walls.substance(text) < _SHORT:
        text = max(text, wording.paragraphs(_unmarked(declared_body)), key=walls.substance)
    text = text[:_MAX_TEXT]
    return walls.without_walls(text) if walls.substance(text) >= LEAST_LETTERS else ""


def wall_words(text: str, declared: str | None) -> WallWords:
    """Those of the languages that a page may be in; a short text tells none, so it is looked at in all."""
    if len(text) < _SHORT_FOR_LANGUAGE:
        return WallWords(None)
    return WallWords(tuple(code for code in dict.fromkeys((declared, told(text, None))) if code))


def _extracted(tree: HtmlElement, url: str, *, recall: bool) -> str:
    """The main text as trafilatura sees it; where that fails on a page, nothing."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        page = trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            include_tables=True,
            favor_recall=recall,
            with_metadata=False,
        )
    except Exception:  # noqa: BLE001 - a page that trips the library up must not trip us up: its text is just not found
        return ""
    text = getattr(page, "text", None)
    return wording.paragraphs(_without_layout_tables(text)) if isinstance(text, str) else ""


def _without_layout_tables(text: str) -> str:
    """The text with the cells of tables that only lay out a page as paragraphs; tables of figures stay as they are."""
    lines: list[str] = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)] if line.lstrip().startswith("|") else []
        prose = [cell.replace("\\|", "|") for cell in cells if len(cell) >= _PROSE_CELL and _SENTENCE.search(cell)]
        lines += prose or [line]
    return "\n".join(lines)


def trimmed(tree: HtmlElement) -> HtmlElement:
    """The page without what never holds its text, and cut where it is longer than anybody's article.

    The reader library's time grows with the number of elements, several times over.
    """
    tree = copy.deepcopy(tree)
    for element in list(tree.iter("script", "style", "svg", "noscript", "template", "iframe", "canvas", "object")):
        if element.tag == "script" and (element.get("type") or "").endswith("ld+json"):
            continue
        element.drop_tree()
    elements = list(tree.iter())
    for element in reversed(elements[_MAX_ELEMENTS:]):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return tree


def _paragraphs(tree: HtmlElement, walls: WallWords) -> str:
    """The page's own paragraphs, where the library sees no article: those that read like sentences and are no wall's.

    Of a page that is a wall as a whole, none: its second paragraph names the price.
    """
    paragraphs: list[str] = []
    every: list[str] = []
    for element in tree.iter("p"):
        if any(parent.tag in ("nav", "footer", "aside", "form", "header") for parent in element.iterancestors()):
            continue
        text = wording.paragraphs(element.text_content().replace("\n", " "))
        every.append(text)
        if len(text) >= 60 and not walls.surely(text):
            paragraphs.append(text)
    kept = "\n".join(dict.fromkeys(paragraphs))
    return kept if walls.substance(kept, of="\n".join(dict.fromkeys(every))) else ""


def _unmarked(text: str) -> str:
    """The declared body, which some pages fill with markup, as plain text."""
    import html

    text = html.unescape(text) if "&" in text else text
    text = re.sub(r"(?i)</p>|<br\s*/?>|</li>|</h\d>", "\n", text)
    return re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", "", text)
