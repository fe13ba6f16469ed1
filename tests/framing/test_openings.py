"""What a text opens with: in every turn other words, ever shorter ones, and no two alike among six in a row."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.framing.article import TEXT, Article, Evidence
from postlab.framing.blocks import LINK, Recipe
from postlab.framing.brief import AUDIENCES, Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import Graphemes
from postlab.framing.moments import MomentWords, moment_as_given, moment_words
from postlab.framing.openings import TURNS, OpeningMaterial, OpeningWords, openings
from postlab.framing.words import wording_for
from postlab.framing.words.lexicon import SUBJECTS
from postlab.framing.words.moments import kinds_of_moment
from postlab.framing.words.wordings import packaged_language

TODAY = date(2026, 11, 23)
PHRASES = packaged_language("en").phrases
LEXICON = packaged_language("en").lexicon
MOMENTS = tuple(kind.name for kind in kinds_of_moment())
EXAMS = moment_words("exams", date(2026, 12, 15), today=TODAY)
WORTH = wording_for("students").openings["pay and worth of study"]
NEUTRAL = wording_for("students").neutral
CLAIM = "Pay of people with a trade rose by 4 per cent."


def words(opening: OpeningWords) -> str:
    return f"{opening.moment} {opening.question}".strip()


def test_the_first_turn_takes_the_first_words_of_both() -> None:
    first = openings(OpeningMaterial(EXAMS, WORTH), PHRASES, turn=0)
    assert words(first[0]) == "With exams soon approaching, you might be wondering if all this study is worth it."


@pytest.mark.parametrize("turn", range(24))
def test_what_is_preferred_comes_first_then_ever_shorter_ones(turn: int) -> None:
    for material in (
        OpeningMaterial(EXAMS, WORTH, following="evidence"),
        OpeningMaterial(EXAMS, WORTH, joined=False, following="evidence"),
        OpeningMaterial(EXAMS, WORTH, together=False, neutral=NEUTRAL, following="evidence"),
        OpeningMaterial(EXAMS, following="evidence"),
        OpeningMaterial(None, WORTH),
        OpeningMaterial(None, neutral=NEUTRAL, following=LINK),
    ):
        options = openings(material, PHRASES, turn=turn)
        assert options
        assert all(options)
        assert all(longer.length >= shorter.length for longer, shorter in pairwise(options))
        assert len({words(option) for option in options}) == len(options)
        assert all(option.length == len(words(option)) for option in options)


def test_a_question_follows_its_moment_only_where_both_go_together() -> None:
    together = openings(OpeningMaterial(EXAMS, WORTH, following="evidence"), PHRASES, turn=0)[0]
    assert together.moment.endswith(",")
    assert together.question[0].islower()
    apart = openings(OpeningMaterial(EXAMS, WORTH, together=False, following="evidence"), PHRASES, turn=0)
    assert not any(option.question for option in apart)


def test_without_a_moment_a_question_opens_with_a_capital() -> None:
    assert words(openings(OpeningMaterial(None, WORTH), PHRASES, turn=1)[0]) == "Is all this study really worth it?"


def test_what_continues_no_sentence_stands_after_one() -> None:
    asked = OpeningMaterial(EXAMS, ("Sydney or Perth?",))
    assert words(openings(asked, PHRASES, turn=0)[0]) == "Exams are coming up. Sydney or Perth?"
    own = OpeningMaterial(moment_words("As term ends,", None, today=TODAY), ("Sydney or Perth?",))
    assert words(openings(own, PHRASES, turn=0)[0]) == "As term ends, here is a question. Sydney or Perth?"
    foreign = OpeningMaterial(moment_as_given("Con los exámenes en mente,"), ("¿Vale la pena?",))
    assert words(openings(foreign, None, turn=0)[0]) == "Con los exámenes en mente. ¿Vale la pena?"


@pytest.mark.parametrize(
    ("following", "colon"),
    [("evidence", True), (LINK, True), ("call to action", False), ("hashtags", False), ("", False)],
)
def test_words_that_end_in_a_colon_stand_only_before_what_they_lead_in_to(following: str, *, colon: bool) -> None:
    for material in (
        OpeningMaterial(EXAMS, neutral=NEUTRAL, following=following),
        OpeningMaterial(EXAMS, following=following),
        OpeningMaterial(None, neutral=NEUTRAL, following=following),
    ):
        options = [option for turn in range(TURNS) for option in openings(material, PHRASES, turn=turn)]
        assert any(option.leads_in for option in options) is colon
        assert all(words(option).endswith((":", ".", "?")) for option in options)


def test_the_wording_that_is_asked_for_stays_in_every_turn() -> None:
    for turn in range(12):
        asked = openings(OpeningMaterial(EXAMS, WORTH, question_way=2), PHRASES, turn=turn)[0]
        assert asked.question == WORTH[1]
        opened = openings(OpeningMaterial(EXAMS, WORTH, moment_way=3), PHRASES, turn=turn)[0]
        assert opened.moment == EXAMS.openings[2]


def test_nothing_to_say_is_no_opening() -> None:
    assert openings(OpeningMaterial(None), PHRASES, turn=3) == ()
    assert openings(OpeningMaterial(None, neutral=NEUTRAL, following="hashtags"), PHRASES, turn=3) == ()


def test_six_turns_ask_six_questions_and_four_name_the_moment_in_four_ways() -> None:
    for start in (0, TURNS, 2 * TURNS):
        first = [openings(OpeningMaterial(EXAMS, WORTH), PHRASES, turn=start + turn)[0] for turn in range(TURNS)]
        assert len({one.question for one in first}) == len(WORTH) == TURNS
        assert len({one.moment for one in first}) == len(EXAMS.openings) == 4
    every = {words(openings(OpeningMaterial(EXAMS, WORTH), PHRASES, turn=turn)[0]) for turn in range(4 * TURNS)}
    assert len(every) == 4 * TURNS


def six_differ(texts: list[str]) -> bool:
    """Whether among any six in a row no two open alike; those that had no room for an opening do not count."""
    return all(
        len({text for text in texts[start : start + TURNS] if text}) == sum(map(bool, texts[start : start + TURNS]))
        for start in range(len(texts))
    )


def test_a_question_that_stands_before_its_moment_differs_from_post_to_post() -> None:
    material = OpeningMaterial(EXAMS, WORTH, joined=False, following=LINK)
    first = [openings(material, PHRASES, turn=turn)[0] for turn in range(TURNS)]
    assert len({one.question for one in first}) == len({one.moment for one in first}) == TURNS


@pytest.mark.parametrize("audience", [*AUDIENCES, "mentors"])
@pytest.mark.parametrize("days", [None, 150, 30, 9, 4, 1, 0, -1, -15, -40])
def test_no_two_of_six_turns_open_alike_whatever_the_subject_and_the_moment(audience: str, days: int | None) -> None:
    wording = wording_for(audience)
    on = None if days is None else TODAY + timedelta(days)
    named: list[MomentWords | None] = [moment_words(name, on, today=TODAY) for name in (*MOMENTS, "the local fair")]
    for moment in (*named, None):
        for subject in (*wording.openings, None):
            questions = wording.openings[subject] if subject else ()
            together = bool(subject) and LEXICON.goes_with(subject or "", moment.kind if moment else None)
            material = OpeningMaterial(moment, questions, wording.neutral, together=together, following="evidence")
            options = [openings(material, PHRASES, turn=turn) for turn in range(2 * TURNS)]
            if moment is None and subject:
                reach = len(questions)
                assert len({words(option[0]) for option in options[:reach]}) == reach
                continue
            assert six_differ([words(option[0]) for option in options]), (moment, subject)
            # also where each had to be shortened as far as it goes, or some and others not
            every = [{words(one) for one in option} for option in options]
            for start in range(TURNS + 1):
                window = every[start : start + TURNS]
                assert len(set().union(*window)) == sum(map(len, window)), (moment, subject)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([*AUDIENCES, "mentors"]),
    st.sampled_from([*SUBJECTS, None]),
    st.sampled_from([*MOMENTS, "the local fair"]),
    st.none() | st.integers(-60, 300),
    st.lists(st.integers(120, 500), min_size=1, max_size=12),
    st.integers(0, 40),
    st.permutations(["moment", "question", "evidence"]),
)
def test_no_two_of_six_posts_open_alike_at_any_length(
    audience: str,
    subject: str | None,
    moment: str,
    days: int | None,
    limits: list[int],
    start: int,
    order: list[str],
) -> None:
    article = Article(
        "https://x.org/a", "A title", evidence=(Evidence(CLAIM, 0, TEXT),), subject=subject, subject_confidence=0.9
    )
    on = None if days is None else TODAY + timedelta(days)
    opened = []
    for turn in range(start, start + 12):
        draft = compose(
            article,
            Recipe("context", (*order, LINK)),
            Brief(audience, moment, on, turn=turn),
            rule=Graphemes(limits[turn % len(limits)], 3000),
            today=TODAY,
        )
        assert f"“{CLAIM}”" in draft.text
        opened.append(" ".join(block.text for block in draft.blocks if block.kind in {"moment", "question"}))
    assert six_differ(opened), opened
