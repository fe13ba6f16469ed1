"""What every platform is held to, through its real SDK, over HTTP, in a real lab: nothing lost, nothing twice."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loop.bench import FIRST
from platforms.contract import Refusal, World
from platforms.desk import FAULTS, LATER, Desk, lab_on, shown, spoiling, until_out
from platforms.loopback import Failure
from platforms.worlds import OF_ANOTHER_CHARACTER, WORLDS
from postlab import platforms
from postlab.errors import PlatformError
from postlab.metrics import METRIC_NAMES
from postlab.platforms import errors
from postlab.platforms.base import (
    Health,
    TellsHealth,
)
from postlab.platforms.threads import account as threads
from postlab.records.tables import PostState


@pytest.fixture(autouse=True)
def quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits twenty seconds for a server that is told to be silent; others may be slow on a busy machine."""
    if "silence" in request.node.name:
        monkeypatch.setattr(errors, "TIMEOUT_S", 0.4)
    monkeypatch.setattr(threads, "PAUSE_S", 0)


@pytest.fixture(params=sorted(WORLDS))
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with WORLDS[request.param]() as running:
        yield running


@pytest.fixture(params=[*sorted(WORLDS), *OF_ANOTHER_CHARACTER])
def any_world(request: pytest.FixtureRequest) -> Iterator[World]:
    with (WORLDS | OF_ANOTHER_CHARACTER)[request.param]() as running:
        yield running


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_it_says_who_we_are_and_that_we_may_publish_and_read(desk: Desk) -> None:
    health = desk.account.health() if isinstance(desk.account, TellsHealth) else Health(desk.account.whoami())
    assert health.identity.name
    assert health.identity.remote_id
    assert health.publishes is not False
    assert health.reads is not False
    assert desk.account.whoami().remote_id == health.identity.remote_id


def test_a_post_goes_out_is_found_shown_and_counted(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    assert desk.world.texts() == []
    desk.clock.advance(LATER)
    assert desk.connect().find(payload) is None
    out = desk.account.publish(payload)
    assert len(desk.world.texts()) == 1
    assert out.permalink is None or out.permalink.startswith(("https://", "http://127.0.0.1"))
    assert abs(out.at - desk.clock.now()) < timedelta(minutes=10)
    desk.clock.advance(LATER)
    again = desk.connect().find(payload)
    assert again is not None
    assert again.remote_id == out.remote_id
    counted = desk.world.plugin.counts_of(desk.connection.options, desk.world.facts)
    gathered = {name: 10 + place for place, name in enumerate(METRIC_NAMES) if name in counted}
    desk.world.gather(out.remote_id, gathered)
    seen = desk.connect().read([out.remote_id])[out.remote_id]
    assert {name: getattr(seen, name) for name in gathered} == gathered
    assert all(getattr(seen, name) is None for name in METRIC_NAMES if name not in gathered)


def test_it_stands_there_as_it_was_written(desk: Desk) -> None:
    outgoing = desk.outgoing()
    payload = desk.account.prepare(outgoing)
    out = desk.account.publish(payload)
    live = shown(desk, payload, out.remote_id, card=True)
    assert live is None
    desk.world.cut(out.remote_id)
    cut = shown(desk, payload, out.remote_id)
    assert cut is not None
    assert "cut" in cut


def test_names_that_networks_make_links_of_stand_there_as_they_were_written(desk: Desk) -> None:
    names = "Jobs on GOV.UK (seek.com.au/jobs), Indeed.com’s and münchen.de:"
    whole, split = desk.outgoing(1), desk.split(2)
    for outgoing in (replace(whole, text=f"{names} {whole.text}"), replace(split, text=f"{names} {split.text}")):
        payload = desk.account.prepare(outgoing)
        out = desk.account.publish(payload)
        assert shown(desk, payload, out.remote_id, of=outgoing) is None
        desk.clock.advance(LATER)
        again = desk.connect().find(payload)
        assert again is not None
        assert again.remote_id == out.remote_id


def test_a_link_that_leads_elsewhere_is_seen(desk: Desk) -> None:
    payload = desk.account.prepare(desk.outgoing())
    out = desk.account.publish(payload)
    desk.world.unlink(out.remote_id)
    lost = shown(desk, payload, out.remote_id)
    assert lost is not None
    assert "link" in lost


def test_a_thousand_posts_are_counted_in_as_few_calls_as_the_network_allows(desk: Desk) -> None:
    number = 1000
    ids = [desk.account.publish(desk.account.prepare(desk.outgoing(n))).remote_id for n in range(number)]
    for remote_id in ids:
        desk.world.gather(remote_id, {"likes": 1})
    account = desk.connect()
    account.read(ids[:1])
    before = desk.world.network.count(desk.world.reads)
    counts = account.read(ids)
    assert set(counts) == set(ids)
    assert desk.world.network.count(desk.world.reads) - before == -(-number // desk.world.plugin.posts_per_read)


def test_a_post_that_is_gone_is_missing_and_the_others_are_counted(desk: Desk) -> None:
    ids = [desk.account.publish(desk.account.prepare(desk.outgoing(n))).remote_id for n in range(2)]
    for remote_id in ids:
        desk.world.gather(remote_id, {"likes": 3})
    desk.world.remove(ids[0])
    counts = desk.connect().read(ids)
    assert counts[ids[1]].likes == 3
    assert counts[ids[0]].likes is None
    assert counts[ids[0]].missing["likes"]


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_happens_a_post_goes_out_once(any_world: World, tmp_path: Path, fault: str) -> None:
    world = any_world
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(world.publishes, FAULTS[fault])
        sentences = until_out(bench)
        post = bench.post(0)
        assert post.state == PostState.PUBLISHED, sentences
        assert len(world.texts()) == 1
        assert sentences, "nobody was told"
        assert not any(secret in " ".join(sentences) for secret in world.secrets.values())
        assert "once" in sentences[0] or "may have happened" in sentences[0] or "could not" in sentences[0]
        if FAULTS[fault].done:
            assert [attempt.result for attempt in bench.attempts(post)][-1] in {"found", "published"}


@pytest.mark.parametrize("fault", ["silence after it was taken", "a gateway's page"])
def test_looking_may_fail_too(world: World, tmp_path: Path, fault: str) -> None:
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(world.publishes, FAULTS[fault])
        for operation in world.finds:
            world.network.fail(operation, Failure(cut=True))
        sentences = until_out(bench)
        assert bench.post(0).state == PostState.PUBLISHED, sentences
        assert len(world.texts()) == 1


def test_the_networks_own_refusals(world: World, tmp_path: Path) -> None:
    must = {"expired token", "permission missing", "too many, with a time", "too many, without a time"}
    assert must <= set(world.refusals)
    for name, refusal in world.refusals.items():
        desk = Desk(world)
        before = len(world.texts())
        payload = desk.account.prepare(desk.outgoing(len(name)))
        world.network.fail(world.publishes, *[refusal.failure] * 2)
        assert_refused(desk, payload, name, refusal)
        world.network.failures[world.publishes].clear()
        assert len(world.texts()) == before + refusal.failure.done


def assert_refused(desk: Desk, payload: dict[str, object], name: str, refusal: Refusal) -> None:
    caught = None
    try:
        desk.account.publish(payload)
    except PlatformError as exc:
        caught = exc
    assert (type(caught).__name__ if caught else "Published") == refusal.kind, (name, caught)
    if caught is None:
        return
    assert refusal.says in f"{caught.message} {caught.hint}", (name, caught.message, caught.hint)
    assert getattr(caught, "temporary", False) == refusal.temporary, name
    if name == "too many, with a time":
        assert getattr(caught, "retry_after", None), name
    trace = "".join(traceback.format_exception(caught))
    assert not any(secret in trace for secret in desk.world.secrets.values()), name


def test_a_lab_waits_as_long_as_it_is_asked_to(world: World, tmp_path: Path) -> None:
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(world.publishes, world.refusals["too many, with a time"].failure)
        bench.run(FIRST)
        assert world.texts() == []
        until = bench.the_account().hold_until
        assert until is not None
        calls = len(world.network.calls)
        bench.run(until - timedelta(seconds=1))
        assert len(world.network.calls) == calls
        bench.reopen()
        bench.run(max(until, FIRST) + LATER)
        assert len(world.texts()) == 1


@pytest.mark.parametrize("name", ["permission missing", "too many, with a time", "too many, without a time"])
def test_after_a_refusal_the_post_still_goes_out_once(world: World, tmp_path: Path, name: str) -> None:
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(world.publishes, world.refusals[name].failure)
        turn = bench.run(FIRST)
        assert world.texts() == []
        (problem,) = turn.problems
        assert world.refusals[name].says in f"{problem.message} {problem.next}"
        assert problem.person == (world.refusals[name].kind == "NeedsPerson")
        for _ in range(3):
            # LinkedIn, which gives no time, counts anew at midnight UTC
            bench.clock.set(max(bench.clock.now(), bench.the_account().hold_until or FIRST) + LATER)
            bench.reopen()
            bench.run()
        assert bench.post(0).state == PostState.PUBLISHED
        assert len(world.texts()) == 1


def test_a_lost_token_holds_the_account_until_a_person_acts(world: World, tmp_path: Path) -> None:
    with lab_on(world, tmp_path / "lab") as bench:
        world.network.fail(world.publishes, *[world.refusals["expired token"].failure] * 2)
        turn = bench.run(FIRST)
        assert turn.exit_code == 3
        assert world.texts() == []
        assert bench.the_account().needs_person
        assert any("postlab account add" in problem.next for problem in turn.problems)


@pytest.mark.parametrize("harm", ["cut", "unlink"])
def test_a_damaged_post_voids_its_round_before_it_is_counted(world: World, tmp_path: Path, harm: str) -> None:
    with lab_on(world, tmp_path / "lab") as bench, pytest.MonkeyPatch.context() as patch:
        spoiling(patch, world, getattr(world, harm))
        turn = bench.run(FIRST)
        post = bench.post(0)
        assert post.state == PostState.PUBLISHED
        assert post.damage is not None
        assert post.outcome_missing == post.damage
        assert any(problem.code == "damaged" and problem.person for problem in turn.problems)
        bench.run(FIRST + timedelta(hours=2))
        assert bench.readings(bench.post(0)) == []


def test_an_account_that_reads_and_learns_keeps_it(desk: Desk) -> None:
    """A connection without a lab behind it works as well: what it learns is forgotten, no more."""
    bare = replace(desk.connection, learnt=lambda facts: None)
    payload = desk.account.prepare(desk.outgoing())
    out = desk.account.publish(payload)
    assert set(desk.world.plugin.connect(bare).read([out.remote_id])) == {out.remote_id}


def test_worlds_are_those_that_are_installed() -> None:
    assert set(WORLDS) == set(platforms.names()) - {"sandbox", "manual", "instagram", "newsletter"}
