"""Everything that can go wrong between us and Threads, and which of the three kinds it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from platforms.fake_threads import FakeThreads, error, fake_threads
from platforms.loopback import HTML, Failure
from platforms.threads_schemas import CREATE, INSIGHTS, LIST, PUBLISH, SHOW, WHO
from platforms.threads_world import account, outgoing
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms import errors
from postlab.platforms.base import Counts
from postlab.platforms.meta_blocks import TOO_FAST_WAIT_S
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


def test_a_post_that_is_out_is_out_whatever_becomes_of_its_address(
    network: FakeThreads, careers: ThreadsAccount
) -> None:
    for failure in (Failure(cut=True), Failure(status=500), Failure(body=b'{"id": "1", "timestamp": "soon"}')):
        payload = careers.prepare(outgoing(at=NOW))
        network.fail(SHOW, failure)
        published = careers.publish(payload)
        assert published.remote_id in network.posts
        assert (published.permalink, published.at) == (None, NOW)


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


def test_a_listing_without_times_proves_nothing(network: FakeThreads, careers: ThreadsAccount) -> None:
    post = outgoing("Just words", at=NOW)
    payload = careers.prepare(post)
    network.fail(LIST, Failure(body=b'{"data": [{"id": "1", "text": "Just words"}]}'))
    with pytest.raises(Unknown):
        careers.find(payload)


def test_error_368_says_four_things(network: FakeThreads, careers: ThreadsAccount) -> None:
    payload = careers.prepare(outgoing(at=NOW))
    network.fail(PUBLISH, error(368, "Disallowed", error_user_msg="You've already posted this."))
    with pytest.raises(Rejected, match="has had already") as caught:
        careers.publish(payload)
    assert (caught.value.reword, caught.value.temporary) == (True, False)
    network.fail(PUBLISH, error(368, "Disallowed", subcode=1390008, transient=True))
    with pytest.raises(Rejected, match="too much for Threads in too little time") as caught:
        careers.publish(payload)
    assert (caught.value.temporary, caught.value.retry_after) == (True, TOO_FAST_WAIT_S)
    network.fail(PUBLISH, error(368, "Disallowed", error_user_msg="This link goes against our Community Standards."))
    with pytest.raises(Rejected, match="lets nobody post these words or this link") as caught:
        careers.publish(payload)
    assert caught.value.reword
    network.fail(PUBLISH, error(368, "The action attempted has been deemed abusive"))
    with pytest.raises(NeedsPerson, match="as against its rules"):
        careers.publish(payload)
    assert not network.posts


def test_the_token_of_an_app_is_told_apart(network: FakeThreads, careers: ThreadsAccount) -> None:
    words = "An active access token must be used to query information about the current user."
    network.fail(WHO, error(2500, words))
    with pytest.raises(NeedsPerson, match="the token of an app, not of a Threads account"):
        careers.whoami()
