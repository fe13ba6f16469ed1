"""Everything that can go wrong between us and Threads, and which of the three kinds it is."""

from __future__ import annotations

import json
import logging
import socket
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from platforms import loopback
from platforms.fake_threads import TOKEN, FakeThreads, error, fake_threads
from platforms.loopback import HTML, Failure
from platforms.threads_schemas import CREATE, INSIGHTS, LIST, PUBLISH, SHOW, STATE, WHO
from platforms.threads_world import account, outgoing
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms import errors
from postlab.platforms.base import Counts
from postlab.platforms.threads import account as threads_account
from postlab.platforms.threads.account import ThreadsAccount

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NOTHING = Counts(likes=0, comments=0, shares=0, impressions=0)


@pytest.fixture(autouse=True)
def _short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(threads_account, "PAUSE_S", 0.0)


@pytest.fixture
def network() -> Iterator[FakeThreads]:
    with fake_threads(NOW) as running:
        yield running


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def careers(network: FakeThreads, clock: VirtualClock) -> ThreadsAccount:
    return account(network, clock=clock)


LOST = {
    **loopback.LOST,
    "a server error": error(2, "An unexpected error has occurred.", status=500, transient=True),
    "trouble of their own": error(1, "An unknown error occurred"),
    "passing trouble": error(99, "Please try again", transient=True),
    "a number below zero": error(-1, "Fatal"),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"id": "180'),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, body=b"{}"),
    "a list": Failure(done=True, body=b"[1, 2]"),
    "moved": Failure(status=307, headers={"Location": "https://evil.example/"}),
}


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_a_lost_answer_to_a_post_leaves_it_open_until_looked_at(
    network: FakeThreads, careers: ThreadsAccount, failure: Failure
) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    network.fail(PUBLISH, failure)
    with pytest.raises(Unknown, match="it may have happened"):
        careers.publish(payload)
    # even in the same second: the container's state is the proof
    found = careers.find(payload)
    assert (found is not None) == failure.done
    if found is None:
        found = careers.publish(payload)
    assert list(network.posts) == [found.remote_id]


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_what_cannot_be_looked_at_stays_open(network: FakeThreads, careers: ThreadsAccount, failure: Failure) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    for operation in (STATE, LIST):
        network.fail(operation, failure)
        with pytest.raises(Unknown, match="still open"):
            careers.find(payload)
    assert careers.find(payload) is None


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_a_count_that_was_lost_is_asked_for_again(
    network: FakeThreads, careers: ThreadsAccount, failure: Failure
) -> None:
    number = network.post("A post").number
    network.fail(INSIGHTS, failure)
    with pytest.raises(Rejected) as caught:
        careers.read([number])
    assert caught.value.temporary
    assert careers.read([number]) == {number: NOTHING}


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_before_a_post_nothing_can_have_gone_out(
    network: FakeThreads, careers: ThreadsAccount, failure: Failure
) -> None:
    for operation in (WHO, CREATE):
        network.fail(operation, failure)
        with pytest.raises(Rejected) as caught:
            careers.prepare(outgoing())
        assert caught.value.temporary
    assert not network.posts


def test_a_post_that_is_out_is_out_whatever_becomes_of_its_address(
    network: FakeThreads, careers: ThreadsAccount
) -> None:
    for failure in (Failure(cut=True), Failure(status=500), Failure(body=b'{"id": "1", "timestamp": "soon"}')):
        payload = careers.prepare(outgoing(at=NOW))
        network.fail(SHOW, failure)
        published = careers.publish(payload)
        assert published.remote_id in network.posts
        assert (published.permalink, published.at) == (None, NOW)


def test_nobody_there(network: FakeThreads, clock: VirtualClock) -> None:
    payload = account(network, clock=clock).prepare(outgoing())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        network.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        gone = account(network, clock=clock)
        with pytest.raises(Rejected, match="could not be reached") as caught:
            gone.publish(payload)
        assert (caught.value.temporary, caught.value.code) == (True, "unreachable")
        with pytest.raises(Unknown, match="still open"):
            gone.find(payload)


USAGE = json.dumps({"17841": [{"type": "threads", "call_count": 100, "estimated_time_to_regain_access": 12}]})
TOO_MANY = {
    "app": (error(4, "Application request limit reached", status=403), None),
    "account": (error(17, "User request limit reached"), None),
    "page": (error(32, "Page request limit reached"), None),
    "calls": (error(613, "Calls to this api have exceeded the rate limit."), None),
    "passing": (error(4, "Application request limit reached", transient=True), None),
    "with a wait": (error(4, "Application request limit reached", headers={"Retry-After": "90"}), 90.0),
    "with Meta's own header": (error(4, "Limit", headers={"X-Business-Use-Case-Usage": USAGE}), 720.0),
    "with a header of no use": (error(4, "Limit", headers={"X-Business-Use-Case-Usage": "[1]"}), None),
    "429": (Failure(status=429, headers={"Retry-After": "30"}), 30.0),
    "429 without a time": (Failure(status=429), None),
}


@pytest.mark.parametrize(("failure", "wait"), TOO_MANY.values(), ids=TOO_MANY)
@pytest.mark.parametrize("operation", [CREATE, PUBLISH, INSIGHTS])
def test_too_many_requests(
    network: FakeThreads, careers: ThreadsAccount, operation: str, failure: Failure, wait: float | None
) -> None:
    payload = careers.prepare(outgoing())
    network.fail(operation, failure)
    acts = {
        CREATE: lambda: careers.prepare(outgoing()),
        PUBLISH: lambda: careers.publish(payload),
        INSIGHTS: lambda: careers.read(["18000000000000009", "18000000000000010"]),
    }
    with pytest.raises(Rejected, match="too many requests") as caught:
        acts[operation]()
    assert (caught.value.temporary, caught.value.retry_after) == (True, wait)
    assert network.count(INSIGHTS) == (operation == INSIGHTS)
    assert not network.posts


REFUSED = {
    "ran out": (error(190, "Session has expired", subcode=463), NeedsPerson, "token_refused", "it has run out"),
    "password": (error(190, "The session is invalid", subcode=460), NeedsPerson, "token_refused", "password was"),
    "app removed": (error(190, "Not authorised", subcode=458), NeedsPerson, "token_refused", "app was removed"),
    "checkpoint": (error(190, "Checkpointed", subcode=459), NeedsPerson, "token_refused", "security check"),
    "unconfirmed": (error(190, "Unconfirmed", subcode=464), NeedsPerson, "token_refused", "not confirmed"),
    "not valid": (error(190, "Invalid", subcode=467), NeedsPerson, "token_refused", "not valid"),
    "role": (error(190, "Role", subcode=492), NeedsPerson, "token_refused", "lost its role"),
    "no token": (error(190, "Cannot parse access token"), NeedsPerson, "token_refused", "Cannot parse"),
    "session": (error(102, "Session key invalid"), NeedsPerson, "token_refused", "Session key"),
    "permission": (error(10, "Application does not have permission"), NeedsPerson, "no_permission", "no permission"),
    "permission 200": (error(200, "Requires threads_basic"), NeedsPerson, "no_permission", "threads_basic"),
    "capability": (error(3, "Capability or permissions issue"), NeedsPerson, "no_permission", "no permission"),
    "blocked": (error(368, "Temporarily blocked", transient=True), NeedsPerson, "blocked", "has blocked"),
    "too long": (error(100, "Param text must be at most 500 characters long."), Rejected, "text_too_long", "too long"),
    "links": (error(100, "THREADS_API__LINK_LIMIT_EXCEEDED"), Rejected, "too_many_links", "five links"),
    "other": (error(100, "Invalid parameter", error_user_msg="Not so"), Rejected, "invalid", "Invalid parameter - Not"),
    "a page": (Failure(status=404, body=HTML, kind="text/html"), NeedsPerson, "no_server", "no Threads API"),
}  # fmt: skip


@pytest.mark.parametrize(("failure", "kind", "code", "says"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_what_happened_and_what_to_do(
    network: FakeThreads, careers: ThreadsAccount, failure: Failure, kind: type[PlatformError], code: str, says: str
) -> None:
    payload = careers.prepare(outgoing())
    for operation in (CREATE, PUBLISH):
        network.fail(operation, failure)
        with pytest.raises(kind, match=says) as caught:
            _ = careers.publish(payload) if operation == PUBLISH else careers.prepare(outgoing())
        assert caught.value.code == code
        assert caught.value.hint
        assert not getattr(caught.value, "temporary", False)
    assert not network.posts


def test_a_gate_in_front_may_let_us_in_later(network: FakeThreads, careers: ThreadsAccount) -> None:
    payload = careers.prepare(outgoing())
    network.fail(PUBLISH, Failure(status=403, body=HTML, kind="text/html"))
    with pytest.raises(Rejected, match="in front of") as caught:
        careers.publish(payload)
    assert caught.value.temporary


def test_without_a_token_nothing_is_sent(network: FakeThreads) -> None:
    with pytest.raises(NeedsPerson, match="no token") as caught:
        account(network, token="").whoami()
    assert "POSTLAB_THREADS_TOKEN" in caught.value.hint
    assert network.calls == []


def test_a_token_that_is_refused_needs_a_person_whatever_is_asked(network: FakeThreads, clock: VirtualClock) -> None:
    payload = account(network, clock=clock).prepare(outgoing())
    stale = account(network, token="another-token", clock=clock)
    for act in (stale.publish, stale.find, lambda _: stale.read(["18000000000000001"]), lambda _: stale.health()):
        with pytest.raises(NeedsPerson, match="does not accept the token") as caught:
            act(payload)
        assert "postlab account add threads careers-page --api-url http://127.0.0.1" in caught.value.hint


def test_one_call_that_fails_does_not_lose_the_others(network: FakeThreads, careers: ThreadsAccount) -> None:
    numbers = [network.post(f"Post {n}").number for n in range(3)]
    network.fail(INSIGHTS, Failure(status=500))
    assert list(careers.read(numbers)) == numbers[1:]


def test_half_a_character_is_refused_before_anything_is_sent(network: FakeThreads, careers: ThreadsAccount) -> None:
    with pytest.raises(Rejected, match="half a character") as caught:
        careers.prepare(outgoing("half \ud83d"))
    assert not caught.value.temporary
    assert network.calls == []


def test_the_networks_words_arrive_harmless(network: FakeThreads, careers: ThreadsAccount) -> None:
    network.fail(CREATE, error(100, f"\x1b[2Jbad\n{TOKEN} \u202e"))
    with pytest.raises(Rejected) as caught:
        careers.prepare(outgoing())
    assert ": bad •••" in caught.value.message
    assert "\x1b" not in caught.value.message


def test_a_listing_without_times_proves_nothing(network: FakeThreads, careers: ThreadsAccount) -> None:
    post = outgoing("Just words", at=NOW)
    payload = careers.prepare(post)
    network.fail(LIST, Failure(body=b'{"data": [{"id": "1", "text": "Just words"}]}'))
    with pytest.raises(Unknown):
        careers.find(payload)


def test_no_failure_spills_the_token(
    network: FakeThreads, careers: ThreadsAccount, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    payload = careers.prepare(outgoing())
    number = network.post("Another").number
    odd = [error(100, f"access_token={TOKEN} is wrong"), Failure(done=True, body=f'"{TOKEN}"'.encode())]
    for failure in [*LOST.values(), *odd, *(row[0] for row in REFUSED.values())]:
        network.fail(PUBLISH, failure)
        network.fail(SHOW, failure)
        for act in (lambda: careers.publish(payload), lambda: careers.show(payload, number)):
            try:
                act()
            except PlatformError as exc:
                shown = "".join(traceback.format_exception(exc)) + exc.hint + repr(exc.__cause__)
                assert TOKEN not in shown
        network.failures.clear()
    assert TOKEN not in caplog.text
