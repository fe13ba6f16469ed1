"""What was answered to `postlab new` in a real terminal is never lost, and what it stores is a plan file."""

from __future__ import annotations

import os

import pytest
import tomli

from cli.terminal import CTRL_C, Terminal, terminal
from cli.typist import Typist
from cli.wizard_answers import all_but

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")

FLAGS = [*all_but("question", "name", "rationale", "if_it_fails"), "--allow-private"]
CTRL_D = "\x04"


def drafted(typist: Typist) -> dict[str, dict[str, object]]:
    """The drafts of the lab, by the names of their files."""
    return {file.stem: tomli.loads(file.read_text("utf-8")) for file in (typist.lab / "plans/drafts").glob("*.toml")}


def answers_up_to_link_2(seen: Terminal, site: str) -> None:
    seen.answer("What do you want to know?", "Does it help?")
    seen.answer("A short name for it", "helps")
    seen.answer("Why might that be?")
    seen.answer("Link 1", f"{site}/degrees")
    seen.wait_for("Link 2")


def test_ctrl_c_keeps_every_answer_and_the_next_call_goes_on(typist: Typist, site: str) -> None:
    with terminal("--lab", str(typist.lab), "new", *FLAGS) as seen:
        seen.wait_for("Ctrl-C keeps your answers for the next `postlab new`.")
        answers_up_to_link_2(seen, site)
        seen.answer("Link 2", CTRL_C)
        seen.ends_quietly(130)
        assert "Your answers are kept; the next `postlab new` offers to go on with them." in seen.words
    assert drafted(typist)["helps"]["link"] == [{"url": f"{site}/degrees"}]
    with terminal("--lab", str(typist.lab), "new", "--allow-private") as seen:
        seen.answer("Go on with “helps” of", "perhaps")
        seen.answer("Please enter y or n.", "")
        seen.wait_for(f"1 {site}/degrees")
        seen.answer("Link 2")
        seen.answer("Enter takes 1", "2")
        seen.answer("What will you do if it fails?")
        seen.answer("Plan this experiment?", "")
        seen.ends_quietly(0)
        assert "Why might that be?" not in seen.words
        assert "Its plan file is" in seen.words
    assert drafted(typist) == {}
    plan = typist.stored_plan
    assert (plan["question"], plan["rounds"], plan["slots"]) == ("Does it help?", 2, ["Mon 09:00", "Thu 09:00"])
    assert plan["link"][0]["pick"] == 2
    the_plan_file_is_taken_up(typist)


def the_plan_file_is_taken_up(typist: Typist) -> None:
    file = typist.lab / "plans/helps.toml"
    same = typist("new", "--from", str(file), "--yes", "--allow-private")
    assert "is planned like that already" in same.words
    file.write_text(file.read_text("utf-8").replace("rounds = 2", "rounds = 3"), encoding="utf-8")
    assert "--amend" in typist("new", "--from", str(file), "--yes", "--allow-private", code=2).complaint
    typist("new", "--from", str(file), "--yes", "--allow-private", "--amend", "more of it")
    assert "Its plan file is" in typist("report", "helps").words
    assert typist.stored_plan["rounds"] == 3


@pytest.mark.parametrize("end", ["n", CTRL_D])
def test_whoever_does_not_agree_loses_nothing(end: str, typist: Typist, site: str) -> None:
    before = typist.dump()
    words = [*all_but("name"), "--moment-on", "30 November 2099", "--link", f"{site}/degrees", "--allow-private"]
    with terminal("--lab", str(typist.lab), "new", *words) as seen:
        seen.answer("A short name for it", "helps")
        seen.answer("Enter takes 1", "My own words.")
        seen.answer("Plan this experiment?", end)
        assert seen.end() == (0 if end == "n" else 1), seen.screen
        assert "Your answers are kept" in seen.words
    assert typist.dump() == before
    assert drafted(typist)["helps"]["link"] == [{"url": f"{site}/degrees", "evidence": "My own words."}]
    with terminal("--lab", str(typist.lab), "new", *words[:-3], "--allow-private") as seen:
        seen.answer("Go on with “helps” of", "y")
        seen.wait_for("exams, Mon 30 Nov 2099")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
    assert typist.rows("SELECT name FROM experiment") == [("helps",)]


def test_a_sentence_that_was_chosen_by_enter_is_not_asked_for_again(typist: Typist, site: str) -> None:
    words = [*all_but(), "--moment-on", "30 November 2099", "--allow-private"]
    with terminal("--lab", str(typist.lab), "new", *words, "--link", f"{site}/degrees") as seen:
        seen.answer("Enter takes 1", "")
        seen.answer("Plan this experiment?", "n")
        seen.end()
    with terminal("--lab", str(typist.lab), "new", "--allow-private") as seen:
        seen.answer("Go on with", "y")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
        assert "Enter takes 1" not in seen.words


def test_a_program_that_is_killed_has_lost_nothing(typist: Typist) -> None:
    with terminal("--lab", str(typist.lab), "new", *FLAGS) as seen:
        seen.answer("What do you want to know?", "Does it help?")
        seen.wait_for("A short name for it")
    assert [draft["question"] for draft in drafted(typist).values()] == ["Does it help?"]
    with terminal("--lab", str(typist.lab), "new", *FLAGS) as seen:
        seen.answer("Go on with “Does it help?” of", "n")
        seen.answer("What do you want to know?", "Another one?")
        seen.answer("A short name for it", "another")
        seen.answer("Why might that be?", CTRL_C)
        seen.ends_quietly(130)
    # a draft without a name is replaced by the next one, which then had a name
    assert {draft["question"] for draft in drafted(typist).values()} == {"Another one?"}


def test_several_drafts_are_offered_by_number_and_stay_until_they_are_stored(typist: Typist, site: str) -> None:
    folder = typist.lab / "plans/drafts"
    folder.mkdir(parents=True)
    for age, name in enumerate(("newest", "older")):
        file = folder / f"{name}.toml"
        file.write_text(f'# by hand\nname = "{name}"\nquestion = "Q?"\nmetric = "likes"\n', encoding="utf-8")
        os.utime(file, (file.stat().st_mtime - 86_400 * age,) * 2)
    (folder / "broken.toml").write_text("name = ", encoding="utf-8")
    with terminal("--lab", str(typist.lab), "new", "--metric", "clicks") as seen:
        # what the command line says otherwise is not offered
        seen.answer("What do you want to know?", CTRL_C)
        seen.ends_quietly(130)
    with terminal("--lab", str(typist.lab), "new") as seen:
        seen.wait_for("1 “newest”")
        seen.wait_for("2 “older”")
        seen.answer("Which to go on with?", "3")
        seen.answer("Please enter a number from 1 to 2, or n.", "2")
        seen.answer("What do you expect?", CTRL_C)
        seen.ends_quietly(130)
    plan = f'{(folder / "older.toml").read_text("utf-8")}accounts = ["sandbox"]\n[[link]]\nurl = "{site}/degrees"\n'
    typist.plans(plan, "--allow-private")
    assert sorted(file.stem for file in folder.glob("*.toml")) == ["broken", "newest"]
