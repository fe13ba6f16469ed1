"""Hash tags can be read: words are written into them with capitals, and tags without are pointed out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.framing.accessibility import accessibility_notes
from postlab.framing.brief import AUDIENCES
from postlab.framing.hashtags import run_together, tagged
from postlab.framing.words import wording_for
from postlab.framing.words.moments import kinds_of_moment

KNOWN = ("careers", "advice", "week", "CV", "tips", "apprenticeships", "care", "ers", "in")


@pytest.mark.parametrize(
    ("words", "tags"),
    [
        ("#Careers #Students", "#Careers #Students"),
        ("careers advice", "#CareersAdvice"),
        ("careers advice, jobs", "#CareersAdvice #jobs"),
        ("national careers week; CV tips", "#NationalCareersWeek #CVTips"),
        ("pay, #Uni pay", "#pay #Uni"),
        ("#careers #careers", "#careers"),
        ("pay study work life", "#pay #study #work #life"),
        (" , ", ""),
    ],
)
def test_words_become_tags(words: str, tags: str) -> None:
    assert tagged(words) == tags


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("#careersadvice", "#CareersAdvice"),
        ("#Careersadvice", "#CareersAdvice"),
        ("#CAREERSADVICE", "#CareersAdvice"),
        ("#cvtips", "#CVTips"),
        ("#careersweek2026", "#CareersWeek2026"),
        ("#placementsintees", "#PlacementsInTees"),
        ("#ucestips", "#UCESTips"),
        ("＃careersadvice", "#CareersAdvice"),
        ("#notoneofourwords", None),
    ],
)
def test_words_that_run_together(text: str, better: str | None) -> None:
    of_text = "Placements across Tees, says the UCES"
    assert [instead for _, instead in run_together(f"Go. {text}", known=KNOWN, of_text=of_text)] == [better]


@pytest.mark.parametrize(
    "text",
    [
        "#CareersAdvice",
        "#careers",
        "#apprenticeships",
        "#2026",
        "#careers_advice",
        "#NHS",
        "#職業相談窓口のご案内はこちらから",
        "https://x.example/a#careersadvice",
        "jobs&#careersadvice",
        "careersadvice",
    ],
)
def test_what_can_be_read(text: str) -> None:
    assert list(run_together(text, known=KNOWN)) == []


@given(st.text(st.sampled_from("#ab天A1_ é"), max_size=40), st.text(max_size=20))
def test_a_tag_says_the_same_in_other_capitals(text: str, of_text: str) -> None:
    for tag, better in run_together(text, known=("ab", "ba", "a"), of_text=of_text):
        assert better is None or better.casefold() == tag.casefold()


def test_our_own_tags_can_be_read() -> None:
    own = [
        *(kind.hashtag for kind in kinds_of_moment()),
        *(tags for audience in (*AUDIENCES, "anyone") for tags in wording_for(audience).hashtags),
    ]
    assert accessibility_notes(" ".join(own)) == []


def test_words_that_are_tags_already_stay_apart() -> None:
    assert tagged("Year12 StudyChoices") == "#Year12 #StudyChoices"
    assert tagged("HSC results") == "#HSCResults"
