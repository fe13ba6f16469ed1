"""`postlab learn` as it is typed: nothing known, something known, for programs, and with words that mean nothing."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from cli.typist import NAME, PLAN, Typist, changed, new_lab


@pytest.fixture(scope="module")
def practised(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Typist:
    """Somebody whose experiment has had two rounds on the simulated audience; nothing here changes the lab."""
    typist = new_lab(template, tmp_path_factory.mktemp("practised") / "lab")
    typist.plans(changed(PLAN, {'approve = "each"': 'approve = "auto"', "rounds = 12": "rounds = 2"}))
    for _ in range(16):
        typist.clock.advance(timedelta(hours=24))
        typist("run")
    return typist


def test_a_fresh_lab_is_told_that_nothing_is_known_and_what_to_type(typist: Typist) -> None:
    result = typist("learn")
    assert "Nothing is known yet: no round has been measured." in result.words
    assert "`postlab new`" in result.words
    answer = typist("learn", "--json").json
    assert (answer["schema_version"], answer["metric"], answer["strata"][0]["rounds"]) == (2, None, 0)
    assert typist("learn", "--csv").out.count("\n") == 7, "the header and the blocks that could be tried"


def test_what_a_practice_has_taught(practised: Typist) -> None:
    result = practised("learn", width=80)
    assert "Simulated audience. Nothing is settled about single blocks yet: in 2 measured rounds" in result.words
    assert f"`postlab retry {NAME} --list`" in result.words
    assert max(map(len, result.out.splitlines())) <= 80
    answer = practised("learn", "--json").json
    (stratum,) = answer["strata"]
    question = next(effect for effect in stratum["effects"] if effect["change"] == "question")
    assert (answer["simulated"], answer["metric"], stratum["rounds"], stratum["experiments"]) == (True, "clicks", 2, 1)
    assert (question["measured"], question["claim"], question["rounds"]) == (None, None, 0)
    low, ratio, high = (question["suggested"][key] for key in ("low", "ratio", "high"))
    assert low < ratio < high
    rows = list(csv.DictReader(io.StringIO(practised("learn", "--csv").out)))
    assert {row["change"] for row in rows} == {effect["change"] for effect in stratum["effects"]}
    assert practised("learn", "--by", "moment", "--json").json["by"] == "moment"
    assert practised("learn", "--audience", "students", "--platform", "sandbox", "--moment", "near").exit_code == 0


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--audience", "aunts"), "there are rounds for: students"),
        (("--platform", "sandbix"), "there are rounds for: sandbox"),
        (("--metric", "likes"), "there are rounds for: clicks"),
        (("--moment", "soon"), "near or far"),
        (("--by", "mood"), "audience, platform or moment"),
    ],
)
def test_what_means_nothing_is_answered_with_what_does(
    practised: Typist, words: tuple[str, ...], complaint: str
) -> None:
    assert complaint in practised("learn", *words, code=2).complaint


def test_the_next_try_says_what_is_known_of_each_change_and_what_it_takes(practised: Typist) -> None:
    screen = practised("retry", NAME, "--list").words
    assert "Each is compared with “bare link”, the best so far: nothing has beaten it yet." in screen
    assert "Not tried by itself yet; 2 rounds of other framings suggest about" in screen
    assert "to settle a ratio of" in screen
    assert "Headlines with a question were clicked 0.90 times as often (0.87–0.92; 4,209 headlines" in screen
    before = practised.dump()
    answer = practised("retry", NAME, "--list", "--json").json
    assert practised.dump() == before
    scores = [change["score"] for change in answer["suggestions"]]
    assert scores == sorted(scores, reverse=True)
    assert all(change["takes"]["rounds"] > 5 for change in answer["suggestions"])
    drop = next(change for change in answer["suggestions"] if change["change"] == "drop the question")
    assert (drop["known"]["rounds"], drop["known"]["measured"], drop["known"]["settled"]) == (0, None, False)
    assert drop["priors"] == ["question"]
    reworded = next(change for change in answer["suggestions"] if change["kind"] == "reword")
    assert reworded["priors"] == []
    by_name = {prior["name"]: prior for prior in answer["priors"]}
    assert set(by_name) == {name for change in answer["suggestions"] for name in change["priors"]}
    assert by_name["question"]["sentence"] in screen


def test_the_chosen_change_says_what_was_published_of_it(practised: Typist) -> None:
    planned = practised("retry", NAME, "--change", "drop the question", "--dry-run", "--yes").words
    assert planned.count("Headlines with a question were clicked 0.90 times") >= 1
    answer = practised("retry", NAME, "--change", "drop the question", "--dry-run", "--json").json
    assert [prior["name"] for prior in answer["priors"]] == answer["suggestion"]["priors"] == ["question"]


def test_the_effects_say_what_they_start_from(practised: Typist) -> None:
    assert "it starts near what published tests of headlines say (Upworthy Research Archive, CC BY 4.0)." in (
        practised("learn").words
    )
