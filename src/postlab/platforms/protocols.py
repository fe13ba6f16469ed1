"""Optional abilities of connected accounts: an account has one if it has the method."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class TellsFollowers(Protocol):
    """An account that can say how many people follow it."""

    def followers(self) -> int:
        """How many people follow the account now, in one call."""
        ...
