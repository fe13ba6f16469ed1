"""Counting as X does: twitter-text's conformance suite, what X's own code does where that is silent, and the time."""

from __future__ import annotations

import json
import time
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.framing.autolinks import links_on_x
from postlab.framing.top_level_domains import TOP_LEVEL_DOMAINS
from postlab.framing.weighted_length import LINK_LENGTH, weight, weighted_length, with_short_links

Case = dict[str, Any]
SUITE: dict[str, list[Case]] = json.loads(
    Path(__file__).with_name("twitter_text_conformance.json").read_text(encoding="utf-8")
)
NEVER_LINKED = {
    # sound addresses, of which X links a part or nothing: one with a user, one with a number, one that ends in "+"
    "Valid url: port and userinfo": [],
    "Valid url: ipv4": [],
    "Valid url: ipv6": [],
    "Valid url: sub delims and question marks": ["http://example.com?foo=$bar.;baz?BAZ&c=d-#top/?stories"],
}
PIECES = [
    *(
        "a",
        "foo",
        "é",
        "日本",
        "。",
        "😀",
        "\u202a",
        ".",
        ".",
        "-",
        "_",
        "/",
        "(",
        ")",
        "?",
        "#",
        "@",
        "＃",
        " ",
        ":80",
    ),
    *(
        "http://",
        "https://t.co/",
        "com",
        "co.jp",
        "みんな",
        "xn--p1ai",
        "xn--",
        "example.com",
        "👩",
        "\u200d",
        "\ufe0f",
    ),
]


def described(case: Case) -> str:
    return str(case["description"])


def linked(text: str) -> list[str]:
    return [text[start:end] for start, end in links_on_x(text)]


@pytest.mark.parametrize("case", [c for c in SUITE["lengths"] if c["configuration"] == 3], ids=described)
def test_it_counts_as_the_configuration_that_x_uses(case: Case) -> None:
    assert weighted_length(case["text"]) == case["weighted_length"]


@pytest.mark.parametrize("case", [c for c in SUITE["lengths"] if c["configuration"] == 2], ids=described)
def test_without_its_rule_for_emoji_it_counts_as_the_configuration_before(case: Case) -> None:
    text = unicodedata.normalize("NFC", case["text"])
    assert weight(with_short_links(text)) == case["weighted_length"]


@pytest.mark.parametrize("case", SUITE["retired_limit"], ids=described)
def test_links_count_alike_under_the_retired_limit_where_every_other_character_was_one(case: Case) -> None:
    assert (0 < len(with_short_links(case["text"])) <= 140) == case["valid"]


@pytest.mark.parametrize("case", SUITE["links"], ids=described)
def test_it_finds_the_links_that_x_makes(case: Case) -> None:
    assert linked(case["text"]) == case["links"]
    if "indices" in case:
        assert [[start, end] for start, end in links_on_x(case["text"])] == case["indices"]


@pytest.mark.parametrize("case", SUITE["addresses"], ids=described)
def test_a_sound_address_is_a_link_as_a_whole_and_no_other_is(case: Case) -> None:
    if case["description"] in NEVER_LINKED:
        assert linked(case["text"]) == NEVER_LINKED[case["description"]]
    else:
        assert (linked(case["text"]) == [case["text"]]) == case["valid"]


def test_every_top_level_domain_of_the_suite_ends_a_host() -> None:
    assert len(TOP_LEVEL_DOMAINS) == 1574
    for name in TOP_LEVEL_DOMAINS:
        assert linked(f"https://twitter.{name}") == [f"https://twitter.{name}"]
        assert linked(f"https://twitter.{name}x") != [f"https://twitter.{name}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a text's first character stands before a host, where it can
        ("élysée.fr", ["lysée.fr"]),
        (" élysée.fr", ["élysée.fr"]),
        ("x élysée.fr", ["élysée.fr"]),
        ("é.fr", ["é.fr"]),
        ("＃example.com", ["example.com"]),
        # wide dots, and scripts of both directions in one label, are no fault of a host
        ("(終)。example.com", ["example.com"]),
        ("aاexample.com", ["example.com"]),
        ("http://aپاکستان.com", ["http://aپاکستان.com"]),
        # brackets end a path only behind what ends one
        ("a.co/x(y)", ["a.co/x(y)"]),
        ("a.co/x.(y)", ["a.co/x"]),
        ("a.co/(x(y)z)", ["a.co/(x(y)z)"]),
        # the longest host
        ("a.com.au.zzz", ["a.com.au"]),
        ("a.com_.b.com", ["a.com"]),
        ("foo_bar.example.com/x", ["bar.example.com/x"]),
        ("example.com?x=1", ["example.com"]),
        ("example.com:8080/x", ["example.com:8080/x"]),
    ],
)
def test_where_the_suite_is_silent_it_finds_what_x_s_own_code_does(text: str, expected: list[str]) -> None:
    assert linked(text) == expected


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("\r\n", 1),
        ("©", 1),
        ("©\ufe0f", 2),
        ("☺\ufe0e", 4),
        ("❤\ufe0f\u200d🔥", 2),
        ("🐦\u200d🔥", 2),
        ("🫱🏽\u200d🫲🏻", 2),
        ("🐱🏽", 4),
        ("1\ufe0f\u20e3#\u20e3", 4),
        ("🇦🇺🇳🇿", 4),
        ("🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f", 2),
        ("✅\ufe0f", 4),
        ("👩\u200d" * 8, 6),
        ("\ud800", 2),
        ("\ud800.com", 6),
    ],
)
def test_an_emoji_counts_two_whatever_it_is_made_of(text: str, length: int) -> None:
    assert weighted_length(text) == length


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a.",
            "あ.",
            "あ",
            "a.com中-.",
            "a.co/(",
            "a(",
            "(a)",
            "x.co ",
            "http://",
            "https://münchen.de/ü ",
            ".",
            "-",
            "a_",
        ),
        *("é.zz ", "👩\u200d", "🇦", "?", "a.co?", "a.comé", "/.(a.co/)", "xn--a."),
    ],
)
def test_the_longest_post_is_counted_at_once(piece: str) -> None:
    """25,000 characters; what tries again from every character takes minutes."""
    text = (piece * 25_000)[:25_000]
    begun = time.process_time()
    weighted_length(text)
    weighted_length("http://a.co/" + text)
    weighted_length(text + ".com")
    assert time.process_time() - begun < 5


def test_a_label_that_no_name_may_have_is_not_encoded_first() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    begun = time.process_time()
    assert weighted_length(f"http://{letters}.com") == 7 + 2 * len(letters) + 4
    assert time.process_time() - begun < 1


@given(st.lists(st.sampled_from(PIECES)).map("".join) | st.text())
def test_links_follow_each_other_and_everything_else_counts_one_or_two(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    places = list(links_on_x(text))
    assert all(start < end for start, end in places)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    rest = len(text) - sum(end - start for start, end in places)
    assert weighted_length(text) <= LINK_LENGTH * len(places) + 2 * rest
