"""Reading a JSON Feed (version 1 and 1.1): the same links that an RSS feed would name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from postlab.errors import InputError

_NO_LINKS_IN = "`postlab link import` takes a JSON Feed, RSS, Atom, a browser's bookmarks, or a CSV with a column url."


@dataclass(frozen=True, slots=True)
class JsonItem:
    """An item as it stands in the feed, its texts unchecked.

    Attributes:
        url: where it leads, or None.
        title, text, html: what it says, or None.
        at: when it came out, in UTC, or None.
    """

    url: str | None
    title: str | None
    text: str | None
    html: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A JSON Feed.

    Attributes:
        title, language, home: as it says, or None.
        items: in its order.
    """

    title: str | None
    language: str | None
    home: str | None
    items: tuple[JsonItem, ...]


def is_json(start: bytes) -> bool:
    """Whether a file that begins so is JSON, if it is anything."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read_json_feed(body: bytes, place: str) -> JsonFeed:
    """Read a JSON Feed.

    Args:
        body: its bytes; UTF-8, as its standard says, or another of JSON's encodings.
        place: where it was found, for messages.

    Raises:
        InputError: code ``no_feed``: it is no JSON, or no JSON Feed.
    """
    try:
        document = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as exc:
        where = f" (line {exc.lineno})" if isinstance(exc, json.JSONDecodeError) else ""
        raise InputError(
            f"What is {place} begins like JSON, but it cannot be read{where}.",
            hint="It may have been cut off: get it again.",
            code="no_feed",
        ) from exc
    items = document.get("items") if isinstance(document, Mapping) else None
    version = _said(document, "version") if isinstance(document, Mapping) else None
    if not isinstance(items, list) or not (version is None or "jsonfeed" in version.lower()):
        raise InputError(
            f"What is {place} is JSON, but no JSON Feed: it has no list of items.", hint=_NO_LINKS_IN, code="no_feed"
        )
    return JsonFeed(
        title=_said(document, "title"),
        language=_said(document, "language"),
        home=_said(document, "home_page_url"),
        items=tuple(_item(raw) for raw in items),
    )


def _item(raw: Any) -> JsonItem:
    if not isinstance(raw, Mapping):
        return JsonItem(None, None, None, None, None)
    # an id that is an address is that of the item's page, as the standard advises
    named = (_said(raw, key) for key in ("url", "external_url", "id"))
    return JsonItem(
        url=next((url for url in named if url and "://" in url), None) or _said(raw, "url"),
        title=_said(raw, "title"),
        text=_said(raw, "summary") or _said(raw, "content_text"),
        html=_said(raw, "content_html"),
        at=_time(raw.get("date_published")) or _time(raw.get("date_modified")),
    )


def _said(element: Mapping[str, Any], key: str) -> str | None:
    value = element.get(key)
    return value.strip() or None if isinstance(value, str) else None


def _time(value: Any) -> datetime | None:
    """A time of RFC 3339; without an offset it is taken to be in UTC."""
    try:
        at = datetime.fromisoformat(value.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (AttributeError, ValueError, OverflowError):
        return None
