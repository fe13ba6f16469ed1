"""The main text of a page: its article, without menus, banners and other boilerplate."""

from __future__ import annotations

import copy
import logging
import re
from typing import TYPE_CHECKING

from postlab.articles import wording
from postlab.articles.boilerplate import FURNITURE

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SHORT = 400
_LEAST = 80
_MAX_ELEMENTS = 15_000
_MAX_TEXT = 400_000
_NO_SPACES = re.compile("[\u3040-\u30ff\u4e00-\u9fff\u0e00-\u0e7f]{8}")


def main_text(tree: HtmlElement, url: str, *, declared_body: str | None) -> str:
    """The article's paragraphs, one a line; empty where the page has none.

    The tree should be `trimmed`. `declared_body` is the ``articleBody`` of the page's JSON-LD: it is taken
    where the page itself shows (nearly) nothing, as pages do that are built by JavaScript.
    """
    text = _extracted(tree, url, recall=False)
    if len(text) < _SHORT:
        text = max(text, _extracted(tree, url, recall=True), _paragraphs(tree), key=substance)
    if declared_body and substance(text) < _SHORT:
        text = max(text, wording.paragraphs(_unmarked(declared_body)), key=substance)
    text = text[:_MAX_TEXT]
    return text if substance(text) >= _LEAST else ""


def substance(text: str) -> int:
    """How many letters stand in lines that are not about cookies, logins or JavaScript."""
    return sum(
        sum(char.isalpha() for char in line)
        for line in text.splitlines()
        if not (FURNITURE.search(line) and len(line) < 600) and (line.count(" ") >= 4 or _NO_SPACES.search(line))
    )


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
    return wording.paragraphs(text) if isinstance(text, str) else ""


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


def _paragraphs(tree: HtmlElement) -> str:
    """The page's own paragraphs, where the library sees no article: those that read like sentences."""
    paragraphs = []
    for element in tree.iter("p"):
        if any(parent.tag in ("nav", "footer", "aside", "form", "header") for parent in element.iterancestors()):
            continue
        text = wording.paragraphs(element.text_content().replace("\n", " "))
        if len(text) >= 60 and not FURNITURE.search(text):
            paragraphs.append(text)
    return "\n".join(dict.fromkeys(paragraphs))


def _unmarked(text: str) -> str:
    """The declared body, which some pages fill with markup, as plain text."""
    import html

    text = html.unescape(text) if "&" in text else text
    text = re.sub(r"(?i)</p>|<br\s*/?>|</li>|</h\d>", "\n", text)
    return re.sub(r"<[a-zA-Z/!][^<>]{0,2000}>", "", text)
