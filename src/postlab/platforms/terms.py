"""What a network charges and allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What a network charges and allows, as of a day: it changes, and `postlab.toml` can say otherwise.

    Attributes:
        as_of: when it was looked up.
        prices: US dollars a piece, by what is charged for: "post", "post with link", "read", "owned read",
            "delete".
            Nothing in it: free of charge.
        posts_a_day: how many posts an account may publish in 24 hours, or None where no number is known.
    """

    as_of: date
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    posts_a_day: int | None = None
