"""Timestamp identifiers, the keys under which Bluesky files its posts."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
"""Base 32 in an order in which text sorts as the numbers do."""

LENGTH = 13
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_tid(at: datetime, rng: random.Random) -> str:
    """A new identifier, which sorts by its time.

    63 bits: 53 of microseconds since 1970, then 10 that keep two clocks apart
    (https://atproto.com/specs/tid). Many posts may be planned at one instant, and 10 bits would let
    two of a hundred collide; so only the milliseconds are the time's own and the microseconds within
    them are drawn as well, a million keys for every millisecond.

    Args:
        at: the time, aware.
        rng: where the rest comes from.

    Raises:
        ValueError: the time is naive, before 1970, or past the 53 bits (the year 2255).
    """
    if at.tzinfo is None:
        raise ValueError("a TID needs a time with a zone")
    milliseconds = (at - _EPOCH) // _MICROSECOND // 1000
    microseconds = milliseconds * 1000 + rng.randrange(1000)
    if not 0 <= microseconds < 1 << 53:
        raise ValueError(f"{at.isoformat()} does not fit into a TID")
    number = microseconds << 10 | rng.getrandbits(10)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def tid_time(tid: str) -> datetime:
    """The time within an identifier, in UTC.

    Raises:
        ValueError: it is not a TID.
    """
    if len(tid) != LENGTH or not set(tid) <= set(ALPHABET) or tid[0] not in ALPHABET[:16]:
        raise ValueError(f"not a TID: {tid!r}")
    number = 0
    for letter in tid:
        number = number << 5 | ALPHABET.index(letter)
    return _EPOCH + (number >> 10) * _MICROSECOND
