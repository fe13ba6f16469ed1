"""Clicks that arrived, by Plausible: visits by their tags, and zero only where that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from counters.counter_worlds import NOW, SINCE, CounterWorld, plausible_running, site, sought
from counters.fake_plausible import QUERY, SITE, FakePlausible
from platforms.loopback import Failure
from postlab.clock import VirtualClock
from postlab.counters.plausible import counter, parse_server, parse_site
from postlab.counters.plausible import statistics as module
from postlab.counters.plausible.statistics import PlausibleSite
from postlab.errors import Rejected
from postlab.platforms.counting import Shortens

World = CounterWorld[FakePlausible]


@pytest.fixture
def world() -> Iterator[World]:
    with plausible_running() as running:
        running.network.now = lambda: NOW
        yield running


@pytest.fixture
def careers(world: World) -> PlausibleSite:
    return site(world, clock=VirtualClock(NOW))


def test_what_is_known_before_anything_connects(world: World) -> None:
    assert (counter.name, counter.shortens) == ("plausible", False)
    assert [(secret.name, secret.variable) for secret in counter.credentials] == [
        ("api_key", "POSTLAB_PLAUSIBLE_API_KEY")
    ]
    assert [option.name for option in counter.options if option.required] == ["site"]
    assert not isinstance(counter.connect(world.connection()), Shortens)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("https://Careers.Example.org/", "careers.example.org"),
        ("www.example.org", "www.example.org"),
        ("example.org/careers", "example.org/careers"),
        ("bücher.example", "bücher.example"),
    ],
)
def test_sites(typed: str, name: str) -> None:
    assert parse_site(typed) == name


@pytest.mark.parametrize("typed", ["", "careers", "careers site.org", "example.org?x=1"])
def test_what_is_not_a_site(typed: str) -> None:
    with pytest.raises(ValueError, match="not the name of a site"):
        parse_site(typed)


def test_a_key_does_not_travel_unencrypted() -> None:
    with pytest.raises(ValueError, match="unencrypted"):
        parse_server("http://plausible.example.org")


def test_visits_are_told_apart_by_their_tags(world: World, careers: PlausibleSite) -> None:
    world.network.arrive("exam-season", "bare-link-r1", number=3, at=SINCE + timedelta(hours=1))
    world.network.arrive("exam-season", "contextualised-r1", number=8, at=SINCE + timedelta(days=2))
    world.network.arrive("open-day", "bare-link-r1", number=5, at=SINCE + timedelta(hours=3))
    posts = [
        sought("a", content="bare-link-r1"),
        sought("b", content="contextualised-r1"),
        sought("c", campaign="open-day", content="bare-link-r1"),
    ]
    assert careers.clicks(posts) == {"a": 3, "b": 8, "c": 5}
    assert world.network.calls == [QUERY]


def test_a_click_is_a_visit_and_not_a_visitor(world: World, careers: PlausibleSite) -> None:
    at = SINCE + timedelta(hours=1)
    for minutes in (0, 5, 20, 120):
        world.network.view("exam-season", "a-r1", visitor="Jo", at=at + timedelta(minutes=minutes))
    assert careers.clicks([sought("a", content="a-r1")]) == {"a": 2}
    assert world.network.questions[0]["metrics"] == ["visits"]


def test_a_post_that_nobody_came_by_has_no_clicks_if_the_site_is_seen(world: World, careers: PlausibleSite) -> None:
    world.network.arrive(None, None, number=1, at=NOW - timedelta(hours=2))
    world.network.arrive("exam-season", "a-r1", number=2, at=NOW - timedelta(hours=2))
    assert careers.clicks([sought("a", content="a-r1"), sought("b", content="b-r1")]) == {"a": 2, "b": 0}
    assert world.network.calls == [QUERY] * 2


def test_a_site_that_is_not_seen_at_all_tells_nothing(world: World, careers: PlausibleSite) -> None:
    assert careers.clicks([sought("a"), sought("b")]) == {}


def test_a_script_that_was_lost_before_the_post_went_out_tells_nothing(world: World, careers: PlausibleSite) -> None:
    world.network.arrive("exam-season", "a-r1", number=4, at=SINCE + timedelta(hours=1))
    late = sought("late", since=SINCE + timedelta(days=3))
    assert careers.clicks([sought("a", content="a-r1"), sought("b"), late]) == {"a": 4, "b": 0}


def test_posts_without_tags_or_with_the_same_tags_cannot_be_told_apart(world: World, careers: PlausibleSite) -> None:
    world.network.arrive("exam-season", "a-r1", number=4, at=NOW)
    posts = [
        sought("one", content="a-r1"),
        sought("two", content="a-r1"),
        sought("untagged", campaign=None),
        sought("half", content=""),
        sought("other", content="b-r1"),
    ]
    assert careers.clicks(posts) == {"other": 0}


def test_nothing_to_ask_is_not_asked(world: World, careers: PlausibleSite) -> None:
    assert careers.clicks([]) == careers.clicks([sought("a", campaign=None)]) == {}
    assert world.network.calls == []


@pytest.mark.parametrize("at", [datetime(2026, 11, 22, 13, 30, tzinfo=UTC), datetime(2026, 11, 22, 0, 5, tzinfo=UTC)])
def test_days_of_the_sites_zone_are_not_ours(world: World, at: datetime) -> None:
    world.network.now = lambda: at
    world.network.arrive("exam-season", "a-r1", number=1, at=at)
    careers = site(world, clock=VirtualClock(at))
    assert careers.clicks([sought("a", content="a-r1", since=at), sought("b", since=at)]) == {"a": 1, "b": 0}


@pytest.mark.parametrize(("page", "calls"), [(10_000, 1), (999, 2), (250, 5), (300, 4)])
def test_a_thousand_posts_take_as_many_questions_as_there_are_pages(
    world: World, careers: PlausibleSite, monkeypatch: pytest.MonkeyPatch, page: int, calls: int
) -> None:
    monkeypatch.setattr(module, "ROWS_A_PAGE", page)
    for n in range(1000):
        world.network.arrive("exam-season", f"post-{n}", number=1 + n % 3, at=SINCE + timedelta(hours=1))
    posts = [sought(str(n)) for n in range(1000)]
    assert careers.clicks(posts) == {str(n): 1 + n % 3 for n in range(1000)}
    assert world.network.count(QUERY) == calls


def test_health_proves_the_key_and_the_site(world: World, careers: PlausibleSite) -> None:
    world.network.arrive(None, None, number=6, at=NOW - timedelta(days=2))
    health = careers.health()
    assert (health.identity.name, health.identity.remote_id) == (SITE, f"{world.network.url}/{SITE}")
    assert (health.publishes, health.reads, health.lacks) == (None, True, ())
    assert health.facts == {"visits_in_7_days": 6}
    assert world.network.calls == [QUERY]


def test_health_of_a_site_without_visits(careers: PlausibleSite) -> None:
    assert "no visit to careers.example.org in the last 7 days" in careers.health().lacks[0]


@pytest.mark.parametrize(
    "row",
    [
        '{"dimensions": ["exam-season"], "metrics": [3]}',
        '{"dimensions": ["exam-season", "a"], "metrics": []}',
        '{"dimensions": ["exam-season", "a"], "metrics": [null]}',
        '{"dimensions": ["exam-season", "a"], "metrics": [true]}',
        '{"dimensions": ["exam-season", "a"], "metrics": [-1]}',
        '{"dimensions": ["exam-season", "a"], "metrics": ["3"]}',
        '{"dimensions": null, "metrics": [3]}',
        "7",
    ],
)
def test_a_number_that_is_none_is_not_taken_for_one(world: World, careers: PlausibleSite, row: str) -> None:
    world.network.fail(QUERY, Failure(body=f'{{"results": [{row}], "meta": {{}}}}'.encode()))
    with pytest.raises(Rejected, match="could not be read"):
        careers.clicks([sought("a", content="a")])


def test_a_day_that_is_none_is_not_taken_for_one(world: World, careers: PlausibleSite) -> None:
    nothing, odd = b'{"results": []}', b'{"results": [{"dimensions": ["yesterday"], "metrics": [3]}]}'
    world.network.fail(QUERY, Failure(body=nothing), Failure(body=odd))
    with pytest.raises(Rejected, match="could not be read"):
        careers.clicks([sought("a")])


@pytest.mark.parametrize(
    ("url", "known"),
    [
        (f"https://{SITE}/pay", True),
        (f"https://www.{SITE}/pay", True),
        (f"https://blog.{SITE}/pay", True),
        ("https://news.example/pay", False),
        (f"https://not{SITE}/pay", False),
        ("nonsense", False),
    ],
)
def test_of_other_sites_it_knows_nothing_not_even_zero(
    world: World, careers: PlausibleSite, url: str, known: bool
) -> None:
    world.network.arrive("exam-season", "post-other", number=1)
    assert (careers.clicks([sought("a", url=url)]) == {"a": 0}) is known
