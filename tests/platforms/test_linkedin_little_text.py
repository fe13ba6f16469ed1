"""LinkedIn's little text: whatever is written, all of it arrives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.linkedin_texts import RESERVED, reader_sees
from platforms.linkedin_world import TEXT, URL
from postlab.framing.lengths import LINKEDIN
from postlab.platforms.linkedin.little_text import RESERVED as OURS
from postlab.platforms.linkedin.little_text import escape, unescape

PIECES = [
    "#Careers",
    " #",
    "#a_b",
    "{hashtag|\\#|x}",
    "@[Ada](urn:li:person:1)",
    "\\",
    "\\\\",
    URL,
    "(",
    ")",
    "_",
    "é",
    "👩‍🎓",
]
texts = st.lists(
    st.one_of(
        st.sampled_from([*PIECES, *sorted(RESERVED), " ", "\n"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    )
).map("".join)


@given(texts)
def test_a_post_is_never_cut(text: str) -> None:
    assert reader_sees(escape(text)) == text


@given(texts)
def test_what_was_escaped_reads_as_it_was_written(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("character", sorted(RESERVED))
def test_the_stand_in_cuts_where_linkedin_does(character: str) -> None:
    assert reader_sees(f"before {character} after") == "before "
    assert reader_sees(escape(f"before {character} after")) == f"before {character} after"


def test_both_know_the_same_reserved_characters() -> None:
    assert set(OURS) == RESERVED


def test_an_address_with_tracking_is_cut_unless_it_is_escaped() -> None:
    assert reader_sees(URL) == "https://news.example/pay"
    assert reader_sees(escape(TEXT)) == TEXT


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Go #Careers!", r"Go {hashtag|\#|Careers}!"),
        ("(#pay_rise)", r"\({hashtag|\#|pay\_rise}\)"),
        ("#Übung #学习", r"{hashtag|\#|Übung} {hashtag|\#|学习}"),
        ("the #1 choice", r"the \#1 choice"),
        ("C# and F#", r"C\# and F\#"),
        ("https://a.example/x#part", r"https://a.example/x\#part"),
        ("ada@uni.example", r"ada\@uni.example"),
        ("2 < 3 | ~4", r"2 \< 3 \| \~4"),
    ],
)
def test_hashtags_stay_and_nothing_else_is_markup(text: str, written: str) -> None:
    assert escape(text) == written


@pytest.mark.parametrize(
    ("commentary", "seen"),
    [
        ("Hello @[Acme \\(Corp\\)](urn:li:organization:1)!", "Hello Acme (Corp)!"),
        ("{hashtag|#|Technology} and {hashtag|\\#|more}", "#Technology and #more"),
        ("plain #word", "plain #word"),
        ("a { that nobody escaped", "a { that nobody escaped"),
        ("", ""),
    ],
)
def test_posts_of_other_programs_are_read_too(commentary: str, seen: str) -> None:
    assert unescape(commentary) == seen


def test_the_length_is_that_of_the_visible_text() -> None:
    longest = "_" * 3000
    assert LINKEDIN.measure(longest).fits
    assert reader_sees(escape(longest)) == longest
