"""Texts from outside: shown, and never obeyed."""

import re
import string
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.sanitise import cell, markup, moment, number, plain


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2Jgone", "gone"),
        ("\x1b\x1b[31m[31mtwice", "[31mtwice"),
        ("\x1b]0;never closed", "0;never closed"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("a\u2066b\u2069c", "abc"),
        ("one\r\ntwo\tthree", "one two three"),
        ("beep\x07\x08\x00", "beep"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("👩‍👩‍👧 and नमस्ते", "👩‍👩‍👧 and नमस्ते"),
        ("  much   room ", "much room"),
        ("[red] <b>", "[red] <b>"),
    ],
)
def test_plain_leaves_nothing_to_obey(given_: str, shown: str) -> None:
    assert plain(given_) == shown


def test_line_ends_stay_on_request() -> None:
    assert plain("one\r\ntwo\rthree\u2028four\x1b[1m", newlines=True) == "one\ntwo\nthree\nfour"


@given(st.text(alphabet=st.characters(exclude_categories=[]) | st.sampled_from("\x1b[]0;31m\x07\x9b\\")))
def test_no_control_character_survives(text: str) -> None:
    for newlines in (False, True):
        shown = plain(text, newlines=newlines)
        shown.encode()  # a lone surrogate would fail here
        left = [char for char in shown if unicodedata.category(char) == "Cc" and char != "\n"]
        assert left == []
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)
        assert newlines or "\n" not in shown
        assert plain(shown, newlines=newlines) == shown


@given(st.text(alphabet=string.printable))
def test_markup_shows_what_it_was_given(text: str) -> None:
    from rich.text import Text

    shown = Text.from_markup(f"[bold]{markup(text)}[/bold]", emoji=False)
    assert shown.plain == plain(text)
    assert [span.style for span in shown.spans] == ["bold"]


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (-1.5, "-1.5"),
        (14.0, "14"),
        (0.1 + 0.2, "0.3"),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, "true"),
        (False, "false"),
        (Colour.RED, "red"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+61 2", "'+61 2"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "' =1+1"),
        ("\r=1+1", "'\n=1+1"),
        ("＝1+1", "'＝1+1"),
        ("\x1b[31m=1+1", "'=1+1"),
        ("1 = 1", "1 = 1"),
        ("two\r\nlines", "two\nlines"),
    ],
)
def test_cell(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_a_moment_is_told_in_utc() -> None:
    sydney = timezone(timedelta(hours=11))
    assert cell(datetime(2026, 11, 24, 12, 30, 59, 999, tzinfo=sydney)) == "2026-11-24T01:30:59Z"
    with pytest.raises(ValueError, match="without a zone"):
        moment(datetime(2026, 11, 24))
    assert moment(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"


def test_number_keeps_whole_numbers_whole() -> None:
    assert [number(value) for value in (10**15, 2.0, 1 / 3)] == ["1000000000000000", "2", "0.3333333333"]
