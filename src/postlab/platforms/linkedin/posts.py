"""Writes the JSON of a post for LinkedIn's Posts API, and reads that of posts on LinkedIn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from postlab.platforms.base import Card, Live, Outgoing
from postlab.platforms.linkedin.little_text import escape, unescape
from postlab.platforms.shapes import is_text_or_absent, unix_time

MAX_TITLE = 400
MAX_DESCRIPTION = 4000
MAX_PICTURE_BYTES = 5_000_000
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})

_ADDRESS = re.compile(r"https?://[^\s<>“”«»]+", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_NOT_SHOWN = frozenset({"DRAFT", "PUBLISH_FAILED"})


def usable_picture(card: Card | None) -> bytes | None:
    """The card's picture where LinkedIn takes it: a JPEG, PNG or GIF of 5 MB at most; else None."""
    if card is None or not card.image or len(card.image) > MAX_PICTURE_BYTES:
        return None
    kind = (card.image_type or "").partition(";")[0].strip().lower()
    return card.image if kind in _PICTURES else None


def post_body(author: str, outgoing: Outgoing, image: str | None) -> dict[str, Any]:
    """The body of `POST /rest/posts`.

    A post has a picture or a card, never both; LinkedIn makes no card itself for posts of programs.

    Args:
        author: the URN of the author.
        outgoing: the post.
        image: the URN of its picture, or else of its card's, which has been uploaded; or None.
    """
    card = outgoing.card
    body: dict[str, Any] = {
        "author": author,
        "commentary": escape(outgoing.text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if outgoing.picture is not None:
        body["content"] = {"media": {"id": image, "altText": outgoing.picture.alt}}
    elif card is not None:
        article = {"source": card.url, "title": _shortened(card.title or card.url, MAX_TITLE)}
        if card.description:
            article["description"] = _shortened(card.description, MAX_DESCRIPTION)
        if image is not None:
            article["thumbnail"] = image
        body["content"] = {"article": article}
    return body


def is_post(post: Any) -> bool:
    """Whether it is a post in LinkedIn's JSON, whole enough to conclude something from it."""
    if not isinstance(post, Mapping):
        return False
    content = post.get("content", {})
    article = content.get("article", {}) if isinstance(content, Mapping) else None
    media = content.get("media", {}) if isinstance(content, Mapping) else None
    return (
        isinstance(post.get("id"), str)
        and isinstance(post.get("commentary"), str)
        and isinstance(post.get("lifecycleState"), str)
        and all(
            unix_time(post[name], units_a_second=1000) is not None
            for name in ("publishedAt", "createdAt", "lastModifiedAt")
            if name in post
        )
        and changed_at(post) is not None
        and isinstance(article, Mapping)
        and is_text_or_absent(article, "source")
        and isinstance(media, Mapping)
        and is_text_or_absent(media, "id", "altText")
    )


def is_shown(post: Mapping[str, Any]) -> bool:
    """Whether readers see it, or soon will."""
    return post.get("lifecycleState") not in _NOT_SHOWN


def live(post: Mapping[str, Any]) -> Live:
    """A post on LinkedIn (`is_post`) as a reader sees it."""
    text = unescape(post["commentary"])
    content = post.get("content", {})
    source: str | None = content.get("article", {}).get("source")
    media = content.get("media", {})
    has_picture = (media.get("id") or "").startswith("urn:li:image:")
    links = [*_addresses(text), *([source] if source is not None else [])]
    return Live(
        text=text,
        links=tuple(dict.fromkeys(links)),
        card=source is not None,
        picture=has_picture,
        alt=(media.get("altText") or "") if has_picture else None,
    )


def same_words(first: str, second: str) -> bool:
    """Whether two texts are the same but for their spaces, which networks change."""
    return "".join(first.split()) == "".join(second.split())


def published_at(post: Mapping[str, Any]) -> datetime | None:
    """When it went out, as LinkedIn says."""
    for name in ("publishedAt", "createdAt"):
        if (at := unix_time(post.get(name), units_a_second=1000)) is not None:
            return at
    return None


def changed_at(post: Mapping[str, Any]) -> datetime | None:
    """When it last changed, by which LinkedIn sorts its lists."""
    return unix_time(post.get("lastModifiedAt", post.get("createdAt")), units_a_second=1000)


def _addresses(text: str) -> Iterable[str]:
    for match in _ADDRESS.finditer(text):
        address = match[0]
        while address and (
            address[-1] in ".,;:!?'’\"…"
            or (address[-1] in _CLOSERS and address.count(address[-1]) > address.count(_CLOSERS[address[-1]]))
        ):
            address = address[:-1]
        yield address


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
