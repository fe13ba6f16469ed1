"""An answer of another shape says nothing: no traceback, no wrong absence, no other post, no invented number.

Every answer that a stand-in gives is changed in one place, many times; POSTLAB_TEST_MUTATIONS says how often for each
network: with 1000, thousands are tried.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from platforms.contract import MakeWorld
from platforms.desk import Desk
from platforms.loopback import Reply, Request
from platforms.mutations import Mutation, mutated
from platforms.sample_pictures import ALT
from platforms.worlds import OF_ANOTHER_CHARACTER, WORLDS
from postlab.errors import PlatformError, Unknown
from postlab.platforms.base import ConnectedAccount, Counts, Live, Published, ShowsPosts, TellsHealth
from postlab.platforms.protocols import TellsFollowers, TellsOwnAnswers

MUTATIONS = int(os.environ.get("POSTLAB_TEST_MUTATIONS", "80"))
LATER = timedelta(minutes=3)
"""After that every network can prove what is there."""


@dataclass
class Altered:
    """Changes the n-th answer of those that are given while it watches."""

    desk: Desk
    chance: Random
    target: int | None = None
    answers: int = 0
    mutation: Mutation | None = None

    def __call__(self, _operation: str, _request: Request, reply: Reply) -> Reply:
        number, self.answers = self.answers, self.answers + 1
        if number != self.target:
            return reply
        changed, self.mutation = mutated(reply, self.chance)
        return changed


@pytest.fixture(params=[*WORLDS, *OF_ANOTHER_CHARACTER])
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("postlab.platforms.threads.account.PAUSE_S", 0.0)
    monkeypatch.setattr("postlab.platforms.pictures.PAUSE_S", 0.0)
    make: MakeWorld = {**WORLDS, **OF_ANOTHER_CHARACTER}[request.param]
    with make() as world:
        yield Desk(world)


def abilities(account: ConnectedAccount, payload: dict[str, Any], ids: list[str]) -> dict[str, Callable[[], Any]]:
    """Every question that is put to a network about posts that are there."""
    asks: dict[str, Callable[[], Any]] = {
        "find": lambda: account.find(payload),
        "read": lambda: account.read(ids),
        "whoami": account.whoami,
    }
    if isinstance(account, ShowsPosts):
        asks["show"] = lambda: account.show(payload, ids[0])
    if isinstance(account, TellsHealth):
        asks["health"] = account.health
    if isinstance(account, TellsFollowers):
        asks["followers"] = account.followers
    if isinstance(account, TellsOwnAnswers):
        asks["own answers"] = lambda: account.own_answers(ids[0])
    return asks


def test_an_answer_of_another_shape_says_nothing(desk: Desk) -> None:
    world, chance = desk.world, Random(20_261_130)
    payload = desk.account.prepare(desk.with_picture(1))
    ours = desk.account.publish(payload)
    desk.clock.advance(timedelta(minutes=1))
    other = desk.account.publish(desk.account.prepare(desk.outgoing(2)))
    for number, remote_id in enumerate((ours.remote_id, other.remote_id), start=3):
        gathered = {"likes": number, "comments": number, "shares": 2 * number, "clicks": number}
        world.gather(remote_id, {name: count for name, count in gathered.items() if name in world.plugin.counts})
    if world.followed is not None:
        world.followed(120)
    desk.clock.advance(LATER)
    ids = [ours.remote_id, other.remote_id]
    right, answers = {}, {}
    for name in abilities(desk.account, payload, ids):
        watching = world.network.alter = Altered(desk, chance)
        right[name] = _asked(desk, name, payload, ids)
        answers[name] = watching.answers
    assert right["find"].remote_id == ours.remote_id
    wrong, changed = [], 0
    for _ in range(MUTATIONS):
        name = chance.choice(list(right))
        altered = world.network.alter = Altered(desk, chance, target=chance.randrange(answers[name]))
        seen = _asked(desk, name, payload, ids)
        changed += altered.mutation is not None and altered.mutation.how != "nothing"
        if fault := _fault(name, seen, right[name], altered.mutation):
            wrong.append(f"{name}: {altered.mutation}: {fault}")
    world.network.alter = None
    assert changed > MUTATIONS / 2
    assert wrong == []


def test_what_goes_out_under_an_unreadable_answer_is_in_doubt(desk: Desk) -> None:
    world, chance = desk.world, Random(7)
    wrong = []
    for number in range(MUTATIONS // 5):
        desk.clock.advance(timedelta(minutes=1))
        payload, before = desk.account.prepare(desk.outgoing(10 + number)), len(world.texts())
        account = desk.connect()
        altered = world.network.alter = Altered(desk, chance, target=chance.randrange(3))
        try:
            seen: object = account.publish(payload)
        except PlatformError as exc:
            seen = exc
        except Exception as exc:  # noqa: BLE001 - that is what is looked for
            wrong.append(f"{altered.mutation}: {exc!r}")
            continue
        finally:
            world.network.alter = None
        out = len(world.texts()) > before
        desk.clock.advance(LATER)
        if isinstance(seen, Published):
            found = desk.connect().find(payload)
            if found is None or found.remote_id != seen.remote_id:
                wrong.append(f"{altered.mutation}: {seen} although it is {found}")
        elif out and not isinstance(seen, Unknown):
            wrong.append(f"{altered.mutation}: it is out, and we heard {seen!r}")
    assert wrong == []


def test_a_picture_under_an_unreadable_answer_goes_with_its_post_or_not_at_all(desk: Desk) -> None:
    world, chance = desk.world, Random(11)
    wrong = []
    for number in range(MUTATIONS // 4):
        desk.clock.advance(timedelta(minutes=1))
        before = len(world.texts())
        altered = world.network.alter = Altered(desk, chance, target=chance.randrange(5))
        try:
            payload = desk.connect().prepare(desk.with_picture(10 + number))
            world.network.alter = None
            out = desk.account.publish(payload)
        except PlatformError:
            if len(world.texts()) > before:
                wrong.append(f"{altered.mutation}: it is out, and we heard that it is not")
        except Exception as exc:  # noqa: BLE001 - that is what is looked for
            wrong.append(f"{altered.mutation}: {exc!r}")
        else:
            if world.pictured(out.remote_id) != ALT:
                wrong.append(f"{altered.mutation}: out with {world.pictured(out.remote_id)!r}")
        finally:
            world.network.alter = None
    assert wrong == []


def _asked(desk: Desk, name: str, payload: dict[str, Any], ids: list[str]) -> Any:
    try:
        return abilities(desk.connect(), payload, ids)[name]()
    except Exception as exc:  # noqa: BLE001 - what should not be raised is what is looked for
        return exc


def _fault(name: str, seen: Any, right: Any, mutation: Mutation | None) -> str | None:
    """What is wrong with what came of a changed answer; None where it is right, or an error in words."""
    if isinstance(seen, PlatformError):
        return None
    if isinstance(seen, Exception):
        return f"a traceback: {seen!r}"
    less = mutation is not None and mutation.less
    if name == "find":
        # a list without our post is what an absence looks like
        absent = seen is None and not less
        return "absent" if absent else None if seen is None else _other(seen.remote_id, right.remote_id)
    if name == "read":
        return _counted_wrongly(seen, right, less=less)
    if name == "show":
        return None if less else _shown_wrongly(seen, right)
    if name == "whoami":
        return _other(seen.remote_id, right.remote_id)
    if name in {"followers", "own answers"}:
        return None if seen == right or less else f"{seen} instead of {right}"
    return None


def _other(seen: str, right: str) -> str | None:
    return None if seen == right else f"another: {seen}"


def _shown_wrongly(seen: Live | None, right: Live | None) -> str | None:
    if seen is None or right is None:
        return None if seen == right else "absent"
    told = [(getattr(seen, name), getattr(right, name)) for name in ("text", "links", "picture")]
    # a picture without words is what a network may show
    told.append((seen.alt or None, right.alt))
    return None if all(one is None or one == other for one, other in told) else f"{seen} instead of {right}"


def _counted_wrongly(seen: dict[str, Counts], right: dict[str, Counts], *, less: bool) -> str | None:
    for remote_id, counts in seen.items():
        for metric, number in counts.numbers.items():
            was = right[remote_id].numbers[metric]
            # what a network leaves out where there is nothing counts as nothing
            if number not in {was, None} and not (less and number == 0):
                return f"{metric} {number} instead of {was}"
        if not less and any(reason.startswith("deleted") for reason in counts.missing.values()):
            return "gone"
    return None
