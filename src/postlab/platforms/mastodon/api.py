"""Facts about Mastodon's API that the other modules of this package share: an example of a server, and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postlab.framing.pictures import PictureRule

EXAMPLE_SERVER = "https://mastodon.social"

PICTURES = PictureRule(
    media_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
    max_bytes=16_777_216,
    max_pixels=33_177_600,
    alt_length=1_500,
)
"""The pictures that Mastodon itself takes; a server says its own limits at each check."""

PICTURE_BYTES, PICTURE_PIXELS, ALT_LENGTH = "image_size_limit", "image_matrix_limit", "description_limit"
"""Keys in `Health.facts`, named as servers name their limits: how large a picture may be, and its words."""
PICTURE_TYPES = "picture_types"
"""Key in `Health.facts`: the media types of pictures that the server takes."""


def picture_rule(facts: Mapping[str, Any]) -> PictureRule:
    """Which pictures the account's server takes, as it said at the last check, else Mastodon's own limits."""
    told = facts.get(PICTURE_TYPES)
    types = tuple(kind for kind in PICTURES.media_types if isinstance(told, list) and kind in told)
    return PictureRule(
        media_types=types or PICTURES.media_types,
        max_bytes=_limit(facts, PICTURE_BYTES, PICTURES.max_bytes),
        max_pixels=_limit(facts, PICTURE_PIXELS, PICTURES.max_pixels or 0),
        alt_length=_limit(facts, ALT_LENGTH, PICTURES.alt_length),
    )


def _limit(facts: Mapping[str, Any], name: str, usual: int) -> int:
    value = facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else usual
