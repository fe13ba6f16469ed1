"""Going back, changing any answer, and typical mistakes at the questions of `postlab new`, in a real terminal."""

from __future__ import annotations

import os

import pytest

from cli.terminal import terminal
from cli.typist import Typist
from cli.wizard_answers import all_but

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")

MOST = [*all_but(), "--allow-private"]


def test_back_goes_to_the_question_before_and_offers_its_answer(typist: Typist, site: str) -> None:
    words = ["--rationale", "R", "--if-it-fails", "Stop.", "--link", f"{site}/degrees", "--allow-private"]
    with terminal("--lab", str(typist.lab), "new", *words) as seen:
        seen.wait_for("< goes back to the question before")
        seen.answer("What do you want to know?", "<")
        seen.answer("This is the first question.", "y")
        seen.answer("“y” is no sentence", "?")
        seen.answer("“?” is no sentence", f"{site}/degrees")
        seen.answer("links have a question of their own", "Does it help?")
        seen.answer("A short name for it", "back")
        seen.answer("What do you want to know? (Does it help?)", "")
        seen.answer("A short name for it", "helps")
        seen.answer("What do you expect?", "BACK")
        seen.answer("A short name for it (helps)", "")
        seen.answer("What do you expect?", "no")
        seen.answer("“no” is no sentence", "")
        seen.answer("Which framing should do better?", "the new one")
        seen.answer("choose from contextualised, bare link, neither", "Neither")
        seen.answer("Who is it for?", "<")
        seen.answer("Which framing should do better?", "Bare Link")
        seen.answer("Who is it for?", "studnets")
        seen.answer("Did you mean “students”?", "")
        seen.answer("Where to post?", "Facebook")
        seen.answer("`postlab account add facebook NAME` adds one", ",")
        seen.answer("Name one account at least.", "sandbx")
        seen.answer("did you mean “sandbox”?", "Sandbox, sandbox")
        seen.answer("What counts as a response?", "like")
        seen.answer("How old are posts when they are compared?", "3")
        seen.answer("is not a duration", "99999d")
        seen.answer("366d at the latest", "3 days")
        seen.wait_for("Understood: 72h.")
        seen.answer("When to post?", "Tue 9")
        seen.answer("in the morning or the evening?", "Teusday 9am")
        seen.answer("did you mean “Tuesday”?", "every other Tuesday 9am")
        seen.answer("“other” is not understood", "9am Tue/Thu")
        seen.wait_for("Understood: Tue 09:00, Thu 09:00.")
        seen.answer("How many rounds at most?", "0")
        seen.answer("not a number from 1 to 1000", "two")
        seen.answer("not a number from 1 to 1000", "2")
        seen.answer("Which moment is near?", "exams")
        seen.answer("On which day?", "<")
        seen.answer("Which moment is near?", "exams")
        seen.answer("On which day?", "30 Novembre")
        seen.answer("is not a day", "2020-11-30")
        seen.answer("more than two weeks ago", "in 2 weeks")
        seen.wait_for("(in 14 days).")
        seen.answer("Enter takes 1", "3")
        seen.answer("There is no sentence 3", "<")
        seen.answer("Which moment is near? (exams)", "")
        seen.answer("On which day? (", "")
        seen.answer("Enter takes 1", "")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
    plan = typist.stored_plan
    assert (plan["question"], plan["name"], plan["expected"]) == ("Does it help?", "helps", "control")
    assert (plan["accounts"], plan["metric"], plan["horizon"]) == (["sandbox"], "likes", "72h")
    assert (plan["slots"], plan["rounds"]) == (["Tue 09:00", "Thu 09:00"], 2)
    assert plan["brief"]["moment"] == "exams"


def test_any_answer_is_changed_by_its_number(typist: Typist, site: str) -> None:
    link = ("--moment-on", "30 November 2099", "--link", f"{site}/degrees-plain")
    with terminal("--lab", str(typist.lab), "new", *MOST, *link) as seen:
        seen.answer("Enter takes 1", "2")
        for listed in (
            "1 Question Q?",
            "10 Slots Mon 09:00, Thu 09:00",
            "11 Rounds at most 2",
            "12 Moment exams, Mon 30 Nov 2099",
            f"13 Links {site}/degrees-plain",
            "1: sentence 2",
        ):
            seen.wait_for(listed)
        seen.answer("Plan this experiment?", "99")
        seen.answer("Please enter y, n, r, or a number from 1 to 15.", "yes please")
        seen.answer("Please enter y, n, r, or a number from 1 to 15.", "11")
        # also what the command line said
        seen.answer("How many rounds at most? (a round is one post of each framing) (2)", "3")
        seen.answer("Plan this experiment?", "1")
        seen.answer("What do you want to know? (Q?)", "<")
        seen.wait_for("1 Question Q?")
        seen.answer("Plan this experiment?", "14")
        seen.answer("Enter keeps sentence 2", "0")
        seen.wait_for("1: its headline")
        seen.answer("Plan this experiment?", "14")
        seen.answer("Enter keeps its headline", "1")
        # a new link asks for its sentence, and for no other again
        seen.answer("Plan this experiment?", "13")
        seen.answer("Link 2", f"{site}/degrees-too")
        seen.answer("Link 3")
        seen.wait_for("Link 2: “Degrees pay off over a working life”")
        seen.answer("Enter takes 1", "Mine.")
        seen.wait_for("1: sentence 1; 2: your own words")
        # < at the last question goes to the one before it
        seen.answer("Plan this experiment?", "<")
        seen.answer("What will you do if it fails? (Stop.)", "Ask them.")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
    plan = typist.stored_plan
    assert (plan["question"], plan["rounds"], plan["if_it_fails"]) == ("Q?", 3, "Ask them.")
    assert [(link.get("pick"), link["evidence"]) for link in plan["link"]] == [(1, []), (None, ["Mine."])]


def test_links_are_cleaned_checked_and_taken_out_again(typist: Typist, site: str) -> None:
    with terminal("--lab", str(typist.lab), "new", *MOST) as seen:
        seen.answer("Link 1", "degrees pay")
        seen.answer("is not a web address", f"{site}/gone")
        seen.wait_for("does not exist (404). Nobody could follow a link to it, so it is left out.")
        seen.answer("Link 1")
        seen.answer("An experiment needs one link at least.", f"{site}/degrees?utm_source=mail&fbclid=1&id=7")
        seen.wait_for(f"Taken as {site}/degrees?id=7")
        seen.answer("Link 2", f"{site}/degrees?id=7&utm_medium=x")
        seen.answer("That one is in the list already: link 1.", "-5")
        seen.answer("There is no link 5 to take out; the list has 1 link.", f"{site}/degrees-by-mistake")
        seen.answer("Link 3", "<")
        seen.wait_for(f"Took out link 2: {site}/degrees-by-mistake")
        seen.answer("Link 2", f"{site}/down")
        seen.wait_for("has trouble of its own (503).")
        seen.answer("Its title", "")
        seen.answer("Link 2", f"{site}/down")
        seen.answer("Its title", "Open day")
        seen.answer("The sentence that carries its claim", "<")
        seen.answer("Its title", "Open evening")
        seen.answer("The sentence that carries its claim", "One in three say that it decided them.")
        seen.answer("Link 3", "-1")
        seen.wait_for(f"Took out link 1: {site}/degrees?id=7")
        seen.answer("Link 2", f"{site}/degrees")
        seen.answer("Link 3")
        seen.wait_for("Link 2: “Degrees pay off")
        seen.answer("Enter takes 1", "<")
        seen.wait_for(f"1 {site}/down")
        seen.answer("Link 3")
        seen.answer("Enter takes 1")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
    links = typist.stored_plan["link"]
    assert [link["url"] for link in links] == [f"{site}/down", f"{site}/degrees"]
    assert links[0]["title"] == "Open evening"


def test_faults_of_the_whole_plan_are_mended_there(typist: Typist, site: str) -> None:
    words = [*all_but(slot="Mon 11pm"), "--link", f"{site}/degrees", "--allow-private"]
    with terminal("--lab", str(typist.lab), "new", *words) as seen:
        seen.answer("Enter takes 1")
        seen.wait_for("Mon 23:00")
        seen.answer("Which answer do you change?", "")
        seen.answer("Which answer do you change?", "y")
        seen.answer("Please enter n, or a number from 1 to 15.", "10")
        seen.answer("When to post? (in Australia/Sydney)", "weekdays at noon")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
    assert len(typist.stored_plan["slots"]) == 5
