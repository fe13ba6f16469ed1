"""Instagram by hand, as a person types it: captions without a link, the link for the bio, numbers without clicks."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist, changed

FIRST = datetime(2026, 11, 24, 12, 30, tzinfo=ZoneInfo("Australia/Sydney"))
URL = "https://www.instagram.com/p/Cx1"
BY_SAVES = {'["sandbox"]': '["insta"]', '"clicks"  ': '"saves"  ', "rounds = 12": "rounds = 4"}


@pytest.fixture
def desk(typist: Typist) -> Typist:
    """Somebody whose experiment goes out by hand on Instagram."""
    typist("account", "add", "instagram", "insta")
    typist.plans(changed(PLAN, BY_SAVES))
    typist("approve", NAME, "--yes")
    return typist


def test_a_caption_says_where_its_link_is(desk: Typist) -> None:
    for _, text, link_text, url in desk.rows("SELECT variant, text, link_text, url FROM post"):
        assert text.endswith("\n\nLink in bio.")
        assert ("http" in text, link_text) == (False, "")
        assert "utm_source=instagram" in url


def test_a_bare_link_is_the_headline_and_the_bio(desk: Typist) -> None:
    ((text,),) = desk.rows("SELECT text FROM post WHERE variant = 'bare link'")
    assert text == "Graduates still earn more\n\nLink in bio."


def test_from_the_slot_to_the_numbers(desk: Typist) -> None:
    ((first, url),) = desk.rows("SELECT id, url FROM post ORDER BY slot_at LIMIT 1")
    assert url in desk("post", "show", str(first)).out.replace("\n", "")
    desk.clock.set(FIRST)
    asked = desk("run", code=3).out
    assert "".join(url.split()) in "".join(asked.split())
    assert "put its link into your bio" in " ".join(asked.split())
    assert "is missing" in desk("post", "published", str(first), code=2).complaint
    desk("post", "published", str(first), URL)
    desk.clock.set(datetime(2026, 11, 27, 13, 0, tzinfo=ZoneInfo("Australia/Sydney")))
    owed = desk("run", code=3).words
    assert "--likes N --comments N --shares N --saves N" in owed
    assert "--clicks" not in owed
    assert "own reply" not in owed
    desk("metrics", "record", str(first), "--saves", "7")
    assert desk.rows(f"SELECT next_reading_at FROM post WHERE id = {first}") == [(None,)]


def test_clicks_cannot_be_the_metric(desk: Typist) -> None:
    plan = changed(PLAN, {'["sandbox"]': '["insta"]', f'"{NAME}"': '"clicked"'})
    said = desk("new", "--from", desk.writes(plan), "--yes", code=2).complaint
    assert "Instagram does not tell the number of clicks" in said
    assert "likes, comments, shares, saves" in said
    assert "when clicks_from names a counter" in said


def test_a_link_cannot_stand_in_the_first_reply(desk: Typist) -> None:
    plan = changed(PLAN, {**BY_SAVES, f'"{NAME}"': '"replied"', '"evidence", "link"]': '"evidence", "link in reply"]'})
    assert "cannot answer posts on Instagram" in desk("new", "--from", desk.writes(plan), "--yes", code=2).complaint


def test_a_caption_that_was_edited_stays_without_a_link(desk: Typist) -> None:
    desk(
        "post",
        "edit",
        "1",
        "--text",
        "Pay after university.\n\nLink in bio. #" + " #".join(f"tag{n}" for n in range(6)),
    )
    ((text,),) = desk.rows("SELECT text FROM post WHERE id = 1")
    assert "http" not in text
    assert "It has 6 hash tags, and Instagram takes 5 at most" in desk("post", "show", "1").words


def test_a_draft_shows_the_link_beside_the_caption(typist: Typist) -> None:
    said = typist(
        *(
            "draft",
            "https://news.example/pay",
            "--title",
            "Pay",
            "--evidence",
            "A study found that graduates earn more.",
        ),
        *("--platform", "instagram", "--no-pager"),
    )
    assert said.out.count("Link in bio.") == 2
    assert "Its link leads to https://news.example/pay?utm_source=instagram" in said.out
