"""The key of a post on networks that have no rule for keys of their own."""

from __future__ import annotations

import random
from datetime import datetime


def new_key(now: datetime, chance: random.Random) -> str:
    """A key that no other post has: when it was made, and 64 bits of chance."""
    return f"{int(now.timestamp()):x}-{chance.getrandbits(64):016x}"
