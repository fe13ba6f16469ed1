"""Makes the keys of posts for networks that have no form of key of their own."""

from __future__ import annotations

import random
from datetime import datetime


def new_key(now: datetime, chance: random.Random) -> str:
    """A key that no other post has: the time, and 64 random bits."""
    return f"{int(now.timestamp()):x}-{chance.getrandbits(64):016x}"
