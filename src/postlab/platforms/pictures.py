"""Pictures on their way to a network: held against its rule before anything is sent, waited for after the upload."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from postlab.english import listed
from postlab.errors import Rejected
from postlab.framing.pictures import Picture, PictureRule

TAKE_PICTURE = "take the picture"
"""What an upload is for, as messages name it."""
BAD_PICTURE = "bad_picture"
"""Code of the error for a picture that the network does not take with any post."""
NOT_READY = "picture_not_ready"
"""Code of the error for a picture that the network has taken and is still at work on."""

_NAMES = {"image/webp": "WebP"}

PAUSE_S = 2.0
"""The pause between two looks at a picture that the network is still at work on."""
LOOKS = 6


def check_picture(picture: Picture, rule: PictureRule, *, network: str) -> None:
    """See that a network takes a picture with these words, as far as its rule tells.

    Args:
        picture: as it would be sent.
        rule: the network's, or the account's own.
        network: its name for people.

    Raises:
        Rejected: it does not; the sentence says why, and nothing was sent.
    """
    if fault := _fault(picture, rule, network):
        raise refused(fault)


def refused(fault: str) -> Rejected:
    """The error for a picture that a network does not take.

    Args:
        fault: what is wrong with it, as a sentence.
    """
    return Rejected(
        fault, hint="Give the link another picture or other words for it, or cancel the post.", code=BAD_PICTURE
    )


def gone(network: str) -> str:
    """The sentence for a picture that was uploaded for a post and that the network has no longer."""
    return f"{network} no longer has the picture that was uploaded for the post."


def wait_until_ready(is_ready: Callable[[], bool], *, network: str) -> None:
    """Wait some seconds until a network has done with an uploaded picture.

    Args:
        is_ready: asks the network; raises where it could make no picture of it.
        network: its name for people.

    Raises:
        Rejected: it takes longer than that; a later attempt uploads the picture anew, and the post goes out with it.
    """
    for look in range(LOOKS):
        if look:
            time.sleep(PAUSE_S)
        if is_ready():
            return
    raise Rejected(
        f"{network} has taken the picture and is still at work on it, so the post waits.",
        hint="The next run uploads it again.",
        code=NOT_READY,
        temporary=True,
    )


def _fault(picture: Picture, rule: PictureRule, network: str) -> str | None:
    return _fault_of_words(picture.alt, rule, network) or _fault_of_file(picture, rule, network)


def _fault_of_words(alt: str, rule: PictureRule, network: str) -> str | None:
    if not alt.strip():
        return "The picture has no words for those who cannot see it, and does not go out without them."
    if len(alt) > rule.alt_length:
        return f"The words for the picture have {len(alt):,} characters, and {network} takes {rule.alt_length:,}."
    try:
        alt.encode("utf-8")
    except UnicodeEncodeError:
        return "The words for the picture hold half a character (a broken emoji, perhaps), which cannot be sent."
    return None


def _fault_of_file(picture: Picture, rule: PictureRule, network: str) -> str | None:
    size = f"The picture is {picture.width:,} × {picture.height:,}"
    if picture.media_type not in rule.media_types:
        return f"{network} takes no picture of the kind {picture.media_type}: only {kinds_of(rule)}."
    if len(picture.content) > rule.max_bytes:
        # rounded apart, so that what is too much by a byte does not read as what is allowed
        has, most = math.ceil(len(picture.content) / 10_000) / 100, rule.max_bytes // 10_000 / 100
        return f"The picture has {has:.2f} MB, and {network} takes {most:.2f} MB at most."
    if rule.max_side is not None and max(picture.width, picture.height) > rule.max_side:
        return f"{size}, and {network} takes {rule.max_side:,} pixels a side at most."
    if rule.max_pixels is not None and picture.width * picture.height > rule.max_pixels:
        return f"{size}, and {network} takes {rule.max_pixels // 1_000_000} million pixels at most."
    if rule.needs_address and picture.address is None:
        return f"{network} fetches a picture from a public address, and this one is a file that stands at none."
    return None


def kinds_of(rule: PictureRule) -> str:
    """The kinds of pictures that a network takes, as people call them: "JPEG, PNG or WebP"."""
    return listed([_NAMES.get(kind, kind.removeprefix("image/").upper()) for kind in rule.media_types], "or")
