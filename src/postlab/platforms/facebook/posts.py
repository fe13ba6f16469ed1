"""Checks the JSON of posts on Facebook before anything is concluded from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postlab.platforms.facebook.api import POST_ID
from postlab.platforms.shapes import is_list_of, is_text_or_absent


def is_post(post: Any) -> bool:
    """Whether it has an id of a post, and what it tells of its words and its address are texts."""
    return (
        isinstance(post, Mapping)
        and isinstance(post.get("id"), str)
        and POST_ID.fullmatch(post["id"]) is not None
        and is_text_or_absent(post, "message", "permalink_url")
    )


def is_same_id(first: str, second: str) -> bool:
    """Whether two ids are of the same post, with its page's number or without."""
    return first.rpartition("_")[2] == second.rpartition("_")[2]


def attachments_of(response: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """What is attached to a post or a comment; None where that cannot be read."""
    if "attachments" in response:
        attachments = response["attachments"]
        entries = attachments.get("data") if isinstance(attachments, Mapping) else None
    else:
        entries = [response["attachment"]] if "attachment" in response else []
    return entries if is_list_of(entries, _is_attachment) else None


def _is_attachment(attachment: Any) -> bool:
    return (
        isinstance(attachment, Mapping)
        and is_text_or_absent(attachment, "media_type", "type", "url", "unshimmed_url")
        and attachment.get("unshimmed_url") != ""
    )
