"""Short links by Shlink: the same each time, made once, counted without the bots, in as few calls as can be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counters.counter_worlds import CounterWorld, shlink_running, shortener, sought
from counters.fake_shlink import BROWSER, DOMAINS, HEALTH, LIST, MAKE, PREVIEW, VISITS, FakeShlink
from platforms.loopback import Failure
from postlab.counters.shlink import counter, parse_domain, parse_server
from postlab.counters.shlink import shortener as module
from postlab.counters.shlink.shortener import SLUG_LENGTH, ShlinkShortener, slug_of
from postlab.errors import NeedsPerson, Rejected
from postlab.platforms.counting import Shortens
from postlab.platforms.tid import new_tid

URL = "https://careers.example.org/pay?utm_source=bluesky&utm_campaign=exam-season&utm_content=bare-link-r1"

World = CounterWorld[FakeShlink]


@pytest.fixture
def world() -> Iterator[World]:
    with shlink_running() as running:
        yield running


@pytest.fixture
def short(world: World) -> ShlinkShortener:
    return shortener(world)


def test_what_is_known_before_anything_connects() -> None:
    assert (counter.name, counter.shortens) == ("shlink", True)
    (secret,) = counter.credentials
    assert (secret.name, secret.variable) == ("api_key", "POSTLAB_SHLINK_API_KEY")
    assert [option.name for option in counter.options if option.required] == ["server"]


def test_what_connects_makes_short_links(world: World) -> None:
    assert isinstance(counter.connect(world.connection()), Shortens)


@pytest.mark.parametrize(
    ("typed", "domain"),
    [("S.Example.org", "s.example.org"), (" https://s.example.org/ ", "s.example.org"), ("localhost:8080",) * 2],
)
def test_domains(typed: str, domain: str) -> None:
    assert parse_domain(typed) == domain


@pytest.mark.parametrize("typed", ["", "s.example.org/x", "me@s.example.org", "s.example.org:port"])
def test_what_is_not_a_domain(typed: str) -> None:
    with pytest.raises(ValueError, match="one looks like"):
        parse_domain(typed)


def test_a_key_does_not_travel_unencrypted() -> None:
    assert parse_server("s.example.org/") == "https://s.example.org"
    with pytest.raises(ValueError, match="unencrypted"):
        parse_server("http://s.example.org")


def test_slugs_of_a_hundred_thousand_keys_are_different_and_stay_the_same() -> None:
    at, chance = datetime(2026, 11, 23, tzinfo=UTC), random.Random(7)
    keys = {new_tid(at, chance) for _ in range(50_000)} | {f"{number}" for number in range(60_000)}
    keys = set(islice(sorted(keys), 100_000))
    slugs = {slug_of(key) for key in keys}
    assert len(slugs) == len(keys) == 100_000
    assert slug_of("3m6ztest2222a") == "dw45x8sg5w"


@given(st.text(min_size=1))
def test_a_slug_can_be_read_out_and_is_no_word(key: str) -> None:
    slug = slug_of(key)
    assert len(slug) == SLUG_LENGTH
    assert slug.isascii()
    assert slug.isalnum()
    assert not set(slug) & set("aeiou01lABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_a_short_link_is_known_before_anything_is_asked(world: World) -> None:
    assert shortener(world).short_url("k") == f"{world.network.url}/{slug_of('k')}"
    elsewhere = shortener(world, domain="s.example.org")
    assert elsewhere.short_url("k") == f"https://s.example.org/{slug_of('k')}"
    assert world.network.calls == []


def test_a_short_link_leads_to_the_link(world: World, short: ShlinkShortener) -> None:
    made = short.shorten("k", URL, tags=["exam-season", "bare-link-r1"])
    assert made == short.short_url("k")
    answer = httpx.get(made, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, URL)


def test_making_it_again_makes_no_second_one(world: World, short: ShlinkShortener) -> None:
    for _ in range(3):
        short.shorten("k", URL, tags=["exam-season"])
    assert len(world.network.links) == 1
    assert world.network.calls == [MAKE] * 3


def test_a_link_whose_tags_somebody_changed_is_still_ours(world: World, short: ShlinkShortener) -> None:
    made = short.shorten("k", URL, tags=["exam-season"])
    next(iter(world.network.links.values())).tags.append("favourites")
    assert short.shorten("k", URL, tags=["exam-season"]) == made
    assert len(world.network.links) == 1


def test_a_slug_that_leads_elsewhere_is_refused_for_good(world: World, short: ShlinkShortener) -> None:
    short.shorten("k", "https://somewhere.example/else", tags=[])
    with pytest.raises(Rejected, match=r"leads elsewhere already: https://somewhere\.example/else") as caught:
        short.shorten("k", URL, tags=[])
    assert (caught.value.code, caught.value.temporary) == ("slug_taken", False)
    assert next(iter(world.network.links.values())).long_url == "https://somewhere.example/else"


def test_a_slug_of_another_key_cannot_be_looked_at(world: World, short: ShlinkShortener) -> None:
    short.shorten("k", URL, tags=[])
    world.network.hides.add(slug_of("k"))
    with pytest.raises(Rejected, match="not allowed to see what for") as caught:
        short.shorten("k", URL, tags=[])
    assert (caught.value.code, caught.value.temporary) == ("slug_taken", False)


def test_the_page_is_not_loaded_for_its_title(world: World, short: ShlinkShortener) -> None:
    short.shorten("k", URL, tags=["exam-season"])
    assert world.network.titles_looked_up == []
    assert next(iter(world.network.links.values())).title == "PostLab: exam-season"


def test_the_campaign_is_among_the_tags_whatever_is_asked(world: World, short: ShlinkShortener) -> None:
    short.shorten("k", URL, tags=["mine"])
    assert next(iter(world.network.links.values())).tags == ["mine", "exam-season"]


def test_the_same_address_written_in_another_way_is_the_same(short: ShlinkShortener) -> None:
    made = short.shorten("k", "https://Careers.example.org", tags=["a"])
    assert short.shorten("k", "https://careers.example.org/", tags=["b"]) == made


def test_a_domain_of_its_own(world: World) -> None:
    short = shortener(world, domain="go.example.org")
    made = {"shortUrl": short.short_url("k"), "longUrl": URL}
    world.network.https = True
    assert short.shorten("k", URL, tags=["exam-season"]) == made["shortUrl"]
    assert list(world.network.links) == [("go.example.org", slug_of("k"))]
    world.network.visit(made["shortUrl"], people=2, bots=5)
    assert short.clicks([sought("k", short_url=made["shortUrl"])]) == {"k": 2}


def test_links_that_would_be_made_elsewhere_are_refused_before_a_post_says_them(world: World) -> None:
    world.network.default_domain = "go.example.org"
    with pytest.raises(NeedsPerson, match=r"made the short link at http://go\.example\.org, but posts") as caught:
        shortener(world).shorten("k", URL, tags=[])
    assert f"--server {world.network.url} --domain go.example.org" in caught.value.hint


def test_links_that_work_without_https_alone_are_refused(world: World) -> None:
    with pytest.raises(NeedsPerson, match=r"at http://go\.example\.org, but posts would say https://go") as caught:
        shortener(world, domain="go.example.org").shorten("k", URL, tags=[])
    assert "IS_HTTPS_ENABLED=true" in caught.value.hint


def made_links(short: ShlinkShortener, number: int, *, campaign: str = "exam-season") -> list[str]:
    url = f"https://careers.example.org/pay?utm_campaign={campaign}"
    return [short.shorten(f"{campaign}-{n}", f"{url}&utm_content={n}", tags=[]) for n in range(number)]


def test_people_are_counted_and_previews_are_not(world: World, short: ShlinkShortener) -> None:
    link, other = made_links(short, 2)
    for agent in [BROWSER, BROWSER, PREVIEW, "facebookexternalhit/1.1"]:
        httpx.get(link, headers={"User-Agent": agent})
    posts = [sought("one", short_url=link), sought("other", short_url=other), sought("none", short_url=None)]
    assert short.clicks(posts) == {"one": 2, "other": 0}


def test_a_post_that_stands_alone_takes_one_small_call(world: World, short: ShlinkShortener) -> None:
    links = made_links(short, 3)
    world.network.visit(links[1], people=4)
    world.network.calls.clear()
    assert short.clicks([sought("one", short_url=links[1])]) == {"one": 4}
    assert world.network.calls == [LIST]


def test_nothing_to_ask_is_not_asked(world: World, short: ShlinkShortener) -> None:
    assert short.clicks([]) == short.clicks([sought("one", short_url=None)]) == {}
    assert world.network.calls == []


def test_a_link_that_was_deleted_is_missing_and_not_zero(world: World, short: ShlinkShortener) -> None:
    links = made_links(short, 3)
    world.network.forget(links[0])
    posts = [sought(str(n), short_url=link) for n, link in enumerate(links)]
    assert short.clicks(posts) == {"1": 0, "2": 0}
    assert short.clicks(posts[:1]) == {}


def test_posts_without_a_campaign_are_looked_for_one_by_one(world: World, short: ShlinkShortener) -> None:
    links = made_links(short, 2)
    world.network.visit(links[0], people=3)
    posts = [sought(str(n), campaign=None, short_url=link) for n, link in enumerate(links)]
    assert short.clicks(posts) == {"0": 3, "1": 0}


def test_many_campaigns_share_their_calls(world: World, short: ShlinkShortener) -> None:
    campaigns = [f"campaign-{n:03}" for n in range(120)]
    posts = [
        sought(campaign, campaign=campaign, short_url=made_links(short, 1, campaign=campaign)[0])
        for campaign in campaigns
    ]
    world.network.calls.clear()
    assert short.clicks(posts) == dict.fromkeys(campaigns, 0)
    assert world.network.calls == [LIST] * 3


@pytest.mark.parametrize(("page", "calls"), [(1000, 1), (300, 4), (250, 4), (999, 2)])
def test_a_thousand_posts_take_as_many_calls_as_there_are_pages(
    world: World, short: ShlinkShortener, monkeypatch: pytest.MonkeyPatch, page: int, calls: int
) -> None:
    monkeypatch.setattr(module, "LINKS_A_PAGE", page)
    links = thousand(world, short)
    posts = [sought(key, short_url=link) for key, link in links.items()]
    assert short.clicks(posts) == {key: int(key) % 7 for key in links}
    assert world.network.count(LIST) == calls


def thousand(world: World, short: ShlinkShortener) -> dict[str, str]:
    """A thousand links that lead somewhere already; each was visited as often as its key leaves over by seven."""
    from counters.fake_shlink import ShortUrl

    links = {str(n): short.short_url(str(n)) for n in range(1000)}
    for key, link in links.items():
        agents = [BROWSER] * (int(key) % 7)
        slug = link.rpartition("/")[2]
        world.network.links[None, slug] = ShortUrl(
            slug, URL, None, world.network.now(), ["exam-season"], None, [*agents, PREVIEW]
        )
    return links


def test_a_shlink_that_does_not_sum_up_people_is_asked_for_their_number(world: World, short: ShlinkShortener) -> None:
    link = made_links(short, 1)[0]
    world.network.visit(link, people=3, bots=2)
    code = link.rpartition("/")[2]
    entry = f'{{"shortUrl": "{link}", "longUrl": "{URL}", "shortCode": "{code}", "domain": null, "visitsCount": 5}}'
    body = f'{{"shortUrls": {{"data": [{entry}], "pagination": {{"pagesCount": 1}}}}}}'
    world.network.fail(LIST, Failure(body=body.encode()))
    assert short.clicks([sought("one", short_url=link)]) == {"one": 3}
    assert world.network.count(VISITS) == 1
    world.network.fail(LIST, Failure(body=body.encode()))
    world.network.forget(link)
    assert short.clicks([sought("one", short_url=link)]) == {}


def test_health_proves_the_key_and_the_domain(world: World, short: ShlinkShortener) -> None:
    health = short.health()
    own = world.network.url.partition("://")[2]
    assert (health.identity.name, health.identity.remote_id) == (own, world.network.url)
    assert (health.publishes, health.reads, health.lacks) == (True, True, ())
    assert health.facts == {"version": "5.0.2", "default_domain": own}
    assert world.network.calls == [HEALTH, DOMAINS]


def test_health_says_where_the_links_would_be(world: World) -> None:
    world.network.default_domain = "go.example.org"
    health = shortener(world).health()
    assert health.publishes is False
    assert "--domain go.example.org" in health.lacks[0]


def test_health_of_a_domain_that_shlink_has_not_seen(world: World) -> None:
    fresh = shortener(world, domain="new.example.org").health()
    assert fresh.publishes is None
    assert "has no link at new.example.org yet" in fresh.lacks[0]
    world.network.domains.add("new.example.org")
    assert shortener(world, domain="new.example.org").health().lacks == ()


def test_health_of_a_key_for_one_domain(world: World) -> None:
    world.network.only_domain = "go.example.org"
    health = shortener(world).health()
    assert health.publishes is False
    assert "The API key may make links at go.example.org alone" in health.lacks[0]
    assert shortener(world, domain="go.example.org").health().publishes is True
