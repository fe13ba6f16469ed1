"""Pictures on X: uploaded by the calls of API v2, waited for, given their words, and read where a post has one."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from postlab.errors import NeedsPerson, Rejected
from postlab.framing.pictures import Picture
from postlab.platforms.pictures import TAKE_PICTURE, refused, wait_until_ready
from postlab.platforms.shapes import is_list_of, is_text_or_absent
from postlab.platforms.x.api import ALT_TEXT
from postlab.platforms.x.client import Body, XClient
from postlab.platforms.x.posts import is_post_id

UPLOAD, METADATA = "/2/media/upload", "/2/media/metadata"
MEDIA_WRITE = "media.write"
DESCRIBE_PICTURE = "take the words for the picture"
SHOW_PICTURE = "say how the picture is doing"
_WORKING = frozenset({"pending", "in_progress"})


def upload(client: XClient, picture: Picture, report_spending: Callable[[str, Sequence[str]], None]) -> str:
    """Upload a picture with its words, and wait until X has done with it; its number, by which X knows it for a day.

    tweepy knows the upload of API 1.1 alone, which X has ended; its client sends any call of v2.

    Raises:
        Rejected: X does not take it, or takes too long over it.
        NeedsPerson: the login lacks media.write.
    """
    _check_permission(client)
    body = {
        "media": base64.b64encode(picture.content).decode(),
        "media_category": "tweet_image",
        "media_type": picture.media_type,
    }
    uploaded = _send(client, TAKE_PICTURE, "POST", UPLOAD, json=body)
    number = str(uploaded["data"]["id"])
    if _is_working(uploaded):
        asked = {"command": "STATUS", "media_id": number}
        wait_until_ready(lambda: not _is_working(_send(client, SHOW_PICTURE, "GET", UPLOAD, params=asked)), network="X")
    words = {"id": number, "metadata": {"alt_text": {"text": picture.alt}}}
    _send(client, DESCRIBE_PICTURE, "POST", METADATA, json=words, readable=_is_described)
    report_spending(ALT_TEXT, [number])
    return number


def are_media(body: Body) -> bool:
    """Whether what a response holds of pictures can be read."""
    includes = body.get("includes", {})
    return isinstance(includes, Mapping) and is_list_of(includes.get("media", []), _is_media)


def media_by_key(body: Body) -> dict[str, Mapping[str, Any]]:
    """The pictures in a response (`are_media`), by the keys under which its posts name them."""
    includes: Mapping[str, Any] = body.get("includes") or {}
    return {str(media["media_key"]): media for media in includes.get("media") or ()}


def picture_of(post: Mapping[str, Any], media: Mapping[str, Mapping[str, Any]]) -> tuple[bool | None, str | None]:
    """Whether a post has a picture, and the words for it; None for what X does not tell.

    Args:
        post: with its attachments, where it has some.
        media: those that X told of with it, by key.
    """
    attachments = post.get("attachments", {})
    told = attachments.get("media_keys", []) if isinstance(attachments, Mapping) else None
    if not is_list_of(told, lambda key: isinstance(key, str)):
        return None, None
    keys: list[str] = list(told or ())
    pictures = [media[key] for key in keys if key in media and media[key].get("type") in {"photo", "animated_gif"}]
    if not pictures:
        return (None if keys else False), None
    return True, html.unescape(pictures[0].get("alt_text") or "")


def _check_permission(client: XClient) -> None:
    scopes = None if client.login is None else client.login.scopes
    if scopes is not None and MEDIA_WRITE not in scopes:
        raise NeedsPerson(
            f"The login of “{client.translator.account}” lacks the permission {MEDIA_WRITE}, without which X takes no "
            "picture.",
            hint=client.translator.new_credentials_hint(),
            code="no_permission",
        )


def _send(
    client: XClient,
    action: str,
    method: str,
    route: str,
    *,
    json: Mapping[str, Any] | None = None,
    params: Mapping[str, str] | None = None,
    readable: Callable[[Body], bool] | None = None,
) -> Body:
    def call(sdk: Any, keys: bool) -> Any:  # noqa: FBT001 - as the client calls it
        return sdk.request(method, route, params=params, json=json, user_auth=keys).json()

    try:
        return client.call(action, call, readable=readable or _is_uploaded)
    except Rejected as exc:
        if exc.temporary:
            raise
        raise refused(exc.message) from None


def _is_working(body: Body) -> bool:
    """Whether X is still at work on an upload.

    Raises:
        Rejected: it could make no picture of it.
    """
    processing = body["data"].get("processing_info", {})
    if processing.get("state") == "failed":
        raise refused("X could make no picture of the file that it was given.")
    return processing.get("state") in _WORKING


def _is_uploaded(body: Body) -> bool:
    uploaded = body.get("data")
    return (
        isinstance(uploaded, Mapping)
        and is_post_id(uploaded.get("id"))
        and isinstance(uploaded.get("processing_info", {}), Mapping)
    )


def _is_described(body: Body) -> bool:
    described = body.get("data")
    return isinstance(described, Mapping) and is_post_id(described.get("id"))


def _is_media(media: Any) -> bool:
    return (
        isinstance(media, Mapping)
        and isinstance(media.get("media_key"), str)
        and is_text_or_absent(media, "type", "alt_text")
    )
