"""What a connected account may be able to do besides, where its network can: told apart by having the method."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class TellsFollowers(Protocol):
    """What a connected account may be able to do besides: say how many people follow it."""

    def followers(self) -> int:
        """How many people follow the account now, in one call."""
        ...
