"""Everything that can go wrong between us and LinkedIn, and which of the three kinds it is."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from platforms import fake_linkedin as fake
from platforms.contract import Refusal
from platforms.fake_linkedin import MEMBER, ORGANISATION, FakeLinkedIn, Token, fake_linkedin
from platforms.linkedin_world import LOST, REFUSALS, UNREADABLE, account, outgoing, picture_card
from platforms.loopback import Failure
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, PlatformError, Rejected
from postlab.platforms import errors
from postlab.platforms.linkedin.account import LinkedInAccount

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SECRETS = {"token": "token-0001", "refresh_token": "refresh-1", "client_secret": "app-secret-1"}


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLinkedIn]:
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    with fake_linkedin() as running:
        running.now = lambda: NOW
        yield running


@pytest.fixture
def careers(network: FakeLinkedIn) -> LinkedInAccount:
    return account(network, clock=VirtualClock(NOW))


def test_a_name_that_comes_encoded_is_read(network: FakeLinkedIn, careers: LinkedInAccount) -> None:
    network.fail(fake.CREATE, Failure(status=201, headers={"x-restli-id": "urn%3Ali%3Ashare%3A7"}))
    assert careers.publish(careers.prepare(outgoing())).remote_id == "urn:li:share:7"


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_every_refusal_has_a_sentence_of_its_own(network: FakeLinkedIn, refusal: Refusal) -> None:
    careers = account(network, clock=VirtualClock(NOW))
    payload = careers.prepare(outgoing())
    network.fail(fake.CREATE, refusal.failure)
    with pytest.raises(PlatformError) as caught:
        careers.publish(payload)
    assert type(caught.value).__name__ == refusal.kind
    assert refusal.says in caught.value.message
    assert caught.value.hint
    assert getattr(caught.value, "temporary", False) == refusal.temporary
    assert "token-0001" not in everything(caught.value)
    assert not network.posts


def test_every_refusal_says_something_else() -> None:
    assert len({refusal.says for refusal in REFUSALS.values()}) == len(REFUSALS)


def test_a_picture_that_is_gone_is_uploaded_again(network: FakeLinkedIn, careers: LinkedInAccount) -> None:
    payload = careers.prepare(outgoing(card=picture_card()))
    network.images.forget(set())
    with pytest.raises(Rejected) as caught:
        careers.publish(payload)
    assert (caught.value.code, caught.value.temporary) == ("prepare_again", True)
    assert careers.publish(careers.prepare(outgoing(card=picture_card()))).remote_id


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, 14.5 * 3600),
        ({"Retry-After": "30"}, 30.0),
        ({"Retry-After": format_datetime(NOW + timedelta(seconds=60), usegmt=True)}, 60.0),
        ({"Retry-After": "soon"}, 14.5 * 3600),
    ],
)
@pytest.mark.parametrize("operation", [fake.CREATE, fake.STATISTICS])
def test_a_days_share_that_is_used_up_is_waited_for(
    network: FakeLinkedIn, careers: LinkedInAccount, operation: str, headers: dict[str, str], wait: float
) -> None:
    payload = careers.prepare(outgoing())
    network.fail(operation, fake.failure(429, "Throttled", headers=headers))
    with pytest.raises(Rejected) as caught:
        _ = careers.publish(payload) if operation == fake.CREATE else careers.read(["urn:li:share:1"])
    assert (caught.value.temporary, caught.value.retry_after) == (True, wait)


def test_an_old_version_is_told_how_to_raise(network: FakeLinkedIn) -> None:
    careers = account(network, options={"api-version": fake.SUNSET, "client-id": "app-client-1"})
    with pytest.raises(NeedsPerson, match="no longer speaks the version 202510") as caught:
        careers.publish(careers.prepare(outgoing()))
    assert caught.value.code == "old_version"
    assert (
        f'postlab account add linkedin "careers page" --author {ORGANISATION} --client-id app-client-1 '
        f"--api-url {network.url} --api-version 202608" in caught.value.hint
    )


@pytest.mark.parametrize(("state", "says"), [("expired", "last 60 days"), ("revoked", "taken back")])
def test_a_token_that_has_ended_needs_a_person_everywhere(network: FakeLinkedIn, state: str, says: str) -> None:
    careers = account(network)
    payload = careers.prepare(outgoing())
    network.tokens["token-0001"].state = state
    acts: list[Callable[[], object]] = [
        lambda: careers.publish(payload),
        lambda: careers.find(payload),
        lambda: careers.read(["urn:li:share:1"]),
        lambda: careers.show(payload, "urn:li:share:1"),
        careers.whoami,
        careers.health,
    ]
    for act in acts:
        with pytest.raises(NeedsPerson, match=says) as caught:
            act()
        assert caught.value.code == f"token_{state}"
        assert 'postlab account add linkedin "careers page"' in caught.value.hint
    assert not network.posts


def test_looking_without_permission_names_it(network: FakeLinkedIn, careers: LinkedInAccount) -> None:
    payload = careers.prepare(outgoing())
    network.tokens["token-0001"] = Token(MEMBER, frozenset({"w_organization_social"}))
    with pytest.raises(NeedsPerson, match="the permission r_organization_social"):
        careers.find(payload)
    with pytest.raises(NeedsPerson, match="the permission rw_organization_admin"):
        careers.read(["urn:li:share:1"])


@pytest.mark.parametrize("token", ["", "  ", "two words", "tök", "line\nbreak"])
def test_what_cannot_be_a_token_is_not_sent(network: FakeLinkedIn, token: str) -> None:
    with pytest.raises(NeedsPerson, match="token") as caught:
        account(network, secrets={"token": token}).whoami()
    assert caught.value.code == "no_token"
    assert "POSTLAB_LINKEDIN_TOKEN" in caught.value.hint
    assert network.calls == []
    assert token.strip() == "" or token not in everything(caught.value)


def renewing(network: FakeLinkedIn, stored: list[dict[str, str]], **secrets: str) -> LinkedInAccount:
    return account(
        network,
        options={"client-id": "app-client-1"},
        secrets={**SECRETS, **secrets},
        keep=lambda fresh: stored.append(dict(fresh)),
    )


def test_a_token_that_has_ended_is_renewed_once_and_kept_at_once(network: FakeLinkedIn) -> None:
    stored: list[dict[str, str]] = []
    careers = renewing(network, stored)
    payload = careers.prepare(outgoing())
    network.tokens["token-0001"].state = "expired"
    assert careers.publish(payload).remote_id
    assert stored == [{"token": "token-2", "refresh_token": "refresh-2"}]
    assert (network.count(fake.RENEW), network.count(fake.CREATE), len(network.posts)) == (1, 2, 1)
    network.tokens["token-2"].state = "expired"
    assert careers.read(["urn:li:share:1"])
    assert stored[1:] == [{"token": "token-3", "refresh_token": "refresh-3"}]


@pytest.mark.parametrize("secret", ["refresh_token", "client_secret"])
def test_a_renewal_that_is_refused_overwrites_nothing(network: FakeLinkedIn, secret: str) -> None:
    stored: list[dict[str, str]] = []
    careers = renewing(network, stored, **{secret: "wrong-secret-9"})
    network.tokens["token-0001"].state = "expired"
    with pytest.raises(NeedsPerson, match="would not renew it") as caught:
        careers.whoami()
    assert (caught.value.code, stored) == ("not_renewed", [])
    assert not any(value in everything(caught.value) for value in (*SECRETS.values(), "wrong-secret-9"))


@pytest.mark.parametrize("failure", [*LOST.values(), *UNREADABLE.values()], ids=[*LOST, *UNREADABLE])
def test_a_renewal_that_is_lost_overwrites_nothing_and_puts_nothing_out(
    network: FakeLinkedIn, failure: Failure
) -> None:
    stored: list[dict[str, str]] = []
    careers = renewing(network, stored)
    payload = careers.prepare(outgoing())
    network.tokens["token-0001"].state = "expired"
    network.fail(fake.RENEW, failure)
    with pytest.raises(Rejected) as caught:
        careers.publish(payload)
    assert (caught.value.temporary, stored, len(network.posts)) == (True, [], 0)
    assert not any(value in everything(caught.value) for value in SECRETS.values())


def test_without_the_apps_secrets_nothing_is_renewed(network: FakeLinkedIn) -> None:
    careers = account(network, options={"client-id": "app-client-1"})
    network.tokens["token-0001"].state = "expired"
    with pytest.raises(NeedsPerson, match="has ended"):
        careers.whoami()
    assert fake.RENEW not in network.calls


def test_what_was_read_before_the_trouble_stays(network: FakeLinkedIn, careers: LinkedInAccount) -> None:
    first, second = ([f"urn:li:{kind}:{n}" for n in range(20)] for kind in ("share", "ugcPost"))
    network.fail(
        fake.STATISTICS, Failure(body=json.dumps({"elements": [], "paging": {}}).encode()), Failure(status=503)
    )
    assert list(careers.read([*second, *first])) == first


def test_no_failure_spills_a_secret(network: FakeLinkedIn) -> None:
    careers = renewing(network, [])
    payload = careers.prepare(outgoing())
    for failure in [*LOST.values(), *UNREADABLE.values()]:
        network.fail(fake.CREATE, failure)
        with pytest.raises(PlatformError) as caught:
            careers.publish(payload)
        assert not any(value in everything(caught.value) for value in SECRETS.values())


def everything(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
