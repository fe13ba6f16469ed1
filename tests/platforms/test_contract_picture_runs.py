"""A lab's posts with a picture on every network: killed around the post, lost, damaged; exactly one goes out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from loop.bench import FIRST, Bench
from loop.instants import can_fork, die, in_child
from platforms.contract import World
from platforms.desk import FAULTS, LATER, lab_on, spoiling, until_out
from platforms.loopback import Failure
from platforms.sample_pictures import ALT, picture
from platforms.worlds import OF_ANOTHER_CHARACTER, WORLDS
from postlab import platforms
from postlab.framing.pictures import Picture
from postlab.loop.run import take_turn
from postlab.platforms import errors, pictures
from postlab.platforms.base import ConnectedAccount, Connection, Outgoing, Payload, Plugin, Published
from postlab.platforms.threads import account as threads
from postlab.records.tables import Post, PostState

EVERY_WORLD = WORLDS | OF_ANOTHER_CHARACTER
KILLED = -9


@dataclass
class Moment:
    """When this process dies: "before" or "after" the call that puts a post out; never where it is empty."""

    of_death: str = ""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits twenty seconds for a server that is told to be silent, or between two looks at a picture."""
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(pictures, "PAUSE_S", 0)
    monkeypatch.setattr(threads, "PAUSE_S", 0)


@pytest.fixture
def moment() -> Moment:
    return Moment()


@pytest.fixture(params=[*sorted(WORLDS), *OF_ANOTHER_CHARACTER])
def world(request: pytest.FixtureRequest, moment: Moment, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A network on which each post has a picture."""
    with EVERY_WORLD[request.param]() as running:
        plugin = _pictured(running.plugin, picture(address=running.picture_address), moment)
        load = platforms.load
        monkeypatch.setattr(platforms, "load", lambda name: plugin if name == plugin.name else load(name))
        yield replace(running, plugin=plugin)


def _pictured(plugin: Plugin, its_picture: Picture, moment: Moment) -> Plugin:
    """The plugin, given a picture with every post by whoever calls it."""

    def connect(connection: Connection) -> ConnectedAccount:
        account: Any = plugin.connect(connection)
        kind: Any = type(account)

        class WithPicture(kind):  # type: ignore[misc]  # whatever class the plugin has
            def prepare(self, outgoing: Outgoing) -> Payload:
                payload: Payload = super().prepare(replace(outgoing, picture=its_picture))
                return payload

            def publish(self, payload: Payload) -> Published:
                if moment.of_death == "before":
                    die()
                published: Published = super().publish(payload)
                if moment.of_death == "after":
                    die()
                return published

        account.__class__ = WithPicture
        connected: ConnectedAccount = account
        return connected

    return replace(plugin, connect=connect)


def assert_out_once(world: World, bench: Bench, sentences: list[str]) -> Post:
    post = bench.post(0)
    assert post.state == PostState.PUBLISHED, sentences
    assert len(world.texts()) == 1
    assert world.pictured(post.remote_id or "") == ALT
    assert post.damage is None
    return post


@can_fork
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_the_post_it_goes_out_once(world: World, moment: Moment, tmp_path: Path, when: str) -> None:
    with lab_on(world, tmp_path / "lab") as bench:
        bench.clock.set(FIRST)
        bench.close()

        def work() -> None:
            moment.of_death = when
            bench.reopen(draws=1000)
            take_turn(bench.lab)

        assert in_child(work) == KILLED
        assert len(world.texts()) == (when == "after")
        bench.reopen()
        sentences = until_out(bench)
        post = assert_out_once(world, bench, sentences)
        if when == "after":
            assert [attempt.result for attempt in bench.attempts(post)] in (["found"], ["published"]), sentences


@pytest.mark.parametrize("fault", ["cut before it is taken", "cut after it was taken", "a server error"])
def test_whatever_happens_it_goes_out_once(world: World, tmp_path: Path, fault: str) -> None:
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(world.publishes, FAULTS[fault])
        sentences = until_out(bench)
        assert_out_once(world, bench, sentences)
        assert sentences, "nobody was told"


def test_a_lost_upload_costs_a_run_and_no_post(world: World, tmp_path: Path) -> None:
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(next(iter(world.uploads)), Failure(done=True, cut=True))
        sentences = until_out(bench)
        assert_out_once(world, bench, sentences)
        assert "could not take the" in sentences[0]


def test_a_picture_that_is_dropped_while_the_post_is_in_doubt_is_uploaded_anew(world: World, tmp_path: Path) -> None:
    if world.picture_address is not None:
        pytest.skip("what is fetched when it is published cannot be dropped")
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(world.publishes, Failure(cut=True))
        bench.run(FIRST)
        key = bench.post(0).key
        world.forget()
        bench.clock.advance(LATER)
        bench.reopen()
        sentences = until_out(bench)
        post = assert_out_once(world, bench, sentences)
        assert post.key == key
        assert any("no longer has the picture" in line or "cannot use the picture" in line for line in sentences)


@pytest.mark.parametrize(("alt", "says"), [(None, "Its picture"), ("A cat.", "instead of")])
def test_a_picture_that_is_lost_or_reworded_voids_the_round(
    world: World, tmp_path: Path, alt: str | None, says: str
) -> None:
    if "person" in str(world.options.get("author")):
        pytest.skip("LinkedIn shows a member's posts to nobody")
    with lab_on(world, tmp_path / "lab") as bench, pytest.MonkeyPatch.context() as patch:
        spoiling(patch, world, lambda remote_id: world.describe(remote_id, alt))
        turn = bench.run(FIRST)
        post = bench.post(0)
        assert post.damage is not None
        assert says in post.damage
        assert post.outcome_missing == post.damage
        assert any(problem.code == "damaged" and problem.person for problem in turn.problems)
