"""What every platform is held to when a call fails: nothing is wrongly taken for done, and no secret is told."""

from __future__ import annotations

import logging
import socket
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from platforms.contract import World
from platforms.desk import Desk
from platforms.linkedin_world import PNG
from platforms.loopback import HTML, Failure
from platforms.worlds import LOST, OF_ANOTHER_CHARACTER, WORLDS
from postlab.errors import NeedsPerson, PlatformError, Rejected, Unknown
from postlab.platforms import errors
from postlab.platforms.base import Card, ConnectedAccount, Outgoing, ShowsPosts
from postlab.platforms.threads import account as threads

EVERY_WORLD = WORLDS | OF_ANOTHER_CHARACTER
LOST_CALLS = {f"{name}: {way}": (name, failure) for name in sorted(LOST) for way, failure in LOST[name].items()}
LISTED_CALLS = {key: (name, failure) for key, (name, failure) in LOST_CALLS.items() if name != "linkedin, a member"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits twenty seconds for a server that is told to be silent, or between two looks at a container."""
    monkeypatch.setattr(errors, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(threads, "PAUSE_S", 0)


@pytest.fixture(params=sorted(WORLDS))
def desk(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with WORLDS[request.param]() as running:
        yield Desk(running)


def assert_no_secret(error: BaseException, world: World) -> None:
    """What a person or a log is shown of an error holds no secret; nor, on some networks, what it suppresses."""
    chain: list[BaseException] = [error]
    for link in chain:
        causes = (link.__cause__, link.__context__ if world.clean_causes else None)
        chain += [cause for cause in causes if cause is not None and cause not in chain]
    shown = "".join(traceback.format_exception(error)) + getattr(error, "hint", "")
    shown += "".join(f"{link!r} {link.args!r}" for link in chain)
    assert [name for name, secret in world.secrets.items() if secret in shown] == []


def with_picture(outgoing: Outgoing) -> Outgoing:
    assert outgoing.link is not None
    return replace(outgoing, card=Card(outgoing.link, "Graduates still earn more", "On pay.", PNG, "image/png"))


def at(desk: Desk, url: str) -> ConnectedAccount:
    """The account as if its server were at another address."""
    changed = {
        name: value.replace(desk.world.network.url, url) if isinstance(value, str) else value
        for name, value in desk.connection.options.items()
    }
    assert changed != desk.connection.options
    return desk.world.plugin.connect(replace(desk.connection, options=changed))


def calls_of(account: ConnectedAccount, payload: dict[str, object], remote_id: str) -> list[Callable[[], object]]:
    calls: list[Callable[[], object]] = [
        lambda: account.publish(payload),
        lambda: account.find(payload),
        lambda: account.read([remote_id]),
        account.whoami,
    ]
    return [*calls, lambda: account.show(payload, remote_id)] if isinstance(account, ShowsPosts) else calls


@pytest.mark.parametrize(("name", "failure"), LOST_CALLS.values(), ids=LOST_CALLS)
def test_a_lost_response_to_a_post_leaves_it_open_until_it_is_looked_up(name: str, failure: Failure) -> None:
    with EVERY_WORLD[name]() as world:
        desk = Desk(world)
        payload = desk.account.prepare(desk.outgoing())
        world.network.fail(world.publishes, failure)
        with pytest.raises(Unknown, match=r"it may have happened|says that the post is there") as caught:
            desk.account.publish(payload)
        assert_no_secret(caught.value, world)
        assert caught.value.hint
        if name == "linkedin, a member":
            # looked up by sending it again, which the contract of the loop covers
            return
        desk.clock.advance(world.proves_after)
        published = desk.account.find(payload)
        assert (published is not None) == failure.done
        if published is None:
            published = desk.account.publish(payload)
        assert len(world.texts()) == 1
        found_again = desk.account.find(payload)
        assert found_again is not None
        assert found_again.remote_id == published.remote_id
        if world.knows_repeats:
            assert desk.account.publish(payload).remote_id == published.remote_id
            assert len(world.texts()) == 1


@pytest.mark.parametrize(("name", "failure"), LISTED_CALLS.values(), ids=LISTED_CALLS)
def test_a_post_that_cannot_be_looked_up_stays_open(name: str, failure: Failure) -> None:
    with EVERY_WORLD[name]() as world:
        desk = Desk(world)
        payload = desk.account.prepare(desk.outgoing())
        desk.clock.advance(world.proves_after)
        assert world.finds
        for operation in world.finds:
            world.network.fail(operation, failure)
            with pytest.raises(Unknown, match="still open") as caught:
                desk.account.find(payload)
            assert_no_secret(caught.value, world)
        assert desk.account.find(payload) is None


@pytest.mark.parametrize(("name", "failure"), LOST_CALLS.values(), ids=LOST_CALLS)
def test_counts_that_were_lost_are_read_again(name: str, failure: Failure) -> None:
    with EVERY_WORLD[name]() as world:
        desk = Desk(world)
        remote_id = desk.account.publish(desk.account.prepare(desk.outgoing())).remote_id
        world.gather(remote_id, {"likes": 4})
        world.network.fail(world.reads, failure)
        with pytest.raises(Rejected) as caught:
            desk.account.read([remote_id])
        assert caught.value.temporary
        assert_no_secret(caught.value, world)
        assert desk.account.read([remote_id])[remote_id].likes == 4


def test_before_a_post_is_published_nothing_can_have_gone_out(desk: Desk) -> None:
    for operation, failures in desk.world.prepares.items():
        for way, failure in failures.items():
            account = desk.connect()
            desk.world.network.fail(operation, failure)
            with pytest.raises(Rejected) as caught:
                account.prepare(with_picture(desk.outgoing()))
            assert caught.value.temporary, (operation, way)
            assert_no_secret(caught.value, desk.world)
    assert desk.world.texts() == []


def test_a_server_that_is_not_there_was_sent_nothing(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = at(desk, f"http://127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(Rejected, match="could not be reached") as caught:
            nowhere.publish(dict(payload) | _moved(payload, desk, free))
        assert (caught.value.temporary, caught.value.code) == (True, "unreachable")
        assert_no_secret(caught.value, desk.world)
        with pytest.raises(Unknown, match="still open"):
            nowhere.find(dict(payload) | _moved(payload, desk, free))


def _moved(payload: dict[str, object], desk: Desk, free: socket.socket) -> dict[str, object]:
    """What of a payload names the server."""
    nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
    return {name: nowhere for name, value in payload.items() if value == desk.world.network.url}


def test_a_name_that_does_not_resolve(desk: Desk) -> None:
    with pytest.raises(Rejected, match="could not be reached") as caught:
        at(desk, "https://api.network.invalid").whoami()
    assert caught.value.temporary
    assert_no_secret(caught.value, desk.world)


def test_a_gate_in_front_may_let_us_in_later(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    desk.world.network.fail(desk.world.publishes, Failure(status=403, body=HTML, kind="text/html"))
    with pytest.raises(Rejected, match="in front of") as caught:
        desk.account.publish(payload)
    assert caught.value.temporary
    assert desk.world.texts() == []
    assert desk.account.publish(payload).remote_id


def test_without_credentials_nothing_is_sent(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    remote_id = desk.account.publish(payload).remote_id
    account = desk.world.plugin.connect(replace(desk.connection, secrets={}))
    before = list(desk.world.network.calls)
    for call in calls_of(account, payload, remote_id):
        with pytest.raises(NeedsPerson) as caught:
            call()
        variables = [credential.variable for credential in desk.world.plugin.credentials]
        assert any(variable in f"{caught.value.message} {caught.value.hint}" for variable in variables)
    assert desk.world.network.calls == before


def test_refused_credentials_need_a_person_whatever_is_called(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    remote_id = desk.account.publish(payload).remote_id
    wrong = {name: f"{secret}-of-another" for name, secret in desk.world.secrets.items()}
    account = desk.world.plugin.connect(replace(desk.connection, secrets=wrong))
    health = getattr(account, "health", account.whoami)
    for call in (*calls_of(account, payload, remote_id), health):
        with pytest.raises(NeedsPerson) as caught:
            call()
        assert f"postlab account add {desk.world.plugin.name} page" in caught.value.hint
    assert len(desk.world.texts()) == 1


def test_a_call_that_fails_loses_its_own_posts_alone(desk: Desk) -> None:
    a_call = desk.world.plugin.posts_per_read
    ids = [desk.account.publish(desk.account.prepare(desk.outgoing(n))).remote_id for n in range(2 * a_call + 1)]
    for remote_id in ids:
        desk.world.gather(remote_id, {"likes": 1})
    desk.world.network.fail(desk.world.reads, Failure(status=503))
    if not desk.world.reads_on:
        with pytest.raises(Rejected):
            desk.account.read(ids)
    else:
        counts = desk.account.read(ids)
        assert list(counts) == ids[a_call:]
        assert {counts[remote_id].likes for remote_id in ids[a_call:]} == {1}
    assert list(desk.account.read(ids)) == ids


def test_after_too_many_calls_it_makes_no_more(desk: Desk) -> None:
    a_call = desk.world.plugin.posts_per_read
    ids = [desk.account.publish(desk.account.prepare(desk.outgoing(n))).remote_id for n in range(2 * a_call + 1)]
    desk.world.network.fail(desk.world.reads, *[desk.world.refusals["too many, without a time"].failure] * 3)
    before = desk.world.network.count(desk.world.reads)
    with pytest.raises(Rejected) as caught:
        desk.account.read(ids)
    assert caught.value.temporary
    assert desk.world.network.count(desk.world.reads) == before + 1


def test_half_a_character_is_refused_before_anything_is_sent(desk: Desk) -> None:
    account = desk.connect()
    before = len(desk.world.network.calls)
    with pytest.raises(Rejected, match="half a character") as caught:
        account.prepare(replace(with_picture(desk.outgoing()), text="half \ud83d"))
    assert not caught.value.temporary
    assert set(desk.world.network.calls[before:]) <= set(desk.world.logs_in)


def test_the_networks_words_arrive_harmless(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    secret = next(iter(desk.world.secrets.values()))
    desk.world.network.fail(desk.world.publishes, desk.world.echo(f"\x1b[2Jbad\n{secret} \u202e"))
    with pytest.raises(Rejected) as caught:
        desk.account.publish(payload)
    assert ": bad •••" in caught.value.message
    assert "\x1b" not in caught.value.message
    assert "\u202e" not in caught.value.message


def test_no_failure_spills_a_secret(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    network, secrets = desk.world.network, list(desk.world.secrets.values())
    payload = desk.account.prepare(desk.outgoing())
    remote_id = desk.account.publish(desk.account.prepare(desk.outgoing(2))).remote_id
    account = desk.account
    assert isinstance(account, ShowsPosts)
    echoes = [desk.world.echo(f"access_token={secret} is wrong") for secret in secrets]
    quotes = [Failure(done=True, body=f'"{secret}"'.encode()) for secret in secrets]
    refusals = [refusal.failure for refusal in desk.world.refusals.values()]
    names = dict.fromkeys((desk.world.plugin.name, *(name for name in LOST if name.startswith(desk.world.plugin.name))))
    lost = [failure for name in names for failure in LOST[name].values() if not failure.hang_s]
    failed = 0
    for failure in (*lost, *echoes, *quotes, *refusals):
        network.failures.clear()
        network.fail(desk.world.publishes, *[failure] * 2)
        network.fail(desk.world.shows, *[failure] * 2)
        for call in (lambda: account.publish(payload), lambda: account.show(payload, remote_id)):
            try:
                call()
            except PlatformError as exc:
                failed += 1
                assert_no_secret(exc, desk.world)
    assert failed > len(lost)
    assert not any(secret in caplog.text for secret in secrets)


def test_every_world_knows_how_its_responses_get_lost() -> None:
    assert set(LOST) == set(EVERY_WORLD)
