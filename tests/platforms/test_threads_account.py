"""Publishing in two steps, looking, counting and showing on Threads, over HTTP against its documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from platforms.fake_threads import USER, FakeThreads, error, fake_threads
from platforms.threads_schemas import CREATE, INSIGHTS, LIST, PUBLISH, SHOW, STATE, WHO
from platforms.threads_world import URL, account, outgoing, threads_world
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.framing.lengths import THREADS
from postlab.platforms.base import Counts, ShowsPosts, TellsHealth
from postlab.platforms.threads import account as threads_account
from postlab.platforms.threads.clicks import NO_LINK

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
GONE = error(24, "The requested resource does not exist", subcode=4279009, transient=False)


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads_account, "PAUSE_S", 0.0)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def network(clock: VirtualClock) -> Iterator[FakeThreads]:
    with fake_threads(NOW) as running:
        running.now = clock.now
        yield running


def test_nothing_is_asked_before_it_is_used(network: FakeThreads) -> None:
    careers = account(network)
    assert isinstance(careers, ShowsPosts)
    assert isinstance(careers, TellsHealth)
    assert careers.read([]) == {}
    assert network.calls == []


def test_a_post_goes_out_in_two_steps_and_is_found_shown_and_counted(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    post = outgoing(at=NOW)
    payload = json.loads(json.dumps(careers.prepare(post)))
    (container,) = network.containers.values()
    assert (container.text, container.link, payload["creation_id"]) == (post.text, URL, container.number)
    assert not network.posts
    assert network.calls == [WHO, CREATE, STATE]
    published = careers.publish(payload)
    assert list(network.posts) == [published.remote_id]
    assert published.permalink == "https://www.threads.com/@careers/post/DA_b-2"
    assert published.at == NOW
    assert network.calls[3:] == [PUBLISH, SHOW]
    assert account(network, clock=clock).find(payload) == published
    live = careers.show(payload, published.remote_id)
    assert live is not None
    assert (live.text, live.links, live.card) == (post.text, (URL,), True)
    network.posts[published.remote_id].counts.update(views=90, likes=3, replies=1, reposts=2, quotes=1, shares=4)
    for network.totals in (False, True):
        assert careers.read([published.remote_id]) == {
            published.remote_id: Counts(likes=3, comments=1, shares=7, clicks=0, impressions=90)
        }


def test_published_again_it_makes_no_second_post(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    first = careers.publish(payload)
    assert careers.publish(payload) == first
    # Threads may have forgotten the container by then, and refuses with other words
    network.containers.clear()
    assert account(network, clock=clock).publish(payload) == first
    assert len(network.posts) == 1


def test_a_container_that_is_out_but_not_listed_yet_stays_open(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    careers.publish(payload)
    network.listed = False
    for look in (careers.find, careers.publish):
        with pytest.raises(Unknown, match="does not list it yet"):
            look(payload)
    assert len(network.posts) == 1


@pytest.mark.parametrize("state", ["FINISHED", "EXPIRED", "ERROR"])
def test_an_unpublished_container_proves_the_absence(network: FakeThreads, clock: VirtualClock, state: str) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    network.containers[payload["creation_id"]].state = state
    assert careers.find(payload) is None


def test_a_container_at_work_proves_nothing(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    network.containers[payload["creation_id"]].state = "IN_PROGRESS"
    with pytest.raises(Unknown, match="still at work"):
        careers.find(payload)


def test_a_container_that_nobody_knows_proves_something_after_a_minute(
    network: FakeThreads, clock: VirtualClock
) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    network.containers.clear()
    with pytest.raises(Unknown, match="less than a minute"):
        careers.find(payload)
    clock.advance(timedelta(minutes=1))
    assert careers.find(payload) is None


@pytest.mark.parametrize("still_known", [True, False])
def test_a_container_older_than_a_day_is_made_anew(
    network: FakeThreads, clock: VirtualClock, still_known: bool
) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    clock.advance(timedelta(hours=25))
    if not still_known:
        network.containers.clear()
    if still_known:
        with pytest.raises(Rejected) as caught:
            careers.publish(payload)
    else:
        with pytest.raises(Rejected, match="no longer knows") as caught:
            account(network, clock=clock).publish(payload)
    assert (caught.value.code, caught.value.temporary) == ("prepare_again", True)
    again = careers.prepare(outgoing(at=clock.now()))
    assert careers.publish(again).remote_id in network.posts


def test_a_container_that_threads_forgets_for_seconds_is_tried_again(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    network.fail(PUBLISH, GONE, GONE)
    assert careers.publish(payload).remote_id in network.posts
    other = careers.prepare(outgoing("Another", at=NOW))
    network.fail(PUBLISH, GONE, GONE, GONE)
    with pytest.raises(Rejected, match="no longer knows") as caught:
        careers.publish(other)
    assert (caught.value.code, caught.value.temporary) == ("prepare_again", True)
    assert len(network.posts) == 1


def test_a_container_is_waited_for(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    network.fail(STATE, GONE, GONE)
    careers.prepare(outgoing(at=NOW))
    assert network.count(STATE) == 3
    network.fail(STATE, *[GONE] * 3)
    payload = careers.prepare(outgoing(at=NOW))
    assert careers.publish(payload).remote_id in network.posts


def test_a_container_that_could_not_be_made_is_made_anew(
    network: FakeThreads, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = network._create

    def broken(params: dict[str, str]) -> str:
        number = made(params)
        network.containers[number].state = "ERROR"
        return number

    monkeypatch.setattr(network, "_create", broken)
    with pytest.raises(Rejected, match="could not make a post") as caught:
        account(network, clock=clock).prepare(outgoing(at=NOW))
    assert (caught.value.code, caught.value.temporary) == ("prepare_again", True)


def test_it_is_looked_for_among_many(network: FakeThreads, clock: VirtualClock) -> None:
    network.post(f"An older one: {URL}", at=NOW - timedelta(hours=3))
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    assert careers.find(payload) is None
    published = careers.publish(payload)
    for number in range(150):
        network.post(f"A later one {number}")
    network.calls.clear()
    assert careers.find(payload) == published
    assert network.count(LIST) == 2


def test_among_too_many_it_cannot_be_looked_for(
    network: FakeThreads, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads_account, "POSTS_A_PAGE", 5)
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    for number in range(51):
        network.post(f"Another {number}")
    with pytest.raises(Unknown, match="more than 50 posts"):
        careers.find(payload)


def test_a_text_without_a_link_has_no_card(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing("Just words,\n twice  spaced", at=NOW))
    published = careers.publish(payload)
    assert careers.find(payload) == published
    live = careers.show(payload, published.remote_id)
    assert live is not None
    assert (live.links, live.card) == ((), False)


@pytest.mark.parametrize("text", ["it’s " * 71, "職業" * 83, "ā" * 250, "👩‍🎓" * 45])
def test_threads_takes_what_our_rule_lets_through_and_no_more(
    network: FakeThreads, clock: VirtualClock, text: str
) -> None:
    careers = account(network, clock=clock)
    assert THREADS.measure(text).fits
    careers.prepare(outgoing(text, at=NOW))
    longer = text + text[:12]
    assert not THREADS.measure(longer).fits
    with pytest.raises(Rejected, match="500"):
        careers.prepare(outgoing(longer, at=NOW))


@pytest.mark.parametrize("shown", [URL.replace("news", "NEWS"), f"({URL}).", URL.replace("-pay", "-pay/")])
def test_threads_may_write_the_link_in_another_way(network: FakeThreads, clock: VirtualClock, shown: str) -> None:
    careers = account(network, clock=clock)
    payload = careers.prepare(outgoing(at=NOW))
    published = careers.publish(payload)
    network.posts[published.remote_id].text = f"Other words, and {shown}"
    assert careers.find(payload) == published


def test_threads_own_way_out_of_a_link_is_undone(network: FakeThreads, clock: VirtualClock) -> None:
    number = network.post("Read", link="https://l.threads.com/?u=https%3A%2F%2Fnews.example%2F%3Fa%3D1&e=x").number
    live = account(network, clock=clock).show({}, number)
    assert live is not None
    assert live.links == ("https://news.example/?a=1",)


def test_two_calls_a_post_are_the_least(network: FakeThreads, clock: VirtualClock) -> None:
    numbers = [network.post(f"Post {n}").number for n in range(7)]
    assert list(account(network, clock=clock).read([*numbers, numbers[0]])) == numbers
    assert network.calls == [INSIGHTS] * 7 + [SHOW] * 7 + [WHO]


def test_what_is_gone_comes_back_with_the_reason(network: FakeThreads, clock: VirtualClock) -> None:
    live, gone = network.post("There").number, network.post("Gone").number
    del network.posts[gone]
    careers = account(network, clock=clock)
    counts = careers.read([live, gone, "not-a-number"])
    assert counts[live] == Counts(likes=0, comments=0, shares=0, impressions=0, missing={"clicks": NO_LINK})
    assert set(counts[gone].missing.values()) == {"deleted or hidden"}
    assert set(counts["not-a-number"].missing.values()) == {"not the number of a Threads post"}
    assert careers.show({}, gone) is None
    assert careers.show({}, "not-a-number") is None


def test_without_the_permission_to_count_the_reason_is_told(network: FakeThreads, clock: VirtualClock) -> None:
    number = network.post("A post").number
    network.scopes.remove("threads_manage_insights")
    counts = account(network, clock=clock).read([number])[number]
    assert set(counts.missing) == {"likes", "comments", "shares", "clicks", "impressions"}
    assert all("threads_manage_insights" in reason for reason in counts.missing.values())


def test_a_count_that_the_answer_lacks_is_missing_and_not_zero(
    network: FakeThreads, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = network.post("A post").number
    whole = network._insights
    monkeypatch.setattr(
        network,
        "_insights",
        lambda thread, metrics: [insight for insight in whole(thread, metrics) if insight["name"] != "quotes"],
    )
    counts = account(network, clock=clock).read([number])[number]
    missing = {"shares": "not in Threads' answer", "clicks": NO_LINK}
    assert counts == Counts(likes=0, comments=0, impressions=0, missing=missing)


def test_a_post_that_is_known_by_its_page_is_looked_up(network: FakeThreads, clock: VirtualClock) -> None:
    thread = network.post("By hand")
    thread.counts.update(likes=4)
    careers = account(network, clock=clock)
    counts = careers.read([f"post/{thread.code}", "post/DAnother"])
    assert counts[f"post/{thread.code}"].likes == 4
    assert set(counts["post/DAnother"].missing.values()) == {"deleted or hidden"}
    live = careers.show({}, f"post/{thread.code}")
    assert live is not None
    assert live.text == "By hand"


def test_a_post_of_another_account_is_left_alone(network: FakeThreads, clock: VirtualClock) -> None:
    careers = account(network, clock=clock)
    payload = {**careers.prepare(outgoing(at=NOW)), "user": "1"}
    for act in (careers.publish, careers.find):
        with pytest.raises(NeedsPerson, match="another account"):
            act(payload)


def test_the_token_must_be_of_the_account_that_was_named(network: FakeThreads, clock: VirtualClock) -> None:
    assert account(network, clock=clock, user_id=USER).whoami().name == "@careers"
    with pytest.raises(NeedsPerson, match="not to the account 99999"):
        account(network, clock=clock, user_id="99999").whoami()


def test_the_world_is_as_the_contract_has_it() -> None:
    with threads_world() as world:
        connected = account(world.network)  # type: ignore[arg-type]  # it is one
        number = connected.publish(connected.prepare(outgoing())).remote_id
        world.gather(number, {"likes": 2, "comments": 1, "shares": 4, "clicks": 6, "impressions": 50})
        assert connected.read([number])[number] == Counts(likes=2, comments=1, shares=4, clicks=6, impressions=50)
        world.unlink(number)
        live = connected.show({}, number)
        assert live is not None
        assert (live.links, live.card) == (("https://elsewhere.example/",), False)
        world.cut(number)
        assert world.texts() == ["Grüße"]
