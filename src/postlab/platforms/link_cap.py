"""How many posts with a link an account may publish in a month, where its network caps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from postlab.platforms.base import Option

MOST = 1000


def parse_links(typed: Any) -> int:
    """How many posts with a link, from 1.

    Raises:
        ValueError: it is no such number.
    """
    text = str(typed).strip()
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise ValueError(f"“{typed}” is not how many posts with a link may go out in a month; give a number from 1")
    return int(text)


LINKS_A_MONTH = Option(
    name="links-a-month",
    help="How many posts with a link may go out in a month, where the network caps them (Facebook: 2 on some pages "
    "without Meta Verified); plans keep to it.",
    parse=parse_links,
    metavar="N",
)


def links_a_month(options: Mapping[str, Any]) -> int | None:
    """The cap of an account, from its options; None where it has none."""
    cap = options.get(LINKS_A_MONTH.name)
    return cap if isinstance(cap, int) and not isinstance(cap, bool) else None
