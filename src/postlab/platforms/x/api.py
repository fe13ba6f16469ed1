"""Facts about X's API that the other modules of this package share: its address, and what it charges for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from postlab.platforms.base import Terms

DEFAULT_SERVER = "https://api.twitter.com"

POST, POST_WITH_LINK, READ, OWNED_READ, DELETE = "post", "post with link", "read", "owned read", "delete"
"""What X charges for; the keys of `TERMS.prices`."""

# https://docs.x.com/x-api/getting-started/pricing and /fundamentals/rate-limits
TERMS = Terms(
    as_of=date(2026, 8, 31),
    prices={
        POST: Decimal("0.015"),
        POST_WITH_LINK: Decimal("0.200"),
        READ: Decimal("0.005"),
        OWNED_READ: Decimal("0.001"),
        DELETE: Decimal("0.010"),
    },
    posts_a_day=10_000,
)
