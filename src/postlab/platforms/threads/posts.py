"""Reads the JSON of posts on Threads, and checks it before anything is concluded from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from postlab.framing.autolinks import addresses
from postlab.platforms.base import Published
from postlab.platforms.shapes import is_number, is_text_or_absent, iso_time, split_address


def link_target(address: str) -> str:
    """The target of a link, also of one that leads through Threads' own redirect."""
    parts = split_address(address)
    if parts is not None and parts.netloc in {"l.threads.net", "l.threads.com"}:
        return parse_qs(parts.query).get("u", [address])[0]
    return address


def links_in(text: str) -> list[str]:
    """The targets of the links that Threads makes of a text."""
    return [link_target(text[start:end]) for start, end in addresses(text)]


def is_post(post: Any) -> bool:
    """Whether it is a post, whole enough to conclude something from it."""
    return (
        isinstance(post, Mapping)
        and is_number(post.get("id"))
        and is_text_or_absent(post, "text", "permalink")
        and iso_time(post.get("timestamp")) is not None
    )


def has_picture(post: Mapping[str, Any]) -> bool | None:
    """Whether a post shows a picture; None where Threads does not tell what kind of post it is."""
    kind = post.get("media_type")
    return None if kind is None else kind == "IMAGE"


def is_reply(reply: Any) -> bool:
    """Whether it says who wrote it."""
    return isinstance(reply, Mapping) and isinstance(reply.get("username"), str)


def published(post: Mapping[str, Any]) -> Published:
    """A post (`is_post`) of ours as it went out."""
    return Published(remote_id=post["id"], permalink=post.get("permalink"), at=published_time(post))


def published_time(post: Mapping[str, Any]) -> datetime:
    """When a post was published, according to Threads.

    Raises:
        ValueError: Threads does not say.
    """
    at = iso_time(post.get("timestamp"))
    if at is None:
        raise ValueError("a post without a time")
    return at
