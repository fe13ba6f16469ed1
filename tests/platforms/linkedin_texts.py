"""What LinkedIn makes of texts: posts as their readers see them, and comments as its API lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

RESERVED = set("\\|{}@[]()<>#*_~")
_HASHTAG = re.compile(r"\{hashtag\|\\?#\|((?:\\.|[^\\{}|@\[\]()<>#*_~])+)\}|#(\w+)")


def reader_sees(commentary: str) -> str:
    """What becomes of a text: at the first reserved character that is neither escaped nor a hashtag it ends."""
    seen, at = "", 0
    while at < len(commentary):
        character = commentary[at]
        if character == "\\" and commentary[at + 1 : at + 2] in RESERVED and at + 1 < len(commentary):
            seen, at = seen + commentary[at + 1], at + 2
        elif character in RESERVED:
            tag = _HASHTAG.match(commentary, at)
            if tag is None:
                break
            word = re.sub(r"\\(.)", r"\1", tag[1] or tag[2])
            seen, at = f"{seen}#{word}", tag.end()
        else:
            seen, at = seen + character, at + 1
    return seen


def comments_below(urn: str, actors: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """A comment by each of these on a post."""
    return [
        {
            "actor": actor,
            "object": urn,
            "message": {"attributes": [], "text": "Thank you!"},
            "id": str(6_000_000_000 + number),
            "created": {"actor": actor, "time": int(now.timestamp() * 1000)},
            "lastModified": {"actor": actor, "time": int(now.timestamp() * 1000)},
        }
        for number, actor in enumerate(actors)
    ]
