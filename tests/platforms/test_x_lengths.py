"""Our counting held to X's own conformance suite, where its files are at hand."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from platforms import specs
from postlab.framing.lengths import WEIGHTED_280, WEIGHTED_25000, _tweet_parser

LINK = 23
V3 = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")
V2 = "WeightedTweetsCounterTest"
COUNTED_APART = {
    # configuration 2 counts the parts of an emoji one by one; 3, which X uses now, counts two for the whole
    "Count a mix of single byte single word, and double word unicode characters": 7,
    "Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers": 4,
}


def suite(name: str) -> dict[str, list[dict[str, Any]]]:
    tests: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        specs.needed(f"twitter-text/{name}").read_text(encoding="utf-8")
    )["tests"]
    return tests


def test_our_rule_counts_every_case_as_x_does() -> None:
    tests = suite("validate.yml")
    cases = [case for name in V3 for case in tests[name]]
    assert len(cases) == 24
    wrong = {
        case["description"]: WEIGHTED_280.measure(case["text"]).used
        for case in cases
        if WEIGHTED_280.measure(case["text"]).used != case["expected"]["weightedLength"]
    }
    assert wrong == {}


def test_the_cases_of_the_configuration_before_differ_in_compound_emoji_alone() -> None:
    cases = suite("validate.yml")[V2]
    assert len(cases) == 20
    for case in cases:
        expected = COUNTED_APART.get(case["description"], case["expected"]["weightedLength"])
        assert WEIGHTED_280.measure(case["text"]).used == expected, case["description"]


def test_the_counting_library_passes_them_with_the_configuration_that_they_are_for() -> None:
    settings = json.loads(specs.needed("twitter-text/config-v2.json").read_text(encoding="utf-8"))
    config = {
        re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=L)(?=Length)", "_", name).lower(): value for name, value in settings.items()
    }
    for case in suite("validate.yml")[V2]:
        parsed = _tweet_parser()(case["text"], {**config, "emoji_parsing_enabled": False})
        assert parsed.weightedLength == case["expected"]["weightedLength"], case["description"]
        assert parsed.valid == case["expected"]["valid"], case["description"]


def test_a_text_fits_where_x_takes_it() -> None:
    tests = suite("validate.yml")
    unsendable = {"Handle invalid characters"}  # the length fits; the account refuses it (XAccount.prepare)
    for case in [case for name in (*V3, V2) for case in tests[name]]:
        if case["description"] not in unsendable:
            assert WEIGHTED_280.measure(case["text"]).fits == case["expected"]["valid"], case["description"]


def test_every_link_that_x_sees_counts_23() -> None:
    cases = suite("extract.yml")["urls"]
    assert len(cases) == 91
    for case in cases:
        text, links = case["text"], 0
        for link in case["expected"]:
            text, links = text.replace(link, "", 1), links + 1
        without = WEIGHTED_280.measure(text).used
        assert WEIGHTED_280.measure(case["text"]).used == without + LINK * links, case["description"]


def test_premium_counts_alike_and_has_more_room() -> None:
    text = "Schön, exams! " * 1_700 + "https://news.example.org/" + "a" * 400
    assert WEIGHTED_25000.measure(text).used == 14 * 1_700 + LINK
    assert WEIGHTED_25000.measure(text).fits
    assert not WEIGHTED_280.measure(text).fits
