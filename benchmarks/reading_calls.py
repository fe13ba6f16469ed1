"""How many requests it takes to count a thousand posts, platform by platform, and what PostLab adds to their cost.

    uv run python benchmarks/reading_calls.py [--posts 1000] [--rounds 3] [--platform bluesky]

For each platform that has a stand-in on loopback (tests/platforms/NAME_world.py) it publishes the posts, reads them
through the adapter, and counts what arrives at the stand-in. `floor` is posts divided by what one call can count
(`Plugin.posts_per_read`), rounded up; `reads` is what was asked; `besides` are other requests, such as a login.

Then the same posts are read side by side, round after round, by the adapter, by bare httpx (the adapter's own requests
sent again, answers parsed as JSON and dropped) and by the bare SDK as one would write it down: a loop over the posts,
or over batches where the SDK has them. Times are the smallest of the rounds, without the time that the stand-in spent
on its answers, which checks every one against a published spec. Ratios are the adapter's time divided by the other's.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import random
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from postlab import platforms
from postlab.clock import VirtualClock
from postlab.platforms.base import ConnectedAccount, Connection, Outgoing

if TYPE_CHECKING:
    from platforms.contract import World

FIRST = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
UNSENT = {"host", "content-length", "connection", "accept-encoding"}


@dataclass
class Desk:
    """One account on one stand-in, with everything that arrives there written down.

    Attributes:
        serving_s: what the stand-in has spent on its answers.
        seen: the requests, while they are listened to.
    """

    world: Any
    clock: VirtualClock
    connection: Connection
    account: ConnectedAccount
    serving_s: float = 0.0
    seen: list[Any] | None = field(default=None)

    @classmethod
    def at(cls, world: World) -> Desk:
        """A desk at a world that runs."""
        clock = VirtualClock(FIRST)
        world.network.now = clock.now
        typed = world.options
        options = {
            option.name: option.parse(typed[option.name]) if option.name in typed else option.default
            for option in world.plugin.options
        }
        connection = Connection("page", options, dict(world.secrets), Path(), clock, facts=world.facts)
        desk = cls(world, clock, connection, world.plugin.connect(connection))
        answered = world.network.answer

        def answer(operation: str, request: Any) -> Any:
            if desk.seen is not None:
                desk.seen.append(request)
            start = time.perf_counter()
            try:
                return answered(operation, request)
            finally:
                desk.serving_s += time.perf_counter() - start

        world.network.answer = answer
        return desk

    def publish(self, number: int) -> list[str]:
        """So many posts, a minute apart, and likes for each (its number modulo 50); their ids on the network."""
        chance = random.Random(7)
        ids = []
        for n in range(number):
            self.clock.advance(timedelta(minutes=1))
            now = self.clock.now()
            url = f"https://news.example.org/pay-{n}?utm_campaign=exams&utm_content=context-r{n}"
            text = f"With exams soon approaching, number {n} is worth a look. {url}"
            key = self.world.plugin.new_key(now, chance)
            topic = f"https://news.example.org/pay-{n}"
            going = Outgoing(key, text, url, None, "en", (("link", url),), topic, now, link_text=url)
            ids.append(self.account.publish(self.account.prepare(going)).remote_id)
        self.clock.advance(timedelta(days=3))
        for n, remote_id in enumerate(ids):
            self.world.gather(remote_id, {"likes": n % 50, "comments": 1, "shares": 2})
        return ids

    def timed(self, act: Callable[[], object]) -> float:
        """Seconds that it took besides the stand-in's own."""
        before, start = self.serving_s, time.perf_counter()
        act()
        return time.perf_counter() - start - (self.serving_s - before)


def main() -> None:
    """Measure what can be measured here, and say what cannot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--platform", action="append", choices=platforms.names())
    given = parser.parse_args()
    columns = ("platform", "posts", "a call", "floor", "reads", "besides", "ms", "httpx ms", "ratio", "SDK ms", "ratio")
    print("".join(f"{name:>10}" for name in columns))
    for name in given.platform or platforms.names():
        make = world_of(name)
        if isinstance(make, str):
            print(f"{name:>10}  {make}")
            continue
        with make() as world:
            print(measured(Desk.at(world), name, given.posts, given.rounds))


def world_of(name: str) -> Callable[[], Any] | str:
    """Starts the stand-in of a platform; a sentence where there is none."""
    try:
        module = importlib.import_module(f"platforms.{name}_world")
        platforms.load(name)
    except ModuleNotFoundError as exc:
        return f"not measured: there is no {exc.name}"
    except Exception as exc:  # noqa: BLE001 (a broken platform must not hide the others)
        return f"not measured: {exc}"
    make: Callable[[], Any] = getattr(module, f"{name}_world")
    return make


def measured(desk: Desk, name: str, posts: int, rounds: int) -> str:
    """One line of the table."""
    ids = desk.publish(posts)
    network, a_call = desk.world.network, desk.world.plugin.posts_per_read
    # as a run of PostLab does it: connected anew
    desk.account = desk.world.plugin.connect(desk.connection)
    network.calls.clear()
    found = desk.account.read(ids)
    if [found[remote_id].likes for remote_id in ids] != [n % 50 for n in range(posts)]:
        raise SystemExit(f"{name}: the adapter counted other likes than there are")
    calls, reads = len(network.calls), network.calls.count(desk.world.reads)
    desk.seen = []
    desk.account.read(ids)
    again, desk.seen = replay(network.url, desk.seen), None
    sdk = SDK_LOOPS.get(name)
    loop = sdk(desk, ids) if sdk is not None else None
    best = [math.inf] * 3
    for _ in range(rounds):
        turns = [desk.timed(lambda: desk.account.read(ids)), desk.timed(again), desk.timed(loop) if loop else math.inf]
        best = [min(pair) for pair in zip(best, turns, strict=True)]
    ours, bare, theirs = (seconds * 1000 for seconds in best)
    told = (name, posts, a_call, math.ceil(posts / a_call), reads, calls - reads)
    line = "".join(f"{value:>10}" for value in told) + f"{ours:10.0f}{bare:10.0f}{ours / bare:10.2f}"
    return line + (f"{theirs:10.0f}{ours / theirs:10.2f}" if loop else f"{'-':>10}{'-':>10}")


def replay(url: str, requests: Sequence[Any]) -> Callable[[], None]:
    """Sends requests again over one connection, as bare as can be."""
    import httpx

    client = httpx.Client(base_url=url)
    prepared = [
        client.build_request(
            request.method,
            # LinkedIn takes brackets and commas of its lists as they stand only
            f"{request.path}?{urlencode(request.query, doseq=True, safe='(),')}" if request.query else request.path,
            headers={name: value for name, value in request.headers.items() if name.lower() not in UNSENT},
            content=request.body or None,
        )
        for request in requests
    ]

    def send() -> None:
        for request in prepared:
            answer = client.send(request)
            answer.raise_for_status()
            json.loads(answer.content)

    return send


def bluesky(desk: Desk, ids: Sequence[str]) -> Callable[[], None]:
    """The atproto SDK, 25 posts a call as Bluesky has it."""
    from atproto_client import Client

    client = Client(desk.world.options["server"])
    client.login(desk.world.options["handle"], desk.world.secrets["password"], fetch_bsky_profile=False)

    def loop() -> None:
        for start in range(0, len(ids), 25):
            for post in client.get_posts(list(ids[start : start + 25])).posts:
                _ = post.like_count, post.repost_count, post.reply_count, post.quote_count

    return loop


def mastodon(desk: Desk, ids: Sequence[str]) -> Callable[[], None]:
    """Mastodon.py, one status after the other."""
    from mastodon import Mastodon

    client = Mastodon(access_token=desk.world.secrets["token"], api_base_url=desk.world.options["server"])

    def loop() -> None:
        for number in ids:
            status = client.status(number)
            _ = status["favourites_count"], status["reblogs_count"], status["replies_count"]

    return loop


def x(desk: Desk, ids: Sequence[str]) -> Callable[[], None]:
    """Tweepy, a hundred posts a call as X has it."""
    import tweepy

    secrets = desk.world.secrets
    client = tweepy.Client(
        consumer_key=secrets["api_key"],
        consumer_secret=secrets["api_secret"],
        access_token=secrets["access_token"],
        access_token_secret=secrets["access_secret"],
    )
    client.session = elsewhere("https://api.twitter.com", desk.world.network.url)

    def loop() -> None:
        for start in range(0, len(ids), 100):
            batch = list(ids[start : start + 100])
            for post in client.get_tweets(batch, tweet_fields=["public_metrics"], user_auth=True).data:
                _ = post.public_metrics["like_count"]

    return loop


def facebook(desk: Desk, ids: Sequence[str]) -> Callable[[], None]:
    """The facebook-sdk, one post after the other."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import facebook as sdk

    session = elsewhere("https://graph.facebook.com", desk.world.network.url)
    graph = sdk.GraphAPI(access_token=desk.world.secrets["token"], session=session)
    graph.version = desk.connection.options["api-version"]
    fields = "shares,reactions.summary(total_count).limit(0),comments.summary(true).limit(0)"

    def loop() -> None:
        for post_id in ids:
            post = graph.get_object(post_id, fields=fields)
            _ = post["reactions"]["summary"]["total_count"], post["comments"]["summary"]["total_count"]

    return loop


SDK_LOOPS: dict[str, Callable[[Desk, Sequence[str]], Callable[[], None]]] = {
    "bluesky": bluesky,
    "facebook": facebook,
    "mastodon": mastodon,
    "x": x,
}
"""LinkedIn and Threads have no SDK for Python: beside them stands bare httpx alone."""


def elsewhere(host: str, instead: str) -> Any:
    """A session that asks the stand-in, before anything is signed."""
    import requests

    class Session(requests.Session):
        def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
            return super().request(method, str(url).replace(host, instead, 1), *args, **kwargs)

    return Session()


if __name__ == "__main__":
    main()
