"""Forecasts rest on what the lab has seen of its accounts; where that is too little, it says so first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from loop.bench import DAY, HOUR, LINKS, START, Bench
from postlab.design.known_page import Source
from postlab.design.ways_out import WayCode
from postlab.errors import FaultsError
from postlab.loop.lookup.accounts import account_named
from postlab.loop.plan.usual_counts import LATEST, history, known_pages
from postlab.metrics import measure_of
from postlab.records.practice import Observed

CLICKS = measure_of("clicks")
HORIZON = timedelta(hours=72)


def observed(bench: Bench, *numbers: int, account: str = "page", metric: str = "clicks") -> None:
    """Earlier posts with these numbers, a day apart, as an export told them."""
    with bench.lab.session() as session:
        for day, number in enumerate(numbers):
            at = datetime(2026, 6, 1, 9, tzinfo=UTC) + day * DAY
            session.add(
                Observed(
                    imported_as=f"{account} {metric} {day}",
                    account=account,
                    network="staged",
                    source="posts.csv",
                    posted_at=at,
                    text="A post",
                    imported_at=START,
                    **{metric: number},
                )
            )
        bench.lab.commit(session)


def test_an_imported_history_tells_the_mean_and_the_newest_posts_count(bench: Bench) -> None:
    observed(bench, *[90] * 40, *[2, 1, 0, 3] * (LATEST // 4))
    with bench.session() as session:
        page = account_named(session, "page")
        seen = history(session, page, CLICKS, horizon=HORIZON)
        assert (len(seen), max(one.count for one in seen)) == (LATEST, 3)
        (known,) = known_pages(session, [page], CLICKS, horizon=HORIZON, usual=50)
    assert (known.source, known.posts) == (Source.HISTORY, LATEST)
    assert known.page.mean == pytest.approx(1.5, abs=0.5)


def test_posts_that_the_lab_put_out_count_at_their_horizon(bench: Bench) -> None:
    bench.experiment(horizon="24h", readings=["24h"])
    bench.run_through(START + 12 * DAY, every=6 * HOUR)
    with bench.session() as session:
        page = account_named(session, "page")
        seen = history(session, page, CLICKS, horizon=timedelta(hours=24))
        assert len(seen) >= 2
        outcomes = [post.outcome for post in bench.posts() if post.outcome is not None]
        assert [one.count for one in seen] == outcomes[: len(seen)]
        assert history(session, page, CLICKS, horizon=timedelta(days=60)) == []


def test_without_a_history_the_plan_tells_and_else_nobody_does(bench: Bench) -> None:
    told, untold = bench.examine(usual=1.5), bench.examine()
    assert [(known.source, known.page.mean) for known in told.pages] == [(Source.PLAN, 1.5)]
    assert [known.source for known in untold.pages] == [Source.NOBODY]
    assert told.forecasts[1].rounds > untold.forecasts[1].rounds
    assert untold.ways == ()


def test_below_five_a_post_the_ways_out_are_told_by_what_this_page_has(bench: Bench) -> None:
    observed(bench, *[1, 0, 2, 1] * 5)
    observed(bench, *[30, 41, 22, 60] * 5, metric="likes")
    bench.account("second")
    ways = bench.examine().ways
    assert ways[0].code is WayCode.AS_PLANNED
    assert any(way.code is WayCode.METRIC and "judge by likes" in way.what for way in ways)
    assert any(way.code is WayCode.ACCOUNTS and "“second”" in way.what for way in ways)


def test_with_enough_a_post_nothing_is_said(bench: Bench) -> None:
    assert bench.examine(usual=8).ways == ()


def test_two_links_for_twelve_rounds_are_a_fault_with_its_way_out(bench: Bench) -> None:
    bench.account("real", "staged-real")
    with pytest.raises(FaultsError) as caught:
        bench.examine(accounts=["real"], rounds=12, link=LINKS[:2])
    (fault,) = caught.value.faults
    assert fault.place == "link"
    for words in ("12 rounds with 2 links would put each out in 12 rounds", "6 links, that is 4 more", "rounds = 4"):
        assert words in fault.message
    assert bench.examine(accounts=["real"], rounds=4, link=LINKS[:2]).plan.rounds == 4


def test_a_simulated_audience_does_not_tire(bench: Bench) -> None:
    assert any("each may be in 12 of them" in note for note in bench.examine(rounds=12, link=LINKS[:2]).warnings)
