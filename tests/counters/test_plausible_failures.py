"""Everything that can go wrong between us and Plausible: what is tried again, what takes a person, in which words."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from counters.counter_worlds import NOW, CounterWorld, plausible_running, site, sought
from counters.fake_plausible import API_KEY, QUERY, FakePlausible, error
from platforms.loopback import HTML, Failure
from postlab.clock import VirtualClock
from postlab.counters.plausible.statistics import PlausibleSite
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms import errors

World = CounterWorld[FakePlausible]


@pytest.fixture
def world() -> Iterator[World]:
    with plausible_running() as running:
        yield running


@pytest.fixture
def careers(world: World, monkeypatch: pytest.MonkeyPatch) -> PlausibleSite:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    return site(world)


def count(careers: PlausibleSite) -> object:
    return careers.clicks([sought("a", since=NOW)])


ACTS: dict[str, Callable[[PlausibleSite], object]] = {"clicks": count, "health": PlausibleSite.health}

LOST = {
    "silence": Failure(hang_s=1),
    "silence after the answer was made": Failure(done=True, hang_s=1),
    "cut": Failure(cut=True),
    "cut after the answer was made": Failure(done=True, cut=True),
    "a server error": error(500, "Internal server error"),
    "a gateway's page": Failure(status=502, body=HTML, kind="text/html"),
    "a gateway's time-out": Failure(status=504),
    "a request time-out": Failure(status=408),
    "a page instead of an answer": Failure(body=HTML, kind="text/html"),
    "half an answer": Failure(body=b'{"results": [{"dimensions": ['),
    "an empty answer": Failure(body=b""),
    "an answer without content": Failure(body=b"{}"),
    "a list": Failure(body=b"[1, 2]"),
    "bytes that no gzip made": Failure(body=b"nonsense", headers={"Content-Encoding": "gzip"}),
    "moved": Failure(status=308, headers={"Location": "https://evil.example/"}),
}


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_lost_answer_is_asked_for_again(
    world: World, careers: PlausibleSite, act: Callable[[PlausibleSite], object], failure: Failure
) -> None:
    world.network.fail(QUERY, failure)
    with pytest.raises(Rejected) as caught:
        act(careers)
    assert caught.value.temporary
    assert caught.value.hint == "The next run tries again."
    assert API_KEY not in everything(caught.value)
    act(careers)


@pytest.mark.parametrize("failure", [Failure(cut=True), Failure(status=502), Failure(body=b"{}")])
def test_whether_the_site_is_seen_must_be_known_before_a_zero_is(
    world: World, careers: PlausibleSite, failure: Failure
) -> None:
    world.network.arrive(None, None, number=1)
    world.network.fail(QUERY, Failure(body=b'{"results": []}'), failure)
    with pytest.raises(Rejected):
        count(careers)
    assert count(careers) == {"a": 0}


def test_nobody_there(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Rejected, match="Plausible could not be reached at") as caught:
            count(site(world, server=nowhere))
        assert (caught.value.temporary, caught.value.code) == (True, "unreachable")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Retry-After": "1800"}, 1800.0),
        ({"X-RateLimit-Reset": str(int((NOW + timedelta(minutes=4)).timestamp()))}, 240.0),
    ],
)
def test_more_than_600_questions_an_hour(world: World, headers: dict[str, str], wait: float | None) -> None:
    message = b'{"error": "Too many API requests. Your API key is limited to 600 requests per hour."}'
    world.network.fail(QUERY, Failure(status=429, body=message, headers=headers))
    with pytest.raises(Rejected, match="too many requests") as caught:
        count(site(world, clock=VirtualClock(NOW)))
    assert (caught.value.temporary, caught.value.retry_after) == (True, wait)


def test_a_key_that_is_not_good(world: World, careers: PlausibleSite) -> None:
    world.network.keys.clear()
    for act in ACTS.values():
        with pytest.raises(NeedsPerson, match=r"Invalid API key or site ID.*no site called careers\.example") as caught:
            act(careers)
        assert caught.value.code == "key_refused"
        again = f"postlab account add plausible short --site careers.example.org --server {world.network.url}"
        assert again in caught.value.hint
        assert API_KEY not in everything(caught.value)


def test_a_site_that_the_key_may_not_see(world: World) -> None:
    with pytest.raises(NeedsPerson, match=r"no site called other\.example\.org that it may see") as caught:
        site(world, site="other.example.org").health()
    assert caught.value.hint.startswith("Compare the site's name")


def test_without_a_key_nothing_is_asked(world: World) -> None:
    with pytest.raises(NeedsPerson, match="no API key for “short”") as caught:
        count(site(world, secrets={}))
    assert "POSTLAB_PLAUSIBLE_API_KEY" in caught.value.hint
    assert world.network.calls == []


@pytest.mark.parametrize("key", ["ключ-hunter2", "hunter2\nX-Evil: 1", "Bearer hunter2"])
def test_what_cannot_be_a_key_is_not_sent_and_not_shown(world: World, key: str) -> None:
    with pytest.raises(NeedsPerson, match="characters that no key has") as caught:
        count(site(world, secrets={"api_key": key}))
    assert "hunter2" not in everything(caught.value)
    assert world.network.calls == []


UPGRADE = "The account that owns this API key does not have access to Stats API."
LOCKED = "This Plausible site is locked due to missing active subscription."

REFUSED = {
    "a plan without the Stats API": (
        error(402, UPGRADE),
        ("NeedsPerson", "The Plausible plan that careers.example.org is on has no Stats API", "Business plan"),
    ),
    "a locked site": (error(402, LOCKED), ("NeedsPerson", "its subscription has ended", "renew it")),
    "no permission": (error(403, "Forbidden"), ("NeedsPerson", "does not let this API key see", "site's owner")),
    "a key that got lost": (error(401, "Missing API key."), ("NeedsPerson", "without its API key", "proxy")),
    "a question it does not understand": (
        error(400, '#/pagination: Schema does not allow "pagination".'),
        ("Rejected", "did not understand the question: #/pagination", "update it"),
    ),
    "an old server": (error(404, "Not Found"), ("NeedsPerson", "no Plausible with version 2", "update")),
    "another web server": (
        Failure(status=404, body=HTML, kind="text/html"),
        ("NeedsPerson", "it answered 404, and not as Plausible does", "Check the address"),
    ),
    "a gate": (
        Failure(status=403, body=HTML, kind="text/html"),
        ("temporary", "Something in front of Plausible", "firewall"),
    ),
}


@pytest.mark.parametrize(("failure", "expected"), REFUSED.values(), ids=REFUSED)
def test_every_refusal_has_a_sentence_of_its_own(
    world: World, careers: PlausibleSite, failure: Failure, expected: tuple[str, str, str]
) -> None:
    world.network.fail(QUERY, failure)
    kind, says, hint = expected
    with pytest.raises(PlatformError) as caught:
        count(careers)
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert isinstance(caught.value, NeedsPerson if kind == "NeedsPerson" else Rejected)
    assert getattr(caught.value, "temporary", False) == (kind == "temporary")
    assert API_KEY not in everything(caught.value)


def test_the_servers_words_arrive_harmless(world: World, careers: PlausibleSite) -> None:
    world.network.fail(QUERY, error(400, f"\x1b[2Jbad\n{API_KEY} \u202e"))
    with pytest.raises(Rejected) as caught:
        count(careers)
    assert ": bad •••" in caught.value.message
    assert "\x1b" not in caught.value.message


def everything(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error.__cause__) + repr(error.__context__)
