"""Facebook on loopback with one page on it, as the tests of every platform see it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from platforms import fake_facebook as fake
from platforms import loopback
from platforms.contract import Refusal, World
from platforms.fake_facebook import FakeFacebook, error
from platforms.loopback import HTML, Failure
from postlab.clock import Clock, SystemClock
from postlab.platforms.base import Connection, Outgoing
from postlab.platforms.facebook import plugin
from postlab.platforms.facebook.account import FacebookAccount
from postlab.platforms.tid import new_tid

PAGE, TOKEN = "1001", "PAGE-TOKEN-1001"
URL = "https://news.example/pay?utm_source=facebook&utm_content=a"
MINUTES = '{"1001": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 4}]}'
_serials = itertools.count()


def connection(
    url: str,
    *,
    token: str = TOKEN,
    clock: Clock | None = None,
    app: bool = False,
    facts: Mapping[str, Any] | None = None,
    **options: str | None,
) -> Connection:
    """As the lab makes it; with the app and its secret if asked."""
    chosen = {"page-id": PAGE, "api-url": url, "api-version": "v27.0", "app-id": fake.APP if app else None}
    chosen |= {name.replace("_", "-"): value for name, value in options.items()}
    secrets = {"token": token, **({"app_secret": fake.SECRET} if app else {})}
    made = Connection("careers-page", chosen, secrets, Path(), clock or SystemClock())
    return replace(made, facts=facts or {})


def account(url: str, **how: Any) -> FacebookAccount:
    return FacebookAccount(connection(url, **how))


def outgoing(text: str | None = None, *, link: str | None = URL, at: datetime | None = None) -> Outgoing:
    """A post with words of its own, made two minutes ago: long enough for its absence to be proven."""
    serial = next(_serials)
    at = at or datetime.now(UTC) - timedelta(minutes=2)
    text = f"Grüße 👩‍🎓 number {serial}\n\n{link or ''} #careers" if text is None else text
    return Outgoing(new_tid(at, random.Random(serial)), text, link, None, "en", (), "https://news.example/pay", at)


LOST = {
    **loopback.LOST,
    "an unknown error": error(1, "An unknown error occurred", status=500),
    "an unknown error that calls itself a bad request": error(1, "An unknown error occurred"),
    "a service that is down": error(2, "Service temporarily unavailable", transient=True),
    "a refusal in a server's trouble": error(200, "(#200) Permission denied", status=500),
    "an error without a code": Failure(status=500, body=b'{"error": {}}', kind="application/json; charset=UTF-8"),
    "a gateway's JSON": Failure(done=True, status=503, body=b"{}"),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "an answer of no kind": Failure(done=True, body=b"{}", kind=""),
    "half an answer": Failure(done=True, body=b'{"id": "10', kind="application/json; charset=UTF-8"),
    "an empty answer": Failure(done=True, body=b"", kind="application/json; charset=UTF-8"),
    "an answer without content": Failure(done=True, body=b"{}", kind="application/json; charset=UTF-8"),
    "a number": Failure(done=True, body=b"7", kind="application/json; charset=UTF-8"),
    "an id that is none": Failure(done=True, body=b'{"id": 7}', kind="application/json; charset=UTF-8"),
    "a name that no post has": Failure(done=True, body=b'{"id": "me/feed"}', kind="application/json; charset=UTF-8"),
    "not even text": Failure(done=True, body=b"\xff\xfe{", kind="application/json; charset=UTF-8"),
    "an undocumented code for the moment": error(7777, "Please try again", transient=True),
}
"""Every way in which this network's response to a call can get lost, so that it is open whether it was done."""


@contextmanager
def facebook_world() -> Iterator[World]:
    """One page, its token, and everything that Facebook may refuse."""
    with fake.fake_facebook() as network:
        yield World(
            plugin=plugin,
            network=network,
            options={"page-id": PAGE, "api-url": network.url},
            secrets={"token": TOKEN},
            publishes=fake.PUBLISH,
            reads=fake.BATCH,
            shows=fake.OBJECT,
            texts=lambda: [post.message for post in network.posts if not post.deleted],
            gather=lambda remote_id, counts: network.post(remote_id).counts.update(counts),
            cut=lambda remote_id: _cut(network, remote_id),
            unlink=lambda remote_id: _unlink(network, remote_id),
            remove=lambda remote_id: _remove(network, remote_id),
            finds=(fake.POSTS,),
            echo=lambda words: error(100, "x", user_msg=words),
            proves_after=timedelta(minutes=2),
            clean_causes=True,
            replies=fake.COMMENT,
            answers=lambda remote_id: network.post(remote_id).answers,
            followed=lambda number: setattr(network, "followers", number),
            refusals=REFUSALS,
            pictured=lambda remote_id: _photo(network, remote_id),
            describe=lambda remote_id, alt: _describe(network, remote_id, alt),
            forget=lambda: _forget(network),
            uploads={fake.PHOTO: LOST},
            refused_picture=(fake.PHOTO, error(324, "(#324) Missing or invalid image file")),
        )


def _photo(network: FakeFacebook, remote_id: str) -> str | None:
    number = network.post(remote_id).photo
    return None if number is None else network.photos.by_id[number].alt


def _describe(network: FakeFacebook, remote_id: str, alt: str | None) -> None:
    post = network.post(remote_id)
    network.photos.named(post.photo or "").alt = alt
    if alt is None:
        post.photo = None


def _forget(network: FakeFacebook) -> None:
    used = {post.photo for post in network.posts}
    photos = network.photos.by_id
    network.photos.by_id = {number: photo for number, photo in photos.items() if number in used}


def _cut(network: FakeFacebook, remote_id: str) -> None:
    post = network.post(remote_id)
    post.message = post.message[: len(post.message) // 2]


def _remove(network: FakeFacebook, remote_id: str) -> None:
    network.post(remote_id).deleted = True


def _unlink(network: FakeFacebook, remote_id: str) -> None:
    post = network.post(remote_id)
    post.message = post.message.replace(post.link or "", "https://elsewhere.example/")
    post.link = None


REFUSALS = {
    "expired token": Refusal(
        error(190, "Error validating access token: Session has expired", subcode=463), "NeedsPerson", "it has run out"
    ),
    "permission missing": Refusal(
        error(200, "(#200) Requires pages_manage_posts"), "NeedsPerson", "It needs pages_manage_posts"
    ),
    "duplicate": Refusal(error(506, "Duplicate status message"), "Rejected", "the same post twice in a row"),
    "too many, with a time": Refusal(
        error(32, "(#32) Page request limit reached", headers={"x-business-use-case-usage": MINUTES}),
        "Rejected",
        "it asks for 240 s of patience",
        temporary=True,
    ),
    "too many, without a time": Refusal(
        error(4, "(#4) Application request limit reached"), "Rejected", "too many calls", temporary=True
    ),
    "blocked": Refusal(
        error(368, "The action attempted has been deemed abusive"), "NeedsPerson", "because of its rules"
    ),
    "link unread": Refusal(
        error(1609005, "Error posting link"),
        "Rejected",
        "could not read the page that the link leads to",
        temporary=True,
    ),
    "trouble of its own": Refusal(error(2, "Service temporarily unavailable"), "Unknown", "trouble of its own"),
}
