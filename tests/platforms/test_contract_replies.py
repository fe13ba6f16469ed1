"""What every platform is held to where a link stands in the first reply, and of those who follow an account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loop.bench import FIRST
from platforms.contract import World
from platforms.desk import FAULTS, LATER, Desk, lab_on, shown, spoiling, until_out
from platforms.worlds import WORLDS
from postlab import platforms
from postlab.platforms.base import (
    ShowsPosts,
    TellsFollowers,
)
from postlab.platforms.threads import account as threads
from postlab.records.tables import PostState

SPLIT = {"bare link": ["evidence"], "moved": ["moment", "evidence"]}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at what is being made."""
    monkeypatch.setattr(threads, "PAUSE_S", 0)


@pytest.fixture(params=sorted(WORLDS))
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with WORLDS[request.param]() as running:
        yield Desk(running)


@pytest.fixture(params=sorted(name for name in WORLDS if platforms.load(name).replies))
def answering(request: pytest.FixtureRequest) -> Iterator[World]:
    """The networks on which posts can be answered."""
    with WORLDS[request.param]() as running:
        yield running


def test_a_reply_goes_out_is_found_and_shown(answering: World) -> None:
    desk = Desk(answering)
    first = desk.account.publish(desk.account.prepare(desk.split()))
    outgoing = desk.reply(first.remote_id)
    payload = desk.account.prepare(outgoing)
    desk.clock.advance(LATER)
    assert desk.connect().find(payload) is None
    out = desk.account.publish(payload)
    assert desk.world.answers(out.remote_id) == first.remote_id
    assert desk.world.answers(first.remote_id) is None
    assert len(desk.world.texts()) == 2
    desk.clock.advance(LATER)
    again = desk.connect().find(payload)
    assert again is not None
    assert (again.remote_id, again.permalink) == (out.remote_id, out.permalink)
    assert shown(desk, payload, out.remote_id, of=outgoing) is None
    desk.world.unlink(out.remote_id)
    assert "link" in (shown(desk, payload, out.remote_id, of=outgoing) or "")
    desk.world.remove(out.remote_id)
    account = desk.connect()
    assert isinstance(account, ShowsPosts)
    assert account.show(payload, out.remote_id) is None


@pytest.mark.parametrize("fault", ["cut before it is taken", "cut after it was taken", "half of the JSON"])
def test_whatever_happens_a_reply_goes_out_once(answering: World, tmp_path: Path, fault: str) -> None:
    world = answering
    variant = [{"name": name, "blocks": [*blocks, "link in reply"]} for name, blocks in SPLIT.items()]
    with lab_on(world, tmp_path / "lab", variant=variant) as bench, pytest.MonkeyPatch.context() as patch:
        waiting = [FAULTS[fault]]
        spoiling(
            patch, world, lambda _: world.network.fail(world.replies or world.publishes, *waiting) or waiting.clear()
        )
        bench.run(FIRST)
        sentences = until_out(bench, place=1)
        posts = bench.posts()[:2]
        assert [post.state for post in posts] == [PostState.PUBLISHED] * 2, sentences
        assert len(world.texts()) == 2
        assert world.answers(posts[1].remote_id or "") == posts[0].remote_id
        assert [post.damage for post in posts] == [None, None]


def test_it_tells_how_many_follow(desk: Desk) -> None:
    account = desk.connect()
    assert isinstance(account, TellsFollowers) == (desk.world.followed is not None)
    if desk.world.followed is not None and isinstance(account, TellsFollowers):
        for number in (0, 4321):
            desk.world.followed(number)
            assert account.followers() == number
