"""A plan file with values of any type in any place is refused in sentences."""

from __future__ import annotations

import copy
import tomllib
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cli.typist import NOW, PLAN, Typist
from postlab.cli.invocation import Invocation
from postlab.errors import InputError
from postlab.loop.plan.examine import examine

VALUES: list[Any] = [0, "x", date(2026, 11, 30), datetime(2026, 11, 30, 9, 0), [1], [[]], {}, {"a": 1}]
WITHOUT_BRIEF = {key: value for key, value in tomllib.loads(PLAN).items() if key != "brief"}


def with_value(plan: dict[str, Any], place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(plan)
    part: Any = changed
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    return changed


PLACES: list[tuple[Any, ...]] = [
    *(("variant", 0, "blocks"), ("variant", 1), ("variant",)),
    *(("brief",), ("brief", "moment"), ("moment",), ("slots",), ("before",)),
]


def test_it_is_a_fault_or_a_plan(tmp_path: Path) -> None:
    typist = Typist(tmp_path / "lab")
    typist("init", str(typist.lab), "--yes")
    with Invocation(typist.lab, clock=typist.clock).lab(rehearsal=True) as lab:
        # without it the plan could take moments from the calendar
        for plan in (tomllib.loads(PLAN), WITHOUT_BRIEF):
            for place in (place for place in PLACES if place[0] in plan or len(place) == 1):
                for value in VALUES:
                    with suppress(InputError):
                        assert examine(lab, with_value(plan, place, value), today=NOW.date()).plan
