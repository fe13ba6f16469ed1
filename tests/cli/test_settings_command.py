"""`postlab settings`: what is set is shown, one thing is changed, and a file that somebody wrote keeps its words."""

from __future__ import annotations

import re
import tomllib
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.typist import PLAN, Typist, changed
from postlab.settings_file import PROTECTION, change_setting, read_settings, remove_setting, write_settings
from postlab.settings_model import meanings
from postlab.stances import STANCES, STEP_OF


def settings_text(typist: Typist) -> str:
    return (typist.lab / "postlab.toml").read_text(encoding="utf-8")


def test_every_setting_is_shown_with_what_it_decides(typist: Typist) -> None:
    result = typist("settings")
    for key, meaning in meanings().items():
        assert f"{key} = " in result.out
        assert meaning in result.words
    answer = typist("settings", "--json").json
    assert answer["settings"]["timezone"] == "Australia/Sydney"
    assert set(answer["meanings"]) == set(meanings())


def test_one_thing_is_changed_and_the_comments_stay(typist: Typist) -> None:
    file = typist.lab / "postlab.toml"
    file.write_text(
        settings_text(typist).replace("late_hours = 24", "late_hours = 24   # the old laptop"), encoding="utf-8"
    )
    comments = [line for line in settings_text(typist).splitlines() if "#" in line]
    assert "quiet = 22:00-06:30" in typist("settings", "set", "quiet", "22:00-06:30").out
    assert typist("settings", "set", "late_hours", "12").out.strip() == "late_hours = 12 (was 24)"
    typist("settings", "set", 'audience."year 12".question', "is it worth it?")
    typist("settings", "set", "budget.sandbox.usd_a_month", "2.5")
    read_back = read_settings(typist.lab, env={})
    assert (read_back.quiet, read_back.late) == ((time(22), time(6, 30)), timedelta(hours=12))
    assert read_back.audiences["year 12"].wording == {"question": "is it worth it?"}
    assert str(read_back.budgets["sandbox"].usd_a_month) == "2.5"
    assert [line.replace("= 12 ", "= 24 ") for line in settings_text(typist).splitlines() if "#" in line] == comments
    again = typist.everything_kept()
    assert "already; nothing was changed" in typist("settings", "set", "late_hours", "12").words
    assert typist.everything_kept() == again


def test_a_setting_that_is_taken_out_has_its_default_again(typist: Typist) -> None:
    assert "quiet is not set any more" in typist("settings", "unset", "quiet").out
    assert read_settings(typist.lab, env={}).quiet is None
    assert "was not set; nothing was changed" in typist("settings", "unset", "quiet").out


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("step", "never", "there are observe, reviewed, each, round, auto"),
        ("stance", "meh", "there are unnecessary"),
        ("quiet", "25:00-07:00", "no quiet hours"),
        ("quiet", "07:00-07:00", "the whole day or none"),
        ("posts_a_week", "0", "from 1 to 1000"),
        ("posts_a_week", "true", "not of the right kind"),
        ("link_gap_days", "9999", "0 or more"),
        ("offers", "perhaps", "not of the right kind"),
        ("audience.students.moment", "x", "there is no such key"),
        ("audience.students", "x", "must be a table"),
        ("ai.key", "secret", "there are url, model"),
        ("timezone", "Sydney", "not a time zone"),
        ("colour", "red", "There is no setting"),
        ("budget..x", "1", "There is no setting"),
        ("timezone.x", "1", "is not a table"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(typist: Typist, key: str, value: str, why: str) -> None:
    before = typist.everything_kept()
    assert why in typist("settings", "set", key, value, code=2).complaint
    assert typist.everything_kept() == before


def test_without_a_lab_there_is_nothing_to_set(tmp_path: Path) -> None:
    assert "There is no lab" in Typist(tmp_path / "none")("settings", "set", "step", "auto", code=2).complaint


WORDS = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=30)


@given(name=WORDS.filter(lambda name: '"' not in name and "\\" not in name), words=WORDS)
def test_whatever_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, name: str, words: str) -> None:
    lab = tmp_path_factory.mktemp("lab")
    write_settings(lab, timezone="UTC", audiences={name: None}, protect=True)
    change_setting(lab, f'audience."{name}".question', words)
    change_setting(lab, "posts_a_week", "3")
    read_back = read_settings(lab, env={})
    assert read_back.audiences[name].wording == {"question": words}
    assert read_back.posts_a_week == 3
    remove_setting(lab, f'audience."{name}".question')
    assert read_settings(lab, env={}).audiences[name].wording == {}


@pytest.mark.parametrize("stance", STANCES)
def test_a_lab_starts_where_its_practitioner_stands(stance: str, tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    result = Typist(lab)("init", "--yes", "--stance", stance.removeprefix("a ").upper(), "--audience", "parents")
    written = tomllib.loads((lab / "postlab.toml").read_text(encoding="utf-8"))
    assert (written["stance"], written["step"]) == (stance, STEP_OF[stance])
    assert {key: written[key] for key in PROTECTION} == dict(PROTECTION)
    assert list(written["audience"]) == ["parents"]
    assert ("postlab observe import" in result.out) == (STEP_OF[stance] == "observe")
    assert "!" not in result.out


def test_a_stance_that_there_is_not(tmp_path: Path) -> None:
    result = Typist(tmp_path / "lab")("init", "--yes", "--stance", "wonderful", code=2)
    assert "there are: unnecessary, dispensable, a possibility, desirable, indispensable" in result.complaint
    assert not (tmp_path / "lab").exists()


def test_the_step_decides_who_approves_unless_the_plan_does(typist: Typist) -> None:
    silent = changed(PLAN, {'approve = "each"                 # each post | "round" | "auto"\n': ""})
    typist("settings", "set", "step", "auto")
    typist.plans(silent)
    typist.plans(changed(PLAN, {'name = "exam-season-context"': 'name = "by plan"'}))
    approve = dict(typist.rows("SELECT name, json_extract(plan, '$.approve') FROM experiment"))
    assert approve == {"exam-season-context": "auto", "by plan": "each"}


def test_the_words_of_an_audience_are_part_of_the_plan(typist: Typist) -> None:
    typist("settings", "set", 'audience."year 12".like', "students")
    typist("settings", "set", 'audience."year 12".question', "is all this worth it?")
    plan = changed(PLAN, {'audience = "students"            #': 'audience = "Year 12"  #'})
    typist.plans(plan)
    ((brief,),) = typist.rows("SELECT json_extract(plan, '$.brief') FROM experiment")
    assert tomllib.loads(f"x = {brief.replace(':', '=')}")["x"]["question"] == "is all this worth it?"
    ((text,),) = typist.rows("SELECT text FROM post WHERE variant = 'contextualised'")
    # which words name the moment is drawn with the round
    assert re.match(r"(?:With|As) [\w ]*exams[\w ]*, is all this worth it\? ", text)


def test_the_first_audience_is_the_usual_one(typist: Typist) -> None:
    typist("settings", "set", "audience.parents.question", "what can you do to help?")
    typist.plans(changed(PLAN, {'audience = "students"            #': "#"}))
    assert typist.rows("SELECT json_extract(plan, '$.audience') FROM experiment") == [("parents",)]


def test_a_draft_speaks_to_the_usual_audience_in_its_own_words(typist: Typist) -> None:
    link = ("draft", "https://news.example/pay", "--title", "Pay", "--evidence", "Pay rose by a tenth in a year.")
    typist("settings", "set", 'audience."year 12".like', "students")
    typist("settings", "set", 'audience."year 12".question', "is all this worth it?")
    assert "With exams coming up" not in typist(*link).out
    assert "s all this worth it?" in typist(*link, "--moment", "exams").out
    assert "s all this worth it?" not in typist(*link, "--moment", "exams", "--audience", "parents").out
