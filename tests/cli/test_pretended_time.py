"""`run --at`: a sandbox is moved to a later time for good only with a word about it."""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.terminal import terminal
from cli.typist import NAME, NOW, Typist

LATER = "2027-02-02T12:31"
SYDNEY = ZoneInfo("Australia/Sydney")


def test_it_is_said_when_it_is_moved_and_ever_after(planned: Typist) -> None:
    planned("approve", NAME, "--all")
    assert "--at" not in planned("run").err
    assert "--at" not in planned("status").words
    moved = planned("run", "--at", "2026-11-24T12:31")
    said = f"“{NAME}” was moved to Tue 24 Nov 12:31 Australia/Sydney (tomorrow) with --at, and stays there"
    assert said in moved.complaint
    # the clock has not moved, and nothing is due until it has
    assert planned.clock.now() == NOW
    assert said in planned("run").complaint
    assert said in planned("status").words
    assert any(said in note for note in planned("run", "--json").json["notes"])
    assert planned("run", "--quiet").complaint == ""
    planned.clock.set(datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY))
    assert "--at" not in planned("run").err


def test_a_dry_run_moves_nothing(planned: Typist) -> None:
    planned("approve", NAME, "--all")
    before = planned.dump()
    assert "moved" not in planned("run", "--at", LATER, "--dry-run").complaint
    assert planned.dump() == before


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
def test_the_first_time_is_asked_about(planned: Typist) -> None:
    planned("approve", NAME, "--all")
    before = planned.dump()
    lab = ("--lab", str(planned.lab))
    at = "2099-02-02T12:31"
    with terminal(*lab, "run", "--at", at) as seen:
        seen.wait_for(f"“{NAME}” moves to Mon 2 Feb 2099 12:31 Australia/Sydney")
        seen.answer("Go on?")
        assert seen.end() == 0, seen.screen
        assert "Nothing was changed." in seen.words
    assert planned.dump() == before
    with terminal(*lab, "run", "--at", at) as seen:
        seen.answer("Go on?", "y")
        assert seen.end() in {0, 1, 3}, seen.screen
        assert "and stays there" in seen.words
    with terminal(*lab, "run", "--at", "2099-02-03T12:31") as seen:
        assert seen.end() in {0, 1, 3}, seen.screen
        assert "Go on?" not in seen.words
