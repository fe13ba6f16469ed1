"""An answer of another shape says nothing of clicks: no traceback, no invented number, no link taken for another."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from counters.counter_worlds import NOW, SINCE, CounterWorld, plausible_running, shlink_running, shortener, site, sought
from platforms.loopback import Reply, Request
from platforms.mutations import Mutation, mutated
from postlab.errors import PlatformError
from postlab.platforms.base import Health

MUTATIONS = int(os.environ.get("POSTLAB_TEST_MUTATIONS", "80"))
URL = "https://careers.example.org/pay?utm_campaign=exam-season&utm_content="


def _try(world: CounterWorld[Any], asks: Mapping[str, Callable[[], Any]], seed: int) -> list[str]:
    """What is wrong with what came of changed answers."""
    right = {name: ask() for name, ask in asks.items()}
    chance, wrong, changed = Random(seed), [], 0
    for _ in range(MUTATIONS):
        name = chance.choice(list(asks))
        done: list[Mutation] = []
        answers, target = iter(range(100)), chance.randrange(2)

        def alter(
            _operation: str, _request: Request, reply: Reply, done: Any = done, at: Any = (answers, target)
        ) -> Reply:
            if next(at[0]) != at[1]:
                return reply
            altered, mutation = mutated(reply, chance)
            done.append(mutation)
            return altered

        world.network.alter = alter
        try:
            seen = asks[name]()
        except PlatformError as exc:
            if exc.code == "slug_taken":
                wrong.append(f"{name}: {done}: another link: {exc}")
            continue
        except Exception as exc:  # noqa: BLE001 - that is what is looked for
            wrong.append(f"{name}: {done}: a traceback: {exc!r}")
            continue
        finally:
            world.network.alter = None
            changed += bool(done)
        less = any(mutation.less for mutation in done)
        if fault := _fault(seen, right[name], less=less):
            wrong.append(f"{name}: {done}: {fault}")
    assert changed > MUTATIONS / 2
    return wrong


def _fault(seen: Any, right: Any, *, less: bool) -> str | None:
    if isinstance(seen, Health):
        return None
    if isinstance(seen, str):
        return None if seen == right else f"{seen} instead of {right}"
    told = {key: number for key, number in seen.items() if number != right[key]}
    # a row that is left out is how these servers say that there was none
    return None if less or not told else f"{told} instead of {right}"


def test_clicks_on_short_links() -> None:
    with shlink_running() as world:
        short = shortener(world)
        for key, number in (("a", 3), ("b", 5)):
            short.shorten(key, f"{URL}{key}", tags=["exam-season"])
            world.network.visit(short.short_url(key), people=number)
        posts = [sought(key, short_url=short.short_url(key)) for key in ("a", "b")]
        asks = {
            "clicks": lambda: shortener(world).clicks(posts),
            "clicks of one": lambda: shortener(world).clicks(posts[:1]),
            "shorten": lambda: shortener(world).shorten("a", f"{URL}a", tags=["exam-season"]),
            "health": lambda: shortener(world).health(),
        }
        assert asks["clicks"]() == {"a": 3, "b": 5}
        assert _try(world, asks, 1) == []


def test_visits_by_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    with plausible_running() as world:
        monkeypatch.setattr(world.network, "now", lambda: NOW)
        for key, number in (("post-a", 3), ("post-b", 5)):
            world.network.arrive("exam-season", key, number=number, at=SINCE + timedelta(hours=2))
        posts = [sought("a"), sought("b"), sought("c")]
        asks = {"clicks": lambda: site(world).clicks(posts), "health": lambda: site(world).health()}
        assert _try(world, asks, 2) == []
