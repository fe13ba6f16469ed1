"""Pictures as their user meets them: a whole experiment, its faults in words, by hand, the next try, the pool."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist, changed
from pictures.drawn import picture

SYDNEY = ZoneInfo("Australia/Sydney")
ALT = "Two graduates throw their caps."
PICTURED = changed(
    PLAN,
    {
        'name = "contextualised"\nblocks = ["moment", "question", "evidence", "link"]': (
            'name = "with picture"\nblocks = ["picture", "link"]'
        ),
        'title = "Graduates still earn more"': (
            f'title = "Graduates still earn more"\npicture = "caps.jpg"\npicture_alt = "{ALT}"'
        ),
        "rounds = 12": "rounds = 1",
    },
)


def with_caps(typist: Typist, **drawn: object) -> Path:
    """A picture beside the plan file."""
    file = typist.lab.parent / "caps.jpg"
    file.write_bytes(picture((3000, 2000), place=True, **drawn))  # type: ignore[arg-type] # passed on
    return file


def test_a_whole_experiment_with_a_picture(typist: Typist) -> None:
    caps = with_caps(typist)
    fitted = (
        "made smaller for Sandbox (simulated audience): 3000 x 2000 to 2000 x 1333; where it was taken is left out."
    )
    rehearsed = typist("new", "--from", typist.writes(PICTURED), "--dry-run").words
    assert f"Picture: {ALT} (3000 x 2000, jpg)" in rehearsed
    assert fitted in rehearsed
    assert not (typist.lab / "pictures").exists()

    typist.plans(PICTURED)
    (kept,) = (typist.lab / "pictures").iterdir()
    assert kept.read_bytes() == caps.read_bytes()
    # a later change of the file changes nothing
    caps.write_bytes(picture((9, 9)))
    (number, stored) = typist.rows("SELECT id, picture FROM post WHERE variant = 'with picture'")[0]
    assert json.loads(stored)["file"] == f"pictures/{kept.name}"
    shown = typist("post", "show", str(number)).words
    assert f"Picture: {ALT}" in shown
    assert fitted in shown
    view = typist("post", "show", str(number), "--json").json["post"]
    assert (view["picture"]["alt"], view["picture"]["width"], view["preview"]) == (ALT, 3000, True)
    assert view["blocks"][-1] == {"kind": "picture", "text": ""}
    typist("approve", NAME, "--all")
    for day in (24, 26, 27, 30):
        typist.clock.set(datetime(2026, 11, day, 12, 31, tzinfo=SYDNEY))
        typist("run")
    (ledger,) = (typist.lab / "sandbox").glob("*.db")
    with closing(sqlite3.connect(ledger)) as posts:
        out = dict(posts.execute("SELECT kinds, alt FROM posts"))
    assert out == {'["link"]': None, '["link", "picture"]': ALT}
    assert "Seen live as it was written" in typist("post", "show", str(number)).words
    report = typist("report", NAME).words
    assert "with picture" in report
    assert "damaged" not in report.lower()
    (stratum,) = typist("learn", "--json").json["strata"]
    (effect,) = [row for row in stratum["effects"] if (row["kind"], row["block"]) == ("presence", "picture")]
    assert effect["rounds"] == 1


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        (f'picture_alt = "{ALT}"', "", "link 1, picture_alt: is missing; say in a sentence what"),
        (ALT, "caps.jpg", "is the name of a file"),
        (ALT, "Graduates still earn more", "is the title again"),
        (ALT, "x" * 1001, "has 1,001 characters, and Sandbox (simulated audience) takes 1,000 (“sandbox”)"),
        ('"caps.jpg"', '"nowhere.jpg"', "nowhere.jpg cannot be read: No such file"),
        ('"caps.jpg"', '"plan.toml"', "is no picture that PostLab can read"),
        ('picture = "caps.jpg"', "", "has picture_alt, but no picture"),
        (f'picture = "caps.jpg"\npicture_alt = "{ALT}"', "", "link 1, picture: is missing, and a framing shows one"),
        ('"caps.jpg"', '"article"', "the page shows none of its own"),
        ('["picture", "link"]', '["picture", "question", "link"]', "nobody could tell which of them did it"),
        ('["picture", "link"]', '["picture", "link"]\npicture = "Caps"', "there is no such key"),
    ],
)
def test_a_fault_names_its_place_and_stores_nothing(typist: Typist, written: str, instead: str, fault: str) -> None:
    with_caps(typist)
    before = typist.dump()
    refused = typist("new", "--from", typist.writes(changed(PICTURED, {written: instead})), "--yes", code=2)
    assert fault in refused.complaint
    assert typist.dump() == before
    assert not (typist.lab / "pictures").exists()


def test_a_pages_own_picture_waits_for_a_word_about_its_rights(typist: Typist) -> None:
    of_page = changed(
        PICTURED, {'picture = "caps.jpg"': 'picture = "article"\nimage = "https://news.example/caps.jpg"'}
    )
    refused = typist("new", "--from", typist.writes(of_page), "--yes", code=2).complaint
    assert "is the page's own. A page's own picture is somebody's work" in refused
    assert "`postlab settings set article_pictures true`" in refused
    typist("settings", "set", "article_pictures", "true")
    # no test reaches another machine, so it cannot be fetched here
    refused = typist("new", "--from", typist.writes(of_page), "--yes", code=2).complaint
    assert "The page's picture https://news.example/caps.jpg cannot be fetched" in refused


def test_the_preview_of_the_link_can_be_what_is_tried(typist: Typist) -> None:
    plan = changed(PICTURED, {'["picture", "link"]': '["link"]\ncard = "off"'})
    with_caps(typist)
    assert "The link goes out without its preview." in typist.plans(plan).words
    assert typist.rows("SELECT variant, card FROM post ORDER BY variant") == [("bare link", 1), ("with picture", 0)]
    typist("approve", NAME, "--all")
    for day in (24, 26):
        typist.clock.set(datetime(2026, 11, day, 12, 31, tzinfo=SYDNEY))
        typist("run")
    (ledger,) = (typist.lab / "sandbox").glob("*.db")
    with closing(sqlite3.connect(ledger)) as posts:
        assert {row[0] for row in posts.execute("SELECT kinds FROM posts")} == {'["link"]', '["link", "no card"]'}


def test_a_network_that_cannot_is_named(typist: Typist) -> None:
    with_caps(typist)
    typist("account", "add", "newsletter", "mail")
    plan = changed(PICTURED, {'["picture", "link"]': '["link"]\ncard = false', '["sandbox"]': '["mail"]'})
    plan = changed(plan, {'design = "two links"': 'design = "one link"'})
    refused = typist("new", "--from", typist.writes(plan), "--yes", code=2).complaint
    assert (
        "variant 2, card: Newsletter does not let one choose whether a link has a preview, so “mail” cannot" in refused
    )


def test_by_hand_the_file_and_its_words_are_named(typist: Typist) -> None:
    with_caps(typist)
    typist("account", "add", "manual", "wall", "--network", "linkedin")
    planned = typist.plans(changed(PICTURED, {'["sandbox"]': '["wall"]', 'metric = "clicks"': 'metric = "likes"'}))
    assert "On “wall” you put the picture in yourself" in planned.words
    (number,) = typist.rows("SELECT id FROM post WHERE variant = 'with picture'")[0]
    shown = typist("post", "show", str(number)).out
    (line,) = [line for line in shown.splitlines() if line.startswith("Put this picture into it: ")]
    content = Path(line.removeprefix("Put this picture into it: ")).read_bytes()
    assert b"Maker of the camera" not in content
    assert f"Paste as its description (alt text): {ALT}" in shown
    typist("approve", NAME, "--all")
    asked = {}
    for day in (24, 26):
        typist.clock.set(datetime(2026, 11, day, 12, 31, tzinfo=SYDNEY))
        asked[day] = "It has a picture, which `postlab post show` names." in typist("run", code={0, 3}).words
        (due,) = typist.rows("SELECT id FROM post WHERE state = 'approved' ORDER BY slot_at LIMIT 1")[0]
        assert asked[day] is (due == number)
        typist("post", "published", str(due), f"https://www.linkedin.com/feed/update/{due}")
    assert sorted(asked.values()) == [False, True]


def test_a_picture_that_was_changed_in_the_lab_does_not_go_out(typist: Typist) -> None:
    with_caps(typist)
    typist.plans(PICTURED)
    typist("approve", NAME, "--all")
    (kept,) = (typist.lab / "pictures").iterdir()
    content = kept.read_bytes()
    kept.write_bytes(picture((9, 9)))
    query = "SELECT state, problem FROM post WHERE variant = 'with picture'"
    refused = ""
    for day in (24, 26):
        typist.clock.set(datetime(2026, 11, day, 12, 31, tzinfo=SYDNEY))
        ran = typist("run", code={0, 1})
        if typist.rows(query)[0][1]:
            refused = ran.words
            break
    (state, problem) = typist.rows(query)[0]
    assert (state, "was changed after it was chosen" in problem) == ("approved", True)
    assert "Put the file back as it was" in refused
    kept.write_bytes(content)
    typist.clock.set(typist.clock.now() + timedelta(hours=1))
    typist("run")
    assert typist.rows(query) == [("published", None)]


def test_the_next_try_may_have_the_picture(typist: Typist) -> None:
    with_caps(typist)
    plan = changed(PICTURED, {'["picture", "link"]': '["evidence", "link"]', 'name = "with picture"': 'name = "told"'})
    typist.plans(plan)
    typist("stop", NAME, "--yes")
    offered = typist("retry", NAME, "--list", "--all").words
    assert "with the picture. A picture is what most people see of a post first" in offered
    typist("retry", NAME, "--change", "start from “bare link”: with the picture", "--yes", "--reason", "To be seen.")
    (plan_json,) = typist.rows(f"SELECT plan FROM experiment WHERE name = '{NAME}-2'")[0]
    control, challenger = json.loads(plan_json)["variant"]
    assert challenger["blocks"] == [*control["blocks"], "picture"]
    assert "picture" not in control["blocks"]


def test_links_of_the_pool_keep_their_picture(typist: Typist) -> None:
    caps = with_caps(typist)
    link = ("https://news.example/pay", "--title", "Pay", "--evidence", "Pay rose by a third in ten years.")
    refused = typist("link", "add", *link, "--picture", str(caps), code=2).complaint
    assert "What the picture shows is missing." in refused
    typist("link", "add", *link, "--picture", str(caps), "--alt", ALT)
    typist("link", "add", "https://news.example/jobs", "--title", "Jobs", "--evidence", "Nine of ten nurses had jobs.")
    again = typist("link", "add", "https://news.example/jobs", "--picture", str(caps), "--alt", "A nurse at work.")
    assert "“Jobs” is there already, and has this picture now." in again.words
    assert f"Picture: {ALT} (3000 x 2000, jpg)" in typist("link", "show", "1").words
    assert typist("link", "show", "2", "--json").json["link"]["picture"]["alt"] == "A nurse at work."
    assert (
        "--picture and --alt are for one link"
        in typist(*("link", "add", "https://a.example", "https://b.example", "--picture", str(caps)), code=2).complaint
    )
    pooled = PICTURED.partition("[[link]]")[0]
    planned = typist("new", "--from", typist.writes(pooled), "--yes").words
    assert f"Picture: {ALT}" in planned
    assert "Picture: A nurse at work." in planned


def test_a_draft_shows_the_picture_and_stores_nothing(typist: Typist) -> None:
    caps = with_caps(typist)
    page = ("https://news.example/pay", "--title", "Pay", "--evidence", "Pay rose by a third in ten years.")
    drafted = typist("draft", *page, "--picture", str(caps), "--alt", ALT, "--platform", "sandbox")
    assert "contextualised, with picture" in drafted.words
    assert f"Picture: {ALT} (3000 x 2000, jpg)" in drafted.words
    assert "3000 x 2000 to 2000 x 1333" in drafted.words
    assert not (typist.lab / "pictures").exists()
    assert "is missing" in typist("draft", *page, "--picture", str(caps), code=2).complaint
    assert "there is none" in typist("draft", *page, "--alt", ALT, code=2).complaint


def test_a_change_of_the_picture_is_an_amendment_and_posts_that_are_drawn_keep_theirs(typist: Typist) -> None:
    caps = with_caps(typist)
    typist.plans(PICTURED)
    (before,) = typist.rows("SELECT picture FROM post WHERE variant = 'with picture'")[0]
    same = typist("new", "--from", typist.writes(PICTURED), "--yes")
    assert "is planned like that already" in same.words
    caps.write_bytes(picture((800, 600)))
    refused = typist("new", "--from", typist.writes(PICTURED), "--yes", code=2).complaint
    assert "differs from the one that was agreed: link" in refused
    typist("new", "--from", typist.writes(PICTURED), "--yes", "--amend", "A better one.")
    assert typist.rows("SELECT picture FROM post WHERE variant = 'with picture'") == [(before,)]
    assert len(list((typist.lab / "pictures").iterdir())) == 2
