"""Posting by hand as a person types it: the words on the clipboard, the address, the numbers, the verdict."""

from __future__ import annotations

import base64
from datetime import datetime
from zoneinfo import ZoneInfo

import pyperclip
import pytest

from cli.terminal import terminal
from cli.typist import NAME, PLAN, Typist, changed

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST = datetime(2026, 11, 24, 12, 30, tzinfo=SYDNEY)
SECOND = datetime(2026, 11, 26, 12, 30, tzinfo=SYDNEY)
URL = "https://www.linkedin.com/feed/update/urn:li:activity:7300000000000000001"


@pytest.fixture
def desk(typist: Typist) -> Typist:
    """Somebody whose experiment goes out by hand on LinkedIn."""
    typist("account", "add", "manual", "profile", "--network", "linkedin")
    typist.plans(changed(PLAN, {'["sandbox"]': '["profile"]', '"clicks"  ': '"likes"  ', "rounds = 12": "rounds = 4"}))
    typist("approve", NAME)
    return typist


def test_from_the_slot_to_the_numbers(desk: Typist) -> None:
    first = desk.rows("SELECT id FROM post ORDER BY slot_at")[0][0]
    desk.clock.set(FIRST)
    result = desk("run", code=3)
    assert "Published" not in result.words
    assert f"Post {first} " in result.words
    assert f"postlab post show {first} --copy" in result.words
    assert f"Waiting for you: Post {first}" in desk("status").words
    assert [item["post"]["id"] for item in desk("status", "--json").json["by_hand"]] == [first]
    assert "utm_source=linkedin" in desk("post", "show", str(first)).words
    out = desk("post", "published", str(first), URL)
    assert f"Post {first} is out. Its numbers are due Fri 27 Nov 12:30 Australia/Sydney (in 3 days)" in out.words
    assert desk("status", "--json").json["by_hand"] == []
    desk.clock.set(datetime(2026, 11, 27, 13, 0, tzinfo=SYDNEY))
    assert f"postlab metrics record {first}" in desk("run", code=3).words
    desk("metrics", "record", str(first), "--likes", "7")
    assert desk.rows(f"SELECT next_reading_at FROM post WHERE id = {first}") == [(None,)]


def test_cron_says_it_once(desk: Typist) -> None:
    desk.clock.set(FIRST)
    assert "is due on “profile”" in desk("run", "--quiet", code=3).words
    assert desk("run", "--quiet", code=3).out == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("post", "published", "1", "tomorrow"), "is not the address of a post"),
        (("post", "published", "1", URL, "--at", "2026-12-24T12:00"), "still to come"),
        (("post", "published", "99", URL), "There is no post 99"),
        (("post", "published", "1", URL, "--at", "noon"), "is not a time"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(desk: Typist, words: tuple[str, ...], says: str) -> None:
    desk.clock.set(FIRST)
    before = desk.dump()
    assert says in desk(*words, code=2).complaint
    assert desk.dump() == before


def test_a_network_of_ours_posts_by_itself(planned: Typist) -> None:
    assert "goes out on “sandbox” by itself" in planned("post", "published", "1", URL, code=2).complaint


def test_the_words_go_to_the_clipboard(desk: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", taken.append)
    result = desk("post", "show", "1", "--copy")
    ((text,),) = desk.rows("SELECT text FROM post WHERE id = 1")
    assert taken == [text]
    assert "on the clipboard" in result.err


def test_without_a_clipboard_it_says_so(desk: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_text: str) -> None:
        raise pyperclip.PyperclipException("no clipboard")

    monkeypatch.setattr(pyperclip, "copy", none)
    assert "There is no clipboard here" in desk("post", "show", "1", "--copy").err


def test_over_ssh_the_terminal_is_asked(desk: Typist) -> None:
    ((text,),) = desk.rows("SELECT text FROM post WHERE id = 1")
    # no display, no helper program: as on a machine that somebody has logged in to
    with terminal(
        "--lab", str(desk.lab), "post", "show", "1", "--copy", PATH="", DISPLAY="", WAYLAND_DISPLAY=""
    ) as screen:
        screen.wait_for("your terminal's clipboard")
        assert base64.b64encode(text.encode()).decode() in screen.raw
