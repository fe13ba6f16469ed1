"""The platform `sandbox`: a simulated network whose audience is simulated and whose posts a ledger keeps."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import quote

from postlab.english import ended, listed
from postlab.errors import InputError, NeedsPerson, Rejected, Unknown
from postlab.framing.lengths import SIMULATED_280
from postlab.framing.pictures import Picture, PictureRule
from postlab.platforms import sandbox_faults as faults
from postlab.platforms.audience import ShownPost, SimulatedAudience, counts, lost_followers
from postlab.platforms.audience_anger import checked_anger, parse_anger
from postlab.platforms.audience_chance import Stream
from postlab.platforms.audience_effects import COUNTED, parse_effects
from postlab.platforms.base import (
    ConnectedAccount,
    Connection,
    Counts,
    Identity,
    Live,
    Option,
    Outgoing,
    Payload,
    Plugin,
    Published,
)
from postlab.platforms.errors import NO_POST_TO_REPLY_TO
from postlab.platforms.keys import new_key
from postlab.platforms.sandbox_ledger import Ledger, LedgerEntry, NewerLedgerError, ledger_path
from postlab.time_zones import unknown_zone, zone_named

__all__ = ["SandboxAccount", "parse_effects", "plugin"]

PICTURES = PictureRule(("image/jpeg", "image/png"), max_bytes=1_000_000, alt_length=1_000, max_side=2_000)
"""The pictures that the simulated network takes, much as a real one does."""

_FOLLOWERS_MOST = 100_000_000


class SandboxAccount:
    """An account on the simulated network."""

    def __init__(self, connection: Connection, audience: SimulatedAudience, chances: Mapping[str, float]) -> None:
        self._account = connection.account
        self._clock = connection.clock
        self._audience = audience
        self._chances = chances
        self._ledger = Ledger(ledger_path(connection.lab, connection.account))

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The post as the simulated network will take it; the audience sees the kinds of its blocks.

        Raises:
            Rejected: its picture, or the words for it, are more than the network takes.
        """
        picture = outgoing.picture
        if picture is not None:
            self._check_picture(picture)
        return {
            "key": outgoing.key,
            "text": outgoing.text,
            "blocks": [kind for kind, _ in outgoing.blocks],
            "topic": outgoing.topic,
            "link": outgoing.link,
            "reply_to": outgoing.reply_to,
            "created_at": outgoing.created_at.isoformat(),
            **(
                {}
                if picture is None
                else {"picture": {"sha256": hashlib.sha256(picture.content).hexdigest(), "alt": picture.alt}}
            ),
        }

    def publish(self, payload: Payload) -> Published:
        """Put it out, once however often it is asked; it goes out at the clock's now.

        Raises:
            Rejected: the text is empty or too long, or its key belongs to another text; or, when the
                account was set up with faults, for the moment.
            Unknown: no answer came, which only happens with faults or when the ledger cannot be written.
            NeedsPerson: the ledger's file cannot be used.
        """
        key, text = payload["key"], payload["text"]
        self._check_text(text)
        now = self._clock.now()
        if self._strikes(faults.REFUSED, key, now):
            raise Rejected(
                f"The sandbox refused the post {key} for the moment (a fault that was asked for).",
                hint="The next run tries again.",
                code="simulated_fault",
                temporary=True,
            )
        if self._strikes(faults.TIMEOUT_BEFORE, key, now):
            raise _no_answer(key)
        reply_to = payload.get("reply_to")
        picture = payload.get("picture") or {}
        entry = LedgerEntry(
            *(key, text, tuple(payload["blocks"]), payload["topic"], payload["link"], now, reply_to),
            picture=picture.get("sha256"),
            alt=picture.get("alt"),
        )
        with self._ledger_errors():
            if reply_to is not None and reply_to not in self._ledger.entries([reply_to]):
                raise Rejected(
                    f"The sandbox holds no post {reply_to} that could be answered.",
                    hint="`postlab post cancel` keeps the reply in.",
                    code=NO_POST_TO_REPLY_TO,
                )
            stored = self._ledger.keep(entry)
        if stored.text != text:
            raise Rejected(
                f"The sandbox already holds another text under the key {key}; it keeps the first.",
                hint="Make a new post instead of changing one that is out.",
                code="key_taken",
            )
        if self._strikes(faults.TIMEOUT_AFTER, key, now):
            raise _no_answer(key)
        return self._published(stored)

    def find(self, payload: Payload) -> Published | None:
        """Whether this text is out under this key; the ledger always knows."""
        with self._ledger_errors():
            stored = self._ledger.entries([payload["key"]]).get(payload["key"])
        return self._published(stored) if stored is not None and stored.text == payload["text"] else None

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """What each post has gathered by the clock's now; simulated, like everything here."""
        now = self._clock.now()
        with self._ledger_errors():
            entries = self._ledger.entries(remote_ids)
            replies = self._ledger.replies(remote_ids)
        counts_by_id: dict[str, Counts] = {}
        for remote_id in remote_ids:
            entry = entries.get(remote_id)
            if entry is None:
                counts_by_id[remote_id] = _all_missing("the sandbox holds no such post")
            elif now < entry.published_at:
                counts_by_id[remote_id] = _all_missing("it had not gone out yet at that time")
            else:
                audience_counts = self._gathered(_shown(entry), now - entry.published_at)
                # One's own reply is a comment, too: networks count it among the others.
                own_replies = sum(reply.published_at <= now for reply in replies.get(remote_id, ()))
                counts_by_id[remote_id] = audience_counts.changed(
                    comments=(audience_counts.comments or 0) + own_replies
                )
        return counts_by_id

    def _gathered(self, post: ShownPost, age: timedelta) -> Counts:
        """What the audience has made of a post by an age; whoever rehearses may put another law in its place."""
        return counts(self._audience, post, age)

    def followers(self) -> int:
        """How many follow the account at the clock's now: those that there were, less those whom a post made leave."""
        now = self._clock.now()
        with self._ledger_errors():
            out = [entry for entry in self._ledger.everything() if entry.reply_to is None and entry.published_at <= now]
        lost = sum(lost_followers(self._audience, _shown(entry), now - entry.published_at) for entry in out)
        return max(self._audience.followers - lost, 0)

    def show(self, payload: Payload, remote_id: str) -> Live | None:  # noqa: ARG002 (the ledger knows all of it)
        """The post as the ledger holds it; there is no preview on a network without pages."""
        with self._ledger_errors():
            stored = self._ledger.entries([remote_id]).get(remote_id)
        if stored is None:
            return None
        cut = self._strikes(faults.CUT, stored.key, stored.published_at)
        text = stored.text[: len(stored.text) // 2] if cut else stored.text
        links = (stored.link,) if stored.link else ()
        return Live(text, links=links, picture=stored.picture is not None, alt=stored.alt)

    def whoami(self) -> Identity:
        """The account's name in the lab, and which audience it has."""
        return Identity(self._account, f"sandbox:{self._audience.seed}")

    def _published(self, entry: LedgerEntry) -> Published:
        permalink = f"sandbox://{quote(self._account, safe='')}/{quote(entry.key, safe='')}"
        return Published(entry.key, permalink, entry.published_at)

    def _check_text(self, text: str) -> None:
        if not text.strip():
            raise Rejected("The sandbox takes no empty post.", hint="Give the post a text.", code="empty")
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as exc:
            raise Rejected(
                "The text holds half a character, which no network takes.",
                hint="Write it anew with `postlab post edit`.",
                code="not_unicode",
            ) from exc
        length = SIMULATED_280.measure(text)
        if not length.fits:
            raise Rejected(
                f"The text is {length.used} {SIMULATED_280.unit} long; the sandbox takes {length.limit}.",
                hint="Shorten it with `postlab post edit`.",
                code="too_long",
            )

    def _check_picture(self, picture: Picture) -> None:
        if len(picture.content) > PICTURES.max_bytes or picture.media_type not in PICTURES.media_types:
            raise Rejected(
                f"The picture has {len(picture.content):,} bytes of {picture.media_type}; the sandbox takes "
                f"{PICTURES.max_bytes:,} of JPEG or PNG.",
                hint="Choose another picture for the link.",
                code="picture_refused",
            )
        if len(picture.alt) > PICTURES.alt_length:
            raise Rejected(
                f"What the picture shows takes {len(picture.alt):,} characters; the sandbox takes "
                f"{PICTURES.alt_length:,}.",
                hint="Say it in fewer words.",
                code="alt_too_long",
            )

    def _strikes(self, fault: str, key: str, now: datetime) -> bool:
        # The time is part of the draw, so that a later attempt has a chance of its own.
        chance = self._chances.get(fault, 0.0)
        return Stream(self._audience.seed, "fault", fault, key, now.isoformat()).uniform() < chance

    @contextmanager
    def _ledger_errors(self) -> Iterator[None]:
        path = self._ledger.path
        try:
            yield
        except sqlite3.OperationalError as exc:
            # Locked, disk full, gone half-way: whether it was kept can only be told by looking.
            raise Unknown(
                f"The sandbox's ledger {path} did not answer: {exc}.",
                hint="The next run looks again; if it stays so, see that the disk has room.",
                code="ledger",
            ) from exc
        except (sqlite3.DatabaseError, OSError, ValueError) as exc:
            raise NeedsPerson(
                f"The sandbox's ledger {path} cannot be used: {exc}.",
                hint="Restore the file and its permissions, or move it away: its posts are then forgotten.",
                code="ledger",
            ) from exc
        except NewerLedgerError as exc:
            raise NeedsPerson(
                f"The sandbox's ledger {path} was written by a newer PostLab and is left untouched.",
                hint="Use that version of PostLab, or a newer one.",
                code="ledger_newer",
            ) from exc


def connect(connection: Connection) -> ConnectedAccount:
    """The account, ready; nothing is written before the first post.

    Raises:
        InputError: an option cannot be used.
    """
    options = connection.options
    try:
        effects = options.get("effects") or {}
        chances = options.get("faults") or {}
        anger = options.get("anger") or {}
        audience = SimulatedAudience(
            followers=_followers(options.get("followers", 800)),
            seed=_seed(options.get("seed", 1)),
            zone=_zone(options.get("zone", "UTC")),
            effects=effects if isinstance(effects, Mapping) else parse_effects(effects),
            anger=checked_anger(anger) if isinstance(anger, Mapping) else parse_anger(anger),
        )
        checked = faults.checked_faults(chances) if isinstance(chances, Mapping) else faults.parse_faults(chances)
    except (TypeError, ValueError) as exc:
        raise InputError(
            f"The sandbox account {connection.account} cannot be set up: {exc}",
            hint="Set it up anew with `postlab account add sandbox`.",
        ) from exc
    return SandboxAccount(connection, audience, checked)


def _shown(entry: LedgerEntry) -> ShownPost:
    return ShownPost(entry.key, entry.kinds, entry.topic, entry.published_at)


def _all_missing(reason: str) -> Counts:
    return Counts(missing=dict.fromkeys(COUNTED, reason))


def _no_answer(key: str) -> Unknown:
    return Unknown(
        f"The sandbox gave no answer about the post {key} (a fault that was asked for).",
        hint="The next run looks whether it went out before it does anything else.",
        code="simulated_fault",
    )


def _followers(value: str | float) -> int:
    try:
        followers = int(value)
    except (TypeError, ValueError):
        followers = 0
    if not 0 < followers <= _FOLLOWERS_MOST:
        raise ValueError(f"The followers must be a whole number from 1 to {_FOLLOWERS_MOST}, not {value!r}.")
    return followers


def _seed(value: str | float) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError(f"The seed must be a whole number, not {value!r}.") from None


def _zone(value: str) -> str:
    zone = zone_named(str(value))
    if zone is None:
        raise ValueError(ended(unknown_zone(str(value))))
    return zone


plugin = Plugin(
    name="sandbox",
    title="Sandbox (simulated audience)",
    length=SIMULATED_280,
    counts=frozenset(COUNTED),
    options=(
        Option("followers", "how many simulated people follow the account", 800, parse=_followers, metavar="N"),
        Option(
            "seed", "which simulated audience it is; the same seed gives the same people", 1, parse=_seed, metavar="N"
        ),
        Option("zone", "IANA name of the time zone that the audience lives in", "UTC", parse=_zone, metavar="ZONE"),
        Option(
            "effects",
            "what blocks truly do to it, such as question=0.5 or question.clicks=0.5; commas between several",
            parse=parse_effects,
            metavar="BLOCK=FACTOR",
            repeatable=True,
            aliases=("effect",),
        ),
        Option(
            "anger",
            "the share of those who see a post that take it badly, such as 0.05, or question=0.05 for one block",
            parse=parse_anger,
            metavar="SHARE",
            repeatable=True,
        ),
        Option(
            "faults",
            "trouble to rehearse, such as timeout-after-accept:0.1; also timeout-before-accept, refused and cut",
            parse=faults.parse_faults,
            metavar="FAULT:PROBABILITY",
            repeatable=True,
        ),
    ),
    credentials=(),
    connect=connect,
    new_key=new_key,
    simulated=True,
    finds="key",
    chooses_card=True,
    pictures=PICTURES,
    posts_per_read=1_000_000,
    replies=True,
    notes=(
        "The audience is simulated: no real person sees these posts; they say nothing about real people.",
        "It is kinder than a real page: about half as many rounds settle a question.",
        f"It counts {listed(COUNTED, 'and')}, angry reactions and how often a post was hidden.",
        "It costs nothing.",
    ),
)
