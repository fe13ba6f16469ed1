"""Threads for the contract tests and its own: accounts connected to a stand-in, and posts to put out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from platforms import loopback
from platforms.contract import Refusal, World
from platforms.fake_threads import TOKEN, FakeThreads, error, fake_threads
from platforms.loopback import HTML, Failure
from platforms.picture_host import picture_host
from platforms.threads_schemas import CREATE, INSIGHTS, LIST, PUBLISH, SHOW, STATE, WHO
from postlab.clock import Clock, SystemClock
from postlab.platforms.base import Connection, Outgoing
from postlab.platforms.threads import plugin
from postlab.platforms.threads.account import ThreadsAccount

URL = "https://news.example/graduate-pay?utm_source=threads&utm_medium=social&utm_content=a&utm_campaign=exam"
_serials = itertools.count()


def outgoing(text: str = f"Grüße 👩‍🎓\n\n{URL} #careers", *, at: datetime | None = None) -> Outgoing:
    made = at or datetime.now(UTC) - timedelta(minutes=5)
    link = URL if URL in text else None
    key = f"key-{next(_serials)}"
    return Outgoing(key, text, link, None, "en-AU", (("link", URL),), "https://news.example/graduate-pay", made)


def account(
    network: FakeThreads,
    *,
    token: str = TOKEN,
    renewal: str | None = None,
    clock: Clock | None = None,
    user_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
    keep: Callable[[Mapping[str, str]], None] = lambda _: None,
) -> ThreadsAccount:
    options = {"user-id": user_id, "api-url": f"{network.url}/v1.0"}
    secrets = {"token": token} | ({"renewal": renewal} if renewal else {})
    return ThreadsAccount(
        Connection("careers-page", options, secrets, Path(), clock or SystemClock(), facts=facts or {}, keep=keep)
    )


REFUSALS = {
    "expired token": Refusal(
        error(190, "Error validating access token: Session has expired", subcode=463, status=401),
        "NeedsPerson", "it has run out",
    ),
    "permission missing": Refusal(
        error(10, "Application does not have permission for this action"), "NeedsPerson", "no permission to publish"
    ),
    "too many, with a time": Refusal(
        error(4, "Application request limit reached", status=403, transient=True, headers={"Retry-After": "600"}),
        "Rejected", "too many requests", temporary=True,
    ),
    "too many, without a time": Refusal(
        error(613, "Calls to this api have exceeded the rate limit."), "Rejected", "too many requests", temporary=True
    ),
    "blocked": Refusal(error(368, "The action attempted has been deemed abusive"), "NeedsPerson", "has blocked"),
    "trouble of their own": Refusal(
        error(2, "An unexpected error has occurred. Please retry your request later.", transient=True),
        "Unknown", "may have happened",
    ),
}  # fmt: skip


LOST = {
    **loopback.LOST,
    "a server error": error(2, "An unexpected error has occurred.", status=500, transient=True),
    "trouble of their own": error(1, "An unknown error occurred"),
    "passing trouble": error(99, "Please try again", transient=True),
    "a number below zero": error(-1, "Fatal"),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"id": "180'),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, body=b"{}"),
    "a list": Failure(done=True, body=b"[1, 2]"),
    "moved": Failure(status=307, headers={"Location": "https://evil.example/"}),
}
"""Every way in which this network's response to a call can get lost, so that it is open whether it was done."""


@contextmanager
def threads_world() -> Iterator[World]:
    """Threads with one account on it."""
    with fake_threads() as network, picture_host() as site:

        def gather(number: str, counts: Mapping[str, int]) -> None:
            names = {
                "likes": "likes",
                "comments": "replies",
                "shares": "reposts",
                "impressions": "views",
                "clicks": "clicks",
            }
            network.posts[number].counts.update({names[name]: count for name, count in counts.items()})

        def cut(number: str) -> None:
            network.posts[number].text = network.posts[number].text[:5]

        def unlink(number: str) -> None:
            post = network.posts[number]
            post.text, post.link = post.text.split("http")[0] + "https://elsewhere.example/", None

        def describe(number: str, alt: str | None) -> None:
            post = network.posts[number]
            post.alt, post.picture = alt, None if alt is None else post.picture

        yield World(
            plugin=plugin,
            network=network,
            options={"api-url": f"{network.url}/v1.0"},
            secrets={"token": TOKEN},
            publishes=PUBLISH,
            reads=INSIGHTS,
            shows=SHOW,
            texts=lambda: [post.text for post in network.posts.values()],
            gather=gather,
            cut=cut,
            unlink=unlink,
            answers=lambda number: network.posts[number].answers,
            followed=lambda number: setattr(network, "followers", number),
            remove=lambda number: network.posts.pop(number) and None,
            finds=(STATE, LIST),
            echo=lambda words: error(100, words),
            prepares={WHO: LOST, CREATE: LOST},
            refusals=REFUSALS,
            pictured=lambda number: network.posts[number].alt if network.posts[number].picture else None,
            describe=describe,
            uploads={CREATE: LOST, STATE: LOST},
            slow=lambda looks: setattr(network, "looks", looks),
            picture_address=f"{site.url}/campus.png",
            refused_picture=(CREATE, error(9004, "Only photo or video can be accepted as media type.")),
        )
