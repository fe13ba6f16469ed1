"""A whole experiment in which a picture is the one change, on every network, killed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, ZONE, Bench
from loop.instants import arm, can_fork, in_child
from pictures.drawn import picture
from platforms.contract import World
from platforms.desk import lab_on
from platforms.worlds import OF_ANOTHER_CHARACTER, WORLDS
from postlab.errors import FaultsError
from postlab.loop.run import take_turn
from postlab.platforms import pictures
from postlab.platforms.threads import account as threads
from postlab.records.tables import PostState

EVERY_WORLD = WORLDS | OF_ANOTHER_CHARACTER
ALT = "Two graduates throw their caps."
KILLED = -9
VARIANTS = [
    {"name": "plain", "blocks": ["evidence", "link"]},
    {"name": "pictured", "blocks": ["evidence", "link", "picture"]},
]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at a picture."""
    monkeypatch.setattr(pictures, "PAUSE_S", 0)
    monkeypatch.setattr(threads, "PAUSE_S", 0)


@pytest.fixture(params=[*sorted(WORLDS), *OF_ANOTHER_CHARACTER])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with EVERY_WORLD[request.param]() as running:
        yield running


def plan(folder: Path, *, of_page: str | None = None) -> dict[str, Any]:
    """One round with links that have a picture beside them: that of their page, or a file as a camera made it."""
    file = folder / "caps.jpg"
    file.write_bytes(picture((3000, 2000), place=True))
    shown = {"picture": str(file)} if of_page is None else {"picture": "article", "image": of_page}
    links = [{**link, **shown, "picture_alt": ALT} for link in LINKS]
    return {"variant": VARIANTS, "control": "plain", "link": links, "rounds": 1}


def die_at(bench: Bench, instant: int) -> int:
    """A turn in a process of its own that is killed at an instant; its exit code."""
    bench.close()

    def work() -> None:
        bench.reopen(draws=1000)
        arm(bench.lab.database.engine, after=instant)
        take_turn(bench.lab)

    code = in_child(work)
    bench.reopen()
    return code


@can_fork
def test_a_whole_experiment_with_a_picture_killed_on_the_way(world: World, tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    if world.picture_address is not None:
        with pytest.raises(FaultsError) as caught, lab_on(world, tmp_path / "other", **plan(tmp_path)):
            pass
        assert {"public address" in fault.message for fault in caught.value.faults} == {True}
        lab.mkdir()
        settings = f'timezone = "{ZONE}"\narticle_pictures = true\n'
        (lab / "postlab.toml").write_text(settings, encoding="utf-8")
    with lab_on(world, lab, allow_private=True, **plan(tmp_path, of_page=world.picture_address)) as bench:
        for slot in (FIRST, SECOND):
            bench.clock.set(slot)
            assert [die_at(bench, instant) for instant in (2, 4)] == [KILLED, KILLED]
            for _ in range(4):
                bench.clock.advance(timedelta(minutes=6))
                bench.run()
        posts = bench.posts()[:2]
        assert [post.state for post in posts] == [PostState.PUBLISHED] * 2
        assert [post.damage for post in posts] == [None, None]
        assert len(world.texts()) == 2
        alts = {post.variant: world.pictured(post.remote_id or "") for post in posts}
        assert alts == {"plain": None, "pictured": ALT}
        counted = world.plugin.counts_of({}, world.facts)
        for post in posts:
            world.gather(post.remote_id or "", {name: 5 for name in ("likes", "clicks") if name in counted})
        bench.run_through(SECOND + 4 * DAY, every=12 * HOUR)
        assert [post.outcome is not None for post in bench.posts()[:2]] == [True, True]
        assert bench.verdicts()
