"""A Threads token's life: what a check says of it, when it is renewed, and that no failure loses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from platforms.fake_threads import TOKEN, FakeThreads, error, fake_threads
from platforms.loopback import HTML, Failure
from platforms.threads_schemas import DEBUG, LIMIT, PUBLISH, RENEW, USER_INSIGHTS, WHO
from platforms.threads_world import account
from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOW)


@pytest.fixture
def network(clock: VirtualClock) -> Iterator[FakeThreads]:
    with fake_threads(NOW) as running:
        running.now = clock.now
        yield running


def test_a_check_proves_what_it_can_without_posting(network: FakeThreads, clock: VirtualClock) -> None:
    health = account(network, clock=clock).health()
    assert (health.identity.name, health.publishes, health.reads, health.lacks) == ("@careers", True, True, ())
    assert (health.expires_at, health.renews) == (NOW + 60 * DAY, True)
    assert health.facts["token_renewed_at"] == NOW.isoformat()
    assert TOKEN not in str(health)
    assert network.calls == [WHO, DEBUG, LIMIT]
    assert PUBLISH not in network.calls


@pytest.mark.parametrize("debugs", [True, False])
@pytest.mark.parametrize("scope", ["threads_content_publish", "threads_manage_insights"])
def test_a_check_names_what_the_token_lacks(
    network: FakeThreads, clock: VirtualClock, scope: str, debugs: bool
) -> None:
    network.debugs = debugs
    network.scopes.remove(scope)
    health = account(network, clock=clock).health()
    assert (health.publishes, health.reads) == (scope != "threads_content_publish", scope != "threads_manage_insights")
    (lack,) = health.lacks
    assert f"lacks {scope}" in lack
    assert "postlab account add threads careers-page" in lack


def test_where_threads_does_not_tell_the_end_is_not_known(network: FakeThreads, clock: VirtualClock) -> None:
    network.debugs = False
    health = account(network, clock=clock).health()
    assert (health.expires_at, health.facts, health.publishes, health.reads) == (None, {}, True, True)
    assert network.count(USER_INSIGHTS) == 1


@pytest.mark.parametrize("operation", [DEBUG, LIMIT])
def test_a_check_goes_on_without_the_answer_it_did_not_get(
    network: FakeThreads, clock: VirtualClock, operation: str
) -> None:
    network.fail(operation, Failure(body=HTML))
    health = account(network, clock=clock).health()
    assert health.lacks == ()
    assert (health.publishes is None) == (operation == LIMIT)


def test_a_check_says_when_the_days_posts_are_used_up(network: FakeThreads, clock: VirtualClock) -> None:
    network.used = 250
    health = account(network, clock=clock).health()
    assert health.publishes is True
    assert "250 of the 250 posts" in health.lacks[0]


def test_a_check_tells_a_token_that_ends_within_hours(network: FakeThreads, clock: VirtualClock) -> None:
    network.life = timedelta(hours=1)
    health = account(network, clock=clock).health()
    assert (health.expires_at, health.renews) == (NOW + timedelta(hours=1), False)
    assert "short-lived" in health.lacks[0]


def test_an_old_token_is_renewed_by_a_check_and_kept_at_once(network: FakeThreads, clock: VirtualClock) -> None:
    stored: list[Mapping[str, str]] = []
    clock.advance(31 * DAY)
    health = account(network, clock=clock, keep=stored.append).health()
    (secrets,) = stored
    assert secrets["token"].startswith("THAA-renewed")
    assert health.expires_at == clock.now() + 60 * DAY
    assert network.count(RENEW) == 1
    # the next run takes what was kept, and renews nothing
    after = account(network, clock=clock, token=secrets["token"], renewal=secrets["renewal"], keep=stored.append)
    assert after.whoami().name == "@careers"
    assert (network.count(RENEW), len(stored)) == (1, 1)


def test_an_old_token_is_renewed_before_use(network: FakeThreads, clock: VirtualClock) -> None:
    facts = account(network, clock=clock).health().facts
    stored: list[Mapping[str, str]] = []
    clock.advance(30 * DAY)
    account(network, clock=clock, facts=facts, keep=stored.append).whoami()
    assert stored == []
    clock.advance(DAY)
    careers = account(network, clock=clock, facts=facts, keep=stored.append)
    careers.whoami()
    careers.whoami()
    assert [set(secrets) for secrets in stored] == [{"token", "renewal"}]
    assert network.count(RENEW) == 1


def test_what_is_known_of_another_token_does_not_count(network: FakeThreads, clock: VirtualClock) -> None:
    facts = account(network, clock=clock).health().facts
    clock.advance(40 * DAY)
    network.tokens["by-hand"] = clock.now()
    account(network, clock=clock, token="by-hand", facts=facts, renewal=f"{NOW.isoformat()} 000000000000").whoami()
    assert network.count(RENEW) == 0


BLIPS = {
    "cut": Failure(cut=True),
    "cut after it was done": Failure(done=True, cut=True),
    "a page": Failure(status=502, body=HTML),
    "no token in the answer": Failure(body=b'{"token_type": "bearer", "expires_in": 5}'),
    "an empty token": Failure(body=b'{"access_token": "", "token_type": "bearer"}'),
    "refused": error(190, "Error validating access token"),
    "too many": error(4, "Application request limit reached"),
}


@pytest.mark.parametrize("blip", BLIPS.values(), ids=BLIPS)
def test_a_renewal_that_fails_changes_nothing(network: FakeThreads, clock: VirtualClock, blip: Failure) -> None:
    facts = account(network, clock=clock).health().facts
    stored: list[Mapping[str, str]] = []
    clock.advance(45 * DAY)
    network.fail(RENEW, blip)
    careers = account(network, clock=clock, facts=facts, keep=stored.append)
    assert careers.whoami().name == "@careers"
    assert stored == []
    # another run tries again
    account(network, clock=clock, facts=facts, keep=stored.append).whoami()
    assert len(stored) == 1


def test_a_token_that_ended_needs_a_person(network: FakeThreads, clock: VirtualClock) -> None:
    facts = account(network, clock=clock).health().facts
    stored: list[Mapping[str, str]] = []
    clock.advance(61 * DAY)
    with pytest.raises(NeedsPerson, match="it has run out"):
        account(network, clock=clock, facts=facts, keep=stored.append).whoami()
    assert stored == []


@pytest.mark.parametrize("nonsense", ["", "soon", "2026-11-23", "x y z"])
def test_a_note_that_cannot_be_read_is_no_note(network: FakeThreads, clock: VirtualClock, nonsense: str) -> None:
    facts = {"token_renewed_at": 5, "token_mark": None}
    assert account(network, clock=clock, renewal=nonsense, facts=facts).whoami().name == "@careers"
    assert network.count(RENEW) == 0
