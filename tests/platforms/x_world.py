"""What the X tests share: posts, accounts connected to the stand-in, and the world of the contract suite."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from platforms import loopback
from platforms.contract import Refusal, World
from platforms.fake_x import CREATE, KEYS, LIST, FakeX, fake_x, problem
from platforms.fake_x_logins import CLIENT_ID
from platforms.fake_x_media import DESCRIBE, UPLOAD
from platforms.loopback import HTML, Failure
from postlab.clock import Clock, SystemClock
from postlab.platforms.base import Connection, Outgoing
from postlab.platforms.x import plugin
from postlab.platforms.x.account import XAccount

URL = "https://news.example.org/pay?utm_source=x&utm_medium=social&utm_content=a"
TEXT = f"Exams & nerves: is it worth it? {URL} #careers"


@dataclass
class Book:
    """What an account told the lab: money spent as (kind, id), and secrets to keep."""

    spent: list[tuple[str, str]] = field(default_factory=list)
    kept: list[Mapping[str, str]] = field(default_factory=list)

    def spend(self, kind: str, ids: Sequence[str]) -> None:
        self.spent.extend((kind, post_id) for post_id in ids)


def connection(
    server: str,
    *,
    clock: Clock | None = None,
    book: Book | None = None,
    secrets: Mapping[str, str] = KEYS,
    **options: Any,
) -> Connection:
    book = book or Book()
    chosen = {option.name: option.default for option in plugin.options} | {"api-url": server}
    chosen |= {name.replace("_", "-"): value for name, value in options.items()}
    return Connection(
        "careers-page",
        chosen,
        dict(secrets),
        Path(),
        clock or SystemClock(),
        keep=book.kept.append,
        spent=book.spend,
    )


def account(server: str, **more: Any) -> XAccount:
    return XAccount(connection(server, **more))


def login(x: FakeX, **changed: Any) -> dict[str, str]:
    """The secrets of somebody who has logged in with a browser just now."""
    token = x.logins.issue()
    stored = {
        "access_token": token["access_token"],
        "expires_at": int(x.logins.access[token["access_token"]].timestamp()),
        "scope": token["scope"],
        "user_id": "1234567890",
    }
    return {"oauth2_token": json.dumps(stored | changed), "oauth2_refresh": token["refresh_token"]}


def by_login(x: FakeX, *, secrets: Mapping[str, str] | None = None, **more: Any) -> XAccount:
    """An account that somebody logged in to with a browser."""
    return account(x.url, secrets=login(x) if secrets is None else secrets, client_id=CLIENT_ID, **more)


def outgoing(text: str = TEXT, *, at: datetime | None = None) -> Outgoing:
    # a second back: a post from the future would be strange
    made = at or datetime.now(UTC) - timedelta(seconds=1)
    link = URL if URL in text else None
    return Outgoing("k", text, link, None, "en", (("link", URL),), "https://news.example.org/pay", made)


def _refusals() -> dict[str, Refusal]:
    too_many = {"title": "Too Many Requests", "detail": "Too Many Requests"}
    again = {"title": "Forbidden", "detail": "You are not allowed to create a Tweet with duplicate content."}
    duplicate = problem(403, **again)
    return {
        "expired token": Refusal(
            problem(401, title="Unauthorized", detail="Unauthorized"), "NeedsPerson", "no longer accepts the login"
        ),
        "permission missing": Refusal(
            problem(403, "oauth1-permissions", title="Forbidden", detail="Not configured."), "NeedsPerson", "only read"
        ),
        "duplicate": Refusal(
            Failure(done=True, status=403, body=duplicate.body, kind=duplicate.kind), "Published", "duplicate"
        ),
        "too many, with a time": Refusal(
            problem(429, headers=_reset, **too_many), "Rejected", "too many requests", temporary=True
        ),
        "too many, without a time": Refusal(problem(429, **too_many), "Rejected", "too many requests", temporary=True),
        "out of credit": Refusal(
            problem(402, "credits", title="CreditsDepleted", detail="No credits."), "NeedsPerson", "credit"
        ),
    }


def _reset(now: datetime) -> Mapping[str, str]:
    """X says when to come back as a Unix time."""
    return {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(now.timestamp()) + 600)}


LOST = {
    **loopback.LOST,
    "a server error": problem(500, title="Internal Server Error", detail="Something is broken"),
    "over capacity": problem(503, title="Service Unavailable", detail="Service Unavailable"),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"data": {"id": "'),
    "half of what was promised": Failure(done=True, body=b'{"data"', headers={"Content-Length": "4000"}),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, body=b"{}"),
    "a list": Failure(done=True, body=b"[1, 2]"),
    "a list from a broken server": Failure(done=True, status=500, body=b"[1, 2]"),
    "not even text": Failure(done=True, body=b"\xff\xfe{"),
}
"""Every way in which this network's response to a call can get lost, so that it is open whether it was done."""


@contextmanager
def x_world() -> Iterator[World]:
    """X with one account, its app's four keys in hand."""
    with fake_x() as x:

        def gather(post_id: str, counts: Mapping[str, int]) -> None:
            post, shares = x.posts[post_id], counts.get("shares", 0)
            quotes = shares // 2
            post.counts |= {"retweet_count": shares - quotes, "quote_count": quotes}
            names = {"likes": "like_count", "comments": "reply_count", "impressions": "impression_count"}
            post.counts |= {theirs: counts[ours] for ours, theirs in names.items() if ours in counts}
            post.clicks = counts.get("clicks", post.clicks)

        def cut(post_id: str) -> None:
            post = x.posts[post_id]
            links = [leads for _, leads in post.links]
            words = [word for word in post.written.split() if word not in links]
            post.written = " ".join([*words[: len(words) // 2], *links])

        def unlink(post_id: str) -> None:
            post = x.posts[post_id]
            for n, (short, leads) in enumerate(post.links):
                elsewhere = "https://elsewhere.example.org/"
                post.written = post.written.replace(leads, elsewhere)
                post.links[n] = short, elsewhere

        def remove(post_id: str) -> None:
            x.posts[post_id].deleted = True

        def describe(post_id: str, alt: str | None) -> None:
            upload = x.posts[post_id].picture
            assert upload is not None
            upload.alt = alt
            if alt is None:
                x.posts[post_id].picture = None

        def forget() -> None:
            x.uploads.pictures.clear()

        yield World(
            plugin=plugin,
            network=x,
            options={"api-url": x.url, "replies": "yes"},
            secrets=KEYS,
            publishes=CREATE,
            reads=LIST,
            shows=LIST,
            texts=lambda: [post.written for post in x.live()],
            gather=gather,
            cut=cut,
            unlink=unlink,
            refusals=_refusals(),
            answers=lambda post_id: x.posts[post_id].answers,
            followed=lambda number: x.user["public_metrics"].update(followers_count=number),
            remove=remove,
            finds=[LIST],
            echo=lambda words: problem(400, detail=words),
            knows_repeats=True,
            pictured=lambda post_id: picture.alt if (picture := x.posts[post_id].picture) else None,
            describe=describe,
            forget=forget,
            uploads={UPLOAD: LOST, DESCRIBE: LOST},
            slow=lambda looks: setattr(x.uploads, "looks", looks),
            refused_picture=(UPLOAD, problem(400, "invalid-request", title="Invalid Request", detail="Not an image.")),
            proves_after=timedelta(minutes=2),
        )
