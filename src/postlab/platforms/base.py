"""What PostLab knows of a network before it connects, and what a connected account can do."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from postlab.clock import Clock
from postlab.framing.lengths import LengthRule

METRICS = ("likes", "comments", "shares", "clicks", "impressions")
"""What a reading may count, in the order in which it is shown."""

Payload = dict[str, Any]
"""What goes over the wire, frozen as JSON before the first attempt and the same in every later one."""


@dataclass(frozen=True, slots=True)
class Card:
    """The preview of the link beside a text.

    Attributes:
        url: where the card leads.
        title: the headline.
        description: one or two sentences; may be empty.
        image: the picture's bytes, or None.
        image_type: its media type, such as ``image/jpeg``.
    """

    url: str
    title: str
    description: str = ""
    image: bytes | None = None
    image_type: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text on its way out.

    Attributes:
        key: what makes this post one post, whatever happens on the way (`Plugin.new_key`).
        text: as the reader will see it, link included.
        link: where the link leads, tracking included, or None.
        card: the preview of the link, or None.
        language: BCP 47 code, or None.
        blocks: the building blocks of the text as (kind, text); a real network does not see them, the
            simulated audience reacts to them.
        topic: what the link is about (its address without tracking); the simulated audience has its
            moods about topics.
        created_at: the time that the post will carry.
        link_text: how the link reads in the text; None is "as it leads" (see `Plugin.plain_links`).
    """

    key: str
    text: str
    link: str | None
    card: Card | None
    language: str | None
    blocks: tuple[tuple[str, str], ...]
    topic: str
    created_at: datetime
    link_text: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A post that is out: its id on the network, its address for people, and when it went out."""

    remote_id: str
    permalink: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What a post had gathered; None is "not seen", and `missing` says why, metric by metric.

    Raises:
        Nothing; a metric that the platform cannot count is None without a reason.
    """

    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    clicks: int | None = None
    impressions: int | None = None
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the network says we are: the name to show, and the stable id."""

    name: str
    remote_id: str


class ConnectedAccount(Protocol):
    """An account that we hold the key to.

    Every method may raise `Rejected` (certain that nothing happened), `Unknown` (it may have happened)
    or `NeedsPerson` of `postlab.errors`, and nothing of the SDK behind it.
    """

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The payload, JSON-ready, with everything that must not change between attempts.

        May talk to the network (to upload a picture), but publishes nothing.
        """
        ...

    def publish(self, payload: Payload) -> Published:
        """Put it out; again with the same payload it makes no second post where the platform can help it."""
        ...

    def find(self, payload: Payload) -> Published | None:
        """Whether it went out after all; None is a proven absence, `Unknown` is "cannot tell"."""
        ...

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered by now, in as few calls as the network allows.

        A post that the network no longer shows comes back with every metric None and the reason; one that
        could not be asked about this time is left out, and is asked about again.
        """
        ...

    def whoami(self) -> Identity:
        """Who we are there; the cheapest proof that the credentials work."""
        ...


@dataclass(frozen=True, slots=True)
class Option:
    """Something that an account of this platform is set up with (not a secret).

    Attributes:
        parse: turns what was typed into a JSON value, or raises ValueError with a sentence.
    """

    name: str
    help: str
    default: Any = None
    required: bool = False
    parse: Callable[[str], Any] = str


@dataclass(frozen=True, slots=True)
class Credential:
    """A secret that an account of this platform needs, and the variable that may hold it."""

    name: str
    variable: str
    help: str


@dataclass(frozen=True, slots=True)
class Connection:
    """What `connect` gets.

    Attributes:
        account: the account's name in the lab.
        options: by `Option.name`, defaults filled in.
        secrets: by `Credential.name`.
        lab: the lab's folder, for a platform that keeps something there.
        clock: the time; the simulated audience lives by it.
    """

    account: str
    options: Mapping[str, Any]
    secrets: Mapping[str, str]
    lab: Path
    clock: Clock


def _as_given(address: str, _payload: Payload) -> str:
    return address


@dataclass(frozen=True, slots=True)
class Plugin:
    """A platform as a stranger's package may register it, by the entry-point group `postlab.platforms`.

    Attributes:
        name: stored with every account, never renamed; also utm_source.
        title: for people.
        length: how long a text may be, and how this network counts.
        counts: those of `METRICS` that it can count.
        options: what an account is set up with.
        credentials: the secrets it needs.
        connect: the one door to the SDK, which is imported behind it.
        new_key: makes the key of a post from the time and a source of randomness.
        plain_links: True where a link may read otherwise than it leads: the text shows it without its
            tracking, and leads to it with.
        simulated: True where no real person will ever see a post; every screen says so.
        notes: what a user should know (prices, limits, what cannot be measured), a sentence each.
        locate: makes the post's id on the network (`Published.remote_id`) out of the address that a person
            copied from their browser and the payload that was sent; ValueError with a sentence where that
            is no address of such a post.
    """

    name: str
    title: str
    length: LengthRule
    counts: frozenset[str]
    options: tuple[Option, ...]
    credentials: tuple[Credential, ...]
    connect: Callable[[Connection], ConnectedAccount]
    new_key: Callable[[datetime, random.Random], str]
    plain_links: bool = False
    simulated: bool = False
    notes: tuple[str, ...] = ()
    locate: Callable[[str, Payload], str] = _as_given
