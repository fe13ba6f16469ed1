"""Pictures on LinkedIn: uploaded in two calls, for a post or for the card of one, and waited for."""

from __future__ import annotations

from urllib.parse import quote

from postlab.errors import Rejected
from postlab.framing.pictures import Picture
from postlab.platforms.errors import PREPARE_AGAIN
from postlab.platforms.http import JsonResponse
from postlab.platforms.linkedin.client import LinkedInClient
from postlab.platforms.pictures import TAKE_PICTURE, refused, wait_until_ready

TAKE_CARD_PICTURE = "take the card's picture"
SHOW_PICTURE = "say how the picture is doing"


def upload_for_card(client: LinkedInClient, author: str, content: bytes, *, needs: str) -> str | None:
    """The URN of a card's picture, uploaded; None where LinkedIn does not take it: a card may go without.

    Raises:
        PlatformError: it could not be uploaded just now, or the token does not allow it.
    """
    try:
        return _uploaded(client, author, content, action=TAKE_CARD_PICTURE, needs=needs)
    except _NotTakenError:
        return None


def upload(client: LinkedInClient, author: str, picture: Picture, *, needs: str) -> str:
    """The URN of a post's picture, uploaded; LinkedIn has done with it, as far as it tells this token.

    Raises:
        PlatformError: LinkedIn does not take it, takes too long over it, or the token does not allow it.
    """
    try:
        urn = _uploaded(client, author, picture.content, action=TAKE_PICTURE, needs=needs)
    except _NotTakenError as exc:
        raise refused(exc.sentence) from None
    wait_until_ready(lambda: _is_ready(client, urn), network="LinkedIn")
    return urn


class _NotTakenError(Exception):
    """LinkedIn does not take a picture."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _uploaded(client: LinkedInClient, author: str, content: bytes, *, action: str, needs: str) -> str:
    response = client.call(
        "POST",
        "/rest/images?action=initializeUpload",
        action=action,
        needs=needs,
        json_body={"initializeUploadRequest": {"owner": author}},
        readable=lambda response: isinstance(response.at("value"), dict),
        expects={400, 413, 422},
    )
    if not response.ok:
        raise _refusal(client, action, response, needs)
    upload_url, urn = response.at("value", "uploadUrl"), response.at("value", "image")
    if not isinstance(upload_url, str) or not isinstance(urn, str) or not client.may_receive_token(upload_url):
        raise _NotTakenError("LinkedIn names no place of its own to send the picture to.")
    put = client.call(
        "PUT",
        upload_url,
        action=action,
        content=content,
        headers={"Content-Type": "application/octet-stream"},
        expects={400, 403, 404, 409, 413, 415, 422},
    )
    if not put.ok:
        raise _refusal(client, action, put, needs)
    return urn


def _refusal(client: LinkedInClient, action: str, response: JsonResponse, needs: str) -> Exception:
    """What a refused upload means: a card goes without, and for a post's picture an error says what is wrong."""
    error = client.translator.refusal(action, response, needs=needs)
    about_picture = isinstance(error, Rejected) and not error.temporary
    return _NotTakenError(error.message) if about_picture or action == TAKE_CARD_PICTURE else error


def _is_ready(client: LinkedInClient, urn: str) -> bool:
    """Whether LinkedIn has done with a picture; True where it does not tell this token: the post will show it."""
    response = client.call(
        "GET",
        f"/rest/images/{quote(urn, safe='')}",
        action=SHOW_PICTURE,
        readable=lambda response: isinstance(response.at("status"), str),
        expects={403, 404},
    )
    if not response.ok or response.at("status") == "AVAILABLE":
        return True
    if response.at("status") == "PROCESSING_FAILED":
        raise Rejected(
            "LinkedIn could make no picture of the file that it was given.",
            hint="The next run uploads it again.",
            code=PREPARE_AGAIN,
            temporary=True,
        )
    return False
