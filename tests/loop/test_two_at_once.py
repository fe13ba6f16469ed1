"""Two runs at once: one works; and where no lock keeps them apart, the claim lets only one of them publish."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from loop.bench import FIRST, HOUR, Bench, states
from loop.instants import can_fork
from postlab.errors import InputError, Unknown
from postlab.loop.publish import approval, editing, publish, reconcile, withhold
from postlab.loop.run import AlreadyRunning
from postlab.loop.run_result import RunResult
from postlab.platforms.base import Payload, Published
from postlab.records.tables import PostState

TESTS = Path(__file__).parents[1]
BOTH = ["Tue 12:30", "Tue 12:40"]


@pytest.fixture
def environment(staged: Bench, plugin_folder: Path) -> dict[str, str]:
    """For `postlab` as a program, with the staged network installed."""
    path = os.pathsep.join([str(plugin_folder), str(TESTS)])
    return {**os.environ, "POSTLAB_HOME": str(staged.folder), "PYTHONPATH": path, "PYTHONUTF8": "1"}


def postlab(environment: Mapping[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "postlab", *words],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def run_at(at: datetime) -> list[str]:
    return ["run", "--json", "--at", at.isoformat()]


def waiting_in(folder: Path) -> None:
    """Wait until a run stands in the middle of its request."""
    give_up = time.monotonic() + 20
    while not list(folder.glob("waiting-*")):
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_the_second_run_says_so_and_ends_well(staged: Bench, environment: dict[str, str]) -> None:
    staged.experiment(slots=BOTH)
    network = staged.network()
    network.script(publish=["wait"])
    first = postlab(environment, *run_at(FIRST + HOUR))
    waiting_in(network.folder)
    second = postlab(environment, *run_at(FIRST + HOUR))
    told, _ = second.communicate(timeout=30)
    assert second.returncode == 0
    answer = json.loads(told)
    assert answer["published"] == []
    assert "Another run is at work" in answer["notes"][0]
    (network.folder / "go").touch()
    told, _ = first.communicate(timeout=30)
    assert first.returncode == 0
    assert [post["id"] for post in json.loads(told)["published"]] == [1, 2]
    assert network.kept == [post.key for post in staged.posts()[:2]]


def test_killed_in_the_middle_of_its_request_the_lock_goes_with_it(staged: Bench, environment: dict[str, str]) -> None:
    staged.experiment(slots=BOTH)
    network = staged.network()
    network.script(publish=["wait"])
    first = postlab(environment, *run_at(FIRST + HOUR))
    waiting_in(network.folder)
    first.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    first.communicate(timeout=30)
    second = postlab(environment, *run_at(FIRST + HOUR))
    told, _ = second.communicate(timeout=30)
    assert second.returncode == 0
    assert [post["id"] for post in json.loads(told)["published"]] == [1, 2]
    assert network.kept == [post.key for post in staged.posts()[:2]]


@can_fork
def test_many_runs_at_once(staged: Bench, tmp_path: Path) -> None:
    staged.experiment(slots=BOTH)
    staged.close()
    staged.clock.set(FIRST + HOUR)
    for number in range(8):
        copy = staged.copy(tmp_path / f"copy-{number}")
        copy.close()
        children = []
        for _ in range(3):
            child = os.fork()
            if child == 0:
                _run_and_exit(copy)
            children.append(child)
        codes = Counter(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
        assert set(codes) <= {0, 9}, codes
        assert codes[0] >= 1
        copy.reopen()
        copy.run()
        assert copy.network().kept == [post.key for post in copy.posts()[:2]]
        assert [round_.number for round_ in copy.rounds()] == [1, 2]
        copy.close()


def _run_and_exit(bench: Bench) -> None:
    code = 70
    try:
        bench.reopen()
        bench.run()
        code = 0
    except AlreadyRunning:
        code = 9
    finally:
        os._exit(code)


class Meeting:
    """An account at which several runs meet with their payloads made, and then go on all at once."""

    def __init__(self, account: Any, party: threading.Barrier) -> None:
        self._account = account
        self._party = party

    def prepare(self, outgoing: Any) -> Payload:
        payload: Payload = self._account.prepare(outgoing)
        self._party.wait(timeout=20)
        return payload

    def find(self, payload: Payload) -> Published | None:
        found: Published | None = self._account.find(payload)
        self._party.wait(timeout=20)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._account, name)


def stages_at_once(
    bench: Bench, number: int, stage: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> list[RunResult]:
    """One stage of the loop, by several programs that no lock keeps apart."""
    party = threading.Barrier(number)
    turns = [RunResult() for _ in range(number)]
    benches = [Bench(bench.folder, at=bench.clock.now(), seed=100 + n) for n in range(number)]
    faults: list[BaseException] = []

    def work(mine: Bench, result: RunResult) -> None:
        try:
            connected = Meeting(mine.lab.connect(mine.the_account()), party)
            monkeypatch.setattr(mine.lab, "connect", lambda _: connected)
            with mine.session() as session:
                stage(mine.lab, session, result)
        except BaseException as exc:  # noqa: BLE001 - shown by the thread that asked
            faults.append(exc)
            party.abort()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(benches, turns, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in benches:
        other.close()
    assert not faults, faults
    return turns


def test_without_the_lock_the_claim_lets_only_one_publish(staged: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    staged.experiment()
    staged.clock.set(FIRST)
    turns = stages_at_once(staged, 4, publish.publish_due, monkeypatch)
    assert sorted(len(result.published) for result in turns) == [0, 0, 0, 1]
    assert staged.network().kept == [staged.post(0).key]
    assert staged.post(0).state == PostState.PUBLISHED
    assert len(staged.attempts(staged.post(0))) == 1


def test_without_the_lock_a_doubt_is_settled_once(staged: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    staged.experiment()
    staged.network().script(publish=["timeout-before"])
    staged.run(FIRST)
    turns = stages_at_once(staged, 3, reconcile.settle_doubts, monkeypatch)
    assert sorted(len(result.settled) for result in turns) == [0, 0, 1]
    assert staged.post(0).state == PostState.APPROVED


@pytest.mark.parametrize("answer", ["absent", "cannot tell"])
def test_a_doubt_that_another_run_settled_meanwhile_stays_settled(
    staged: Bench, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    # on a shared database: we look, the other run looks, sends it again, and only then do we write
    staged.experiment()
    staged.network().script(publish=["timeout-before"])
    staged.run(FIRST)
    other = Bench(staged.folder, at=FIRST + HOUR, seed=55)
    connected = staged.lab.connect(staged.the_account())

    class Overtaken:
        def find(self, payload: Payload) -> Published | None:
            connected.find(payload)
            assert len(other.run().published) == 1
            if answer == "cannot tell":
                raise Unknown("The network cannot tell.")
            return None

    monkeypatch.setattr(staged.lab, "connect", lambda _: Overtaken())
    staged.clock.set(FIRST + HOUR)
    with staged.session() as session:
        reconcile.settle_doubts(staged.lab, session, RunResult())
    monkeypatch.undo()
    other.close()
    assert staged.post(0).state == PostState.PUBLISHED
    staged.lab._connected.clear()


@pytest.mark.parametrize("again", [False, True])
def test_edited_while_a_run_prepares_it(staged: Bench, monkeypatch: pytest.MonkeyPatch, again: bool) -> None:
    staged.experiment()
    staged.clock.set(FIRST)
    connected = staged.lab.connect(staged.the_account())
    edited: list[str] = []

    class Slow:
        def prepare(self, outgoing: Any) -> Payload:
            if not edited:
                text = f"Another text {staged.post(0).link_text}"
                edited.append(text)
                with staged.session() as session:
                    post = approval.post_numbered(session, "1")
                    editing.edit(staged.lab, session, post, text)
                    if again:
                        approval.approve(staged.lab, session, [post])
            return connected.prepare(outgoing)

        def __getattr__(self, name: str) -> Any:
            return getattr(connected, name)

    slow = Slow()
    monkeypatch.setattr(staged.lab, "connect", lambda _: slow)
    staged.run()
    assert staged.network().kept == []
    assert staged.post(0).state == (PostState.APPROVED if again else PostState.PLANNED)
    staged.run(FIRST + HOUR)
    assert [call["payload"]["text"] for call in staged.network().calls("kept")] == (edited if again else [])


@can_fork
def test_a_person_and_a_run_at_once(staged: Bench, tmp_path: Path) -> None:
    # whoever is first has the post: it is either out, or held back with its draw kept and not out
    staged.experiment(slots=BOTH)
    staged.clock.set(FIRST + HOUR)
    seen: Counter[str] = Counter()
    for number in range(8):
        copy = staged.copy(tmp_path / f"copy-{number}")
        copy.close()
        child = os.fork()
        if child == 0:
            _run_and_exit(copy)
        time.sleep(number * 0.006)
        copy.reopen()
        drawn = copy.rounds()[0].assignment
        with copy.session() as session, suppress(InputError):
            withhold.cancel(copy.lab, session, approval.post_numbered(session, "1"), reason="Stop.")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        copy.run()
        first, second = copy.posts()[:2]
        kept = copy.network().kept
        if first.state == PostState.PUBLISHED:
            assert kept == [first.key, second.key]
        else:
            assert states([first, second]) == [PostState.PLANNED, PostState.APPROVED]
            assert kept == []
        assert copy.rounds()[0].assignment == drawn
        seen[str(first.state)] += 1
        copy.close()
    assert seen[PostState.PLANNED] >= 1
