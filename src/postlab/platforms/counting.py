"""The protocol of counters: plugins that count clicks (short links, web statistics) where a network counts none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from postlab.platforms.base import Connection, Credential, Health, Option
from postlab.platforms.setup import Person, SetupResult


@dataclass(frozen=True, slots=True)
class ClickQuery:
    """Asks a counter for the clicks of one post.

    Attributes:
        key: of the post; the counter returns its clicks under it.
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
    """An account of web statistics or a shortener of links; it raises the errors that a `ConnectedAccount` does."""

    def clicks(self, posts: Sequence[ClickQuery]) -> Mapping[str, int]:
        """The clicks of people on each post so far, by the key of the query, in as few calls as possible.

        A post without an entry was not seen by the counter: its clicks are missing, not zero.
        """
        ...

    def health(self) -> Health:
        """Proves that the key works, and says whose it is."""
        ...


@runtime_checkable
class Shortens(Protocol):
    """What a connected counter may be able to do besides: make short links."""

    def short_url(self, key: str) -> str:
        """The short link that the post with this key has or will have; makes no call."""
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
    set_up: Callable[[Connection, Person], SetupResult] | None = None
