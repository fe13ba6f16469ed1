"""Pictures on a server of Mastodon's API: uploaded with their words, waited for, looked for before they are used."""

from __future__ import annotations

from typing import Any

from postlab.errors import Rejected
from postlab.framing.pictures import Picture
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.platforms.mastodon.client import MastodonClient
from postlab.platforms.mastodon.errors import INVALID, NOT_FOUND, TAKE_PICTURE
from postlab.platforms.mastodon.statuses import is_id, is_media
from postlab.platforms.pictures import gone, refused, wait_until_ready

SHOW_PICTURE = "say how the picture is doing"
_NAMES = {"image/jpeg": "picture.jpg", "image/png": "picture.png", "image/webp": "picture.webp"}


def upload(client: MastodonClient, picture: Picture) -> str:
    """Upload a picture with its words, and wait until the server has done with it; its id.

    Raises:
        Rejected: the server does not take it, or takes too long over it.
        NeedsPerson: the token lacks write:media.
    """
    try:
        media = client.call(
            TAKE_PICTURE,
            lambda sdk: sdk.media_post(
                picture.content,
                mime_type=picture.media_type,
                description=picture.alt,
                file_name=_NAMES.get(picture.media_type, "picture.gif"),
            ),
            readable=is_media,
        )
    except Rejected as exc:
        if exc.code != INVALID or exc.temporary:
            raise
        raise refused(exc.message) from None
    number = str(media["id"])
    if media.get("url") is None:
        wait_until_ready(lambda: _is_ready(client, number), network="Mastodon")
    return number


def is_there(client: MastodonClient, number: str) -> bool:
    """Whether an uploaded picture waits for its post: False where it is gone, or is a post's already.

    Servers keep one that no post uses for a day or so, and old ones publish a post without a picture that they no
    longer have.
    """
    try:
        client.call(SHOW_PICTURE, lambda sdk: sdk.media(number), readable=is_media)
    except Rejected as exc:
        if exc.code == NOT_FOUND:
            return False
        raise
    return True


def no_longer_there() -> Rejected:
    """The error for a picture that the server no longer has."""
    return Rejected(gone("The server"), hint="The next run uploads it again.", code=PREPARE_AGAIN, temporary=True)


def picture_of(status: Any) -> tuple[bool, str | None]:
    """Whether a status (`is_status`) has a picture, and the words for it."""
    for media in status.get("media_attachments") or ():
        if media.get("type") in {"image", "gifv"} and is_id(media.get("id")):
            return True, media.get("description") or ""
    return False, None


def _is_ready(client: MastodonClient, number: str) -> bool:
    media = client.call(SHOW_PICTURE, lambda sdk: sdk.media(number), readable=is_media)
    return media.get("url") is not None
