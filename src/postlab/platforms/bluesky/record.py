"""Writes the record of a post as Bluesky stores it, and reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from postlab.framing.pictures import Picture
from postlab.platforms.base import Card, Live, Outgoing
from postlab.platforms.errors import UnreadableError
from postlab.platforms.shapes import is_list_of, is_text_or_absent, iso_time

if TYPE_CHECKING:
    from regex import Pattern

COLLECTION = "app.bsky.feed.post"
MAX_THUMB_BYTES = 1_000_000
MAX_TAG_LENGTH = 64
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_IN_URL = r"[^\s<>\"“”„«»]"
_URL = re.compile(rf"https?://{_IN_URL}+")
_REST_OF_URL = re.compile(rf"{_IN_URL}*")
_CLOSERS = {")": "(", "]": "[", "}": "{"}

Facet = dict[str, Any]


def post_record(
    outgoing: Outgoing, blob: dict[str, Any] | None, parent: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The record of a post, JSON-ready; the same arguments always give the same record.

    A post with a picture has no card, as a record embeds one thing.

    Args:
        outgoing: the post.
        blob: its picture, or else its card's, as the server stored it; or None.
        parent: uri and cid of the post that it replies to, which begins a thread of its own; or None.

    Raises:
        UnicodeEncodeError: a text cannot be written in UTF-8.
    """
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": outgoing.text,
        "createdAt": timestamp(outgoing.created_at),
    }
    language = (outgoing.language or "").replace("_", "-")
    if _LANGUAGE.fullmatch(language):
        record["langs"] = [language]
    if clickable := facets(outgoing.text, outgoing.link, link_text=outgoing.link_text):
        record["facets"] = clickable
    if parent is not None:
        record["reply"] = {"root": dict(parent), "parent": dict(parent)}
    if outgoing.picture is not None and blob is not None:
        record["embed"] = _with_picture(outgoing.picture, blob)
    elif outgoing.card is not None:
        record["embed"] = _embed(outgoing.card, blob)
    json.dumps(record, ensure_ascii=False).encode("utf-8")  # half a character fails here, not on the way
    return record


def live(record: Any) -> Live:
    """A record as readers see it: its text, the targets of its links, its card or its picture.

    Raises:
        UnreadableError: it is not the record of a post.
    """
    if not _is_post(record):
        raise UnreadableError("not the record of a post")
    embed = record.get("embed", {})
    external, images = embed.get("external", {}), embed.get("images", [])
    links = [
        feature["uri"] for facet in record.get("facets", []) for feature in facet["features"] if feature.get("uri")
    ]
    card = bool(external.get("uri"))
    return Live(
        record["text"],
        links=(*links, *([external["uri"]] if card else [])),
        card=card,
        picture=bool(images),
        alt=images[0]["alt"] if images else None,
    )


def _is_post(record: Any) -> bool:
    if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
        return False
    embed = record.get("embed", {})
    external = embed.get("external", {}) if isinstance(embed, Mapping) else None
    return (
        iso_time(record.get("createdAt")) is not None
        and isinstance(external, Mapping)
        and is_text_or_absent(external, "uri")
        and is_list_of(embed.get("images", []), _is_image)
        and is_list_of(record.get("facets", []), _is_facet)
    )


def _is_image(image: Any) -> bool:
    return isinstance(image, Mapping) and isinstance(image.get("alt"), str)


def _is_facet(facet: Any) -> bool:
    return isinstance(facet, Mapping) and is_list_of(
        facet.get("features"), lambda feature: isinstance(feature, Mapping) and is_text_or_absent(feature, "uri")
    )


def _embed(card: Card, thumb: dict[str, Any] | None) -> dict[str, Any]:
    external: dict[str, Any] = {"uri": card.url, "title": card.title, "description": card.description}
    if thumb is not None:
        external["thumb"] = thumb
    return {"$type": "app.bsky.embed.external", "external": external}


def _with_picture(picture: Picture, blob: dict[str, Any]) -> dict[str, Any]:
    image = {
        "image": blob,
        "alt": picture.alt,
        "aspectRatio": {"width": picture.width, "height": picture.height},
    }
    return {"$type": "app.bsky.embed.images", "images": [image]}


def usable_picture(card: Card | None) -> tuple[bytes, str] | None:
    """The card's picture and its media type, where Bluesky takes it: a common kind, a megabyte at most."""
    if card is None or not card.image or len(card.image) > MAX_THUMB_BYTES:
        return None
    kind = (card.image_type or "").partition(";")[0].strip().lower()
    return (card.image, kind) if kind in _PICTURES else None


def timestamp(at: datetime) -> str:
    """A time as records carry it: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def facets(text: str, link: str | None, *, link_text: str | None = None) -> list[Facet]:
    """What in a text is clickable: its links and hashtags, by their place in the UTF-8 bytes.

    The given link is found as it is shown (by default as it leads); other addresses end before the
    punctuation of the sentence.
    Mentions are left alone: they would notify a person who did not ask for it.

    Raises:
        UnicodeEncodeError: the text cannot be written in UTF-8.
    """
    spans: list[tuple[int, int, dict[str, str]]] = []
    for start, end, feature in [*_links(text, link, link_text or link), *_tags(text)]:
        if all(end <= taken_start or start >= taken_end for taken_start, taken_end, _ in spans):
            spans.append((start, end, feature))
    return [
        {
            "index": {"byteStart": _bytes(text[:start]), "byteEnd": _bytes(text[:end])},
            "features": [feature],
        }
        for start, end, feature in sorted(spans, key=lambda span: span[0])
    ]


def _bytes(text: str) -> int:
    return len(text.encode("utf-8"))


def _links(text: str, link: str | None, link_text: str | None) -> Iterator[tuple[int, int, dict[str, str]]]:
    start = text.find(link_text) if link_text else -1
    while link and link_text and start >= 0:
        end = start + len(link_text)
        rest = _REST_OF_URL.match(text, end)
        if rest is None or not rest[0].strip(".,;:!?'’…)]}"):  # else it is the beginning of another address
            yield start, end, _link(link)
        start = text.find(link_text, end)
    for match in _URL.finditer(text):
        uri = _without_sentence(match[0])
        if not uri.endswith("://"):
            yield match.start(), match.start() + len(uri), _link(uri)


def _link(uri: str) -> dict[str, str]:
    return {"$type": "app.bsky.richtext.facet#link", "uri": uri}


def _without_sentence(uri: str) -> str:
    """An address without the punctuation that belongs to the sentence around it."""
    while uri:
        last = uri[-1]
        opener = _CLOSERS.get(last)
        if last in ".,;:!?'’…" or (opener and uri.count(last) > uri.count(opener)):
            uri = uri[:-1]
        else:
            break
    return uri


@cache
def _tag_patterns() -> tuple[Pattern[str], Pattern[str]]:
    # the pattern of Bluesky's own app (@atproto/api, rich-text/util.ts); it needs \p, which re lacks
    import regex

    gaps = r"\u00AD\u2060\u200A\u200B\u200C\u200D\u20e2"
    tag = regex.compile(rf"(?:^|\s)([#＃](?!\ufe0f)[^\s{gaps}]*[^\d\s\p{{P}}{gaps}]+[^\s{gaps}]*)", regex.MULTILINE)
    return tag, regex.compile(r"\p{P}+$")


def _tags(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    tag_pattern, trailing = _tag_patterns()
    for match in tag_pattern.finditer(text):
        written = trailing.sub("", match[1])
        tag = written[1:]
        if tag and len(tag) <= MAX_TAG_LENGTH:
            start = match.start(1)
            yield start, start + len(written), {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
