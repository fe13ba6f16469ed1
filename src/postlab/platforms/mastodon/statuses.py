"""Checks the JSON of posts of Mastodon's API before anything is concluded from it: the SDK turns types into others."""

from __future__ import annotations

import re
from typing import Any

from postlab.platforms.shapes import is_list_of, is_text_or_absent, iso_time, split_address

_ID = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)


def is_object(answer: Any) -> bool:
    """Whether it is an object of any kind."""
    return isinstance(answer, dict)


def is_account(account: Any) -> bool:
    """Whether it says whose it is."""
    if not isinstance(account, dict) or not is_id(account.get("id")):
        return False
    return isinstance(account.get("acct"), str) and bool(account["acct"])


def is_status(status: Any) -> bool:
    """Whether it is a status, whole enough to conclude something from it."""
    if not isinstance(status, dict):
        return False
    account, parent = status.get("account"), status.get("in_reply_to_id")
    return (
        is_id(status.get("id"))
        and isinstance(status.get("content"), str)
        and iso_time(status.get("created_at")) is not None
        and isinstance(account, dict)
        and is_id(account.get("id"))
        and (parent is None or is_id(parent))
        and _is_card(status.get("card"))
        and is_text_or_absent(status, "url", "uri")
        and is_list_of(status.get("mentions", []), lambda mention: isinstance(mention, dict))
        and is_list_of(status.get("media_attachments", []), is_media)
    )


def is_media(media: Any) -> bool:
    """Whether it is a picture or a film of a status, whole enough to conclude something from it."""
    return (
        isinstance(media, dict)
        and is_id(media.get("id"))
        and isinstance(media.get("type"), str)
        and is_text_or_absent(media, "description", "url")
    )


def are_statuses(answer: Any) -> bool:
    """Whether it is a list of statuses and nothing else: one that is not in it is absent."""
    return is_list_of(answer, is_status)


def is_context(answer: Any) -> bool:
    """Whether it tells the statuses below another one."""
    return isinstance(answer, dict) and are_statuses(answer.get("descendants"))


def is_id(value: object) -> bool:
    """Whether it is an id as servers of Mastodon's API write them; old ones write a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value > 0
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_card(card: object) -> bool:
    if card is None:
        return True
    address = split_address(card.get("url")) if isinstance(card, dict) else None
    return address is not None and address.scheme in {"http", "https"}
