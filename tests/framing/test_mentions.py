"""Nobody is told about a post because a page mentions them, and whom a person mentions is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.framing.article import SUMMARY, TEXT, Article, Evidence
from postlab.framing.blocks import BARE_LINK, Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import Draft, compose
from postlab.framing.lengths import BLUESKY, MASTODON, WEIGHTED_280
from postlab.framing.mentions import (
    IN_THE_BLUESKY_APP,
    ON_INSTAGRAM,
    ON_MASTODON,
    ON_THREADS,
    ON_X,
    MentionRule,
    mentions,
    unmentioned,
    without_mentions,
)
from postlab.framing.notes import NoteCode
from postlab.sanitise import postable

ALL = (ON_X, ON_MASTODON, ON_THREADS, ON_INSTAGRAM, IN_THE_BLUESKY_APP)
SUITE: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("twitter_text_conformance.json").read_text(encoding="utf-8")
)["mentions"]
URL = "https://careers.example/a"
ADDRESSES = ("https://x.example/a/@priya", "medium.com/@jo.bsky.social", "(see https://x.example/?by=@jo.bsky.social)")
TITLE = "How @priya moved from shop floor to @TeesCollege"
QUOTED = "@Prospects_UK counted 4,100 new places, says @priya@learn.example."
OF_A_PAGE = Article(URL, TITLE, published=date(2026, 11, 20), evidence=(Evidence(QUOTED, 0, TEXT),))
CLAIM = Recipe("claim", ("evidence", "link"))


def draft(article: Article = OF_A_PAGE, recipe: Recipe = BARE_LINK, rule: MentionRule | None = ON_X) -> Draft:
    return compose(article, recipe, Brief(), rule=WEIGHTED_280, mentions=rule, today=date(2026, 11, 23))


@pytest.mark.parametrize("case", SUITE, ids=[case["description"] for case in SUITE])
def test_x_is_told_from_its_own_suite(case: dict[str, Any]) -> None:
    assert [name[1:] for name in mentions(case["text"], ON_X)] == case["mentions"]


@pytest.mark.parametrize(
    ("words", "rule", "names"),
    [
        ("Ask @priya.", ON_MASTODON, ["@priya"]),
        ("Ask @priya@learn.example.", ON_MASTODON, ["@priya@learn.example"]),
        ("Ask @jo.e-l_5, not jo@learn.example", ON_MASTODON, ["@jo.e-l_5"]),
        ("Ask priya@learn.example or x=@no or あ@no", ON_MASTODON, []),
        ("Ask ＠priya", ON_MASTODON, []),
        ("Ask @pri.ya_5.", ON_THREADS, ["@pri.ya_5"]),
        ("Ask (@priya) or ＠jo", ON_INSTAGRAM, ["@priya", "＠jo"]),
        ("Ask info@careers.example", ON_THREADS, []),
        ("Ask @priya or (@jo.bsky.social)", IN_THE_BLUESKY_APP, ["@jo.bsky.social"]),
        ("Ask ＠priya", ON_X, ["＠priya"]),
        ("Ask @priya@learn.example", ON_X, []),
        ("Doors open @ 9, tickets @ the desk", ON_X, []),
        *((f"See {url}", rule, []) for rule in ALL for url in ADDRESSES),
    ],
)
def test_what_each_network_takes_for_a_mention(words: str, rule: MentionRule, names: list[str]) -> None:
    assert list(mentions(words, rule)) == names


@pytest.mark.parametrize(
    ("words", "rule", "quiet"),
    [
        (TITLE, ON_X, "How priya moved from shop floor to TeesCollege"),
        (TITLE, ON_MASTODON, "How priya moved from shop floor to TeesCollege"),
        (TITLE, ON_THREADS, "How priya moved from shop floor to TeesCollege"),
        ("Says @priya@learn.example: go", ON_MASTODON, "Says priya: go"),
        ("＠priya goes first", ON_X, "priya goes first"),
        ("@@@priya twice", ON_MASTODON, "priya twice"),
        ("RT@priya: go", ON_X, "RT priya: go"),
        ("Ask @\u200bpriya", ON_X, "Ask priya"),
        ("@priya, jo@learn.example, medium.com/@priya", ON_X, "priya, jo@learn.example, medium.com/@priya"),
        ("Nobody  here @ 9", ON_X, "Nobody  here @ 9"),
    ],
)
def test_the_name_stays_and_its_sign_goes(words: str, rule: MentionRule, quiet: str) -> None:
    assert without_mentions(words, rule)[0] == quiet


@given(st.text(st.sampled_from("@＠ab.-_/:! é\u200bRTrt"), max_size=30), st.sampled_from(ALL))
def test_nobody_is_left_to_be_told(words: str, rule: MentionRule) -> None:
    quiet, names = without_mentions(words, rule)
    assert mentions(postable(quiet), rule) == ()
    assert (quiet == words) is (names == ())


def test_a_page_mentions_nobody_and_the_draft_says_so() -> None:
    composed = draft()
    assert composed.text == f"How priya moved from shop floor to TeesCollege\n\n{URL}"
    assert [note.code for note in composed.notes] == [NoteCode.MENTION]
    assert composed.notes[0].sentence == (
        "Took the @ off @priya and @TeesCollege in the title or the page's words, for X would tell them of the post. "
        "To mention somebody on purpose, word a block yourself."
    )


def test_a_quoted_sentence_mentions_nobody_and_its_length_is_counted_as_it_goes_out() -> None:
    composed = draft(recipe=CLAIM, rule=ON_MASTODON)
    assert composed.text == f"“Prospects_UK counted 4,100 new places, says priya.”\n\n{URL}"
    assert composed.length == WEIGHTED_280.measure(composed.text).used


def test_who_does_not_stand_in_the_text_is_not_spoken_of() -> None:
    composed = draft(replace(OF_A_PAGE, evidence=(Evidence("Places rose by a third.", 0, TEXT),)), CLAIM)
    assert composed.notes == ()


@pytest.mark.parametrize("part", ["title", "site", "description", "summary"])
def test_every_part_of_a_page_is_looked_at(part: str) -> None:
    article, names = unmentioned(replace(Article(URL, "Title"), **{part: "Ask @priya"}), ON_X)
    assert (getattr(article, part), names) == ("Ask priya", ("@priya",))


def test_the_page_s_own_summary_is_its_own_and_evidence_by_hand_is_not() -> None:
    quoted = (Evidence("Ask @jo.", None, SUMMARY), Evidence("Ask @priya."))
    article, names = unmentioned(replace(OF_A_PAGE, title="Title", evidence=quoted), ON_X)
    assert [one.sentence for one in article.evidence] == ["Ask jo.", "Ask @priya."]
    assert names == ("@jo",)


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("hand", ("question", "link"), {"question": "Does @priya speak for you?"}),
        Recipe("hand", ("question", "link in reply"), {"question": "Who?", "link in reply": "Thanks to @priya:"}),
        Recipe("hand", ("link",), {"link": "@priya tells it herself:"}),
    ],
)
def test_words_by_hand_stay_and_it_is_said_whom_they_tell(recipe: Recipe) -> None:
    composed = draft(replace(OF_A_PAGE, title="Title", evidence=()), recipe)
    assert any("@priya" in text for text in composed.texts)
    assert [note.sentence for note in composed.notes] == [
        "X will tell @priya of the post; leave the @ out if that is not meant."
    ]


def test_where_a_text_tells_nobody_the_words_stay_as_they_are() -> None:
    composed = compose(OF_A_PAGE, BARE_LINK, Brief(), rule=BLUESKY, today=date(2026, 11, 23))
    assert (composed.text, composed.notes) == (f"{TITLE}\n\n{URL}", ())


def test_hash_tags_numbers_and_sums_of_a_headline_stay() -> None:
    headline = "Ranked #1: #CareersWeek, $400 a week, Booking.com and gov.uk"
    composed = compose(
        Article(URL, headline), BARE_LINK, Brief(), rule=MASTODON, mentions=ON_MASTODON, today=date(2026, 11, 23)
    )
    assert (composed.text, composed.notes) == (f"{headline}\n\n{URL}", ())
