"""`postlab experiment`: other names, out of the lists and back, and away for good; what was learnt stays."""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.terminal import terminal
from cli.typist import NAME, PLAN, Typist

SYDNEY = ZoneInfo("Australia/Sydney")
SLOTS = [datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY), datetime(2026, 11, 26, 12, 31, tzinfo=SYDNEY)]
MEASURED = datetime(2026, 11, 30, 13, 0, tzinfo=SYDNEY)
OTHER = "exams of 2026"


@pytest.fixture
def measured(planned: Typist) -> Typist:
    """Somebody whose experiment has one measured round and was stopped."""
    planned("approve", NAME)
    for at in (*SLOTS, MEASURED):
        planned.clock.set(at)
        planned("run", code=(0, 3))
    assert planned.rows("SELECT count(*) FROM verdict") == [(1,)]
    planned("stop", NAME, "--yes")
    return planned


def learnt(typist: Typist) -> str:
    return typist("learn", "--json").out


def names_in(roots: list[dict[str, object]]) -> list[str]:
    names: list[str] = []
    for root in roots:
        experiment = root["experiment"]
        assert isinstance(experiment, dict)
        names.append(experiment["name"])
        children = root["children"]
        assert isinstance(children, list)
        names += names_in(children)
    return names


def test_another_name_changes_no_draw_and_no_hash(measured: Typist) -> None:
    before = measured("report", NAME, "--json").json
    evidence = learnt(measured)
    assert f"“{NAME}” is called “{OTHER}” now." in measured("experiment", "rename", NAME, OTHER).words
    assert "All" in measured("report", OTHER, "--audit").words
    after = measured("report", OTHER, "--json").json
    assert (after["experiment"]["name"], after["experiment"]["planned_as"]) == (OTHER, NAME)
    assert after["experiment"]["plan_hash"] == before["experiment"]["plan_hash"]
    assert after["verdict"] == before["verdict"]
    assert f"It was planned as “{NAME}”." in measured("report", OTHER).words
    retried = f'retry \\"{OTHER}\\"'
    assert learnt(measured) == evidence.replace(f"retry {NAME}", retried).replace(NAME, OTHER)


def test_a_name_that_is_taken_or_cannot_be_one(measured: Typist) -> None:
    measured.plans(PLAN.replace(NAME, "another"))
    before = measured.dump()
    assert (
        "There is an experiment “another” already."
        in measured("experiment", "rename", NAME, "another", code=2).complaint
    )
    assert "is its name already" in measured("experiment", "rename", NAME, NAME, code=2).complaint
    for name in ("", "-x", "a/b", "x" * 61):
        assert "cannot be the name" in measured("experiment", "rename", "--", NAME, name, code=2).complaint
    assert "is still running" in measured("experiment", "rename", "another", "x", code=2).complaint
    assert "is still running" in measured("experiment", "archive", "another", code=2).complaint
    assert measured.dump() == before


def test_archived_it_leaves_the_lists_and_still_counts(measured: Typist) -> None:
    evidence = learnt(measured)
    result = measured("experiment", "archive", NAME)
    assert f"Archived “{NAME}” as “{NAME}-archived”" in result.words
    assert "No experiment but 1 archived: `postlab status --all`." in measured("status").words
    assert f"{NAME}-archived (ended, archived)" in measured("status", "--all").words
    assert "All experiments are archived." in measured("history").words
    assert "· archived" in measured("history", "--all").words
    assert measured("history", "--json").json["lineages"] == []
    assert learnt(measured) == evidence.replace(NAME, f"{NAME}-archived")
    assert "Did you mean" in measured("report", NAME, code=2).complaint
    assert "All" in measured("report", f"{NAME}-archived", "--audit").words
    assert "is archived already" in measured("experiment", "archive", f"{NAME}-archived").words


def test_its_name_is_used_again_and_visits_are_told_apart(measured: Typist) -> None:
    measured("experiment", "archive", NAME)
    shown = measured.plans(PLAN, "--dry-run").out
    assert f"utm_campaign={NAME}-2&" in shown
    measured.plans()
    assert measured.rows("SELECT name FROM experiment ORDER BY id") == [(f"{NAME}-archived",), (NAME,)]
    campaigns = measured.rows(f"SELECT experiment_id, url LIKE '%utm_campaign={NAME}&%' FROM post")
    assert {(1, 1), (2, 0)} == set(campaigns)
    measured("stop", NAME, "--yes")
    measured("experiment", "archive", NAME)
    assert measured.rows("SELECT name FROM experiment ORDER BY id")[1] == (f"{NAME}-archived-2",)
    measured.plans(PLAN)
    assert measured.rows("SELECT campaign FROM experiment ORDER BY id") == [(NAME,), (f"{NAME}-2",), (f"{NAME}-3",)]
    # the name is taken, so it keeps the one that it has
    measured("experiment", "unarchive", f"{NAME}-archived")
    assert measured.rows("SELECT name, archived_at FROM experiment WHERE id = 1") == [(f"{NAME}-archived", None)]


def test_put_back_it_has_its_name_again(measured: Typist) -> None:
    measured("experiment", "archive", NAME)
    assert f"“{NAME}” is in the lists again." in measured("experiment", "unarchive", f"{NAME}-archived").words
    assert measured.rows("SELECT name, archived_at FROM experiment") == [(NAME, None)]
    assert "is not archived; nothing was changed" in measured("experiment", "unarchive", NAME).words


def test_one_that_goes_on_draws_by_the_name_that_was_agreed(measured: Typist) -> None:
    measured("experiment", "rename", NAME, OTHER)
    measured("experiment", "archive", OTHER)
    measured("resume", f"{OTHER}-archived", "--rounds", "12")
    assert measured.rows("SELECT archived_at, state FROM experiment") == [(None, "running")]
    assert "match" in measured("report", f"{OTHER}-archived", "--audit").words
    assert "MISMATCH" not in measured("report", f"{OTHER}-archived", "--audit").words
    plan = PLAN.replace(NAME, f"{OTHER}-archived").replace("rounds = 12", "rounds = 14")
    measured.plans(plan, "--amend", "more")
    assert measured.rows("SELECT json_extract(plan, '$.name'), json_extract(plan, '$.rounds') FROM experiment") == [
        (NAME, 14)
    ]
    assert "MISMATCH" not in measured("report", f"{OTHER}-archived", "--audit").words


def test_a_try_that_others_change_stays_in_the_tree(measured: Typist) -> None:
    measured("retry", NAME, "--yes", "--name", "next")
    measured("experiment", "archive", NAME)
    assert names_in(measured("history", "--json").json["lineages"]) == [f"{NAME}-archived", "next"]
    measured("stop", "next", "--yes")
    measured("experiment", "archive", "next")
    assert names_in(measured("history", "--json").json["lineages"]) == []


def test_a_try_that_others_change_is_not_deleted(planned: Typist) -> None:
    planned("stop", NAME, "--yes")
    planned("retry", NAME, "--yes", "--name", "next")
    complaint = planned("experiment", "delete", NAME, "--yes", code=2).complaint
    assert "“next” retries it" in complaint
    planned("experiment", "delete", "next", "--yes")
    planned("experiment", "delete", NAME, "--yes")
    assert planned.rows("SELECT count(*) FROM experiment") == [(0,)]
    assert "No experiment yet." in planned("status").words


def test_one_of_which_nothing_went_out_is_deleted(planned: Typist) -> None:
    planned.plans(PLAN.replace(NAME, "another"))
    before = planned.dump()
    assert "takes its plan, its draws and its posts away" in planned("experiment", "delete", NAME, code=2).complaint
    assert f"Would delete “{NAME}” with 2 posts" in planned("experiment", "delete", NAME, "--dry-run").words
    assert planned.dump() == before
    assert f"Deleted “{NAME}” with 2 posts; its name is free." in planned("experiment", "delete", NAME, "--yes").words
    assert planned.rows("SELECT name FROM experiment") == [("another",)]
    for table in ("post", "round", "link"):
        assert planned.rows(f"SELECT DISTINCT experiment_id FROM {table}") == [(2,)]
    planned.plans()
    of_new = planned.rows(
        "SELECT DISTINCT url LIKE '%utm_campaign=' || e.name || '&%' FROM post JOIN experiment e "
        "ON e.id = experiment_id WHERE e.name <> 'another'"
    )
    assert of_new == [(1,)]


def test_what_anybody_saw_or_counts_is_not_deleted(planned: Typist) -> None:
    planned("approve", NAME)
    planned.clock.set(SLOTS[0])
    planned("run")
    before = planned.dump()
    complaint = planned("experiment", "delete", NAME, "--yes", code=2).complaint
    assert "cannot be deleted: post 1 of it is out" in complaint
    assert f"`postlab experiment archive {NAME}`" in complaint
    assert planned.dump() == before


def test_a_round_that_was_given_up_counts(planned: Typist) -> None:
    planned("post", "cancel", "1", "--give-up-round", "The article was withdrawn")
    assert (
        "round 1 was given up and counts against both framings"
        in planned("experiment", "delete", NAME, "--yes", code=2).complaint
    )


def test_a_promise_is_kept(planned: Typist) -> None:
    planned("learn", "promise", NAME, "--output", "-")
    assert "it was promised to a pool" in planned("experiment", "delete", NAME, "--yes", code=2).complaint


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
def test_deleting_asks(planned: Typist) -> None:
    for answer, left in (("", 1), ("y", 0)):
        with terminal("--lab", str(planned.lab), "experiment", "delete", NAME) as seen:
            seen.answer("Nothing of it went out.", answer)
            assert seen.end() == 0, seen.screen
        assert planned.rows("SELECT count(*) FROM experiment") == [(left,)]
