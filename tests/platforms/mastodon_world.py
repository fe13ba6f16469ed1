"""Mastodon for the contract tests and its own: accounts connected to a stand-in, and posts to put out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from platforms import loopback
from platforms.contract import Refusal, World
from platforms.fake_mastodon import (
    BATCH,
    LIST,
    PUBLISH,
    SINGLE,
    TOKEN,
    UPLOAD,
    WHO,
    Character,
    FakeMastodon,
    error,
    fake_mastodon,
)
from platforms.loopback import HTML, Failure
from postlab.clock import Clock, SystemClock
from postlab.platforms.base import Connection, Outgoing
from postlab.platforms.mastodon import plugin
from postlab.platforms.mastodon.account import MastodonAccount

URL = "https://news.example.org/graduate-pay?utm_source=mastodon&utm_medium=social&utm_content=a&utm_campaign=exam"
_serials = itertools.count()


def outgoing(text: str = f"Grüße 👩‍🎓\n\n{URL} #careers", *, at: datetime | None = None) -> Outgoing:
    # far enough back that an absence is proven
    made = at or datetime.now(UTC) - timedelta(minutes=5)
    link = URL if URL in text else None
    key = f"key-{next(_serials)}"
    return Outgoing(key, text, link, None, "en-AU", (("link", URL),), "https://news.example.org/graduate-pay", made)


def account(
    network: FakeMastodon,
    *,
    token: str = TOKEN,
    clock: Clock | None = None,
    visibility: str = "public",
    facts: Mapping[str, Any] | None = None,
) -> MastodonAccount:
    options = {"server": network.url, "visibility": visibility}
    secrets = {"token": token}
    return MastodonAccount(
        Connection("careers-page", options, secrets, Path(), clock or SystemClock(), facts=facts or {})
    )


REFUSALS = {
    "expired token": Refusal(error(401, "The access token expired"), "NeedsPerson", "does not accept the token"),
    "permission missing": Refusal(
        error(403, "This action is outside the authorized scopes"), "NeedsPerson", "has no permission to publish"
    ),
    "too many, with a time": Refusal(
        error(429, "Too many requests", X_RateLimit_Reset="2026-11-23T10:05:00.123456Z"),
        "Rejected", "too many requests", temporary=True,
    ),
    "too many, without a time": Refusal(
        error(429, "Too many requests"), "Rejected", "too many requests", temporary=True
    ),
    "too long": Refusal(
        error(422, "Validation failed: Text character limit of 500 exceeded"), "Rejected", "too long"
    ),
    "account switched off": Refusal(
        error(403, "Your login is currently disabled"), "NeedsPerson", "switched the account off"
    ),
}  # fmt: skip


LOST = {
    **loopback.LOST,
    "a server error": error(500, "Internal Server Error"),
    "out of service": error(503, "There was a temporary problem serving your request, please try again"),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"id": "114'),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, body=b"{}"),
    "numbers": Failure(done=True, body=b"[1, 2]"),
    "not even text": Failure(done=True, body=b"\xff\xfe{"),
    "a limit that is no time": Failure(done=True, body=b"{}", headers={"X-RateLimit-Reset": "soon"}),
}
"""Every way in which this network's response to a call can get lost, so that it is open whether it was done."""


@contextmanager
def mastodon_world(character: Character = Character.MAINLINE) -> Iterator[World]:
    """A server of either character with one account on it."""
    with fake_mastodon(character) as network:

        def gather(number: str, counts: Mapping[str, int]) -> None:
            names = {"likes": "favourites_count", "comments": "replies_count", "shares": "reblogs_count"}
            network.toots[number].counts.update({names[name]: count for name, count in counts.items()})

        def cut(number: str) -> None:
            network.toots[number].text = network.toots[number].text[:5]

        def unlink(number: str) -> None:
            words = network.toots[number].text.split("http")[0]
            network.toots[number].text = f"{words}https://elsewhere.example.org/"

        def describe(number: str, alt: str | None) -> None:
            for media in network.media.of(number):
                media.description, media.of = alt, None if alt is None else number

        plain = character is Character.PLAIN
        with_time = REFUSALS["too many, with a time"]
        in_time = replace(with_time.failure, headers=_soon)
        yield World(
            plugin=plugin,
            network=network,
            options={"server": network.url},
            secrets={"token": TOKEN},
            publishes=PUBLISH,
            reads=SINGLE if plain else BATCH,
            shows=SINGLE,
            texts=lambda: [toot.text for toot in network.toots.values()],
            gather=gather,
            cut=cut,
            unlink=unlink,
            answers=lambda status: network.toots[status].answers,
            followed=lambda number: setattr(network, "followers", number),
            remove=lambda status: network.toots.pop(status) and None,
            finds=(LIST,),
            echo=lambda words: error(422, words),
            proves_after=timedelta(minutes=2),
            prepares={WHO: LOST},
            pictured=lambda status: next((media.description for media in network.media.of(status)), None),
            describe=describe,
            forget=network.media.forget,
            uploads={UPLOAD: LOST},
            slow=None if plain else (lambda looks: setattr(network.media, "looks", looks)),
            refused_picture=(UPLOAD, error(422, "Validation failed: File content type is invalid")),
            unpermitted=lambda: network.scopes.discard("write:media"),
            refusals={
                **REFUSALS,
                "too many, with a time": replace(with_time, failure=in_time),
            },
            facts={
                "max_characters": network.max_characters,
                "characters_reserved_per_url": network.link,
                "batch": False if plain else 40,
            },
        )


def _soon(now: datetime) -> Mapping[str, str]:
    """Mastodon says when to come back as a moment."""
    return {"X-RateLimit-Reset": (now + timedelta(seconds=90)).isoformat()}
