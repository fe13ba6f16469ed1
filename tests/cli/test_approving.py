"""Approving and changing at a terminal: every question, with no as its default; and approvals taken back."""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.terminal import CTRL_C, Terminal, terminal
from cli.typist import NAME, PLAN, TRACEBACK, Typist

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST_SLOT = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
AFTER_SLOTS = datetime(2026, 11, 27, 13, 0, tzinfo=SYDNEY)

at_a_terminal = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")


def states(typist: Typist) -> list[str]:
    return [state for (state,) in typist.rows("SELECT state FROM post ORDER BY id")]


def text_of(typist: Typist, number: int = 1) -> str:
    ((text,),) = typist.rows(f"SELECT text FROM post WHERE id = {number}")
    return str(text)


def link_of(typist: Typist, number: int = 1) -> str:
    ((link,),) = typist.rows(f"SELECT link_text FROM post WHERE id = {number}")
    return str(link)


def ends(seen: Terminal, code: int = 0) -> None:
    assert seen.end() == code, seen.screen
    assert TRACEBACK not in seen.screen


@at_a_terminal
def test_return_approves_nothing(planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), "approve", NAME) as seen:
        seen.answer("Let it go out? [y/n/e] (n)")
        seen.answer("Let it go out? [y/n/e] (n)")
        ends(seen)
        assert "goes on waiting" in seen.words
        assert "Nothing" not in seen.words.replace("Nothing goes out", "")
    assert states(planned) == ["planned", "planned"]


@at_a_terminal
def test_each_yes_holds_at_once(planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), "approve", NAME) as seen:
        seen.answer("Let it go out?", "maybe")
        seen.answer("Type y, n or e.", "Yes")
        seen.answer("Let it go out?", CTRL_C)
        ends(seen, 130)
    assert states(planned) == ["approved", "planned"]


@at_a_terminal
def test_a_post_named_by_its_number_is_shown_and_asked_about_too(planned: Typist) -> None:
    with terminal("--lab", str(planned.lab), "approve", "2") as seen:
        seen.answer("Let it go out?", "y")
        ends(seen)
        assert "Approved post 2" in seen.words
    assert states(planned) == ["planned", "approved"]
    with terminal("--lab", str(planned.lab), "approve", NAME, "--yes") as seen:
        ends(seen)
    assert states(planned) == ["approved", "approved"]


@at_a_terminal
def test_a_text_is_changed_there_and_shown_again(planned: Typist) -> None:
    ((number,),) = planned.rows("SELECT id FROM post WHERE variant = 'bare link'")
    link = link_of(planned, number)
    with terminal("--lab", str(planned.lab), "approve", str(number), EDITOR="", VISUAL="") as seen:
        seen.answer("Let it go out?", "e")
        seen.wait_for("The text before the link: Graduates still earn more")
        seen.answer("Instead", "word " * 80)
        seen.wait_for("takes 280")
        seen.answer("Let it go out?", "e")
        seen.answer("Instead", "Good 🎓 luck")
        seen.wait_for("Good 🎓 luck")
        seen.wait_for("the name of 🎓")
        seen.answer("Let it go out?", "y")
        ends(seen)
    assert text_of(planned, number) == f"Good 🎓 luck\n\n{link}"
    assert planned.rows(f"SELECT state FROM post WHERE id = {number}") == [("approved",)]


@at_a_terminal
def test_without_an_editor_each_part_is_asked_for(planned: Typist) -> None:
    ((number,),) = planned.rows("SELECT id FROM post WHERE variant = 'contextualised'")
    blocks = text_of(planned, number)
    link = link_of(planned, number)
    question = next(part for part in blocks.replace("?", "?\n").splitlines() if part.endswith("?"))
    with terminal("--lab", str(planned.lab), "post", "edit", str(number), EDITOR="", VISUAL="") as seen:
        seen.answer("Enter goes through the whole text")
        seen.wait_for("Enter keeps a part, - leaves it out; the link is put in for you.")
        seen.answer("Moment:", "-")
        seen.answer("Question:", "Is it worth it?")
        seen.answer("Evidence:")
        ends(seen)
    changed = text_of(planned, number)
    assert changed.startswith("Is it worth it? Research shows that most graduates")
    assert changed.endswith(link)
    assert question not in changed
    with terminal("--lab", str(planned.lab), "post", "edit", str(number), EDITOR="", VISUAL="") as seen:
        seen.answer("Enter goes through the whole text")
        seen.answer("Line:")
        ends(seen)
        assert "nothing was changed" in seen.words


def test_what_waits_elsewhere_is_said(planned: Typist) -> None:
    planned.plans(PLAN.replace(NAME, "another"))
    planned("approve", NAME)
    again = planned("approve", NAME)
    assert f"Nothing of “{NAME}” waits for approval." in again.words
    assert "Post 1" in again.words
    assert "is approved: it goes out Tue 24 Nov 12:30 Australia/Sydney (tomorrow)." in again.words
    assert "2 posts of “another” do: `postlab approve another`." in again.words
    planned("pause", "another")
    every = planned("approve", "--all")
    assert "2 posts of “another”, which is paused, wait: `postlab resume another`." in every.words


def test_approving_ends_with_when_each_goes_out(planned: Typist) -> None:
    words = planned("approve", NAME).words
    assert words.index("it goes out Tue 24 Nov 12:30 Australia/Sydney (tomorrow).") < words.index(
        "it goes out Thu 26 Nov 12:30 Australia/Sydney (in 3 days)."
    )
    planned("unapprove", "1")
    planned.clock.set(FIRST_SLOT)
    assert "it goes out at the next run." in planned("approve", "1").words
    planned("unapprove", "1")
    planned.clock.set(AFTER_SLOTS)
    assert "its slot is too long past, so it gets the next one at the next run." in planned("approve", "1").words


def test_an_approval_is_taken_back(planned: Typist) -> None:
    planned("approve", NAME)
    one = planned("unapprove", "1")
    assert "Post 1" in one.words
    assert "waits for your approval again" in one.words
    assert "Next: `postlab approve 1`" in one.words
    assert states(planned) == ["planned", "approved"]
    before = planned.dump()
    assert "waits for your approval already; nothing was changed" in planned("unapprove", "1").words
    assert planned.dump() == before
    answer = planned("unapprove", NAME, "--json").json
    assert [post["id"] for post in answer["waiting"]] == [2]
    assert (answer["waited_already"], answer["rounds_to_come"]) == ([], False)
    assert "nothing was changed" in planned("unapprove", NAME).words
    planned.clock.set(FIRST_SLOT)
    assert "Published" not in planned("run", code=3).words


def test_rounds_to_come_wait_again(planned: Typist) -> None:
    planned("approve", NAME, "--all")
    assert f"The rounds to come of {NAME} wait for your approval as well." in planned("unapprove", NAME).words
    assert planned.rows("SELECT approve_all FROM experiment") == [(0,)]
    assert states(planned) == ["planned", "planned"]


def test_the_rest_of_a_round_keeps_its_draw(planned: Typist) -> None:
    planned("approve", NAME)
    planned.clock.set(FIRST_SLOT)
    planned("run")
    assert states(planned) == ["published", "approved"]
    assert "is out; its approval cannot be taken back" in planned("unapprove", "1", code=2).complaint
    drawn = planned.rows("SELECT assignment, seed FROM round")
    kept = planned.rows("SELECT variant, link_id FROM post")
    result = planned("unapprove", NAME)
    assert "moves to the next slot if you have not approved it by then" in result.words
    assert "It keeps its framing" in result.words
    planned.clock.set(AFTER_SLOTS)
    planned("run", code=3)
    # put off, not drawn again, and the report will say that one framing was out
    assert states(planned) == ["published", "planned"]
    assert planned.rows("SELECT assignment, seed FROM round") == drawn
    assert planned.rows("SELECT variant, link_id FROM post") == kept
    assert planned.rows("SELECT slot_wall FROM post WHERE id = 2") == [("2026-12-01T12:30",)]
    assert '"nobody approved it in time"' in planned.rows("SELECT moves FROM round")[0][0]


def test_nothing_is_taken_back_of_what_there_is_not(planned: Typist) -> None:
    before = planned.dump()
    assert "There is no post 99" in planned("unapprove", "99", code=2).complaint
    assert "There is no experiment" in planned("unapprove", "exams", code=2).complaint
    planned("stop", NAME, "--yes")
    stopped = planned.dump()
    assert "it is cancelled" in planned("unapprove", "1", code=2).complaint
    assert planned.dump() == stopped != before


@at_a_terminal
def test_of_a_plan_that_is_approved_by_rounds_one_answer_is_for_a_round(typist: Typist) -> None:
    typist.plans(PLAN.replace('approve = "each"', 'approve = "round"'))
    ((bare,),) = typist.rows("SELECT id FROM post WHERE variant = 'bare link'")
    link = link_of(typist, bare)
    with terminal("--lab", str(typist.lab), "approve", NAME) as seen:
        seen.answer("Let them go out? [y/n/e] (n)")
        ends(seen)
        assert "They go on waiting" in seen.words
        assert "Post 1 (" in seen.words
        assert "Post 2 (" in seen.words
    assert states(typist) == ["planned", "planned"]
    with terminal("--lab", str(typist.lab), "approve", NAME, EDITOR="", VISUAL="") as seen:
        seen.answer("Let them go out?", "e")
        seen.answer("Which post, 1 or 2?", "3")
        seen.answer("Type 1 or 2.", str(bare))
        seen.answer("Instead", "Worth a look")
        seen.wait_for("Worth a look")
        seen.answer("Let them go out?", "y")
        ends(seen)
    assert states(typist) == ["approved", "approved"]
    assert text_of(typist, bare) == f"Worth a look\n\n{link}"


@at_a_terminal
def test_one_post_of_such_a_plan_is_asked_about_by_itself(typist: Typist) -> None:
    typist.plans(PLAN.replace('approve = "each"', 'approve = "round"'))
    with terminal("--lab", str(typist.lab), "approve", "1") as seen:
        seen.answer("Let it go out?", "y")
        ends(seen)
        assert "Post 2 (" not in seen.words
    assert states(typist) == ["approved", "planned"]
