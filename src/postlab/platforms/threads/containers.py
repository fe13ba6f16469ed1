"""Containers on Threads: what a post is made of before it is published, and how that is doing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from postlab.errors import Rejected
from postlab.platforms.base import Outgoing
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.platforms.shapes import is_text_or_absent
from postlab.platforms.threads.client import ThreadsClient
from postlab.platforms.threads.errors import NOT_FOUND

PICTURE_LOOKS = 8
"""How often a container with a picture is looked at: Threads recommends to give it half a minute."""
SHOW_CONTAINER = "say how the post is doing"


def form_of(outgoing: Outgoing, *, parent: str | None) -> dict[str, str]:
    """What a container is made of.

    Args:
        outgoing: the post; one with a picture has no preview of its link, for that is for posts of words alone.
        parent: the number of the post that it answers, or None.
    """
    form = {"media_type": "TEXT", "text": outgoing.text}
    if parent is not None:
        form["reply_to_id"] = parent
    picture = outgoing.picture
    if picture is not None:
        form |= {"media_type": "IMAGE", "image_url": picture.address or "", "alt_text": picture.alt}
    elif outgoing.link:
        form["link_attachment"] = outgoing.link
    return form


def state_of(client: ThreadsClient, creation_id: str) -> tuple[str | None, str]:
    """The status of a container, and the reason for a failure; None where Threads knows none of that number.

    Raises:
        PlatformError: Threads could not be asked.
    """
    try:
        response = client.get(f"/{creation_id}", action=SHOW_CONTAINER, fields="id,status,error_message")
    except Rejected as exc:
        if exc.code == NOT_FOUND:
            return None, ""
        raise
    container: Mapping[str, Any] = response.body
    state = container.get("status")
    told = isinstance(state, str) and is_text_or_absent(container, "error_message")
    if container["id"] != creation_id or not told:
        raise client.translator.unreadable(SHOW_CONTAINER, ambiguous=False)
    return state, container.get("error_message") or ""


def wait_until_ready(client: ThreadsClient, creation_id: str, *, looks: int, pause_s: float) -> None:
    """Wait a few seconds until a container is ready; if that is not enough, publishing will show it.

    Raises:
        Rejected: Threads could not make a post of it.
        PlatformError: Threads could not be asked.
    """
    for look in range(looks):
        if look:
            time.sleep(pause_s)
        state, reason = state_of(client, creation_id)
        if state == "ERROR":
            why = f": {client.translator.quoted(reason)}" if reason else ""
            raise Rejected(
                f"Threads could not make a post of what it was given{why}.",
                hint="The next run gives it the post again.",
                code=PREPARE_AGAIN,
                temporary=True,
            )
        if state == "FINISHED":
            return
