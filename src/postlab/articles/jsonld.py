"""What a page says about itself in JSON-LD (schema.org), where it can be understood."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from postlab.articles import wording

_MAX_BLOCKS = 30
_MAX_NODES = 2000
_MAX_BLOCK = 2_000_000
_ARTICLE = re.compile(r"(?:^|/|:)(?:\w*Article|\w*BlogPosting|\w*Posting|Report|Blog|Review|\w*CreativeWork)$")
_PAGE = re.compile(r"(?:^|/|:)(?:\w*WebPage|\w*Page|Event|Course|Dataset|VideoObject)$")
_CDATA = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared; a field that was not is None."""

    headline: str | None = None
    name: str | None = None
    author: str | None = None
    published: str | None = None
    description: str | None = None
    image: str | None = None
    image_caption: str | None = None
    site: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    body: str | None = None
    free: bool | None = None


def declared(blocks: list[str]) -> Declared:
    """What the JSON-LD blocks of a page, taken together, say about its main thing."""
    nodes: list[dict[str, Any]] = []
    for block in blocks[:_MAX_BLOCKS]:
        nodes.extend(_nodes(_parse(block)))
        if len(nodes) > _MAX_NODES:
            break
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _is_a(node, _ARTICLE)]
    pages = [node for node in nodes if _is_a(node, _PAGE)]
    # A page of teasers declares many articles; the one with a text or an author's name is not a teaser.
    main = max(articles, key=_fullness, default=None) if _has_one_subject(articles) else None
    page = next(iter(pages), {})
    main = main if main is not None else page
    publisher = _follow(main.get("publisher"), by_id) or _follow(page.get("publisher"), by_id)
    site = next((node for node in nodes if _is_a(node, re.compile("WebSite$"))), {})
    return Declared(
        headline=_text(main.get("headline")),
        name=_text(main.get("name")),
        author=_people(main.get("author") or main.get("creator"), by_id),
        published=_text(main.get("datePublished") or main.get("datePosted") or page.get("datePublished")),
        description=_text(main.get("description")),
        image=_image(main.get("image") or main.get("thumbnailUrl"), by_id),
        image_caption=_caption(main.get("image"), by_id),
        site=_text(site.get("name")),
        publisher=_text(publisher.get("name")),
        language=_text(main.get("inLanguage") or page.get("inLanguage")),
        url=_text(main.get("url")) or _text(_follow(main.get("mainEntityOfPage"), by_id).get("@id")),
        body=main.get("articleBody") if isinstance(main.get("articleBody"), str) else None,
        free=_truth(main.get("isAccessibleForFree")),
    )


def _parse(block: str) -> Any:
    if len(block) > _MAX_BLOCK:
        return None
    text = _CDATA.sub("", block).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(node: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(node, list):
        for item in node[:200]:
            yield from _nodes(item, depth + 1)
    elif isinstance(node, dict):
        yield node
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(node.get(key), depth + 1)


def _is_a(node: dict[str, Any], kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(isinstance(name, str) and kind.search(name) for name in (types if isinstance(types, list) else [types]))


def _has_one_subject(articles: list[dict[str, Any]]) -> bool:
    headlines = {_text(node.get("headline")) or _text(node.get("name")) for node in articles} - {None}
    return len(headlines) <= 3


def _fullness(node: dict[str, Any]) -> int:
    keys = ("headline", "author", "datePublished", "articleBody", "mainEntityOfPage", "description", "image")
    return sum(bool(node.get(key)) for key in keys) + 2 * bool(node.get("articleBody"))


def _follow(value: Any, by_id: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The node that a value is, or points to."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        key = value.get("@id")
        return by_id.get(key, value) if isinstance(key, str) and len(value) <= 2 else value
    if isinstance(value, str):
        return by_id.get(value, {"@id": value, "name": value})
    return {}


def _people(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    names: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:10]:
        name = _text(_follow(item, by_id).get("name"))
        if name and not name.startswith(("http", "#", "/")) and name not in names:
            names.append(name)
    return ", ".join(names) or None


def _image(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        value = by_id.get(value, value)
    if isinstance(value, dict):
        value = _follow(value, by_id)
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
        value = value[0] if isinstance(value, list) and value else value
    return value if isinstance(value, str) else None


def _caption(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    """What is said of the picture that `_image` takes."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        value = by_id.get(value)
    return _text(_follow(value, by_id).get("caption")) if isinstance(value, dict) else None


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return wording.line(value, limit=2000) if isinstance(value, str) else None


def _truth(value: Any) -> bool | None:
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower().rsplit("/", 1)[-1])
    return value if isinstance(value, bool) else None
