"""Defaults of a plan that work with the links and the readers at hand."""

from __future__ import annotations

from typing import Any

import pytest

from loop.bench import LINKS, Bench, document
from postlab.loop.lookup.accounts import all_accounts
from postlab.loop.plan import link_checks
from postlab.loop.plan.plan_defaults import fewer_rounds, usual_horizon
from postlab.records.tables import Account

REAL = Account(name="masto", platform="mastodon")
SIMULATED = Account(name="page", platform="sandbox", simulated=True)


@pytest.mark.parametrize(
    ("changes", "rounds"),
    [
        ({"rounds": 24}, 8),
        ({"rounds": 8}, None),
        ({"rounds": 24, "link": LINKS[:1]}, 4),
        ({"rounds": 24, "link": LINKS[:3]}, 6),
        ({"rounds": 24, "design": "one link"}, 16),
        ({"rounds": 24, "accounts": ["page"]}, None),
        ({"rounds": 24, "link": None}, None),
    ],
)
def test_rounds_are_those_that_the_links_are_enough_for(changes: dict[str, Any], rounds: int | None) -> None:
    planned = document(**{"accounts": ["masto"]} | changes)
    fewer = fewer_rounds(planned, [REAL, SIMULATED])
    assert (fewer and fewer[0]) == rounds


def test_what_it_makes_of_the_rounds_is_no_fault_and_one_more_would_be(bench: Bench) -> None:
    for design in ("two links", "one link"):
        for links in (1, 2, 3, 4):
            changes = {"design": design, "link": LINKS[:links]}
            fewer = fewer_rounds(document(rounds=24, **changes), [Account(name="page", platform="mastodon")])
            assert fewer is not None
            most, sentence = fewer
            plans = [bench.examine(rounds=rounds, **changes).plan for rounds in (most, most + 1)]
            assert [bool(link_checks.faults(plan, [REAL])) for plan in plans] == [False, True]
            assert f"the plan has {most} now" in sentence


@pytest.mark.parametrize(
    ("accounts", "changes", "horizon"),
    [
        (["page"], {}, "72h"),
        (["masto"], {}, "7d"),
        (["masto"], {"slots": ["Mon 12:30", "Tue 12:30"]}, "72h"),
        (["masto"], {"slots": ["Mon and Thu 9am"]}, "7d"),
        (["masto"], {"slots": ["some day"]}, "72h"),
        (["masto"], {"every": "6h"}, "72h"),
        (["masto", "page"], {}, "7d"),
    ],
)
def test_the_horizon_is_met_by_whoever_reads(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, accounts: list[str], changes: dict[str, Any], horizon: str
) -> None:
    monkeypatch.setenv("PATH", "")  # no crontab
    with bench.lab.session() as session:
        known = [*all_accounts(session), REAL]
    assert usual_horizon(bench.lab, {"accounts": accounts, **changes}, known) == horizon
