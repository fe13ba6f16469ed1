"""Clicks where the network tells none: short links and web statistics, wired into the loop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session

from counters import fake_shlink
from counters.counter_worlds import CounterWorld, plausible_running, shlink_running
from counters.fake_plausible import SITE, FakePlausible
from counters.fake_shlink import FakeShlink
from loop.bench import DAY, FIRST, HOUR, LINKS, SECOND, Bench
from platforms.loopback import Failure
from postlab import platforms
from postlab.design.plan import Plan
from postlab.errors import FaultsError
from postlab.framing.tracking import tags_of
from postlab.loop.accounts import setup
from postlab.loop.lab import Lab
from postlab.loop.measure import clicks
from postlab.loop.plan import preview
from postlab.platforms.options import read_options
from postlab.records.tables import Post, PostState

OWN_LINKS = [{**link, "url": link["url"].replace("news.example", SITE)} for link in LINKS]
"""Links to the site that the statistics are of."""

PERSON = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


def add(bench: Bench, name: str, world: CounterWorld[object]) -> None:
    options = read_options(world.counter, world.options)
    setup.add_account(bench.lab, world.counter, name, options=options, secrets=world.secrets)


@pytest.fixture
def shlink(staged: Bench) -> Iterator[CounterWorld[FakeShlink]]:
    with shlink_running() as running:
        running.network.now = staged.clock.now
        add(staged, "short", running)  # type: ignore[arg-type]  # of whatever network
        yield running


@pytest.fixture
def plausible(staged: Bench) -> Iterator[CounterWorld[FakePlausible]]:
    with plausible_running() as running:
        running.network.now = staged.clock.now
        add(staged, "site", running)  # type: ignore[arg-type]  # of whatever network
        yield running


def click(post: Post, times: int) -> str:
    """People follow a post's short link; where it leads."""
    assert post.short_url
    for _ in range(times):
        answer = httpx.get(post.short_url, headers={"User-Agent": PERSON})
    return str(answer.headers["location"])


def test_clicks_of_a_link_in_the_first_reply_are_counted_for_its_post(
    staged: Bench, shlink: CounterWorld[FakeShlink]
) -> None:
    variant = [
        {"name": "bare link", "blocks": ["evidence", "link in reply"]},
        {"name": "other", "blocks": ["moment", "link in reply"]},
    ]
    staged.experiment(rounds=1, clicks_from="short", readings=["1h"], variant=variant)
    post, reply = staged.posts()[:2]
    assert post.short_url == reply.short_url
    assert reply.short_url in reply.text
    assert reply.short_url not in post.text
    staged.run(FIRST)
    assert shlink.network.count(fake_shlink.MAKE) == 1
    assert [call["payload"]["link"] for call in staged.network().calls("publish")] == [None, reply.short_url]
    assert click(reply, 5) == reply.url
    staged.run(FIRST + HOUR)
    (reading,) = staged.readings(staged.post(0))
    assert reading.clicks == 5
    assert reading.missing == {}
    assert staged.readings(staged.post(1)) == []


def test_short_links_are_drawn_with_the_round_made_before_the_post_and_counted(
    staged: Bench, shlink: CounterWorld[FakeShlink]
) -> None:
    staged.experiment(rounds=1, clicks_from="short", readings=["1h"], horizon="24h")
    first = staged.post(0)
    assert first.short_url
    assert first.short_url in first.text
    assert first.url not in first.text
    assert tags_of(first.url) == ("exams", f"{first.variant.replace(' ', '-')}-r1")
    assert fake_shlink.MAKE not in shlink.network.calls, "nothing is made before a post goes out"
    staged.run(FIRST)
    (sent,) = staged.network().calls("publish")
    assert sent["payload"]["link"] == first.short_url
    assert click(first, 3) == first.url
    httpx.get(first.short_url, headers={"User-Agent": "facebookexternalhit/1.1"})
    staged.run(FIRST + HOUR)
    (reading,) = staged.readings(staged.post(0))
    assert (reading.clicks, reading.likes) == (3, 1), "bots do not count, and the network's own numbers stay"
    staged.run(SECOND)
    click(staged.post(1), 8)
    turns = staged.run_through(SECOND + 2 * DAY, every=HOUR)
    (verdict,) = [verdict for turn in turns for verdict in turn.verdicts]
    assert verdict.rounds == 1
    assert {post.outcome for post in staged.posts()} == {3, 8}


def test_a_post_goes_out_once_whatever_the_shortener_does(staged: Bench, shlink: CounterWorld[FakeShlink]) -> None:
    staged.experiment(rounds=1, clicks_from="short")
    for failure in (Failure(cut=True), Failure(done=True, cut=True), Failure(status=503)):
        shlink.network.fail(fake_shlink.MAKE, failure)
    for minute in range(5):
        staged.run(FIRST + minute * HOUR / 4)
    assert staged.post(0).state == PostState.PUBLISHED
    assert len(staged.network().calls("kept")) == 1
    assert len(shlink.network.links) == 1


def test_web_statistics_count_visits_by_their_tags(staged: Bench, plausible: CounterWorld[FakePlausible]) -> None:
    staged.experiment(rounds=1, clicks_from="site", link=OWN_LINKS, readings=["1h"], horizon="24h")
    first = staged.post(0)
    assert first.short_url is None
    staged.run(FIRST)
    campaign, content = tags_of(first.url)
    plausible.network.arrive(campaign, content, number=4)
    plausible.network.arrive(None, None, number=9)
    staged.run(FIRST + HOUR)
    (reading,) = staged.readings(first)
    assert reading.clicks == 4


def test_what_the_counter_does_not_know_is_missing_with_the_reason(
    staged: Bench, plausible: CounterWorld[FakePlausible]
) -> None:
    staged.experiment(rounds=1, clicks_from="site", readings=["1h"])  # links to somebody else's site
    staged.run(FIRST)
    staged.run(FIRST + HOUR)
    (reading,) = staged.readings(staged.post(0))
    assert reading.clicks is None
    assert reading.missing["clicks"] == "Plausible does not know this post's link"
    assert reading.likes == 1


def test_a_counter_that_does_not_answer_is_asked_again(staged: Bench, shlink: CounterWorld[FakeShlink]) -> None:
    staged.experiment(rounds=1, clicks_from="short", readings=["1h"])
    staged.run(FIRST)
    click(staged.post(0), 2)
    shlink.network.fail(fake_shlink.LIST, Failure(status=500))
    turn = staged.run(FIRST + HOUR)
    assert staged.readings(staged.post(0)) == []
    assert any("Shlink" in problem.message for problem in turn.problems)
    assert turn.exit_code == 1
    staged.run(FIRST + HOUR + HOUR / 12)
    assert [reading.clicks for reading in staged.readings(staged.post(0))] == [2]


def test_a_person_posts_and_the_counter_counts(tmp_path: Path, installed: Path) -> None:
    """Without any API of a network: nobody needs to type a number."""
    from postlab.loop.publish import manual

    bench = Bench(tmp_path / "by hand")
    with shlink_running() as shlink:
        shlink.network.now = bench.clock.now
        add(bench, "short", shlink)  # type: ignore[arg-type]  # of whatever network
        bench.account(platform="manual", network="linkedin")
        bench.experiment(rounds=1, clicks_from="short", readings=["1h"], horizon="24h")
        for number, (slot, clicks) in enumerate([(FIRST, 2), (SECOND, 5)]):
            bench.run(slot)
            with bench.session() as session:
                post = session.get_one(Post, bench.post(number).id)
                manual.published(bench.lab, session, post, f"https://www.linkedin.com/posts/{number}")
            made = shlink.network.links
            assert len(made) == number + 1, "the short link must lead somewhere before the person pastes it"
            click(bench.post(number), clicks)
            turns = bench.run_through(slot + 30 * HOUR, every=2 * HOUR)
            assert all(not turn.waiting for turn in turns)
        turns = bench.run_through(SECOND + 2 * DAY, every=HOUR)
        assert all(not turn.waiting for turn in turns)
        assert {post.outcome for post in bench.posts()} == {2, 5}
    bench.close()


def test_what_is_shown_asks_for_one_short_link_an_account(
    staged: Bench, shlink: CounterWorld[FakeShlink], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counting(lab: Lab, session: Session, plan: Plan, key: str) -> str | None:
        asked.append(key)
        return clicks.short_url(lab, session, plan, key)

    monkeypatch.setattr(preview, "short_url", counting)
    examined = staged.examine(clicks_from="short")
    assert len(examined.drafts) == 2 * len(LINKS)
    assert all(planned.short_link_to_come for planned in examined.drafts)
    assert len(asked) == 1


def test_a_plan_may_only_name_a_counter_that_there_is(staged: Bench, shlink: CounterWorld[FakeShlink]) -> None:
    with pytest.raises(FaultsError) as refused:
        staged.examine(clicks_from="shorty")
    (fault,) = refused.value.faults
    assert fault.place == "clicks_from"
    assert "did you mean “short”?" in fault.message
    with pytest.raises(FaultsError, match="a fault") as refused:
        staged.examine(clicks_from="short", tracking=False)
    assert "needs tracking" in refused.value.faults[0].message
    with pytest.raises(FaultsError) as refused:
        staged.examine(accounts=["short"])
    assert "no account “short”" in refused.value.faults[0].message


def test_a_network_without_clicks_can_be_judged_by_them(staged: Bench, shlink: CounterWorld[FakeShlink]) -> None:
    plugin = platforms.load("bluesky")
    setup.add_account(
        staged.lab, plugin, "sky", options={"handle": "a.test"}, secrets={"password": "abcd-efgh"}, check=False
    )
    with pytest.raises(FaultsError) as refused:
        staged.examine(accounts=["sky"], metric="clicks")
    assert "clicks_from names a counter" in refused.value.faults[0].message
    assert staged.examine(accounts=["sky"], metric="clicks", clicks_from="short").plan.clicks_from == "short"
