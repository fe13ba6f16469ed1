"""What the contract tests work at: one account of a world, with or without a lab, and what can go wrong there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from loop.bench import FIRST, Bench
from platforms.contract import World
from platforms.loopback import HTML, Failure
from platforms.sample_pictures import ALT, picture
from postlab.clock import VirtualClock
from postlab.framing.as_posted import damage
from postlab.loop.accounts import setup
from postlab.loop.lookup.accounts import counts_of
from postlab.platforms.base import (
    Card,
    ConnectedAccount,
    Connection,
    Outgoing,
    ShowsPosts,
)
from postlab.platforms.options import read_options, with_defaults
from postlab.records.tables import PostState

LINK = "https://news.example.org/pay?utm_source=net&utm_medium=social&utm_campaign=exams&utm_content=context-r1"
LATER = timedelta(minutes=6)
"""After that a network's own lists are sure to know a post, and what was held is tried again."""

FAULTS = {
    "silence before it is taken": Failure(hang_s=2),
    "silence after it was taken": Failure(done=True, hang_s=2),
    "cut before it is taken": Failure(cut=True),
    "cut after it was taken": Failure(done=True, cut=True),
    "a server error": Failure(status=500, body=b'{"error": "oops"}'),
    "a server error after it was taken": Failure(done=True, status=503, body=b"{}"),
    "a gateway's page": Failure(done=True, status=502, body=HTML, kind="text/html"),
    "a page in place of JSON": Failure(done=True, body=HTML, kind="text/html"),
    "half of the JSON": Failure(done=True, body=b'{"data": {"id": "1'),
    "nothing in the answer": Failure(done=True),
}


class Desk:
    """One account of a world, connected without a lab."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clock = VirtualClock(FIRST)
        world.network.now = self.clock.now
        self._chance = Random(1)
        options = read_options(world.plugin, world.options)
        self.connection = Connection(
            account="page",
            options=with_defaults(world.plugin, options),
            secrets=world.secrets,
            lab=Path("unused"),
            clock=self.clock,
            facts=world.facts,
        )
        self.account = self.connect()

    def connect(self) -> ConnectedAccount:
        """As a program that starts anew."""
        return self.world.plugin.connect(self.connection)

    def split(self, number: int = 1) -> Outgoing:
        """A post whose link stands in its first reply."""
        whole = self.outgoing(number)
        text = whole.text.removesuffix(f" {whole.link_text}")
        return replace(whole, text=text, link=None, link_text=None, card=None)

    def reply(self, to: str, number: int = 1) -> Outgoing:
        """The first reply, with the link."""
        whole = self.outgoing(number)
        return replace(whole, text=f"Here is the article: {whole.link_text}", reply_to=to)

    def with_picture(self, number: int = 1, *, alt: str = ALT) -> Outgoing:
        """A post with a picture."""
        return replace(self.outgoing(number), picture=picture(alt, address=self.world.picture_address))

    def outgoing(self, number: int = 1) -> Outgoing:
        """A post of its own for each number."""
        link = LINK.replace("-r1", f"-r{number}")
        shown = "https://news.example.org/pay" if self.world.plugin.plain_links else link
        return Outgoing(
            key=self.world.plugin.new_key(self.clock.now(), self._chance),
            text=f"With exams (round {number}) approaching, is it worth it? Most_ones *earn* more [1] {shown}",
            link=link,
            link_text=shown,
            card=Card(link, "Graduates still earn more", "What a degree is worth."),
            language="en",
            blocks=(),
            topic="https://news.example.org/pay",
            created_at=self.clock.now(),
        )


@contextmanager
def lab_on(world: World, folder: Path, **changes: Any) -> Iterator[Bench]:
    """A lab with one account on a world and an experiment whose first post is due at FIRST."""
    bench = Bench(folder)
    world.network.now = bench.clock.now
    plugin = world.plugin
    options = read_options(plugin, world.options)
    setup.add_account(bench.lab, plugin, "page", options=options, secrets=world.secrets, check=False)
    account = bench.the_account()
    account.facts = dict(world.facts)
    bench.store(account)
    metric = next(name for name in ("likes", "clicks", "comments", "shares") if name in counts_of(account))
    bench.experiment(**{"metric": metric, "rounds": 1, **changes})
    yield bench
    bench.close()
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "secrets.json":
            content = file.read_bytes()
            assert not [name for name, secret in world.secrets.items() if secret.encode() in content], file.name


def until_out(bench: Bench, *, turns: int = 8, place: int = 0) -> list[str]:
    """Take turns until the first post, or one at another place, is out; every sentence that was said on the way."""
    sentences = []
    bench.clock.set(FIRST)
    for _ in range(turns):
        turn = bench.run()
        sentences += [f"{problem.message} {problem.next}" for problem in turn.problems]
        bench.reopen()
        if bench.post(place).state == PostState.PUBLISHED:
            break
        bench.clock.advance(LATER)
    return sentences


def shown(
    desk: Desk, payload: dict[str, object], remote_id: str, *, card: bool = False, of: Outgoing | None = None
) -> str | None:
    """What is wrong with a post as the network shows it."""
    account = desk.connect()
    assert isinstance(account, ShowsPosts)
    live = account.show(payload, remote_id)
    assert live is not None
    if card:
        assert live.card is not False
    outgoing = of or desk.outgoing()
    return damage(live.text, live.links, meant=outgoing.text, link=outgoing.link, link_text=outgoing.link_text or "")


def spoiling(patch: pytest.MonkeyPatch, world: World, harm: Callable[[str], None]) -> None:
    """Have the network harm every post in the instant in which it has taken it."""
    from postlab.loop.publish import publish

    keep = publish.record_published

    def spoil(lab: object, session: object, post: object, published: object) -> None:
        keep(lab, session, post, published)  # type: ignore[arg-type]  # handed through
        harm(published.remote_id)  # type: ignore[attr-defined]  # what the loop calls it with

    patch.setattr(publish, "record_published", spoil)
