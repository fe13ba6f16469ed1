"""A thousand texts as the networks' own libraries read them: lengths, links, names and marks are as we reckon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from framing.generated_texts import EMOJI, texts
from postlab.framing.autolinks import links_on_mastodon, links_on_x
from postlab.framing.lengths import BLUESKY, MASTODON, WEIGHTED_280
from postlab.framing.mentions import ON_X, mentions
from postlab.framing.weighted_length import weighted_length
from postlab.platforms.bluesky.record import facets
from servers.readings import readings_of

pytestmark = pytest.mark.server

TEXTS = [*(unicodedata.normalize("NFC", text) for text in texts(1000)), *EMOJI]

Readings = list[tuple[str, dict[str, Any]]]
Mark = tuple[int, int, str]

LATER_EMOJI = {"🧑‍💻": 5, "🐦‍🔥": 5, "🫱🏽‍🫲🏻": 9}
"""How many twitter-text, last made in 2020, counts for emoji that it does not know whole; X has drawn them since."""

LEFT_ALONE = re.compile(r"/\S*[@＠]\w|[@＠]\w+/[a-z]", re.IGNORECASE)
"""Names that may differ: behind a slash, which we take for a part of an address also where X makes no link of it; and
before the name of a list, whose owner X does not tell and we name."""

VOWEL_SIGN = re.compile(r"@\S*[\u0900-\u0963]")
"""Signs that Mastodon takes into a name and we do not: no server's name has one."""


@pytest.fixture(scope="module")
def readings() -> Readings:
    return list(zip(TEXTS, readings_of(TEXTS), strict=True))


def test_x_counts_as_twitter_text(readings: Readings) -> None:
    for text, read in readings:
        measured = WEIGHTED_280.measure(text)
        unknown = sum(text.count(emoji) * (counted - 2) for emoji, counted in LATER_EMOJI.items())
        assert measured.used == read["x"]["length"] - unknown, text
        assert unknown or measured.fits == read["x"]["valid"], text


def test_emoji_that_came_later_are_the_only_ones_that_differ(readings: Readings) -> None:
    counted = {text: read["x"]["length"] for text, read in readings if text in EMOJI}
    assert {text: length for text, length in counted.items() if length != weighted_length(text)} == LATER_EMOJI


def test_x_makes_links_as_twitter_text(readings: Readings) -> None:
    for text, read in readings:
        assert [list(place) for place in links_on_x(text)] == read["x"]["links"], text


def test_x_tells_whom_twitter_text_names(readings: Readings) -> None:
    compared = 0
    for text, read in readings:
        if LEFT_ALONE.search(text):
            continue
        compared += 1
        names = [name[1:] for name in mentions(text, ON_X)]
        assert names == list(dict.fromkeys(read["x"]["names"])), text
    assert compared > len(TEXTS) / 2


def test_mastodon_makes_links_and_counts_by_its_published_rule(readings: Readings) -> None:
    for text, read in readings:
        assert [list(place) for place in links_on_mastodon(text)] == read["mastodon"]["links"], text
        assert VOWEL_SIGN.search(text) or MASTODON.measure(text).used == read["mastodon"]["length"], text


def test_bluesky_counts_as_its_own_library(readings: Readings) -> None:
    for text, read in readings:
        assert BLUESKY.measure(text).used == read["bluesky"]["length"], text


def test_addresses_are_marked_where_bluesky_s_app_marks_them(readings: Readings) -> None:
    """Its app links bare hosts, too, and addresses only behind a space or a bracket; of what ends a sentence it leaves
    out one sign, we leave out all, and quotes.
    """
    for text, read in readings:
        raw = text.encode()
        ours = {start: (end, leads) for start, end, leads in _marks(text, "link")}
        theirs = [
            (start, end, leads)
            for start, end, kind, leads in read["bluesky"]["marks"]
            if kind == "link" and re.match(rb"https?://.", raw[start:end])
        ]
        for start, end, leads in theirs:
            if any(begun < start < ended for begun, (ended, _) in ours.items()):
                continue  # it begins within an address that the app does not see
            assert start in ours, text
            our_end, our_leads = ours[start]
            assert leads.startswith(our_leads), text
            left_out = raw[our_end:end].decode()
            assert re.fullmatch(r"[.,;:!?)\]}'’…]*(?:[\"“”„«»<>].*)?", left_out, re.DOTALL), text
        for start in ours.keys() - {start for start, _, _ in theirs}:
            assert re.search(r"\S$", raw[:start].decode()), text


def test_hash_tags_are_marked_as_bluesky_s_app_marks_them(readings: Readings) -> None:
    for text, read in readings:
        raw = text.encode()
        theirs = {
            (start, end, value)
            for start, end, kind, value in read["bluesky"]["marks"]
            # its app marks shares as well ($BHP); an address behind “#” is our link, and apps show one mark
            if kind == "tag" and raw[start:end][:1] != b"$" and b"http" not in raw[start:end].lower()
        }
        ours = {mark for mark in _marks(text, "tag") if b"http" not in raw[mark[0] : mark[1]].lower()}
        assert ours == theirs, text


def _marks(text: str, kind: str) -> Iterator[Mark]:
    for facet in facets(text, None):
        feature, index = facet["features"][0], facet["index"]
        if feature["$type"].endswith(f"#{kind}"):
            yield index["byteStart"], index["byteEnd"], feature.get("uri") or feature["tag"]
