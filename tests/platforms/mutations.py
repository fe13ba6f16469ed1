"""Changes one place of an answer: another type, nothing, one level deeper, or gone; drawn with a seed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from platforms.loopback import Reply

Path = tuple[str | int, ...]

HUGE = 10**400
OTHER = [None, True, False, -1, 0.5, 1e308, HUGE, "", [], {}, [[]], {"a": {}}]
"""What may stand in a place: none of it is a count, an id, or a text that was ever written."""

WHOLE = [None, True, 7, "words", [], [[]], [7], ["words"], [None], {}]
"""What may stand in the place of a whole answer."""


@dataclass(frozen=True)
class Mutation:
    """What was done to an answer: `at` which place, `how`; `less` where something was taken out, as networks do."""

    at: Path
    how: str
    less: bool


def mutated(reply: Reply, chance: Random) -> tuple[Reply, Mutation]:
    """An answer with one place changed; one without JSON stays as it is."""
    if reply.body is None or isinstance(reply.body, bytes):
        return reply, Mutation((), "nothing", less=False)
    body = copy.deepcopy(reply.body)
    if chance.random() < 0.05:
        other = chance.choice(WHOLE)
        how = Mutation((), f"whole {other!r}", less=other in ([], {}))
        return Reply(other, reply.status, reply.headers, reply.kind), how
    body, mutation = _change(body, chance)
    return Reply(body, reply.status, reply.headers, reply.kind), mutation


def _change(body: Any, chance: Random) -> tuple[Any, Mutation]:
    path = chance.choice(list(_places(body)) or [()])
    if not path:
        return body, Mutation((), "nothing", less=False)
    holder = body
    for step in path[:-1]:
        holder = holder[step]
    last: Any = path[-1]
    value = holder[last]
    if isinstance(value, str) and value.startswith(("{", "[")) and chance.random() < 0.9:
        # an answer within an answer
        inner, mutation = _change(json.loads(value), chance)
        holder[last] = json.dumps(inner)
        return body, Mutation((*path, *mutation.at), mutation.how, mutation.less)
    way = chance.choice(["remove", "nest", "hold", *["other"] * 5])
    if way == "remove":
        del holder[last]
        return body, Mutation(path, way, less=True)
    new = {"nest": [value], "hold": {"value": value}}.get(way) if way != "other" else chance.choice(OTHER)
    holder[last] = new
    # null, and a list or object without anything in it, are how networks write that there is nothing
    return body, Mutation(path, f"{way} {str(new)[:40]}", less=new is None or new in ([], {}))


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield from _places(inner, (*path, step))
