"""Reads a post in X's JSON: its text and links as written, its age, and whether it is the post that we sent."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from postlab.framing.as_posted import leads_to, same_text
from postlab.platforms.base import Payload
from postlab.platforms.shapes import is_list_of, is_number, is_text_or_absent

_EPOCH_MS = 1_288_834_974_657
_FIRST_SNOWFLAKE = 1 << 35
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)

_SHORT = re.compile(r"https://t\.co/\w+")

Post = Mapping[str, Any]


def is_post_id(value: object) -> bool:
    """Whether it is the number of a post or an account as X writes it."""
    return is_number(value, longest=19)


def is_post(post: Any) -> bool:
    """Whether it is a post in X's JSON, as far as it is told."""
    if not isinstance(post, Mapping) or not is_post_id(post.get("id")) or not isinstance(post.get("text"), str):
        return False
    long = post.get("note_tweet", {})
    if not isinstance(long, Mapping) or not is_text_or_absent(long, "text"):
        return False
    parts = [part["entities"] for part in (post, long) if "entities" in part]
    return all(isinstance(part, Mapping) and is_list_of(part.get("urls", []), _is_link) for part in parts)


def tells_links(post: Post) -> bool:
    """Whether the target of every t.co link in the text of a post (`is_post`) is told.

    Without it two posts of the same words look the same.
    """
    long = post.get("note_tweet", {})
    return {link["url"] for link in _urls(post)}.issuperset(_SHORT.findall(long.get("text") or post["text"]))


def made_at(post_id: str) -> datetime | None:
    """When X made a post, from its number; None for one from before November 2010.

    Source: snowflake ids, whose upper bits are milliseconds since 2010-11-04.
    """
    number = int(post_id)
    if number < _FIRST_SNOWFLAKE:
        return None
    return datetime.fromtimestamp(((number >> 22) + _EPOCH_MS) / 1000, UTC)


def permalink(post_id: str) -> str:
    """The address of the post's page, without the account's name, which may change."""
    return f"https://x.com/i/web/status/{post_id}"


def text_of(post: Post) -> str:
    """The text as it was written: t.co links are replaced by their targets, and &amp; by &."""
    long = post.get("note_tweet")
    source = long if isinstance(long, Mapping) and isinstance(long.get("text"), str) else post
    text = html.unescape(str(source.get("text") or ""))
    for link in _urls(post):
        short = link.get("url")
        if isinstance(short, str):
            # the t.co link of a picture is no part of what was written
            text = text.replace(short, "" if "media_key" in link else _target(link) or short)
    return text.rstrip()


def links_of(post: Post) -> tuple[str, ...]:
    """The targets of the post's links, in their order, each once."""
    links = [_target(link) for link in _urls(post) if "media_key" not in link]
    return tuple(dict.fromkeys(link for link in links if link))


def card_of(post: Post) -> bool | None:
    """True where X has read the page behind a link, so that it shows a card; else None, as the API does not tell."""
    read = any(link.get(field) for link in _urls(post) for field in ("title", "images", "unwound_url"))
    return True if read else None


def has_media_link(post: Post) -> bool:
    """Whether X has put the link of a picture or a film behind the words of a post."""
    return any("media_key" in link for link in _urls(post))


def is_same_post(post: Post, payload: Payload) -> bool:
    """Whether this post was published from the payload.

    Its tracking link is unique, so that decides where X tells links; the text does where it tells none.
    """
    written, link = str(payload["text"]), payload.get("link")
    if same_text(text_of(post), written):
        return True
    links = links_of(post)
    if links:
        return link is not None and leads_to([*links, *map(html.unescape, links)], link)
    return _without_links(text_of(post)) == _without_links(written)


def _is_link(link: Any) -> bool:
    return isinstance(link, Mapping) and isinstance(link.get("url"), str) and isinstance(link.get("expanded_url"), str)


def _urls(post: Post) -> list[Mapping[str, Any]]:
    long = post.get("note_tweet")
    urls: list[Mapping[str, Any]] = []
    for part in (post, long):
        entities = part.get("entities") if isinstance(part, Mapping) else None
        listed = entities.get("urls") if isinstance(entities, Mapping) else None
        urls += [url for url in listed or () if isinstance(url, Mapping)]
    return urls


def _target(link: Mapping[str, Any]) -> str | None:
    leads = link.get("expanded_url")
    return leads if isinstance(leads, str) and leads else None


def _without_links(text: str) -> str:
    return " ".join(_ADDRESS.sub(" ", text).split())
