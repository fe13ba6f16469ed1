"""Optional abilities of connected accounts: an account has one if it has the method."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class TellsFollowers(Protocol):
    """An account that can say how many people follow it."""

    def followers(self) -> int:
        """How many people follow the account now, in one call."""
        ...


@runtime_checkable
class TellsOwnAnswers(Protocol):
    """A connected account that can tell which comments on a post are its own."""

    def own_answers(self, remote_id: str) -> int:
        """How many of the comments that `read` counts for a post were written by the account itself.

        Raises:
            PlatformError: the network does not tell it now, or not to this token.
        """
        ...
