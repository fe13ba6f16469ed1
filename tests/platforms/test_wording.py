"""A network's words, made safe."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.platforms.wording import neutral


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("plain words", "plain words"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07bell", "bell"),
        ("right\u202eto left", "rightto left"),
        ("zero\u200bwidth", "zerowidth"),
        ("\x9b2Jclear", "clear"),
        ("half \ud83d", "half \ufffd"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_what_is_left_of_it(said: str, shown: str) -> None:
    assert neutral(said) == shown


def test_secrets_are_not_repeated() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkaWQifQ.c2lnbmF0dXJl"
    assert neutral(f"password hunter22 and {token}!", secrets=["hunter22", ""]) == "password ••• and •••!"


@given(st.text())
def test_never_more_than_one_plain_line(said: str) -> None:
    shown = neutral(said)
    assert len(shown) <= 300
    assert not any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in shown)
