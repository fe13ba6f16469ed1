"""Publishing, looking, counting and showing on both characters of a Mastodon server, through the real SDK."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from platforms.fake_mastodon import BATCH, LIST, PUBLISH, SINGLE, WHO, Character, FakeMastodon, fake_mastodon, rendered
from platforms.fake_mastodon_entities import ACCOUNT
from platforms.loopback import serving
from platforms.mastodon_world import URL, account, mastodon_world, outgoing
from platforms.specs import openapi
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.framing.as_posted import damage
from postlab.framing.lengths import MASTODON
from postlab.platforms.base import Counts, ShowsPosts, TellsHealth
from postlab.platforms.mastodon import account as mastodon_account
from postlab.platforms.mastodon.content import visible_text

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture(params=list(Character), ids=lambda character: character.value)
def network(request: pytest.FixtureRequest, clock: VirtualClock) -> Iterator[FakeMastodon]:
    with fake_mastodon(request.param) as running:
        running.now = clock.now
        yield running


def test_nothing_is_asked_before_it_is_used(network: FakeMastodon) -> None:
    careers = account(network)
    assert isinstance(careers, ShowsPosts)
    assert isinstance(careers, TellsHealth)
    assert careers.read([]) == {}
    assert network.calls == []


def test_a_post_goes_out_and_is_found_shown_and_counted(network: FakeMastodon, clock: VirtualClock) -> None:
    careers = account(network, clock=clock, visibility="unlisted")
    post = outgoing(at=NOW)
    payload = json.loads(json.dumps(careers.prepare(post)))
    assert not network.toots
    published = careers.publish(payload)
    (toot,) = network.toots.values()
    assert (toot.text, toot.visibility, toot.language) == (post.text, "unlisted", "en")
    assert published.permalink == f"{network.url}/@careers/{toot.number}"
    assert published.at == NOW
    assert account(network, clock=clock).find(payload) == published
    live = careers.show(payload, published.remote_id)
    assert live is not None
    assert (live.text, live.links, live.card) == (post.text, (URL,), True)
    toot.counts.update(favourites_count=3, reblogs_count=1, replies_count=1, quotes_count=1)
    assert careers.read([published.remote_id]) == {published.remote_id: Counts(likes=3, comments=1, shares=2)}


def test_a_key_makes_no_second_post_where_it_is_honoured(network: FakeMastodon, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    first, again = careers.publish(payload), careers.publish(payload)
    assert (first == again) == (network.character is Character.MAINLINE)
    clock.advance(timedelta(minutes=61))
    # after the hour no server helps; what is listed does
    assert careers.find(payload) == first


def test_a_post_is_not_declared_absent_while_its_request_may_still_be_at_work(
    network: FakeMastodon, clock: VirtualClock
) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(seconds=59))
    with pytest.raises(Unknown, match="may still be at work") as caught:
        careers.find(payload)
    assert caught.value.code == "too_young"
    clock.advance(timedelta(seconds=1))
    assert careers.find(payload) is None


def test_a_second_attempt_of_an_old_payload_is_young_again(network: FakeMastodon, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(minutes=10))
    number = careers.publish(payload).remote_id
    del network.toots[number]
    with pytest.raises(Unknown, match="may still be at work"):
        careers.find(payload)


def test_it_is_looked_for_back_to_before_it_was_made_ready(network: FakeMastodon, clock: VirtualClock) -> None:
    for minute in range(100):
        network.post(f"An older one: {URL}", created_at=NOW - timedelta(minutes=200 - minute))
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    published = careers.publish(payload)
    for _ in range(90):
        network.post("A later one")
    clock.advance(timedelta(hours=2))
    network.calls.clear()
    assert careers.find(payload) == published
    assert network.count(LIST) == 3
    del network.toots[published.remote_id]
    assert careers.find(payload) is None


def test_among_too_many_it_cannot_be_looked_for(
    network: FakeMastodon, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mastodon_account, "POSTS_A_PAGE", 4)
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(hours=2))
    for number in range(101):
        network.post(f"Another {number}")
    with pytest.raises(Unknown, match="More than 100 posts"):
        careers.find(payload)


def test_a_text_without_a_link_is_found_by_its_words(network: FakeMastodon, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing("Two  lines\nand <tags> & more\n\n\n\nend #careers", at=NOW))
    network.post("Two lines and tags")
    published = careers.publish(payload)
    assert careers.find(payload) == published


def test_a_server_whose_clock_is_behind_still_finds_it() -> None:
    # the answers' Date says how far: the stand-in's is the machine's own, ours is ten minutes ahead of it
    with fake_mastodon() as network:
        ahead = VirtualClock(datetime.now(UTC) + timedelta(minutes=10))
        careers = account(network, clock=ahead)
        payload = careers.prepare(outgoing(at=ahead.now()))
        published = careers.publish(payload)
        assert careers.find(payload) == published


def test_a_post_of_another_account_is_left_alone(network: FakeMastodon, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    for other in ({**payload, "account": "1"}, {**payload, "server": "https://other.example"}):
        with pytest.raises(NeedsPerson, match="another account"):
            careers.publish(other)
        with pytest.raises(NeedsPerson, match="another account"):
            careers.find(other)


def test_a_text_over_the_servers_own_limit_is_refused_for_good(network: FakeMastodon, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    fits = "é" * (network.max_characters - network.link) + URL
    careers.publish(careers.prepare(outgoing(fits, at=NOW)))
    with pytest.raises(Rejected, match="too long") as caught:
        careers.publish(careers.prepare(outgoing(f"x{fits}", at=NOW)))
    assert not caught.value.temporary
    assert len(network.toots) == 1


@pytest.mark.parametrize("number", [0, 1, 40, 41, 95])
def test_one_call_counts_forty(number: int) -> None:
    with fake_mastodon() as network:
        numbers = [network.post(f"Post {n}").number for n in range(number)]
        counts = account(network, facts={"batch": 40}).read(numbers)
        assert list(counts) == numbers
        assert network.calls == [BATCH] * math.ceil(number / 40)


def test_a_server_that_takes_twenty_is_asked_for_twenty() -> None:
    with fake_mastodon(at_once=20) as network:
        numbers = [network.post(f"Post {n}").number for n in range(45)]
        careers = account(network)
        assert list(careers.read(numbers)) == numbers
        assert network.count(BATCH) == 1 + 3
        facts = careers.health().facts
        assert facts["batch"] == 20
        network.calls.clear()
        account(network, facts=facts).read(numbers)
        assert network.calls == [BATCH] * 3


def test_a_server_that_stops_at_twenty_without_a_word_does_not_make_posts_vanish() -> None:
    with fake_mastodon(at_once=20) as network:
        network.truncates = True
        numbers = [network.post(f"Post {n}").number for n in range(40)]
        del network.toots[numbers[30]]
        counts = account(network).read(numbers)
        assert [number for number in numbers if counts[number].likes is None] == [numbers[30]]


def test_a_server_without_that_call_is_asked_one_by_one() -> None:
    with fake_mastodon(Character.PLAIN) as network:
        numbers = [network.post(f"Post {n}").number for n in range(5)]
        careers = account(network)
        assert careers.health().facts["batch"] is False
        network.calls.clear()
        assert list(careers.read(numbers)) == numbers
        assert network.calls == [SINGLE] * 5
        network.calls.clear()
        fresh = account(network)
        fresh.read(numbers)
        fresh.read(numbers)
        assert (network.count(BATCH), network.count(SINGLE)) == (1, 10)


def test_what_is_gone_comes_back_with_the_reason(network: FakeMastodon, clock: VirtualClock) -> None:
    live, gone = network.post("There").number, network.post("Gone").number
    careers = account(network, clock=clock)
    del network.toots[gone]
    counts = careers.read([live, gone, "../instance"])
    assert counts[live] == Counts(likes=0, comments=0, shares=0)
    assert set(counts[gone].missing.values()) == {"deleted or hidden"}
    assert set(counts["../instance"].missing.values()) == {"not the number of a Mastodon post"}
    assert careers.show({}, gone) is None
    assert careers.show({}, "../instance") is None


def test_the_card_is_made_some_seconds_later(network: FakeMastodon, clock: VirtualClock) -> None:
    network.card_after = timedelta(seconds=10)
    number = network.post(f"Read: {URL}").number
    careers = account(network, clock=clock)
    seen = []
    for seconds in (0, 11):
        clock.advance(timedelta(seconds=seconds))
        live = careers.show({}, number)
        assert live is not None
        seen.append(live.card)
    assert seen == [False, True]


def test_a_check_proves_what_it_can_without_posting(network: FakeMastodon, clock: VirtualClock) -> None:
    health = account(network, clock=clock).health()
    assert (health.publishes, health.reads, health.lacks, health.expires_at) == (True, True, (), None)
    plain = network.character is Character.PLAIN
    limits = {"max_characters": 5000, "characters_reserved_per_url": 25} if plain else {
        "max_characters": 500, "characters_reserved_per_url": 23}  # fmt: skip
    of_pictures = {"image_size_limit": 16_777_216, "image_matrix_limit": 33_177_600, "description_limit": 1500}
    of_pictures |= {"picture_types": ["image/jpeg", "image/png", "image/gif"]}
    assert health.facts == {**limits, **of_pictures, "batch": False if plain else 40}
    assert PUBLISH not in network.calls
    assert not network.toots


@pytest.mark.parametrize("scope", ["read:statuses", "write:statuses"])
def test_a_check_names_what_the_token_lacks(network: FakeMastodon, clock: VirtualClock, scope: str) -> None:
    network.scopes.remove(scope)
    health = account(network, clock=clock).health()
    assert (health.reads, health.publishes) == (scope != "read:statuses", scope != "write:statuses")
    (lack,) = health.lacks
    assert f"lacks {scope}" in lack
    assert "postlab account add mastodon" in lack


def test_a_token_that_cannot_say_whose_it_is_needs_a_person(network: FakeMastodon, clock: VirtualClock) -> None:
    network.scopes.remove("read:accounts")
    with pytest.raises(NeedsPerson, match="read:accounts"):
        account(network, clock=clock).health()


def test_one_look_at_who_we_are_serves_many_calls(network: FakeMastodon, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    for number in range(3):
        careers.publish(careers.prepare(outgoing(f"Post {number}", at=NOW)))
    assert network.count(WHO) == 1


@pytest.mark.parametrize(
    "text",
    ["One line", "Two\nlines", "Two\n\nparagraphs & <more>", f"Read {URL} now", f"{URL}\n\n#careers and #pay", "👩‍🎓"],
)
def test_html_reads_as_it_was_written(text: str) -> None:
    assert visible_text(rendered(text)).text == text


def test_html_of_other_makes_reads_well() -> None:
    read = visible_text(
        '<p class="quote-inline">RE: <a href="https://a.example/1">a</a></p><p>Hi <span class="h-card">'
        '<a href="https://b.example/@jo" class="u-url mention">@<span>jo</span></a></span>&#39;s<br/>'
        '<a href="https://c.example/?a=1&amp;b=2" rel="nofollow">c.example</a> '
        '<a href="mailto:x@y.example">mail</a></p>',
        {"https://b.example/@jo": "jo@b.example"},
    )
    assert read.text == "Hi @jo@b.example's\nhttps://c.example/?a=1&b=2 mail"
    assert read.links == ("https://c.example/?a=1&b=2",)


def test_the_stand_in_is_held_to_the_published_schema() -> None:
    spec = openapi("mastodon-openapi.json")
    if spec is None:
        pytest.skip("the published schema is not here")
    with serving(FakeMastodon()) as network:
        with pytest.raises(Rejected):
            account(network)._client.call("ask wrongly", lambda client: client.account_statuses(ACCOUNT, limit="many"))
        assert "query parameter limit" in network.complaints.pop()


@pytest.mark.parametrize(
    "text",
    [
        "(https://uni.org/pay) and https://uni.org/fees.",
        "Jobs on GOV.UK, seehttps://uni.org/x https://localhost/y",
        "@maria@mastodon.social and @jo: https://uni.org/@maria@mastodon.social!",
        "👩‍👩‍👧‍👦 https://uni.org/Pay_(graduates)?q=é, “https://uni.org/職業”",
    ],
)
def test_the_server_takes_what_our_rule_lets_through_and_not_one_more(clock: VirtualClock, text: str) -> None:
    full = f"{text} {'x' * 500}"
    full = full[: len(full) - (MASTODON.measure(full).used - 500)]
    assert MASTODON.measure(full).used == 500
    with fake_mastodon(now=NOW) as server:
        careers = account(server, clock=clock)
        careers.publish(careers.prepare(outgoing(full, at=NOW)))
        with pytest.raises(Rejected, match="500"):
            careers.publish(careers.prepare(outgoing(f"{full}x", at=NOW)))


def test_a_server_that_links_names_shows_them_as_addresses_and_the_post_is_whole() -> None:
    """Mastodon leaves GOV.UK alone; other makes of server link it."""
    shown = visible_text(
        '<p>Jobs on <a href="http://GOV.UK" rel="ugc">GOV.UK</a>: <a href="https://uni.org/x">uni.org/x</a></p>'
    )
    meant = "Jobs on GOV.UK: https://uni.org/x"
    assert damage(shown.text, shown.links, meant=meant, link="https://uni.org/x", link_text="https://uni.org/x") is None


def test_the_world_is_as_the_contract_has_it() -> None:
    with mastodon_world() as world:
        connected = account(world.network, facts=world.facts)  # type: ignore[arg-type]  # it is one
        number = connected.publish(connected.prepare(outgoing())).remote_id
        world.gather(number, {"likes": 2, "comments": 1, "shares": 4})
        assert connected.read([number])[number] == Counts(likes=2, comments=1, shares=4)
        world.unlink(number)
        live = connected.show({}, number)
        assert live is not None
        assert live.links == ("https://elsewhere.example.org/",)
        world.cut(number)
        assert world.texts() == ["Grüße"]
