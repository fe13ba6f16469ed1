"""How near a moment is, and what may be said of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from postlab.framing.moments import kind_of_moment, moment_words, named_in, phase
from postlab.framing.words.moments import PHASES, kinds_of_moment, moment_wording

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("days", "near"),
    [
        (None, "undated"),
        (548, "undated"),
        (184, "undated"),
        (183, "far"),
        (61, "far"),
        (60, "soon"),
        (12, "soon"),
        (11, "next week"),
        (5, "next week"),
        (4, "this week"),
        (2, "this week"),
        (1, "tomorrow"),
        (0, "today"),
        (-1, "during"),
        (-2, "during"),
        (-3, "behind"),
        (-16, "behind"),
        (-17, "past"),
    ],
)
def test_a_moment_of_three_days_is_near_or_far(days: int | None, near: str) -> None:
    on = None if days is None else WEDNESDAY + timedelta(days)
    assert phase(on, today=WEDNESDAY, lasts=3) == near
    assert near in PHASES


@pytest.mark.parametrize(
    ("weekday", "days", "near"), [(6, 1, "tomorrow"), (6, 2, "next week"), (5, 1, "tomorrow"), (0, 13, "next week")]
)
def test_a_week_begins_on_monday(weekday: int, days: int, near: str) -> None:
    today = date(2026, 11, 23) + timedelta(weekday)
    assert phase(today + timedelta(days), today=today) == near


NEAR = re.compile(
    r"\b(?:soon|approach\w*|around the corner|coming up|nearly|almost|this week|next week|today|tomorrow|now|here"
    r"|on the way|horizon|days away|weeks away|months away|under way|over|just|ahead)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("moment", [*(kind.name for kind in kinds_of_moment()), "the spring festival"])
@pytest.mark.parametrize("on", [None, date(2028, 5, 25)])
def test_without_a_day_or_far_away_no_moment_is_said_to_be_near(moment: str, on: date | None) -> None:
    words = moment_words(moment, on, today=WEDNESDAY)
    for text in (*words.openings, *words.neutral, words.sentence or ""):
        assert not NEAR.search(text), text


def test_the_preferred_phrase_comes_first() -> None:
    on = WEDNESDAY + timedelta(30)
    words = moment_words("exams", on, today=WEDNESDAY)
    assert words.openings[0] == "With exams soon approaching,"
    assert words.sentence == "Exams are coming up."
    assert words.opening == words.openings[0]


def test_offers_and_open_days_are_spoken_of_as_people_do() -> None:
    next_week = WEDNESDAY + timedelta(7)
    assert "With offers about to come out," in moment_words("offers", next_week, today=WEDNESDAY).openings
    open_day = moment_words("open day", next_week + timedelta(14), today=WEDNESDAY)
    assert open_day.opening == "With the open day coming up,"
    for kind in kinds_of_moment():
        for ways in kind.openings.values():
            assert kind.name == "exams" or not any("soon approaching" in text for text in ways)


def test_a_sentence_of_ones_own_has_neither_openings_nor_lead_ins() -> None:
    words = moment_words("Year 12 exams are close", None, today=WEDNESDAY)
    assert (words.opening, words.openings, words.neutral, words.ways) == (None, (), (), 1)
    assert words.sentence == "Year 12 exams are close."
    clause = moment_words("as term ends", None, today=WEDNESDAY)
    assert (clause.openings, clause.neutral) == (("As term ends,",), ())


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Year 12 exams begin", "exams"),
        ("HSC Exam Period 2027", "exams"),
        ("University open day", "open day"),
        ("Applications close", "applications"),
        ("National Careers Week", "national careers week"),
        ("Sports carnival", "Sports carnival"),
    ],
)
def test_a_calendars_title_names_a_kind_or_itself(title: str, name: str) -> None:
    assert named_in(title) == name


def test_kinds_are_known_by_all_their_names() -> None:
    for kind in kinds_of_moment():
        for name in (kind.name, kind.what, kind.what.upper(), *kind.aliases):
            assert kind_of_moment(name) is kind
    assert kind_of_moment("exmas") is None


def test_another_wording_gives_other_words() -> None:
    wording = moment_wording()
    named = moment_words("exams", None, today=WEDNESDAY, wording=wording)
    assert named == moment_words("exams", None, today=WEDNESDAY)
