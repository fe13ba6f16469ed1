"""`postlab rehearse` as it is typed: the screen, JSON, plan files, and what it leaves alone."""

from __future__ import annotations

import os
from typing import Any

import pytest

from cli.terminal import terminal
from cli.typist import NAME, PLAN, Typist, changed
from cli.wizard_answers import all_but
from postlab.cli.rehearse_screen import LABEL

SHORT = changed(PLAN, {"rounds = 12 ": "rounds = 3 "})
FEW = changed(PLAN, {"rounds = 12 ": "rounds = 3 ", 'metric = "clicks" ': 'usual = 1.5\nmetric = "clicks" '})
STRONG = changed(
    PLAN,
    {
        "rounds = 12 ": 'expected = "treatment"\nusual = 200\nrounds = 30 ',
        'design = "two links"': 'design = "one link"\ngap = "1d"',
    },
)


def played(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["effect"]: one for one in answer["played"]}


def test_a_stored_experiment_is_rehearsed_and_left_alone(typist: Typist) -> None:
    typist.plans(SHORT)
    before = typist.everything_kept()
    shown = typist("rehearse", NAME, width=80)
    assert typist.everything_kept() == before
    lines = shown.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert sum(line.endswith(LABEL) for line in lines) == 5
    assert "Nothing is stored, sent or read (seed 1)." in shown.words
    assert "Tue 24 Nov 12:30" in shown.words
    assert "1. If the framing had no effect" in shown.words
    assert "2. If the effect were small: 1.5 times for “contextualised”" in shown.words
    assert "3. If the effect were large: 3 times for “contextualised”" in shown.words
    assert shown.words.count("Simulated audience. Not enough posts to tell after 3 rounds, 6 posts.") == 3
    assert "Of 2,000 replays for each effect" in shown.words
    assert "This plan would settle hardly anything" in shown.words
    assert "What would settle more" in shown.words
    assert "Change the plan first: rounds = " in shown.words
    assert f"`postlab approve {NAME}`" in shown.words
    assert shown.err == ""


def test_a_plan_file_is_rehearsed_before_anything_is_stored(typist: Typist) -> None:
    answer = typist("rehearse", "--from", typist.writes(STRONG), "--json").json
    assert typist.rows("SELECT count(*) FROM experiment") == [(0,)]
    assert answer["simulated"] is True
    assert answer["can_work"] is True
    by_effect = played(answer)
    assert [one["ratio"] for one in by_effect.values()] == [1.0, 1.5, 3.0]
    large = by_effect["large"]
    assert large["report"]["verdict"]["decision"] == "treatment works"
    assert large["report"]["experiment"]["simulated"] is True
    counts = large["frequencies"]
    assert counts["treatment_works"] > counts["replays"] / 2
    none = by_effect["none"]["frequencies"]
    assert none["treatment_works"] + none["control_works"] < 0.05 * none["replays"]
    assert "postlab new --from" in answer["next"]


def test_the_same_seed_tells_the_same_and_another_another(typist: Typist) -> None:
    plan = typist.writes(SHORT)
    first, again, other = (typist("rehearse", "--from", plan, "--json", "--seed", seed).out for seed in "112")
    assert first == again != other


def test_where_posts_get_little_it_says_what_would_help(typist: Typist) -> None:
    answer = typist("rehearse", "--from", typist.writes(FEW), "--json").json
    assert answer["can_work"] is False
    assert answer["pages"][0]["source"] == "plan"
    planned, *ways = answer["ways"]
    assert planned["code"] == "as_planned"
    assert {"colleagues", "newsletter"} <= {way["code"] for way in ways}
    assert answer["next"].startswith("Change the plan first: ")
    shown = typist("rehearse", "--from", typist.writes(FEW)).words
    assert "about 1.5 on sandbox (as the plan says)" in shown
    assert "a newsletter" in shown


def test_the_reports_can_be_had_whole(typist: Typist) -> None:
    typist.plans(SHORT)
    shown = typist("rehearse", NAME, "--full").words
    assert shown.count("Settled at: ") == 3
    assert shown.count("Numbers are clicks at the age of 72h.") == 3


def test_moments_that_run_out_are_told(typist: Typist) -> None:
    before = {
        "rounds = 12 ": 'before = "14d"\nrounds = 6 ',
        "[brief]": '[[moment]]\nwhat = "exams"\non = 2026-12-10\n[brief]',
    }
    shown = typist("rehearse", "--from", typist.writes(changed(PLAN, before))).words
    assert "It went no further: There are not 2 slots left" in shown
    assert "There is room for 2 of its 6 rounds" in shown
    assert "Make room for its rounds first: There are not 2 slots left" in shown


def test_an_aa_test_tells_how_often_chance_names_a_winner(typist: Typist) -> None:
    same = "\n".join(
        f'[[variant]]\nname = "{name}"\nblocks = ["moment", "link"]'
        for name in ("contextualised", "contextualised again")
    )
    head, _, rest = SHORT.partition("[[variant]]")
    tail = rest[rest.index("[brief]") :]
    plan = changed(head, {'control = "bare link"': 'aa = true\ncontrol = "contextualised"'}) + f"{same}\n{tail}"
    answer = typist("rehearse", "--from", typist.writes(plan), "--json").json
    assert list(played(answer)) == ["none"]
    assert "name a winner by chance" in answer["conclusions"][0]


@pytest.mark.parametrize(
    ("words", "says", "next_"),
    [
        ((), "Say what to rehearse", "postlab rehearse EXPERIMENT"),
        ((NAME, "--from", "plan.toml"), "Say what to rehearse", "--from PLAN.toml"),
        (("exam-seson",), "There is no experiment “exam-seson”", "postlab status"),
        (("--from", "no-such-plan.toml"), "cannot be read", "Check the path"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused(typist: Typist, words: tuple[str, ...], says: str, next_: str) -> None:
    refused = typist("rehearse", *words, code=2)
    assert says in refused.complaint
    assert next_ in refused.complaint
    assert refused.out == ""


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"rounds = 12 ": "rounds = 0 "}, "rounds"),
        ({'accounts = ["sandbox"] ': 'accounts = ["page"] '}, "There is no account “page”"),
        ({'audience = "students" ': 'audience = "studnets" '}, "studnets"),
        ({'url = "https://news.example/graduate-pay"': 'url = "news"'}, "link 1"),
    ],
)
def test_a_plan_with_faults_is_refused(typist: Typist, changes: dict[str, str], says: str) -> None:
    refused = typist("rehearse", "--from", typist.writes(changed(PLAN, changes)), code=2)
    assert says in refused.complaint
    assert refused.out == ""


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
def test_the_wizard_offers_it_before_it_stores_anything(typist: Typist) -> None:
    with terminal("--lab", str(typist.lab), "new", *all_but(name="first")) as seen:
        for number in (1, 2):
            seen.answer(f"Link {number}", f"https://127.0.0.1/{number}")
            seen.answer("Its title", f"Story {number}")
            seen.answer("The sentence that carries its claim", "It went up by a fifth in ten years.")
        seen.answer("Link 3")
        seen.answer("Rehearse it first?", "r")
        seen.wait_for("Rehearsal of first")
        seen.wait_for("How often this plan would settle it")
        assert typist.rows("SELECT count(*) FROM experiment") == [(0,)]
        assert "published" not in (typist.lab / "postlab.log").read_text(encoding="utf-8")
        seen.answer("Rehearse it first?", "y")
        assert seen.end() == 0, seen.screen
        assert "Planned “first”" in seen.words
    assert typist.rows("SELECT name FROM experiment") == [("first",)]
