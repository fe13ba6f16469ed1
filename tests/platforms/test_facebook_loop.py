"""An experiment on a Facebook page, turn by turn, with every answer to a first attempt lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loop.bench import FIRST, SECOND, Bench
from platforms import fake_facebook as fake
from platforms.facebook_world import PAGE, TOKEN
from platforms.fake_facebook import FakeFacebook, fake_facebook
from platforms.loopback import Failure
from postlab.loop.accounts import setup
from postlab.platforms.facebook import plugin
from postlab.platforms.options import read_options
from postlab.records.tables import PostState

MINUTE = timedelta(minutes=1)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "lab")
    yield made
    made.close()


@pytest.fixture
def facebook(bench: Bench) -> Iterator[FakeFacebook]:
    with fake_facebook() as running:
        running.now = bench.clock.now
        options = {"page-id": PAGE, "api-url": running.url, "api-version": "v27.0", "app-id": fake.APP}
        secrets = {"token": TOKEN, "app_secret": fake.SECRET}
        setup.add_account(bench.lab, plugin, "page", options=read_options(plugin, options), secrets=secrets)
        yield running


@pytest.mark.parametrize("lost", [Failure(done=True, cut=True), Failure(cut=True)], ids=["after", "before"])
def test_nothing_is_posted_twice_and_everything_is_counted(bench: Bench, facebook: FakeFacebook, lost: Failure) -> None:
    bench.experiment(readings=["1h", "72h"])
    for slot in (FIRST, SECOND):
        facebook.fail(fake.PUBLISH, lost)
        bench.run(slot)
        bench.reopen()
        # right after the attempt an absence proves nothing
        bench.run(slot + MINUTE / 2)
        assert facebook.count(fake.POSTS) == 0
        bench.reopen()
        bench.run(slot + 2 * MINUTE)
        facebook.calls.clear()
        bench.reopen()
    out = [post for post in bench.posts() if post.state == PostState.PUBLISHED]
    assert len(out) == 2
    assert Counter(post.message for post in facebook.posts) == Counter(post.text for post in out)
    assert {post.remote_id for post in out} == {post.id for post in facebook.posts}
    for number, post in enumerate(facebook.posts):
        post.counts.update(clicks=7 + number, likes=3)
    bench.run(SECOND + timedelta(hours=73))
    assert [reading.clicks for post in out for reading in bench.readings(post) if reading.age_s > 3600 * 70] == [7, 8]
