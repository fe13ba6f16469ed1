"""Names that were typed by people: which known one is meant, which is near, and which words are somebody's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.audiences import AUDIENCES
from postlab.framing.blocks import KINDS
from postlab.metrics import METRIC_BY_OTHER_NAME, METRIC_NAMES
from postlab.near_names import did_you_mean, meant_or_listed, nearest_name, slip_of, spelt_alike, words_of_ones_own
from postlab.settings_model import KEYS

NETWORKS = ("bluesky", "facebook", "linkedin", "mastodon", "threads", "x")


@pytest.mark.parametrize(
    ("typed", "names", "meant"),
    [
        ("Students", AUDIENCES, "students"),
        ("student", AUDIENCES, "students"),
        (" EDUCATION_Provider ", AUDIENCES, "education providers"),
        ("education-providers", AUDIENCES, "education providers"),
        ("call_to_action", KINDS, "call to action"),
        ("Hash Tag", KINDS, "hashtags"),
        ("BlueSky", NETWORKS, "bluesky"),
        ("Late-Hours", KEYS, "late_hours"),
        ("Click", METRIC_NAMES, "clicks"),
        ("company", ("companies",), "companies"),
        ("new year’s", ("new years",), "new years"),
    ],
)
def test_case_separators_and_plurals_make_no_difference(typed: str, names: tuple[str, ...], meant: str) -> None:
    assert spelt_alike(typed, names) == meant
    assert nearest_name(typed, names) == meant
    assert slip_of(typed, names) is None


def test_what_is_typed_letter_by_letter_comes_first() -> None:
    assert [spelt_alike(name, ("Page", "page", "pages")) for name in ("page", "pages", "Page")] == [
        "page",
        "pages",
        "Page",
    ]


@pytest.mark.parametrize(
    ("typed", "names", "meant"),
    [
        ("studnets", AUDIENCES, "students"),
        ("Studnet", AUDIENCES, "students"),
        ("colleages", AUDIENCES, "colleagues"),
        ("Blusky", NETWORKS, "bluesky"),
        ("mastadon", NETWORKS, "mastodon"),
        ("linked in", NETWORKS, "linkedin"),
        ("clickes", METRIC_NAMES, "clicks"),
        ("timezon", KEYS, "timezone"),
        ("posts_per_week", KEYS, "posts_a_week"),
        ("evidnce", KINDS, "evidence"),
    ],
)
def test_a_misspelling_has_a_suggestion(typed: str, names: tuple[str, ...], meant: str) -> None:
    assert nearest_name(typed, names) == meant
    assert did_you_mean(typed, names) == f"did you mean “{meant}”?"


@pytest.mark.parametrize("typed", ["alumni", "mentors", "aunts", "zebra", "", "-", "春节", "x" * 5000])
def test_what_is_far_from_all_names_has_none(typed: str) -> None:
    assert nearest_name(typed, AUDIENCES) is None
    assert did_you_mean(typed, AUDIENCES) == ""


def test_other_names_are_suggested_as_the_known_one_and_only_where_there_is_one() -> None:
    assert nearest_name("retweets", METRIC_NAMES, aliases=METRIC_BY_OTHER_NAME) == "shares"
    assert nearest_name("Retweet", METRIC_NAMES, aliases=METRIC_BY_OTHER_NAME) == "shares"
    assert nearest_name("views", ("likes",), aliases=METRIC_BY_OTHER_NAME) is None
    assert spelt_alike("views", METRIC_NAMES) is None
    assert set(METRIC_BY_OTHER_NAME.values()) <= set(METRIC_NAMES)


@pytest.mark.parametrize("typed", ["resutls day", "results dya", "rsults day", "resultss day", "results dax"])
def test_one_wrong_letter_in_several_words_is_a_slip(typed: str) -> None:
    assert slip_of(typed, ("exams", "results day")) == "results day"


@pytest.mark.parametrize(
    "typed", ["our results day", "results of the day", "resutls dya", "a results day", "results", "the day of results"]
)
def test_other_words_are_no_slip(typed: str) -> None:
    assert slip_of(typed, ("exams", "results day")) is None


def test_the_list_comes_with_the_suggestion_unless_it_is_long() -> None:
    assert meant_or_listed("lik", ["likes", "shares"]) == "did you mean “likes”? There are likes, shares"
    assert meant_or_listed("zebra", ["likes", "shares"]) == "there are likes, shares"
    assert meant_or_listed("zebra", ["likes"]) == "there is likes"
    assert meant_or_listed("lik", ["likes"]) == "did you mean “likes”?"
    assert meant_or_listed("zebra", []) == "there are none yet"
    many = [f"{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert meant_or_listed("aaa", many) == "did you mean “aa”?"
    assert meant_or_listed("zebra", many).endswith("yy, zz")


@pytest.mark.parametrize(
    ("typed", "words"),
    [("own:Diwali", "Diwali"), ("OWN : Year 12 ", "Year 12"), ("own:", ""), ("owner", None), ("ownership: x", None)],
)
def test_words_of_ones_own_are_marked(typed: str, words: str | None) -> None:
    assert words_of_ones_own(typed) == words


@given(typed=st.text(max_size=40), names=st.lists(st.text(max_size=20), max_size=5))
def test_whatever_is_typed_is_answered_with_a_known_name_or_none(typed: str, names: list[str]) -> None:
    for answer in (spelt_alike(typed, names), nearest_name(typed, names), slip_of(typed, names)):
        assert answer is None or answer in names
    assert all(spelt_alike(name, names) == name for name in names)
