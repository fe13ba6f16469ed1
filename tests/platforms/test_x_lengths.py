"""Our counting held to X's own conformance suite, where its files are at hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

from platforms import specs
from postlab.framing.autolinks import links_on_x
from postlab.framing.lengths import WEIGHTED_280, WEIGHTED_25000
from postlab.framing.top_level_domains import TOP_LEVEL_DOMAINS
from postlab.framing.weighted_length import LINK_LENGTH, weight

CONFORMANCE = Path(__file__).parents[1] / "framing" / "twitter_text_conformance.json"
LINK = 23
LINKS = ("urls", "urls_with_indices", "urls_with_directional_markers", "tco_urls_with_params")
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


def test_the_cases_that_every_clone_runs_are_all_of_them() -> None:
    here = json.loads(CONFORMANCE.read_text(encoding="utf-8"))
    tests = suite("validate.yml")
    counted = [case for name in (V2, *V3) for case in tests[name]]
    assert [(case["text"], case["weighted_length"], case["valid"]) for case in here["lengths"]] == [
        (case["text"], case["expected"]["weightedLength"], case["expected"]["valid"]) for case in counted
    ]
    for name, sections in {"retired_limit": ["tweets"], "addresses": ["urls", "urls_without_protocol"]}.items():
        assert [(case["text"], case["valid"]) for case in here[name]] == [
            (case["text"], case["expected"]) for section in sections for case in tests[section]
        ]
    extracted = suite("extract.yml")
    assert [(case["text"], case["links"]) for case in here["links"]] == [
        (case["text"], [link if isinstance(link, str) else link["url"] for link in case["expected"]])
        for section in LINKS
        for case in extracted[section]
    ]


def test_the_top_level_domains_are_those_of_x() -> None:
    listed = yaml.safe_load(specs.needed("twitter-text/tld_lib.yml").read_text(encoding="utf-8"))
    assert {*listed["country"], *listed["generic"]} == TOP_LEVEL_DOMAINS
    cases = [case for section in suite("tlds.yml").values() for case in section]
    assert len(cases) == 1574
    for case in cases:
        assert [case["text"][start:end] for start, end in links_on_x(case["text"])] == case["expected"]


def test_the_numbers_are_those_of_the_configuration_that_x_uses() -> None:
    rules = json.loads(specs.needed("twitter-text/config-v3.json").read_text(encoding="utf-8"))
    assert (rules["maxWeightedTweetLength"], rules["transformedURLLength"]) == (WEIGHTED_280.limit, LINK_LENGTH)
    weights = [rules["defaultWeight"]] * sys.maxunicode
    for span in rules["ranges"]:
        weights[span["start"] : span["end"] + 1] = [span["weight"]] * (span["end"] + 1 - span["start"])
    for code, expected in enumerate(weights):
        assert weight(chr(code)) * rules["scale"] == expected, hex(code)


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
