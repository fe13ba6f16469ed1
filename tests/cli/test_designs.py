"""Crossed accounts, overlapping rounds and A/A tests, from the plan to the screens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cli.test_new import TWO_LINKS
from cli.typist import NAME, NOW, PLAN, Typist, changed

TWO_PAGES = {'accounts = ["sandbox"]': 'accounts = ["sandbox", "other"]'}


def test_two_accounts_are_crossed_and_it_is_said(typist: Typist) -> None:
    typist("account", "add", "sandbox", "other")
    plan = changed(TWO_LINKS, TWO_PAGES)
    result = typist.plans(plan)
    assert "“other” gives each link the other framing, so that the luck of a link cancels." in result.words
    assert "about 17 rounds to see a doubling, where accounts that are not crossed take 26." in result.words
    typist("approve", NAME)
    typist.clock.set(NOW + timedelta(days=5))
    answer = typist("run", "--json", code={0, 3}).json
    for drawn in answer["rounds_drawn"]:
        assert drawn["crossed"] == ["other"]
        assert {place["variant"] for place in drawn["places"]} == {"bare link", "contextualised"}
        assert all(place["variant"] != place["crossed"] for place in drawn["places"])
    report = typist("report", NAME, "--json").json
    assert report["experiment"]["accounts_crossed"] is True
    posts = {(post["account"], post["variant"]): post["link"] for post in report["rounds"][0]["posts"]}
    assert posts["sandbox", "bare link"] == posts["other", "contextualised"] != posts["other", "bare link"]
    assert "on other the other way round" in typist("report", NAME, "--audit").words
    assert "Design: The accounts are crossed: “other” gives" in typist("report", NAME).words
    assert "The accounts are crossed" in typist("report", NAME, "--markdown").words
    assert "All " in typist("report", NAME, "--audit").words


@pytest.mark.parametrize("way", ["file", "flag"])
def test_unless_the_plan_says_otherwise(way: str, typist: Typist) -> None:
    typist("account", "add", "sandbox", "other")
    plan = changed(TWO_LINKS, TWO_PAGES)
    more = ["--not-crossed"]
    if way == "file":
        plan, more = changed(plan, {"rounds = 12": "accounts_crossed = false\nrounds = 12"}), []
    result = typist.plans(plan, *more)
    assert "crossed" not in result.words
    report = typist("report", NAME, "--json").json
    assert report["experiment"]["accounts_crossed"] is False
    posts = {(post["account"], post["variant"]): post["link"] for post in report["rounds"][0]["posts"]}
    assert posts["sandbox", "bare link"] == posts["other", "bare link"]


def test_rounds_with_one_link_overlap_and_it_is_said(typist: Typist) -> None:
    plan = changed(TWO_LINKS, {'design = "two links" ': 'design = "one link" '})
    result = typist.plans(plan)
    assert "Each link goes out in both framings, at least 14d apart; other rounds begin in between." in result.words
    assert "with 2 links some slots stay empty; 4 links fill them all." in result.words
    report = typist("report", NAME, "--json").json
    assert (report["experiment"]["design"], report["experiment"]["overlapped"]) == ("one link", True)
    other = changed(plan, {f'name = "{NAME}"': 'name = "other"'})
    assert "one round after the other" in typist.plans(other, "--one-by-one").words
    complaint = typist(
        "new", "--from", typist.writes(changed(PLAN, {})), "--overlapped", "--name", "x", code=2
    ).complaint
    assert 'overlapped: is only for design = "one link"' in complaint


def test_an_aa_test_says_how_often_chance_wins_and_is_labelled_everywhere(typist: Typist) -> None:
    result = typist.plans(TWO_LINKS, "--aa")
    assert "“contextualised again” is tried against “contextualised” on sandbox." in result.words
    assert "An A/A test: both framings are the same, so that a winner is one by chance." in result.words
    said = re.search(
        r"Of 1,000 such experiments about (\d+) name a winner by chance, as simulated with 12 rounds", result.words
    )
    assert said
    assert 0 < int(said[1]) <= 50
    assert "alpha 0.05 promises at most 50." in result.words
    assert "true ratio" not in result.words
    again = typist("new", "--from", typist.writes(TWO_LINKS), "--aa", "--name", "b", "--dry-run", "--json").json
    assert again["experiment"]["aa"] is True
    assert 0 < again["false_wins"] <= 0.05
    label = "A/A test: both framings are the same."
    for command in (["report", NAME], ["status"], ["report", NAME, "--markdown"]):
        assert label in typist(*command).words
    assert "A/A" in typist("history").words
    complaint = typist("retry", NAME, "--list", code=2).complaint
    assert f"“{NAME}” is an A/A test: it tries nothing, so there is nothing to change." in complaint
