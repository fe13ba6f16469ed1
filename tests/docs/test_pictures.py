"""The pictures of docs/pictures: what they show is what the program prints, and they ask nothing of anybody."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from cast import Event, as_file, session, steps, written
from terminal_picture import Step, played, still, words_in, words_of

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
DRAWN = sorted(PICTURES.glob("*.svg"))
MOST_BYTES = 300_000


def in_rows(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def test_together_they_are_small() -> None:
    assert {"demo.cast", "demo.svg", "report.svg", "status.svg"} <= {path.name for path in PICTURES.iterdir()}
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("path", DRAWN, ids=lambda path: path.name)
def test_a_picture_fetches_nothing_and_names_no_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert root.attrib["role"] == "img"
    assert root.findtext("{http://www.w3.org/2000/svg}title")
    assert not re.search(r"@import|@font-face|href=|url\((?!#)|<script|<image", text)
    assert not re.search(r"/(?:tmp|home|Users|root|private)/", words_in(text))


def test_the_cast_is_one_that_asciinema_plays() -> None:
    head, *events = [json.loads(line) for line in (PICTURES / "demo.cast").read_text(encoding="utf-8").splitlines()]
    assert (head["version"], head["width"]) == (2, 90)
    times = [at for at, _, _ in events]
    assert times == sorted(times)
    assert 10 < times[-1] < 60
    assert {kind for _, kind, _ in events} == {"o"}


def test_the_picture_of_the_cast_shows_the_cast() -> None:
    events = [json.loads(line) for line in (PICTURES / "demo.cast").read_text(encoding="utf-8").splitlines()[1:]]
    shown = words_in((PICTURES / "demo.svg").read_text(encoding="utf-8"))
    assert shown == in_rows(words_of(written([Event(at, text) for at, _, text in events])))


def test_what_is_typed_comes_letter_by_letter_and_the_answer_line_by_line() -> None:
    events = session("ab", "\x1b[1mOne\x1b[0m\n\nTwo\n")
    assert [event.text for event in events] == ["$ ", "a", "b", "\r\n", "\x1b[1mOne\x1b[0m\r\n", "\r\n", "Two\r\n"]
    assert [(step.lines, step.letters) for step in steps(events)] == [
        *((1, 2), (1, 3), (1, 4)),
        *((1, None), (2, None), (3, None), (4, None)),
    ]
    assert as_file(events, title="ab", width=9, rows=3).count("\n") == len(events) + 1


def test_a_picture_says_what_the_output_says() -> None:
    output = "A \x1b[1;32m<bold>\x1b[0m & {brace}\n\n  1 ◆──● 10\n"
    assert words_in(still(output, width=40, title="a & b {c}")) == "A <bold> & {brace}\n1 ◆──● 10"


def test_a_long_line_goes_on_in_the_next_row_as_in_a_terminal() -> None:
    assert words_in(still("abcdef\n", width=4, title="x")) == "abcd\nef"


def test_a_played_picture_ends_on_the_last_rows_and_stands_still_for_who_wants_it() -> None:
    drawn = played("a\nb\nc\n", [Step(0.0, 1), Step(1.0, 2), Step(2.0, 3)], width=9, rows=2, title="x")
    assert "prefers-reduced-motion" in drawn
    assert ".paper { transform: translateY(-24.4px); animation: paper 7.00s step-end 3 both; }" in drawn
    assert "0.000% { transform: translateY(-0.0px) } 28.571% { transform: translateY(-24.4px) }" in drawn
    ET.fromstring(drawn)


@pytest.mark.parametrize("output", ["\x1b[2Ka", "\x1b[1Aa", "\x1b]8;;https://a.example\x07a", "a\rb"])
def test_an_output_that_moves_the_cursor_is_no_picture(output: str) -> None:
    with pytest.raises(ValueError, match="moves the cursor"):
        still(output, width=9, title="x")


def test_a_line_that_is_too_long_is_not_played() -> None:
    with pytest.raises(ValueError, match="9 columns"):
        played("0123456789\n", [Step(0.0, 1)], width=9, rows=2, title="x")
