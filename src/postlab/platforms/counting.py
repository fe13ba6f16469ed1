"""What counts clicks where a network tells none: short links and web statistics, as plugins of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from postlab.platforms.base import Connection, Credential, Health, Option
from postlab.platforms.setup import Enrolment, Person


@dataclass(frozen=True, slots=True)
class Sought:
    """A post whose clicks are asked for.

    Attributes:
        key: what the answer is given by.
        campaign: value of utm_campaign in its link, or None.
        content: value of utm_content in its link, or None.
        short_url: its short link, or None.
        since: when it went out.
        url: where its link leads.
    """

    key: str
    campaign: str | None
    content: str | None
    short_url: str | None
    since: datetime
    url: str


class ConnectedCounter(Protocol):
    """Web statistics or a shortener that we hold the key to; raises what a `ConnectedAccount` does."""

    def clicks(self, posts: Sequence[Sought]) -> Mapping[str, int]:
        """Clicks of each post so far, people's alone, in as few calls as it allows.

        A post that is not in the answer was not seen: that is missing, not zero.
        """
        ...

    def health(self) -> Health:
        """That the key works, and who we are there."""
        ...


@runtime_checkable
class Shortens(Protocol):
    """What a connected counter may be able to do besides: make short links."""

    def short_url(self, key: str) -> str:
        """The short link that the post with this key has or will have; nothing is asked."""
        ...

    def shorten(self, key: str, url: str, *, tags: Sequence[str]) -> str:
        """Make that link lead to a URL; again with the same key and URL it makes no second one."""
        ...


@dataclass(frozen=True, slots=True)
class Counter:
    """Something that counts clicks, by the entry-point group `postlab.counters`; fields as in `Plugin`."""

    name: str
    title: str
    options: tuple[Option, ...]
    credentials: tuple[Credential, ...]
    connect: Callable[[Connection], ConnectedCounter]
    notes: tuple[str, ...] = ()
    shortens: bool = False
    """Whether its connected form is `Shortens`, too: one short link a post."""
    simulated: bool = False
    enrol: Callable[[Connection, Person], Enrolment] | None = None
