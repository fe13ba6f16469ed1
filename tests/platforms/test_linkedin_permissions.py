"""What a look at a LinkedIn account proves without posting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from platforms import fake_linkedin as fake
from platforms.fake_linkedin import MEMBER, ORGANISATION, FakeLinkedIn, Token, fake_linkedin
from platforms.linkedin_world import account
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson
from postlab.platforms.base import Identity

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
APP = {"client-id": "app-client-1"}
SECRETS = {"token": "token-0001", "client_secret": "app-secret-1", "refresh_token": "refresh-1"}


@pytest.fixture
def network() -> Iterator[FakeLinkedIn]:
    with fake_linkedin() as running:
        running.now = lambda: NOW
        yield running


def test_a_page_in_order(network: FakeLinkedIn) -> None:
    network.tokens["token-0001"].ends = NOW + timedelta(days=40)
    health = account(network, options=APP, secrets=SECRETS, clock=VirtualClock(NOW)).health()
    assert health.identity == Identity("Careers Service", ORGANISATION)
    assert (health.publishes, health.reads, health.lacks) == (True, True, ())
    assert (health.expires_at, health.renews) == (NOW + timedelta(days=40), True)
    assert health.facts["author"] == ORGANISATION
    assert fake.CREATE not in network.calls


def test_a_member_without_analytics(network: FakeLinkedIn) -> None:
    network.tokens["token-0001"] = Token(MEMBER, fake.MEMBER_SCOPES - {"r_member_postAnalytics"})
    health = account(network, None, options=APP, secrets=SECRETS).health()
    assert health.identity == Identity("Ada Adviser", MEMBER)
    assert (health.publishes, health.reads) == (True, False)
    (lack,) = health.lacks
    assert "r_member_postAnalytics" in lack
    assert health.facts["member_analytics"] is False


def test_a_member_without_permission_to_post(network: FakeLinkedIn) -> None:
    network.tokens["token-0001"] = Token(MEMBER, fake.MEMBER_SCOPES - {"w_member_social"})
    health = account(network, None, options=APP, secrets=SECRETS).health()
    assert (health.publishes, health.reads, health.facts["member_analytics"]) == (False, True, True)
    assert "Share on LinkedIn" in health.lacks[0]
    assert account(network, None).health().publishes is None


@pytest.mark.parametrize(
    ("scope", "publishes", "reads"),
    [
        ("w_organization_social", False, True),
        ("r_organization_social", True, True),
        ("rw_organization_admin", True, False),
    ],
)
def test_each_permission_of_a_page_that_is_missing_is_named(
    network: FakeLinkedIn, scope: str, publishes: bool, reads: bool
) -> None:
    network.tokens["token-0001"] = Token(MEMBER, fake.PAGE_SCOPES - {scope})
    health = account(network, options=APP, secrets=SECRETS).health()
    assert (health.publishes, health.reads) == (publishes, reads)
    (lack,) = health.lacks
    assert scope in lack


def test_a_page_of_which_linkedin_tells_little(network: FakeLinkedIn) -> None:
    network.tokens["token-0001"] = Token(MEMBER, frozenset({"w_organization_social"}))
    health = account(network).health()
    assert health.identity == Identity(ORGANISATION, ORGANISATION)
    assert (health.publishes, health.reads, len(health.lacks)) == (None, False, 2)


@pytest.mark.parametrize(("role", "has"), [("ANALYST", "only analyst"), ("", "none")])
def test_a_role_that_does_not_post(network: FakeLinkedIn, role: str, has: str) -> None:
    network.role = role
    health = account(network).health()
    assert health.publishes is False
    assert has in health.lacks[0]


@pytest.mark.parametrize("role", ["ADMINISTRATOR", "CONTENT_ADMINISTRATOR"])
def test_roles_that_post(network: FakeLinkedIn, role: str) -> None:
    network.role = role
    assert account(network).health().publishes is True


@pytest.mark.parametrize(
    ("secrets", "says"),
    [
        ({"token": "token-0001"}, "no client secret"),
        ({"token": "token-0001", "client_secret": "app-secret-1"}, "no refresh token"),
        ({"token": "token-0001", "client_secret": "wrong"}, "does not know the app"),
    ],
)
def test_what_a_renewal_lacks(network: FakeLinkedIn, secrets: dict[str, str], says: str) -> None:
    health = account(network, options=APP, secrets=secrets).health()
    assert health.renews is False
    assert says in health.lacks[-1]


def test_a_tokens_end_is_reckoned_from_when_it_was_first_seen(network: FakeLinkedIn) -> None:
    clock = VirtualClock(NOW)
    first = account(network, clock=clock).health()
    assert first.expires_at == NOW + timedelta(days=60)
    clock.advance(timedelta(days=50))
    later = account(network, clock=clock, facts=first.facts).health()
    assert later.expires_at == first.expires_at
    network.tokens["token-new"] = network.tokens["token-0001"]
    renewed = account(network, clock=clock, facts=later.facts, secrets={"token": "token-new"}).health()
    assert renewed.expires_at == clock.now() + timedelta(days=60)
    assert "token-0001" not in str(first.facts)


def test_a_token_of_somebody_else_is_told(network: FakeLinkedIn) -> None:
    with pytest.raises(NeedsPerson, match="belongs to Ada Adviser") as caught:
        account(network, "urn:li:person:SomebodyElse").whoami()
    assert caught.value.code == "other_account"


def test_a_member_whose_token_does_not_say_who_is_typed_in(network: FakeLinkedIn) -> None:
    network.tokens["token-0001"] = Token(MEMBER, frozenset({"w_member_social"}))
    assert account(network, MEMBER).whoami() == Identity(MEMBER, MEMBER)
    with pytest.raises(NeedsPerson, match="openid profile"):
        account(network, None).whoami()


def test_who_we_are_is_asked_once(network: FakeLinkedIn) -> None:
    careers = account(network, None)
    assert careers.whoami() == careers.whoami()
    assert network.calls == [fake.USERINFO]
