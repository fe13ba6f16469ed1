"""Everything that can go wrong between us and Bluesky, and which of the three kinds it is."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from platforms.bluesky_world import LOST
from platforms.bluesky_worlds import account, outgoing, picture_card
from platforms.fake_pds import GET, LOGIN, POSTS, PUT, REFRESH, UPLOAD, Failure, FakePds, error, fake_pds
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms.base import Counts
from postlab.platforms.bluesky.account import BlueskyAccount

HANDLE = "adviser.test"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HTML = b"<html><h1>Bad gateway</h1></html>"


@pytest.fixture
def pds() -> Iterator[FakePds]:
    with fake_pds() as running:
        running.create_account(HANDLE)
        yield running


@pytest.fixture
def careers(pds: FakePds) -> BlueskyAccount:
    return account(pds.url, HANDLE, f"pw-{HANDLE}", timeout_s=0.25)


def test_a_connection_that_goes_between_two_calls_is_made_anew(pds: FakePds, careers: BlueskyAccount) -> None:
    payload = careers.prepare(outgoing())
    pds.fail(GET, Failure(cut=True))
    with pytest.raises(Unknown):
        careers.find(payload)
    assert careers.publish(payload).remote_id


def reset_at(at: datetime) -> str:
    return str(int(at.timestamp()))


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"RateLimit_Reset": reset_at(NOW + timedelta(minutes=4))}, 240.0),
        ({"RateLimit_Reset": reset_at(NOW - timedelta(minutes=4))}, 0.0),
        ({"RateLimit_Reset": "90"}, 90.0),
        ({"Retry_After": "30", "RateLimit_Reset": "90"}, 30.0),
        ({"Retry_After": format_datetime(NOW + timedelta(seconds=60), usegmt=True)}, 60.0),
        ({"Retry_After": "soon", "RateLimit_Reset": "inf"}, None),
        ({"RateLimit_Reset": reset_at(NOW + timedelta(days=400))}, 86_400.0),
    ],
)
@pytest.mark.parametrize("method", [LOGIN, PUT, POSTS])
def test_too_many_requests(pds: FakePds, method: str, headers: dict[str, str], wait: float | None) -> None:
    careers = account(pds.url, HANDLE, f"pw-{HANDLE}", clock=VirtualClock(NOW))
    payload = careers.prepare(outgoing())
    other = account(pds.url, HANDLE, f"pw-{HANDLE}", clock=VirtualClock(NOW))
    pds.fail(method, error(429, "RateLimitExceeded", "Rate Limit Exceeded", **headers))
    with pytest.raises(Rejected, match="too many requests") as caught:
        _ = other.read([f"at://{payload['repo']}/app.bsky.feed.post/x"]) if method == POSTS else other.publish(payload)
    assert caught.value.temporary
    assert caught.value.retry_after == wait
    assert not pds.records


def test_a_token_that_ran_out_is_renewed_by_one_login(pds: FakePds, careers: BlueskyAccount) -> None:
    payload = careers.prepare(outgoing())
    pds.tokens.clear()
    assert careers.publish(payload).remote_id
    assert pds.calls.count(LOGIN) == 2
    assert len(pds.records) == 1


def test_a_session_near_its_end_is_refreshed_without_a_login(pds: FakePds, careers: BlueskyAccount) -> None:
    pds.token_life_s = 60
    payload = careers.prepare(outgoing())
    pds.token_life_s = 7200
    careers.publish(payload)
    assert careers.find(payload) is not None
    assert (pds.calls.count(LOGIN), pds.calls.count(REFRESH)) == (1, 1)


def test_a_revoked_password_needs_a_person_in_the_end(pds: FakePds, careers: BlueskyAccount) -> None:
    payload = careers.prepare(outgoing())
    pds.tokens.clear()
    pds.accounts[HANDLE] = pds.accounts[HANDLE][0], "another password"
    for act in (
        careers.publish,
        careers.find,
        lambda _: careers.read([f"at://{payload['repo']}/app.bsky.feed.post/x"]),
    ):
        with pytest.raises(NeedsPerson, match="refused the login") as caught:
            act(payload)
        assert "postlab account add bluesky careers-page" in caught.value.hint
    assert not pds.records


def test_a_login_that_never_helps_is_tried_once(pds: FakePds, careers: BlueskyAccount) -> None:
    payload = careers.prepare(outgoing())
    pds.fail(PUT, *[error(400, "ExpiredToken", "Token has expired")] * 5)
    with pytest.raises(NeedsPerson, match="no longer accepts the login"):
        careers.publish(payload)
    assert pds.calls.count(PUT) == 2


def test_one_login_serves_many_calls(pds: FakePds, careers: BlueskyAccount) -> None:
    uris = [careers.publish(careers.prepare(outgoing())).remote_id for _ in range(5)]
    careers.read(uris)
    assert pds.calls.count(LOGIN) == 1


NEEDS_PERSON = {
    "taken down at login": (LOGIN, error(401, "AccountTakedown", "Account has been taken down"), "account_closed"),
    "main password": (LOGIN, error(401, "AuthFactorTokenRequired", "A code was sent"), "app_password_needed"),
    "a web page at login": (LOGIN, Failure(status=404, body=HTML, kind="text/html"), "no_server"),
    "no method at login": (LOGIN, Failure(status=405), "no_server"),
    "moved": (LOGIN, Failure(status=308, headers={"Location": "https://evil.example/"}), "no_server"),
    "moved while posting": (PUT, Failure(status=307, headers={"Location": "https://evil.example/"}), "no_server"),
    "deactivated": (PUT, error(400, "AccountDeactivated", "Account is deactivated"), "account_closed"),
    "no right": (PUT, error(403, "InsufficientScope", "Not with this password"), "no_permission"),
}  # fmt: skip


@pytest.mark.parametrize(("method", "failure", "code"), NEEDS_PERSON.values(), ids=NEEDS_PERSON)
def test_what_a_person_must_see_to(pds: FakePds, method: str, failure: Failure, code: str) -> None:
    careers = account(pds.url, HANDLE, f"pw-{HANDLE}")
    payload = account(pds.url, HANDLE, f"pw-{HANDLE}").prepare(outgoing())
    pds.fail(method, failure)
    with pytest.raises(NeedsPerson) as caught:
        careers.publish(payload)
    assert caught.value.code == code
    assert caught.value.hint
    assert not pds.records


def test_after_too_many_requests_it_stops_asking(pds: FakePds, careers: BlueskyAccount) -> None:
    uris = [careers.publish(careers.prepare(outgoing())).remote_id for _ in range(60)]
    limit = error(429, "RateLimitExceeded", "Rate Limit Exceeded")
    pds.fail(POSTS, Failure(done=True, body=b'{"posts": []}'), limit)
    counts = careers.read(uris)
    assert pds.calls.count(POSTS) == 2
    assert counts[uris[0]].missing["likes"] == "deleted or hidden"
    assert uris[59] not in counts


def test_a_count_that_the_answer_lacks_is_missing_and_not_zero(pds: FakePds, careers: BlueskyAccount) -> None:
    uri = careers.publish(careers.prepare(outgoing())).remote_id
    pds.counts[uri].update(likeCount=4, quoteCount=None)  # type: ignore[dict-item]  # None leaves it out
    assert careers.read([uri])[uri] == Counts(likes=4, comments=0, missing={"shares": "not in Bluesky's answer"})


def test_a_file_that_the_server_takes_for_something_else_stays_off_the_card(
    pds: FakePds, careers: BlueskyAccount
) -> None:
    blob = b'{"blob": {"$type": "blob", "ref": {"$link": "x"}, "mimeType": "text/html", "size": 4}}'
    pds.fail(UPLOAD, Failure(body=blob))
    record = careers.prepare(outgoing(card=picture_card()))["record"]
    assert "thumb" not in record["embed"]["external"]


def everything(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


@pytest.mark.parametrize("body", [b'{"accessJwt": "secret-token", "handle": 3}', b'{"accessJwt": "secret-token"'])
def test_a_broken_login_does_not_spill_its_token(pds: FakePds, careers: BlueskyAccount, body: bytes) -> None:
    pds.fail(LOGIN, Failure(body=body))
    with pytest.raises(PlatformError) as caught:
        careers.whoami()
    assert "secret-token" not in everything(caught.value)


def test_no_failure_spills_password_or_token(pds: FakePds, careers: BlueskyAccount) -> None:
    payload = careers.prepare(outgoing())
    tokens = list(pds.tokens)
    for failure in LOST.values():
        pds.fail(PUT, failure)
        with pytest.raises(PlatformError) as caught:
            careers.publish(payload)
        shown = everything(caught.value) + repr(caught.value.__cause__)
        assert f"pw-{HANDLE}" not in shown
        assert not any(token in shown for token in tokens)


def test_no_call_lasts_longer_than_it_may(pds: FakePds, careers: BlueskyAccount) -> None:
    pds.fail(LOGIN, Failure(hang_s=5))
    start = time.monotonic()
    with pytest.raises(Rejected, match="no answer in time"):
        careers.whoami()
    assert time.monotonic() - start < 3
