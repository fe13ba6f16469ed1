"""Optional abilities of connected accounts: an account has one if it has the method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from postlab.errors import PlatformError


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


@dataclass(frozen=True, slots=True)
class ReplyProbe:
    """What a try of a reply has shown.

    Attributes:
        refused: what the network said to the reply; None where it went out.
        left: addresses of the test posts that could not be deleted again.
    """

    refused: PlatformError | None
    left: tuple[str, ...] = ()


@runtime_checkable
class ProbesReplies(Protocol):
    """A connected account that can try whether its network lets it answer its own posts (`Plugin.proves_replies`)."""

    def probe_replies(self) -> ReplyProbe:
        """Publish a test post and a reply to it, and delete both again.

        Raises:
            PlatformError: the test post did not go out, so nothing was shown.
        """
        ...
