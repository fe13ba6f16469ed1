"""The files of plans and of drafts that PostLab writes into a lab's folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import tomli

from cli.typist import PLAN
from postlab.design.plan import Plan, read_plan
from postlab.errors import InputError
from postlab.loop.plan.plan_files import drafts, plan_file_of, remove_drafts, write_draft, write_plan


def plan_of(text: str) -> Plan:
    plan, faults = read_plan(tomli.loads(text), timezone="UTC")
    assert plan is not None, faults
    return plan


def test_a_draft_says_what_was_passed_and_what_is_not_finished(tmp_path: Path) -> None:
    document = {"question": "Q?", "link": [{"url": "https://x.example"}]}
    write_draft(tmp_path, document, passed={"Moment", "Idea behind it"}, unfinished="Links", before=None)
    (draft,) = drafts(tmp_path)
    assert draft.document == document
    assert draft.passed == {"Moment", "Idea behind it"}
    assert draft.unfinished == "Links"
    assert draft.name is None


def test_a_draft_has_its_days_as_they_were_answered(tmp_path: Path) -> None:
    moments = [{"what": "exams", "on": "2026-11-30"}]
    document = {"brief": {"moment": "offers", "moment_on": "2026-12-10"}, "moment": moments}
    file = write_draft(tmp_path, document, passed=(), before=None)
    assert "moment_on = 2026-12-10" in file.read_text(encoding="utf-8")
    assert [draft.document for draft in drafts(tmp_path)] == [document]


def test_a_draft_moves_to_the_name_that_it_gets(tmp_path: Path) -> None:
    unnamed = write_draft(tmp_path, {"question": "Q?"}, passed=(), before=None)
    named = write_draft(tmp_path, {"question": "Q?", "name": "exam season"}, passed=(), before=unnamed)
    assert [draft.file for draft in drafts(tmp_path)] == [named]
    # what cannot be a file's name stays beside it, and the plan's check refuses it
    slash = write_draft(tmp_path, {"name": "../../x"}, passed=(), before=named)
    assert slash.parent == named.parent
    assert [draft.name for draft in drafts(tmp_path)] == ["../../x"]


def test_the_newest_draft_comes_first_and_what_is_no_plan_is_left_out(tmp_path: Path) -> None:
    for age, name in enumerate(("b", "a", "c")):
        file = write_draft(tmp_path, {"name": name}, passed=(), before=None)
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    for name, text in (
        ("broken", b"name ="),
        ("binary", b"\xff"),
        ("empty", b""),
        ("link", b'link = "x"'),
        ("brief", b"brief = 1"),
    ):
        (file.parent / f"{name}.toml").write_bytes(text)
    assert [draft.name for draft in drafts(tmp_path)] == ["b", "a", "c"]
    remove_drafts(tmp_path, "a")
    assert [draft.name for draft in drafts(tmp_path)] == ["b", "c"]
    assert drafts(tmp_path / "nowhere") == []


def test_a_plan_file_is_never_written_over_and_found_by_its_name(tmp_path: Path) -> None:
    plan = plan_of(PLAN)
    mine = tmp_path / "plans" / f"{plan.name}.toml"
    mine.parent.mkdir()
    mine.write_text('name = "of my own"\n', encoding="utf-8")
    file = write_plan(tmp_path, plan, {})
    assert file.name == f"{plan.name}-2.toml"
    assert mine.read_text(encoding="utf-8") == 'name = "of my own"\n'
    assert plan_file_of(tmp_path, plan.name) == file
    assert plan_file_of(tmp_path, "another") is None
    assert plan_of(file.read_text(encoding="utf-8")).digest == plan.digest


def test_moments_that_came_from_the_calendar_are_left_to_it(tmp_path: Path) -> None:
    plan = plan_of(PLAN + '\n[[moment]]\nwhat = "exams"\non = 2026-11-30\n')
    assert "[[moment]]" not in write_plan(tmp_path, plan, {}).read_text(encoding="utf-8")
    assert "[[moment]]" in write_plan(tmp_path, plan, {"moment": ()}).read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be made"):
        write_plan(tmp_path, plan_of(PLAN), {})
