"""Everything that can go wrong between us and a Mastodon server, and which of the three kinds it is."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from platforms import loopback
from platforms.fake_mastodon import (
    BATCH,
    EDIT,
    INSTANCE,
    INSTANCE_V1,
    LIST,
    PUBLISH,
    SINGLE,
    TOKEN,
    WHO,
    FakeMastodon,
    error,
    fake_mastodon,
)
from platforms.loopback import HTML, Failure
from platforms.mastodon_world import account, outgoing
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms import errors
from postlab.platforms.base import Counts
from postlab.platforms.mastodon.account import MastodonAccount

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)


@pytest.fixture
def network() -> Iterator[FakeMastodon]:
    with fake_mastodon(now=NOW) as running:
        yield running


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def careers(network: FakeMastodon, clock: VirtualClock) -> MastodonAccount:
    return account(network, clock=clock)


def earlier() -> datetime:
    return NOW - timedelta(minutes=1)


LOST = {
    **loopback.LOST,
    "a server error": error(500, "Internal Server Error"),
    "out of service": error(503, "There was a temporary problem serving your request, please try again"),
    "a page instead of an answer": Failure(done=True, body=HTML, kind="text/html"),
    "half an answer": Failure(done=True, body=b'{"id": "114'),
    "an empty answer": Failure(done=True, body=b""),
    "an answer without content": Failure(done=True, body=b"{}"),
    "numbers": Failure(done=True, body=b"[1, 2]"),
    "not even text": Failure(done=True, body=b"\xff\xfe{"),
    "a limit that is no time": Failure(done=True, body=b"{}", headers={"X-RateLimit-Reset": "soon"}),
}


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_a_lost_answer_to_a_post_leaves_it_open_until_looked_at(
    network: FakeMastodon, clock: VirtualClock, careers: MastodonAccount, failure: Failure
) -> None:
    payload = careers.prepare(outgoing(at=earlier()))
    network.fail(PUBLISH, failure)
    with pytest.raises(Unknown, match="it may have happened"):
        careers.publish(payload)
    clock.advance(timedelta(minutes=2))
    found = careers.find(payload)
    assert (found is not None) == failure.done
    if found is None:
        found = careers.publish(payload)
    assert list(network.toots) == [found.remote_id]


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_what_cannot_be_looked_at_stays_open(
    network: FakeMastodon, clock: VirtualClock, careers: MastodonAccount, failure: Failure
) -> None:
    payload = careers.prepare(outgoing(at=earlier()))
    network.fail(LIST, failure)
    with pytest.raises(Unknown, match="still open"):
        careers.find(payload)
    assert careers.find(payload) is None


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_a_count_that_was_lost_is_asked_for_again(
    network: FakeMastodon, careers: MastodonAccount, failure: Failure
) -> None:
    number = careers.publish(careers.prepare(outgoing())).remote_id
    network.fail(BATCH, failure)
    with pytest.raises(Rejected) as caught:
        careers.read([number])
    assert caught.value.temporary
    assert careers.read([number]) == {number: Counts(likes=0, comments=0, shares=0)}


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_before_a_post_nothing_can_have_gone_out(
    network: FakeMastodon, careers: MastodonAccount, failure: Failure
) -> None:
    network.fail(WHO, failure)
    with pytest.raises(Rejected) as caught:
        careers.prepare(outgoing())
    assert caught.value.temporary
    assert not network.toots


def test_nobody_there(network: FakeMastodon, clock: VirtualClock) -> None:
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


RESETS = {
    "none": ({}, None),
    "Mastodon's own": ({"X_RateLimit_Reset": "2026-11-23T09:34:00.500000Z"}, 240.5),
    "a Unix time": ({"X_RateLimit_Reset": str(int(NOW.timestamp()) + 90)}, 90.0),
    "in the past": ({"X_RateLimit_Reset": "2026-11-23T09:00:00.000000Z"}, 0.0),
    "Retry-After first": ({"Retry_After": "30", "X_RateLimit_Reset": "2026-11-23T09:34:00.000000Z"}, 30.0),
    "no time at all": ({"X_RateLimit_Reset": "soon"}, None),
}


@pytest.mark.parametrize(("headers", "wait"), RESETS.values(), ids=RESETS)
@pytest.mark.parametrize("operation", [WHO, PUBLISH, BATCH])
def test_too_many_requests(
    network: FakeMastodon, clock: VirtualClock, operation: str, headers: dict[str, str], wait: float | None
) -> None:
    payload = account(network, clock=clock).prepare(outgoing())
    careers = account(network, clock=clock)
    network.fail(operation, error(429, "Too many requests", **headers))
    with pytest.raises(Rejected, match="too many requests") as caught:
        _ = careers.read(["1", "2"]) if operation == BATCH else careers.publish(payload)
    assert (caught.value.temporary, caught.value.retry_after) == (True, wait)
    assert not network.toots


REFUSED = {
    "token revoked": (error(401, "The access token was revoked"), NeedsPerson, "token_refused", "does not accept"),
    "token of an application": (
        error(422, "This method requires an authenticated user"), NeedsPerson, "token_refused", "instead of a person",
    ),
    "scope": (
        error(403, "This action is outside the authorized scopes"), NeedsPerson, "no_permission", "no permission",
    ),
    "switched off": (error(403, "Your login is currently disabled"), NeedsPerson, "account_closed", "switched"),
    "pending": (error(403, "Your login is currently pending approval"), NeedsPerson, "account_closed", "approved"),
    "unconfirmed": (
        error(403, "Your login is missing a confirmed e-mail address"), NeedsPerson, "account_closed", "e-mail",
    ),
    "not allowed": (error(403, "This action is not allowed"), NeedsPerson, "no_permission", "does not allow"),
    "too long": (
        error(422, "Validation failed: Text character limit of 500 exceeded"), Rejected, "text_too_long", "too long",
    ),
    "blank": (error(422, "Validation failed: Text can't be blank"), Rejected, "invalid", "without words"),
    "other": (error(422, "Validation failed: Language is not valid"), Rejected, "invalid", "Language is not valid"),
    "no such call": (error(404, "Not Found"), NeedsPerson, "no_server", "no way to publish"),
    "a page": (Failure(status=404, body=HTML, kind="text/html"), NeedsPerson, "no_server", "not as a server"),
    "moved": (
        Failure(status=307, headers={"Location": "https://evil.example/"}), NeedsPerson, "no_server", "redirects to",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("failure", "kind", "code", "says"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_says_what_happened_and_what_to_do(
    network: FakeMastodon, careers: MastodonAccount, failure: Failure, kind: type[PlatformError], code: str, says: str
) -> None:
    payload = careers.prepare(outgoing())
    network.fail(PUBLISH, failure)
    with pytest.raises(kind, match=says) as caught:
        careers.publish(payload)
    assert caught.value.code == code
    assert caught.value.hint
    assert not getattr(caught.value, "temporary", False)
    assert not network.toots


def test_a_gate_in_front_may_let_us_in_later(network: FakeMastodon, careers: MastodonAccount) -> None:
    payload = careers.prepare(outgoing())
    network.fail(PUBLISH, Failure(status=403, body=HTML, kind="text/html"))
    with pytest.raises(Rejected, match="in front of") as caught:
        careers.publish(payload)
    assert caught.value.temporary


def test_without_a_token_nothing_is_sent(network: FakeMastodon) -> None:
    with pytest.raises(NeedsPerson, match="no token") as caught:
        account(network, token="").whoami()
    assert "POSTLAB_MASTODON_TOKEN" in caught.value.hint
    assert network.calls == []


def test_a_token_that_is_refused_needs_a_person_whatever_is_asked(network: FakeMastodon, clock: VirtualClock) -> None:
    payload = account(network, clock=clock).prepare(outgoing())
    stale = account(network, token="another-token", clock=clock)
    for act in (stale.publish, stale.find, lambda _: stale.read(["1", "2"]), lambda _: stale.health()):
        with pytest.raises(NeedsPerson, match="does not accept the token") as caught:
            act(payload)
        assert "postlab account add mastodon careers-page --server http://127.0.0.1" in caught.value.hint
    assert not network.toots


def test_one_call_that_fails_does_not_lose_the_others(network: FakeMastodon, careers: MastodonAccount) -> None:
    numbers = [network.post(f"Post {n}").number for n in range(90)]
    network.fail(BATCH, error(503, "Remote data could not be fetched"))
    assert list(careers.read(numbers)) == numbers[40:]


def test_after_too_many_requests_it_stops_asking(network: FakeMastodon, careers: MastodonAccount) -> None:
    numbers = [network.post(f"Post {n}").number for n in range(90)]
    network.failures[BATCH].extend([Failure(status=429)] * 3)
    with pytest.raises(Rejected):
        careers.read(numbers)
    assert network.count(BATCH) == 1


def test_a_count_that_the_answer_lacks_is_missing_and_not_zero(network: FakeMastodon, careers: MastodonAccount) -> None:
    body = f'[{{"id": "7", "favourites_count": 4, "replies_count": 0, "url": "{network.url}"}}]'.encode()
    network.fail(BATCH, Failure(body=body))
    assert careers.read(["7"])["7"] == Counts(likes=4, comments=0, missing={"shares": "not in the server's answer"})


def test_half_a_character_is_refused_before_anything_is_sent(network: FakeMastodon, careers: MastodonAccount) -> None:
    with pytest.raises(Rejected, match="half a character") as caught:
        careers.prepare(outgoing("half \ud83d"))
    assert not caught.value.temporary
    assert network.calls == []


def test_the_servers_words_arrive_harmless(network: FakeMastodon, careers: MastodonAccount) -> None:
    payload = careers.prepare(outgoing())
    network.fail(PUBLISH, error(422, f"\x1b[2Jbad\n{TOKEN} \u202e"))
    with pytest.raises(Rejected) as caught:
        careers.publish(payload)
    assert ": bad •••" in caught.value.message
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize("operation", [EDIT, INSTANCE, INSTANCE_V1, BATCH, LIST])
@pytest.mark.parametrize("failure", [Failure(status=500), Failure(cut=True), Failure(body=HTML)], ids=str)
def test_a_check_goes_on_without_the_answer_it_did_not_get(
    network: FakeMastodon, careers: MastodonAccount, operation: str, failure: Failure
) -> None:
    if operation == INSTANCE_V1:
        network.fail(INSTANCE, failure)
    network.fail(operation, failure)
    health = careers.health()
    assert health.identity.name == "@careers"
    assert health.lacks == ()
    assert (health.publishes is None) == (operation == EDIT)


def test_no_failure_spills_the_token(network: FakeMastodon, careers: MastodonAccount) -> None:
    payload = careers.prepare(outgoing())
    number = network.post("Another").number
    echo = error(422, f"Bearer {TOKEN} is wrong")
    for failure in [*LOST.values(), echo, error(401, TOKEN), Failure(done=True, body=f'"{TOKEN}"'.encode())]:
        network.fail(PUBLISH, failure)
        network.fail(SINGLE, failure)
        for act in (lambda: careers.publish(payload), lambda: careers.show(payload, number)):
            with pytest.raises(PlatformError) as caught:
                act()
            shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint
            assert TOKEN not in shown + repr(caught.value.__cause__)
