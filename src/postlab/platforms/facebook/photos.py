"""Pictures of a page's posts: whether they are there still, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from postlab.errors import PlatformError, Rejected
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.platforms.facebook.client import FacebookClient
from postlab.platforms.facebook.errors import GONE, NO_PERMISSION, PAGE_GONE
from postlab.platforms.pictures import gone
from postlab.platforms.shapes import is_number, is_text_or_absent

SHOW_PICTURE = "show the picture"


def is_photo(attachment: Mapping[str, Any]) -> bool:
    """Whether what is attached to a post is a picture of its own, and not the preview of a link."""
    return attachment.get("media_type") == "photo" or attachment.get("type") == "photo"


def alt_of(client: FacebookClient, attachments: Sequence[Mapping[str, Any]]) -> str | None:
    """The words for the first picture among what is attached to a post; None where Facebook does not tell them.

    Raises:
        PlatformError: the call failed.
    """
    for attachment in filter(is_photo, attachments):
        target = attachment.get("target")
        number = target.get("id") if isinstance(target, Mapping) else None
        if not is_number(number):
            return None
        try:
            photo = client.get(str(number), action=SHOW_PICTURE, fields="id,alt_text_custom")
        except PlatformError as exc:
            if exc.code in {GONE, NO_PERMISSION}:
                return None
            raise
        if photo.get("id") != number or not is_text_or_absent(photo, "alt_text_custom"):
            raise client.translator.unreadable(SHOW_PICTURE, ambiguous=False)
        return photo.get("alt_text_custom") or ""
    return None


def raise_if_gone(client: FacebookClient, number: str, refusal: PlatformError) -> None:
    """See whether a post was refused because its picture is gone: Facebook has no words of its own for that.

    Args:
        client: of the Graph API.
        number: of the picture, which was uploaded without being published.
        refusal: of the post; nothing went out.

    Raises:
        Rejected: the picture is gone.
    """
    if isinstance(refusal, Rejected) and refusal.temporary:
        return
    try:
        client.get(number, action=SHOW_PICTURE, fields="id")
    except PlatformError as exc:
        if exc.code in {GONE, PAGE_GONE}:
            message = f"{gone('Facebook')} It said: {refusal.message}"
            hint = "The next run uploads it again."
            raise Rejected(message, hint=hint, code=PREPARE_AGAIN, temporary=True) from None
