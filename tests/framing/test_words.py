"""Every audience, subject and moment has words that read well, in every phase and every way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from postlab.audiences import AUDIENCES
from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import CONTEXTUALISED, Recipe, way
from postlab.framing.brief import Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import Graphemes
from postlab.framing.moments import moment_words
from postlab.framing.notes import NoteCode
from postlab.framing.openings import TURNS
from postlab.framing.words import wording_for
from postlab.framing.words.lexicon import SUBJECTS
from postlab.framing.words.moments import kinds_of_moment
from postlab.framing.words.wordings import packaged_language

MOMENTS = tuple(kind.name for kind in kinds_of_moment())
ANYONE = wording_for("mentors")
TODAY = date(2026, 11, 25)
RULE = Graphemes(300, 3000)
DAYS = (None, 200, 100, 30, 5, 2, 1, 0, -1, -30, -300)
WAYS = (1, 2, 3, 4)
ASKED = ("moment", "question", "call to action", "hashtags", "link")
UNASKED = ("moment", "evidence", "hashtags", "link")
BAD = re.compile(r"[{}]|  |[.,!?:;]{2}|\s[.,!?:;]|\b(?!vous|nous)(\w+) \1\b|[A-Z]\w+ize[sd]?\b|\bits over\b|!")
TITLES = {
    "none": "A title",
    "pay and worth of study": "Graduates still earn more",
    "labour market": "What the labour market looks like",
}


def article(title: str) -> Article:
    return Article("https://x.org/a", title, evidence=(Evidence("Pay rose."),))


@pytest.mark.parametrize("audience", [*AUDIENCES, "mentors"])
def test_every_text_reads_well(audience: str) -> None:
    for moment, days, number, blocks in product((*MOMENTS, None), DAYS, WAYS, (ASKED, UNASKED)):
        on = None if days is None else TODAY + timedelta(days)
        wording = {kind: way(number) for kind in blocks}
        title = list(TITLES.values())[number % len(TITLES)]
        found = compose(
            article(title), Recipe("any", blocks, wording), Brief(audience, moment, on), rule=RULE, today=TODAY
        )
        prose, tags, link = found.text.split("\n\n")
        assert prose[0].isupper(), prose
        assert prose.endswith((".", "?")), prose
        assert not BAD.search(prose), prose
        assert all(sentence[0].isupper() for sentence in re.split(r"(?<=[.?]) ", prose)), prose
        assert all(re.fullmatch(r"#[A-Z]\w+", tag) for tag in tags.split()), tags
        assert len(set(tags.split())) == len(tags.split())
        assert link == "https://x.org/a"
        assert not [note for note in found.notes if note.code is NoteCode.TOO_LONG]


WORDED = [(audience, subject) for audience in (*AUDIENCES, "mentors") for subject in wording_for(audience).openings]


@pytest.mark.parametrize(("audience", "subject"), WORDED)
def test_openings_differ_join_a_moment_and_begin_with_different_words(audience: str, subject: str) -> None:
    ways = wording_for(audience).openings_on(subject)
    assert len(set(ways)) == len(ways) >= TURNS
    assert all(text[0].islower() and len(text) <= 90 and text.endswith((".", "?")) for text in ways)
    assert min(map(len, ways)) <= 45
    assert len({text.split()[0] for text in ways}) == len(ways)
    assert sum(text.startswith("you might be wondering") for text in ways) == 1
    assert not any(BAD.search(text) for text in ways)


ASKS = re.compile(
    r"^(?:is|are|was|do|does|did|can|could|would|will|have|has|how|what|which|who|whose|where|why|when|feeling|still|not"
    r"|thinking|curious|looking)\b"
)


@pytest.mark.parametrize("audience", [*AUDIENCES, "mentors"])
def test_a_question_ends_with_its_mark_and_nothing_else_does(audience: str) -> None:
    wording = wording_for(audience)
    for text in (text for ways in wording.openings.values() for text in ways):
        asks = ASKS.match(text) is not None
        assert text.endswith("?" if asks else "."), text


@pytest.mark.parametrize("name", ["student", "Students", "education_provider", "Education Providers"])
def test_audiences_are_found_however_they_are_spelt(name: str) -> None:
    assert wording_for(name) is not ANYONE


def test_no_two_moments_share_a_name() -> None:
    names = [name for kind in kinds_of_moment() for name in {kind.name, kind.what.lower(), *kind.aliases}]
    assert len(names) == len(set(names))


def test_every_subject_goes_with_some_moments_and_with_words_of_ones_own() -> None:
    lexicon = packaged_language("en").lexicon
    assert tuple(words.name for words in lexicon.subjects) == SUBJECTS
    for words in lexicon.subjects:
        assert {*words.moments} <= {*MOMENTS}
        assert words.moments
        assert lexicon.goes_with(words.name, None)
    assert lexicon.goes_with("pay and worth of study", "exams")
    assert not lexicon.goes_with("pay and worth of study", "redundancy")
    assert not lexicon.goes_with("the weather", "exams")


def test_the_ways_of_a_moment_differ_in_the_text() -> None:
    for moment, days, blocks in product(MOMENTS, DAYS, (ASKED, UNASKED)):
        on = None if days is None else TODAY + timedelta(days)
        texts = {
            compose(
                article("A title"),
                Recipe("any", blocks, {"moment": way(number)}),
                Brief("students", moment, on),
                rule=RULE,
                today=TODAY,
            ).text
            for number in WAYS
        }
        assert len(texts) == len(WAYS), (moment, days)


@pytest.mark.parametrize("number", WAYS)
@pytest.mark.parametrize("days", DAYS)
def test_a_moment_in_your_own_words_reads_well_before_while_and_after_it_lasts(days: int | None, number: int) -> None:
    on = None if days is None else TODAY + timedelta(days)
    for blocks in (ASKED, UNASKED):
        found = compose(
            article("A title"),
            Recipe("any", blocks, {"moment": way(number)}),
            Brief("students", "the spring festival", on, 5),
            rule=RULE,
            today=TODAY,
        )
        prose = found.text.split("\n\n")[0]
        assert "spring festival" in prose
        assert prose[0].isupper(), prose
        assert not BAD.search(prose), prose
    words = moment_words("the spring festival", on, today=TODAY, lasts=5)
    assert all("spring festival" in text for text in (*words.openings, *words.neutral))


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("days", DAYS)
def test_a_moment_has_phrases_of_its_own_a_short_one_and_lead_ins(moment: str, days: int | None) -> None:
    on = None if days is None else TODAY + timedelta(days)
    words = moment_words(moment, on, today=TODAY)
    assert words.opening == words.openings[0]
    assert len(set(words.openings)) == len(words.openings) == words.ways >= 4
    assert all(text.endswith(",") and text[0].isupper() for text in words.openings)
    assert min(map(len, words.openings)) <= 24
    assert len({text.split()[0] for text in words.neutral}) == len(words.neutral) >= TURNS
    assert all(text.endswith(":") and text[0].isupper() and len(text) <= 60 for text in words.neutral)
    assert not any(BAD.search(text) for text in (*words.openings, *words.neutral))


@pytest.mark.parametrize("audience", [*AUDIENCES, "mentors"])
def test_an_audience_has_a_lead_in_for_each_of_six_posts(audience: str) -> None:
    neutral = wording_for(audience).neutral
    assert len({text.split()[0] for text in neutral}) == len(neutral) >= TURNS
    assert not any(BAD.search(text) for text in neutral)


@pytest.mark.parametrize("moment", [None, "exams", "careers fair"])
@pytest.mark.parametrize(("audience", "subject"), WORDED)
def test_no_two_of_six_posts_in_a_row_open_alike(audience: str, subject: str, moment: str | None) -> None:
    about = replace(article("A title"), subject=subject, subject_confidence=1.0)
    brief = Brief(audience, moment, TODAY + timedelta(30) if moment else None)
    first = [
        compose(
            about, Recipe("asks", ("moment", "question", "link")), replace(brief, turn=turn), rule=RULE, today=TODAY
        )
        for turn in range(2 * TURNS)
    ]
    texts = [draft.text.split("\n\n")[0] for draft in first]
    for start in range(TURNS + 1):
        assert len(set(texts[start : start + TURNS])) == TURNS, texts


def test_a_subject_that_an_audience_has_nothing_to_do_with_has_a_lead_in() -> None:
    assert "rights at work" not in wording_for("parents").openings
    about = replace(article("Zero-hours contracts explained"), subject="rights at work", subject_confidence=1.0)
    recipe = Recipe("asks", ("question", "link"))
    for audience, opening in (("parents", "Worth a look:"), ("students", "You might be wondering")):
        draft = compose(about, recipe, Brief(audience), rule=RULE, today=TODAY)
        assert draft.text.startswith(opening)
        notes = [note.sentence for note in draft.notes if note.code is NoteCode.NEUTRAL_OPENING]
        unasked = ["Asked no question: none about rights at work goes with parents."]
        assert notes == (unasked if audience == "parents" else [])


def test_employers_are_not_asked_about_hiring_as_exams_come() -> None:
    recipe = Recipe("asks", ("moment", "question", "link"))

    def opened(audience: str, moment: str, title: str = "Firms train their own") -> str:
        about = replace(article(title), subject="apprenticeships and training", subject_confidence=1.0)
        brief = Brief(audience, moment, TODAY + timedelta(30))
        return compose(about, recipe, brief, rule=RULE, today=TODAY).text.partition(" http")[0].partition("\n")[0]

    # what others sit is nothing to begin a post to employers with
    assert opened("employers", "exams").startswith("You might be wondering")
    assert opened("employers", "careers fair").endswith(
        "you might be wondering if you could train the people you need."
    )
    # nor about what an article tells those who apply to them
    assert opened("employers", "careers fair", "Learn a trade").endswith("careers fair:")
    # or to those who work for them
    assert opened("employers", "careers fair", "Ask your employer to train you").endswith("careers fair:")
    assert opened("employers", "careers fair", "Firms train your own team").endswith("the people you need.")
    assert opened("students", "exams").startswith("With exams soon approaching, you might be wondering")


def test_the_first_draft_says_what_started_it() -> None:
    about = article("Graduates still earn more")
    brief = Brief("students", "exams", TODAY + timedelta(30))
    text = compose(about, CONTEXTUALISED, brief, rule=RULE, today=TODAY).text
    assert text.startswith(
        "With exams soon approaching, you might be wondering if all this study is worth it. Pay rose."
    )
