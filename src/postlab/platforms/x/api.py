"""Facts about X's API that the other modules of this package share: its address, and what it charges for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from postlab.framing.pictures import PictureRule
from postlab.platforms.base import Terms

DEFAULT_SERVER = "https://api.twitter.com"

POST, POST_WITH_LINK, READ, OWNED_READ, DELETE = "post", "post with link", "read", "owned read", "delete"
ALT_TEXT = "alt text"
"""What X charges for; the keys of `TERMS.prices`. The upload of a picture is free, the words for it are not."""

PICTURES = PictureRule(
    media_types=("image/jpeg", "image/png", "image/webp"),
    max_bytes=5_000_000,
    max_side=8_192,
    alt_length=1_000,
)
"""The pictures that X takes in one request, as "tweet_image": https://docs.x.com/x-api/media/quickstart/best-practices."""

# https://docs.x.com/x-api/getting-started/pricing and /fundamentals/rate-limits
TERMS = Terms(
    as_of=date(2026, 8, 31),
    prices={
        POST: Decimal("0.015"),
        POST_WITH_LINK: Decimal("0.200"),
        READ: Decimal("0.005"),
        OWNED_READ: Decimal("0.001"),
        DELETE: Decimal("0.010"),
        ALT_TEXT: Decimal("0.005"),
    },
    posts_a_day=10_000,
)
