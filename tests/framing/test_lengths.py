"""Lengths agree with X's own conformance cases and with Bluesky's two limits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from postlab.framing.lengths import BLUESKY, MASTODON, THREADS, WEIGHTED_280, WeightedCharacters, makes_links

CASES = json.loads(Path(__file__).with_name("twitter_text_conformance.json").read_text(encoding="utf-8"))["lengths"]
FAMILY = "👨‍👩‍👧‍👦"


COUNTED_APART = {
    # configuration 2 counts the parts of an emoji one by one; 3, which X uses now, counts two for the whole
    "Count a mix of single byte single word, and double word unicode characters": 7,
    "Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers": 4,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['description']} ({case['configuration']})")
def test_x_counts_as_its_conformance_suite(case: dict[str, object]) -> None:
    expected = COUNTED_APART.get(str(case["description"]), case["weighted_length"])
    assert WEIGHTED_280.measure(str(case["text"])).used == expected


def test_x_has_room_for_280_and_not_for_281() -> None:
    assert WEIGHTED_280.measure("a" * 280).fits
    assert not WEIGHTED_280.measure("a" * 281).fits
    assert WEIGHTED_280.measure("a" * 256 + " https://news.example.org/" + "b" * 300).used == 280


def test_a_reserved_name_is_a_link_only_where_every_link_counts() -> None:
    text = "Hello https://news.example/graduate-pay?utm_source=sandbox"
    assert WEIGHTED_280.measure(text).used == len(text)
    assert WeightedCharacters(280, every_link=True).measure(text).used == len("Hello ") + 23


@pytest.mark.parametrize(
    ("text", "used", "fits"),
    [
        ("", 0, True),
        ("e\u0301" * 300, 300, True),
        ("x" * 301, 301, False),
        (FAMILY * 100, 100, True),
        (FAMILY * 120, 120, True),
        (FAMILY * 121, 121, False),
        ("🇦🇺" * 300, 300, True),
        ("नमस्ते", 3, True),
    ],
)
def test_bluesky_counts_graphemes_and_bytes(text: str, used: int, fits: bool) -> None:
    measured = BLUESKY.measure(text)
    assert (measured.used, measured.limit, measured.fits) == (used, 300, fits)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("(https://uni.org/pay)", 25),
        ("Read https://uni.org/pay.", 29),
        ("https://uni.org/x, https://uni.org/y!", 49),
        ("Jobs on GOV.UK", 14),
        ("seehttps://uni.org/pay", 22),
        ("@maria and @maria@mastodon.social", 17),
        ("https://uni.org/@maria@mastodon.social", 23),
        (FAMILY + "e\u0301", 2),
    ],
)
def test_mastodon_counts_23_for_a_link_and_nothing_for_what_stands_around_it(text: str, used: int) -> None:
    assert MASTODON.measure(text).used == used


@pytest.mark.parametrize(
    ("text", "used", "fits"),
    [
        ("a" * 500, 500, True),
        ("a" * 501, 501, False),
        ("it’s " * 71, 497, True),
        ("it’s " * 72, 504, False),
        ("é" * 250, 500, True),
        ("ā" * 251, 502, False),
        ("職業" * 84, 504, False),
        ("😀" * 125, 500, True),
        (FAMILY * 20, 500, True),
        (FAMILY * 21, 525, False),
    ],
)
def test_threads_counts_bytes_of_every_character(text: str, used: int, fits: bool) -> None:
    measured = THREADS.measure(text)
    assert (measured.used, measured.fits) == (used, fits)


def test_a_rule_that_knows_its_links_tells_what_costs_more() -> None:
    assert makes_links(WEIGHTED_280, "Jobs on Seek.com.au")
    assert not makes_links(WEIGHTED_280, "Jobs on Seek, file by file.")
    assert not makes_links(MASTODON, "Jobs on Seek.com.au")
    assert not makes_links(THREADS, "https://uni.org/x")


def test_looking_at_the_rules_imports_no_library_and_measuring_warns_nobody() -> None:
    script = (
        "import sys; from postlab.framing.lengths import WEIGHTED_280\n"
        "import postlab.framing.compose, postlab.framing.changes, postlab.framing.tracking\n"
        "assert 'regex' not in sys.modules\n"
        "print(WEIGHTED_280.measure('hi').used)\n"
        "assert 'regex' not in sys.modules"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert (ran.stdout.strip(), ran.stderr) == ("2", "")
