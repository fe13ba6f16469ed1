"""A post as LinkedIn's Posts API takes it, and what a post of LinkedIn's says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from postlab.platforms.base import Card, Live
from postlab.platforms.linkedin.little_text import escape, unescape

MAX_TITLE = 400
MAX_DESCRIPTION = 4000
MAX_PICTURE_BYTES = 5_000_000
_PICTURES = frozenset({"image/jpeg", "image/png", "image/gif"})

_ADDRESS = re.compile(r"https?://[^\s<>“”«»]+", re.IGNORECASE)
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_NOT_SHOWN = frozenset({"DRAFT", "PUBLISH_FAILED"})


def usable_picture(card: Card | None) -> bytes | None:
    """The card's picture, where LinkedIn takes it: a JPEG, PNG or GIF of a size that a thumbnail is worth."""
    if card is None or not card.image or len(card.image) > MAX_PICTURE_BYTES:
        return None
    kind = (card.image_type or "").partition(";")[0].strip().lower()
    return card.image if kind in _PICTURES else None


def post_body(author: str, text: str, card: Card | None, picture: str | None) -> dict[str, Any]:
    """What `POST /rest/posts` is given.

    Args:
        author: URN of who posts.
        text: as a reader will see it.
        card: the preview of the link; LinkedIn reads no page for posts that come from programs.
        picture: URN of the card's picture, uploaded before.
    """
    body: dict[str, Any] = {
        "author": author,
        "commentary": escape(text),
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    if card is not None:
        article = {"source": card.url, "title": _short(card.title or card.url, MAX_TITLE)}
        if card.description:
            article["description"] = _short(card.description, MAX_DESCRIPTION)
        if picture is not None:
            article["thumbnail"] = picture
        body["content"] = {"article": article}
    return body


def is_shown(post: Mapping[str, Any]) -> bool:
    """Whether readers see it, or soon will."""
    return post.get("lifecycleState") not in _NOT_SHOWN


def live(post: Mapping[str, Any]) -> Live:
    """A post of LinkedIn's as a reader sees it."""
    text = unescape(str(post.get("commentary") or ""))
    content = post.get("content")
    article = content.get("article") if isinstance(content, dict) else None
    source = article.get("source") if isinstance(article, dict) else None
    links = list(_addresses(text))
    if isinstance(source, str):
        links.append(source)
    return Live(text=text, links=tuple(dict.fromkeys(links)), card=isinstance(source, str))


def same_words(one: str, other: str) -> bool:
    """Whether two texts read alike; networks trim and re-space what they are given."""
    return "".join(one.split()) == "".join(other.split())


def published_at(post: Mapping[str, Any]) -> datetime | None:
    """When it went out, as LinkedIn says."""
    for name in ("publishedAt", "createdAt"):
        if (at := moment(post.get(name), a_second=1000)) is not None:
            return at
    return None


def changed_at(post: Mapping[str, Any]) -> datetime | None:
    """When it last changed, by which LinkedIn sorts its lists."""
    return moment(post.get("lastModifiedAt", post.get("createdAt")), a_second=1000)


def moment(stamp: Any, *, a_second: int = 1) -> datetime | None:
    """A time that is given as a number since 1970, or None where it is no time.

    Args:
        stamp: from an answer.
        a_second: how much of it makes a second.
    """
    if not isinstance(stamp, int | float) or isinstance(stamp, bool):
        return None
    try:
        return datetime.fromtimestamp(stamp / a_second, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _addresses(text: str) -> Iterable[str]:
    for match in _ADDRESS.finditer(text):
        found = match[0]
        while found and (
            found[-1] in ".,;:!?'’\"…"
            or (found[-1] in _CLOSERS and found.count(found[-1]) > found.count(_CLOSERS[found[-1]]))
        ):
            found = found[:-1]
        yield found


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
