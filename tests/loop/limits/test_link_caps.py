"""A cap on posts with a link a month: kept in drawing, publishing and forecasts, and told by the check-up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loop.bench import DAY, FIRST, START, Bench
from platforms import fake_facebook as fake
from platforms.facebook_world import PAGE, TOKEN
from platforms.fake_facebook import FakeFacebook, error
from postlab.design.frequency import MONTH
from postlab.loop.accounts import setup
from postlab.loop.notify.checkup import Grade, checkup
from postlab.platforms.facebook import plugin
from postlab.platforms.options import read_options
from postlab.records.tables import PostState

REPLIED = [
    {"name": "bare link", "blocks": ["link in reply"]},
    {"name": "context", "blocks": ["moment", "question", "evidence", "link in reply"]},
]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "lab")
    yield made
    made.close()


@pytest.fixture
def network(bench: Bench) -> Iterator[FakeFacebook]:
    with fake.fake_facebook() as running:
        running.now = bench.clock.now
        yield running


def capped(bench: Bench, network: FakeFacebook, links: str | None = "2") -> None:
    options = {"page-id": PAGE, "api-url": network.url, "links-a-month": links}
    setup.add_account(bench.lab, plugin, "page", options=read_options(plugin, options), secrets={"token": TOKEN})


def most_in_a_month(times: list[datetime]) -> int:
    return max(sum(first <= at < first + MONTH for at in times) for first in times)


def test_no_month_has_more_than_the_cap_whatever_the_plans(bench: Bench, network: FakeFacebook) -> None:
    capped(bench, network)
    quick: dict[str, Any] = {"horizon": "24h", "readings": ["24h"]}
    bench.experiment(rounds=3, **quick)
    bench.experiment(name="other", rounds=3, slots=["Wed 10:00", "Fri 10:00"], **quick)
    while bench.clock.now() < START + 150 * DAY:
        bench.clock.advance(timedelta(hours=12))
        bench.run()
    times = sorted(post.published_at for post in bench.posts() if post.published_at)
    assert most_in_a_month(times) == 2
    assert len(times) >= 8
    assert bench.posts()[0].state == PostState.PUBLISHED


def test_a_forecast_counts_with_the_cap_and_the_plan_says_so(bench: Bench, network: FakeFacebook) -> None:
    capped(bench, network, None)
    free = bench.examine(rounds=8)
    capped(bench, network)
    held = bench.examine(rounds=8)
    assert held.forecasts[-1].weeks > 3 * free.forecasts[-1].weeks
    (note,) = [note for note in held.warnings if "with a link a month" in note]
    assert "8 rounds take about 35 weeks" in note
    assert "link in reply" in note
    assert not [note for note in free.warnings if "a month" in note]


def test_a_link_in_the_first_reply_is_not_capped(bench: Bench, network: FakeFacebook) -> None:
    capped(bench, network, "1")
    held = bench.examine(rounds=4, metric="likes", variant=REPLIED)
    assert not [note for note in held.warnings if "with a link a month" in note]
    bench.experiment(rounds=4, metric="likes", variant=REPLIED)
    bench.run_through(START + 6 * DAY, every=timedelta(hours=6))
    assert len([post for post in bench.posts() if post.published_at and not post.part]) == 2


def test_a_post_that_is_due_waits_for_room(bench: Bench, network: FakeFacebook) -> None:
    capped(bench, network, None)
    bench.experiment(name="first", slots=["Tue 12:00", "Tue 12:10"], rounds=1, every=None)
    bench.experiment()
    capped(bench, network)
    turn = bench.run(FIRST)
    assert len(turn.published) == 2
    (held,) = turn.held_back
    assert "has had its 2 posts with a link of 31 days" in held
    assert "4 Dec" in held
    assert network.count(fake.PUBLISH) == 2


def test_the_check_up_says_how_many_are_left(bench: Bench, network: FakeFacebook) -> None:
    capped(bench, network)
    bench.experiment(rounds=1)

    def finding() -> tuple[Grade, str]:
        (one,) = [one for one in checkup(bench.lab) if one.what == "link posts of “page”"]
        return one.grade, one.message

    assert finding() == (Grade.FINE, "0 of the 2 posts with a link that it may publish in 31 days went out.")
    bench.run_through(START + 4 * DAY, every=timedelta(hours=6))
    grade, message = finding()
    assert grade is Grade.NOTE
    assert message.startswith("2 of the 2 posts with a link")
    assert "The next may go out on Fri 4 Dec" in message


def test_facebooks_refusal_of_one_more_link_names_the_option(bench: Bench, network: FakeFacebook) -> None:
    capped(bench, network, None)
    bench.experiment()
    network.fail(
        fake.PUBLISH, error(368, "You have reached the limit of posts with links this month. Get Meta Verified")
    )
    turn = bench.run(FIRST)
    assert turn.exit_code == 3
    assert "all the posts with a link" in turn.problems[0].message
    assert "--links-a-month 2" in turn.problems[0].next
    assert bench.post(0).state == PostState.APPROVED
