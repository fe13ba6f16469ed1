"""The platform `manual`: PostLab writes the post and says when; a person pastes it and types its numbers in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from postlab.errors import NeedsPerson, Unknown
from postlab.framing.lengths import (
    BLUESKY,
    FACEBOOK,
    LINKEDIN,
    MASTODON,
    THREADS,
    WEIGHTED_280,
    CodeUnits,
    LengthRule,
)
from postlab.framing.mentions import IN_THE_BLUESKY_APP, ON_INSTAGRAM, ON_MASTODON, ON_THREADS, ON_X, MentionRule
from postlab.framing.pictures import PictureRule
from postlab.metrics import METRIC_NAMES
from postlab.platforms.base import (
    ConnectedAccount,
    Connection,
    Counts,
    Identity,
    Option,
    Outgoing,
    Payload,
    Plugin,
    Published,
    Terms,
)
from postlab.platforms.keys import new_key

ANYWHERE = CodeUnits(63_206)
"""A network that PostLab does not know: as much as Facebook takes, the longest of those that it does."""

RULES: Mapping[str, LengthRule] = {
    "x": WEIGHTED_280,
    "bluesky": BLUESKY,
    "mastodon": MASTODON,
    "threads": THREADS,
    "linkedin": LINKEDIN,
    "facebook": FACEBOOK,
    "instagram": CodeUnits(2200),
}
MENTION_RULES: Mapping[str, MentionRule] = {
    "x": ON_X,
    "bluesky": IN_THE_BLUESKY_APP,
    "mastodon": ON_MASTODON,
    "threads": ON_THREADS,
    "instagram": ON_INSTAGRAM,
}
"""By network; on LinkedIn and Facebook nobody is mentioned whom the person who pastes does not choose from a list."""

COUNTED = frozenset(METRIC_NAMES) - {"opens"}
"""What a person may read off a network; only a mailing is opened (`postlab account add newsletter`)."""

PICTURES = PictureRule(
    ("image/jpeg", "image/png"), max_bytes=5_000_000, alt_length=1_000, max_side=4_096, replaces_card=False
)
"""What every network takes that a person uploads to."""

NOT_YET = "not typed in yet"
_OTHER_NAMES = {"twitter": "x", "fb": "facebook", "insta": "instagram"}


class ManualAccount:
    """An account on which a person posts by hand; nothing is sent anywhere."""

    def __init__(self, connection: Connection, *, platform: str, network: str | None = None) -> None:
        self._account = connection.account
        self._platform = platform
        self._network = network or platform

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The text as it is to be pasted."""
        return {"key": outgoing.key, "text": outgoing.text, "link": outgoing.link, "network": self._network}

    def publish(self, payload: Payload) -> Published:  # noqa: ARG002 (a person has it already)
        """Nothing is put out; whoever calls this is told that a person does it.

        Raises:
            NeedsPerson: always.
        """
        raise NeedsPerson(
            f"A post on “{self._account}” waits for you: paste it on {self._network}.",
            hint="`postlab post show N --copy`, paste it, then `postlab post published N URL` with its address there.",
            code="by_hand",
        )

    def find(self, payload: Payload) -> Published | None:  # noqa: ARG002 (only a person can look)
        """Nothing can be told.

        Raises:
            Unknown: always.
        """
        raise Unknown(
            f"Only you can see whether this went out on {self._network}.",
            hint="`postlab post published N URL` if it did; `postlab post resolve N --absent` if it did not.",
            code="by_hand",
            person=True,
        )

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Every number is missing till somebody types it in."""
        return {remote_id: Counts(missing=dict.fromkeys(METRIC_NAMES, NOT_YET)) for remote_id in remote_ids}

    def whoami(self) -> Identity:
        """The account's name, and the network that a person uses."""
        stored = self._platform if self._network == self._platform else f"{self._platform}:{self._network}"
        return Identity(self._account, stored)


def parse_network(typed: str) -> str:
    """A network's name as it is kept: lower case, one word.

    Raises:
        ValueError: it is no such word.
    """
    name = re.sub(r"[\s_]+", "-", typed.strip().lower())
    name = _OTHER_NAMES.get(name, name)
    if not re.fullmatch(r"[^\W_](?:[\w-]{0,30}[^\W_])?", name):
        raise ValueError(f"“{typed}” is not the name of a network; write one word, such as x, instagram or newsletter")
    return name


def locate(page: str, payload: Payload) -> str:  # noqa: ARG001 (any address will do)
    """The address itself: it is the post's id, whatever network it leads to.

    Raises:
        ValueError: it is no address that a browser opens.
    """
    address = page.strip()
    try:
        parts = urlsplit(address)
        reachable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        reachable = False
    if not reachable or re.search(r"\s", address):
        raise ValueError(f"“{page}” is not the address of a post; copy it from your browser, with https://")
    return address


def rule(options: Mapping[str, Any], facts: Mapping[str, Any]) -> LengthRule:  # noqa: ARG001 (nothing is asked)
    """How long a text may be on the network that a person pastes it on."""
    return RULES.get(str(options.get("network")), ANYWHERE)


def mentioned(options: Mapping[str, Any], facts: Mapping[str, Any]) -> MentionRule | None:  # noqa: ARG001 (as above)
    """What counts as a mention on the network that a person pastes it on; None: nothing."""
    return MENTION_RULES.get(str(options.get("network")))


def connect(connection: Connection) -> ConnectedAccount:
    """The account; there is nothing to log in to."""
    return ManualAccount(connection, platform="manual", network=connection.options["network"])


plugin = Plugin(
    name="manual",
    title="By hand",
    length=ANYWHERE,
    counts=COUNTED,
    options=(
        Option(
            name="network",
            help="Where you paste: x, bluesky, mastodon, threads, linkedin, facebook, instagram, or any word of yours.",
            required=True,
            parse=parse_network,
            metavar="NETWORK",
        ),
    ),
    credentials=(),
    connect=connect,
    new_key=new_key,
    locate=locate,
    rule=rule,
    mentioned=mentioned,
    finds="person",
    card="none",
    pictures=PICTURES,
    posts_per_read=1_000_000,
    by_hand=True,
    replies=True,
    terms=Terms(as_of=date(2026, 11, 23)),
    notes=(
        "You publish and you count: PostLab writes the post, draws its slot, and says when it is time.",
        "It costs nothing, needs no password, and works with every network there is.",
        "The length follows the network that you name; a word that PostLab does not know may be as long as you like.",
        "Numbers that nobody types in are missing, never zero.",
        "A picture you put in yourself: `postlab post show` names the file, and the words for who cannot see it.",
    ),
)
