"""Everything that can go wrong between us and Shlink: what is tried again, what takes a person, and in which words."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest

from counters.counter_worlds import NOW, CounterWorld, shlink_running, shortener, sought
from counters.fake_shlink import API_KEY, DOMAINS, HEALTH, LIST, MAKE, VISITS, FakeShlink, problem
from platforms.loopback import HTML, Failure
from postlab.clock import VirtualClock
from postlab.counters.shlink.shortener import ShlinkShortener
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms import errors

URL = "https://careers.example.org/pay?utm_campaign=exam-season&utm_content=bare-link-r1"

World = CounterWorld[FakeShlink]


@pytest.fixture
def world() -> Iterator[World]:
    with shlink_running() as running:
        yield running


@pytest.fixture
def short(world: World, monkeypatch: pytest.MonkeyPatch) -> ShlinkShortener:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    return shortener(world)


def make(short: ShlinkShortener) -> str:
    return short.shorten("k", URL, tags=["exam-season"])


def count(short: ShlinkShortener) -> Mapping[str, int]:
    return short.clicks([sought("k", short_url=short.short_url("k")), sought("l", short_url=short.short_url("l"))])


ACTS: dict[str, Callable[[ShlinkShortener], object]] = {
    MAKE: make,
    LIST: count,
    HEALTH: ShlinkShortener.health,
    DOMAINS: ShlinkShortener.health,
}

LOST = {
    "silence before it is done": Failure(hang_s=1),
    "silence after it is done": Failure(done=True, hang_s=1),
    "cut before it is done": Failure(cut=True),
    "cut after it is done": Failure(done=True, cut=True),
    "a server error": problem(500, "internal-server-error", "Internal Server Error", "An error happened"),
    "a gateway's page": Failure(done=True, status=502, body=HTML, kind="text/html"),
    "a gateway's time-out": Failure(done=True, status=504),
    "a request time-out": Failure(status=408),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"shortUrl": "https://'),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, body=b"{}"),
    "a list": Failure(done=True, body=b"[1, 2]"),
    "numbers for names": Failure(
        done=True, body=b'{"shortUrl": 3, "shortUrls": {"data": [3]}, "domains": {"data": 3}}'
    ),
    "bytes that no gzip made": Failure(done=True, body=b"nonsense", headers={"Content-Encoding": "gzip"}),
    "moved": Failure(status=307, headers={"Location": "https://evil.example/"}),
}


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
@pytest.mark.parametrize("operation", ACTS)
def test_a_lost_answer_is_asked_for_again(
    world: World, short: ShlinkShortener, operation: str, failure: Failure
) -> None:
    world.network.fail(operation, failure)
    with pytest.raises(Rejected) as caught:
        ACTS[operation](short)
    assert caught.value.temporary
    assert caught.value.hint == "The next run tries again."
    assert API_KEY not in everything(caught.value)
    ACTS[operation](short)
    assert len(world.network.links) <= 1


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_a_link_is_made_once_whatever_became_of_the_answer(
    world: World, short: ShlinkShortener, failure: Failure
) -> None:
    world.network.fail(MAKE, failure)
    with pytest.raises(Rejected):
        make(short)
    assert make(short) == short.short_url("k")
    assert [link.long_url for link in world.network.links.values()] == [URL]


def test_what_is_there_and_cannot_be_looked_at_is_tried_again(world: World, short: ShlinkShortener) -> None:
    make(short)
    next(iter(world.network.links.values())).tags.clear()
    world.network.fail(LIST, Failure(status=502))
    with pytest.raises(Rejected) as caught:
        make(short)
    assert caught.value.temporary
    assert make(short) == short.short_url("k")


def test_nobody_there() -> None:
    with socket.socket() as free, shlink_running() as world:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Rejected, match="Shlink could not be reached at") as caught:
            make(shortener(world, server=nowhere))
        assert (caught.value.temporary, caught.value.code) == (True, "unreachable")


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Retry-After": "30"}, 30.0),
        ({"Retry-After": (NOW + timedelta(seconds=60)).strftime("%a, %d %b %Y %H:%M:%S GMT")}, 60.0),
        ({"X-RateLimit-Reset": str(int((NOW + timedelta(minutes=4)).timestamp()))}, 240.0),
    ],
)
@pytest.mark.parametrize("operation", [MAKE, LIST])
def test_too_many_requests(world: World, operation: str, headers: dict[str, str], wait: float | None) -> None:
    world.network.fail(operation, Failure(status=429, headers=headers))
    with pytest.raises(Rejected, match="too many requests") as caught:
        ACTS[operation](shortener(world, clock=VirtualClock(NOW)))
    assert caught.value.temporary
    assert caught.value.retry_after == wait


def test_a_key_that_has_ended(world: World, short: ShlinkShortener) -> None:
    world.network.keys.clear()
    for act in (make, count, ShlinkShortener.health):
        with pytest.raises(NeedsPerson, match="does not accept the API key: it does not exist, has ended") as caught:
            act(short)
        assert caught.value.code == "key_refused"
        assert f"postlab account add shlink short --server {world.network.url}" in caught.value.hint
        assert API_KEY not in everything(caught.value)


def test_without_a_key_nothing_is_asked(world: World) -> None:
    with pytest.raises(NeedsPerson, match="no API key for “short”") as caught:
        make(shortener(world, secrets={}))
    assert "POSTLAB_SHLINK_API_KEY" in caught.value.hint
    assert world.network.calls == []


@pytest.mark.parametrize("key", ["ключ-hunter2", "hunter2\nX-Evil: 1", "hunter2 key", "hunter2\x00"])
def test_what_cannot_be_a_key_is_not_sent_and_not_shown(world: World, key: str) -> None:
    with pytest.raises(NeedsPerson, match="characters that no key has") as caught:
        make(shortener(world, secrets={"api_key": key}))
    assert "hunter2" not in everything(caught.value)
    assert world.network.calls == []


REFUSED = {
    "no key arrived": (
        problem(401, "missing-authentication", "Invalid authorization", "none were provided"),
        ("NeedsPerson", "without its API key", "X-Api-Key"),
    ),
    "a role": (
        problem(403, "forbidden-tag-operation", "Forbidden tag operation", "You are not allowed to delete tags"),
        ("NeedsPerson", "does not allow this with the roles", "without roles"),
    ),
    "some other permission": (
        problem(403, "forbidden-thing", "Forbidden", "Not with this key"),
        ("NeedsPerson", "roles that the API key has: Not with this key", "without roles"),
    ),
    "fields that it does not take": (
        problem(400, "invalid-data", "Invalid data", "Provided data is not valid", invalidElements=["domain"]),
        ("Rejected", "it does not take domain.", "--domain"),
    ),
    "something that it does not take": (
        problem(400, "invalid-data", "Invalid data", "Provided data is not valid"),
        ("Rejected", "it does not take something in it.", "--domain"),
    ),
    "a page that it cannot reach": (
        problem(400, "invalid-url", "Invalid URL", "Provided URL is invalid"),
        ("temporary", "could not reach it", "online"),
    ),
    "a body that changed": (
        problem(400, "malformed-request-body", "Malformed request body", "Syntax error"),
        ("Rejected", "had changed on its way", "proxy"),
    ),
    "a domain that is gone": (
        problem(404, "domain-not-found", "Domain not found", "Domain does not exist"),
        ("Rejected", "does not know the domain", "--domain"),
    ),
    "a link that is gone": (
        problem(404, "short-url-not-found", "Short URL not found", "No URL found"),
        ("Rejected", "there is no such short link", ""),
    ),
    "a tag that is gone": (
        problem(404, "tag-not-found", "Tag not found", "Tag does not exist"),
        ("temporary", "a tag is gone", "next run"),
    ),
    "a tag in use": (
        problem(409, "tag-conflict", "Tag conflict", "You cannot rename"),
        ("temporary", "renaming the same tag", "next run"),
    ),
    "an old Shlink": (
        problem(404, "not-found", "Not Found", "The requested route was not found"),
        ("NeedsPerson", "no Shlink with version 3", "older than 3.3"),
    ),
    "another web server": (
        Failure(status=404, body=HTML, kind="text/html"),
        ("NeedsPerson", "it answered 404, and not as Shlink does", "Check the address"),
    ),
    "a gate": (
        Failure(status=403, body=HTML, kind="text/html"),
        ("temporary", "Something in front of Shlink", "firewall"),
    ),
    "a reason that nobody knew of": (
        problem(418, "teapot", "Teapot", "I am a teapot."),
        ("Rejected", "could not make the short link: I am a teapot.", ""),
    ),
    "the names of older versions": (
        Failure(status=401, body=b'{"type": "INVALID_API_KEY", "title": "Invalid API key"}'),
        ("NeedsPerson", "does not accept the API key", "postlab account add shlink"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("failure", "expected"), REFUSED.values(), ids=REFUSED)
def test_every_refusal_has_a_sentence_of_its_own(
    world: World, short: ShlinkShortener, failure: Failure, expected: tuple[str, str, str]
) -> None:
    world.network.fail(MAKE, failure)
    kind, says, hint = expected
    with pytest.raises(PlatformError) as caught:
        make(short)
    assert says in caught.value.message
    assert hint in caught.value.hint
    assert isinstance(caught.value, NeedsPerson if kind == "NeedsPerson" else Rejected)
    assert getattr(caught.value, "temporary", False) == (kind == "temporary")
    assert API_KEY not in everything(caught.value)
    assert not world.network.links


def test_the_second_page_that_fails_loses_no_number_silently(
    world: World, short: ShlinkShortener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postlab.counters.shlink.shortener.LINKS_A_PAGE", 1)
    for key in "kl":
        short.shorten(key, URL, tags=[])
    world.network.fail(LIST, Failure(done=True, body=first_page(short)), Failure(status=503))
    with pytest.raises(Rejected):
        count(short)
    assert count(short) == {"k": 0, "l": 0}


def first_page(short: ShlinkShortener) -> bytes:
    address = f'"shortUrl": "{short.short_url("k")}", "shortCode": "k", "longUrl": "{URL}"'
    link = f'{{{address}, "visitsSummary": {{"nonBots": 7}}}}'
    return f'{{"shortUrls": {{"data": [{link}], "pagination": {{"pagesCount": 2}}}}}}'.encode()


@pytest.mark.parametrize("failure", [Failure(cut=True), Failure(body=b"{}"), Failure(status=500)])
def test_visits_that_cannot_be_counted_are_asked_for_again(
    world: World, short: ShlinkShortener, failure: Failure
) -> None:
    make(short)
    link = f'{{"shortUrl": "{short.short_url("k")}", "shortCode": "k", "visitsSummary": null}}'
    page = Failure(body=f'{{"shortUrls": {{"data": [{link}], "pagination": {{"pagesCount": 1}}}}}}'.encode())
    world.network.fail(LIST, page)
    world.network.fail(VISITS, failure)
    with pytest.raises(Rejected) as caught:
        count(short)
    assert caught.value.temporary


def test_the_servers_words_arrive_harmless(world: World, short: ShlinkShortener) -> None:
    world.network.fail(MAKE, problem(400, "odd", "Odd", f"\x1b[2Jbad\n{API_KEY} \u202e"))
    with pytest.raises(Rejected) as caught:
        make(short)
    assert ": bad •••" in caught.value.message
    assert "\x1b" not in caught.value.message


def everything(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error.__cause__) + repr(error.__context__)
