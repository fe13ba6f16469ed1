"""Pictures at a terminal: which one, what it shows, and once a lab whether a page's own may be posted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import tomli

from cli.terminal import terminal
from cli.typist import PLAN, Typist, changed
from cli.wizard_answers import all_but
from pictures.drawn import picture

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")

FRAMINGS = ("--variant", "plain=evidence,link", "--variant", "with picture=evidence,link,picture", "--control", "plain")


@pytest.fixture
def caps(tmp_path: Path) -> Path:
    file = tmp_path / "caps.jpg"
    file.write_bytes(picture((300, 200)))
    return file


def test_what_is_missing_is_asked_and_what_does_not_count_is_asked_again(typist: Typist, site: str, caps: Path) -> None:
    link = ("--link", f"{site}/degrees-plain")
    with terminal("--lab", str(typist.lab), "new", *all_but(), *FRAMINGS, *link, "--allow-private") as seen:
        seen.answer("Enter takes 1")
        seen.answer("Its picture: a file", str(caps.parent / "nowhere.jpg"))
        seen.answer("Its picture: a file", str(caps))
        seen.answer("What does the picture of link 1 show", "caps.jpg")
        seen.answer("What does the picture of link 1 show", "Two graduates throw their caps.")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
    assert "There is no file" in seen.screen
    assert "is the name of a file" in seen.screen
    (kept,) = (typist.lab / "pictures").iterdir()
    (written,) = (typist.lab / "plans").glob("*.toml")
    planned = tomli.loads(written.read_text(encoding="utf-8"))["link"][0]
    assert (planned["picture"], planned["picture_alt"]) == (
        f"pictures/{kept.name}",
        "Two graduates throw their caps.",
    )


def test_a_no_to_the_rights_leaves_the_plan_refused_and_the_setting_alone(typist: Typist, site: str) -> None:
    link = ("--link", f"{site}/degrees", "--picture", "article", "--alt", "Caps over a lawn.")
    with terminal("--lab", str(typist.lab), "new", *all_but(), *FRAMINGS, *link, "--allow-private") as seen:
        seen.answer("Enter takes 1")
        seen.answer("May this lab post the pictures of the articles that it shares?", "n")
        seen.answer("Which answer do you change?", "n")
        seen.ends_quietly(0)
    assert "is the page's own." in " ".join(seen.screen.split())
    assert "article_pictures" not in (typist.lab / "postlab.toml").read_text(encoding="utf-8")


def test_a_plan_file_without_the_words_is_asked_for_them(typist: Typist, caps: Path) -> None:
    plan = changed(
        PLAN,
        {
            'name = "contextualised"\nblocks = ["moment", "question", "evidence", "link"]': (
                'name = "with picture"\nblocks = ["link", "picture"]'
            ),
            'title = "Graduates still earn more"': f'title = "Graduates still earn more"\npicture = "{caps.name}"',
            "rounds = 12": "rounds = 1",
        },
    )
    with terminal("--lab", str(typist.lab), "new", "--from", typist.writes(plan), "--no-pager") as seen:
        seen.answer("What does the picture of link 1 show", "Graduates still earn more")
        seen.answer("What does the picture of link 1 show", "Two graduates throw their caps.")
        seen.answer("Plan this experiment?", "y")
        seen.ends_quietly(0)
    assert "is the title again" in " ".join(seen.screen.split())
    assert typist.rows("SELECT count(*) FROM post WHERE picture LIKE '%throw their caps%'") == [(1,)]
