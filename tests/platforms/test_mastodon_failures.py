"""Everything that can go wrong between us and a Mastodon server, and which of the three kinds it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from platforms.fake_mastodon import (
    BATCH,
    EDIT,
    INSTANCE,
    INSTANCE_V1,
    LIST,
    PUBLISH,
    WHO,
    FakeMastodon,
    error,
    fake_mastodon,
)
from platforms.fake_mastodon_entities import status
from platforms.loopback import HTML, Failure
from platforms.mastodon_world import account, outgoing
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected
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


def test_a_count_that_the_answer_lacks_is_missing_and_not_zero(network: FakeMastodon, careers: MastodonAccount) -> None:
    told = status(network.url, "7", "<p>Words</p>", NOW, None) | {"favourites_count": 4}
    del told["reblogs_count"]
    network.fail(BATCH, Failure(body=json.dumps([told]).encode()))
    assert careers.read(["7"])["7"] == Counts(likes=4, comments=0, missing={"shares": "not in the server's answer"})


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
