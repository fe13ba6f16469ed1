"""Which sentences count as evidence, and that they are the text's own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.articles import vocabulary as vocabulary_module
from postlab.articles.evidence import evidence_sentences
from postlab.articles.ranking import COSTS
from postlab.articles.sentences import sentences
from postlab.articles.vocabulary import vocabulary

WORDS = Path(vocabulary_module.__file__).with_name("words")
PLAIN = "The weather in the hills was fine for most of that long and quiet afternoon."


def strongest(*lines: str, language: str = "en") -> list[str]:
    return [one.sentence for one in evidence_sentences("\n".join(lines), language=language)]


@pytest.mark.parametrize(
    "claim",
    [
        "Research shows that most graduates will earn more income over their lifetime than those that didn't go.",
        "Graduates earn $412,000 more over a lifetime than school leavers, the Grattan Institute found.",
        "Apprentices are twice as likely to own a home by 30, according to the census.",
        "The unemployment rate fell to 3.5% in June, from 4.1% a year earlier.",
        "Skipping breakfast leads to lower marks in mathematics, a study of 2,000 pupils suggests.",
        "One in three students changes course before the end of the first year.",
    ],
)
def test_claims_are_found_among_plain_sentences(claim: str) -> None:
    found = strongest(PLAIN, f"{PLAIN} {claim} {PLAIN}", PLAIN)
    assert found == [claim]


@pytest.mark.parametrize(
    "line",
    [
        "Does research show that 60% of graduates earn more than others do?",
        "But research shows that it was 60% of them who did better than before in the end, didn",
        "Photo: Students at the university, where 60% of graduates earn more. Credit: Jane Citizen",
        "Read more: Research shows that 60% of graduates earn more than school leavers.",
        "Sign up to our newsletter, which 60% of graduates read more than once a week.",
        "We use cookies to show 60% more relevant advertising to the students who read this.",
        "Contact Jo Field on +61 2 5550 1234 for the data on 60% of graduates.",
        "See https://data.example/study for the study of 60% of graduates and their income.",
        "60% of graduates earn more than school leavers",
        "| Bachelor degree | 84.1% | 2.4% | of all graduates in the survey of income.",
        "Last updated 4 March 2026 with new data from the survey of graduates.",
        "Up 60%.",
    ],
)
def test_what_only_looks_like_a_claim_is_left(line: str) -> None:
    assert strongest(PLAIN, line) == []


def test_a_sentence_that_stands_alone_beats_one_that_does_not() -> None:
    alone = "Graduates earn 20% more than school leavers, a study of tax records found."
    leaning = "They earn 20% more than others because of it, according to research by the office."
    assert strongest(leaning, alone)[0] == alone


def test_how_a_study_was_made_is_no_finding() -> None:
    method = "The survey of 1,200 respondents was conducted online with a margin of error of 3%."
    finding = "Seven in ten employers train new staff for longer than a month, the survey found."
    assert strongest(method, finding)[0] == finding


def test_the_same_thing_is_not_said_twice() -> None:
    once = "Graduates earn 20% more than school leavers, a study of tax records found."
    again = "Graduates earn 20% more than school leavers, a new study of tax records has found."
    assert len(strongest(once, PLAIN, again)) == 1


def test_at_most_so_many_and_the_strongest_first() -> None:
    lines = [f"Group {n} earned {n}% more than group {n + 40} did." for n in range(1, 9)]
    text = "\n".join([*lines, "Research shows that 90% of pupils who read daily earn more than those who do not."])
    assert len(evidence_sentences(text, language="en", limit=2)) == 2
    assert evidence_sentences(text, language="en", limit=1)[0].sentence.startswith("Research shows")
    assert evidence_sentences(text, language="en", limit=0) == ()


def test_abbreviations_do_not_break_a_sentence() -> None:
    claim = (
        "Dr. Helen Park of the U.S. Bureau of Labor found that 4.5% of nurses, e.g. in Ohio, earn more than doctors."
    )
    assert strongest(f"{PLAIN} {claim} {PLAIN}") == [claim]


@pytest.mark.parametrize(
    ("language", "claim", "other"),
    [
        ("de", "Laut einer Studie verdienen Akademiker 12 Prozent mehr als Menschen ohne Abschluss.",
         "Das Wetter war an diesem langen Nachmittag in den Hügeln ruhig und schön."),
        ("fr", "Selon une étude, 64 % des diplômés gagnent plus que leurs parents au même âge.",
         "Il faisait beau dans les collines pendant tout ce long après-midi tranquille."),
        ("es", "Según un estudio, el 64 % de los titulados gana más que sus padres a la misma edad.",
         "Hacía buen tiempo en las colinas durante toda aquella larga y tranquila tarde."),
        ("sv", "Av alla akademiker tjänar 64 % mer än 40 000 kronor i månaden efter tio år.",
         "Det var fint väder i bergen hela den långa och stilla eftermiddagen igår."),
        ("ja", "調査によると、大学を卒業した人の64%が高校卒業者より高い収入を得ていることが分かった。",
         "その日の午後はとても静かで、山の天気もずっと良かったので、散歩に出かけた。"),
    ],
)  # fmt: skip
def test_other_languages_have_evidence_too(language: str, claim: str, other: str) -> None:
    assert strongest(f"{other} {claim} {other}" if language != "ja" else other + claim + other, language=language) == [
        claim
    ]


def test_a_text_without_claims_gives_none() -> None:
    assert strongest(*[PLAIN] * 20) == []
    assert evidence_sentences("", language=None) == ()


# Texts made of the pieces that splitting trips over.
PIECES = st.sampled_from(
    ["Dr. ", "U.S. ", "e.g. ", "“", "”", '"', "(", ")", ". ", "! ", "? ", "... ", "…", "\n", " ", "1. ", "- ", "•",
     "。", "Graduates earn 20% more", "than others", "a study found", "3.5", "$1,000", "No. 5", "\u00a0", "\u200d",
     "é", "'",     "&ᓴ&", "∯", "♬", "☏", "?!", "p.m. ", "[1]", "{", "\\1", "\t", "Mr. O'Neil", "http://x.y/z.", "😀"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["en", "de", "fr", "ja", "zz", None]))
def test_every_sentence_stands_where_it_says(text: str, language: str | None) -> None:
    last = 0
    for sentence in sentences(text, language=language):
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text
        assert sentence.start >= last
        last = sentence.start + len(sentence.text)
        assert "\n" not in sentence.text
    for one in evidence_sentences(text, language=language):
        assert one.position is not None
        assert text[one.position : one.position + len(one.sentence)] == one.sentence


@pytest.mark.parametrize("unit", [".", "a.", "A. ", "(", "“", "1. ", "Wages rose 4%. ", "x ", "!?", "- ", "3.", "’s "])
def test_no_text_takes_long(unit: str) -> None:
    start = time.process_time()
    evidence_sentences(unit * (60_000 // len(unit)), language="en")
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "before", ["The shops of the town close at 5 p.m.", "Pupils may call the office from 9 to 12."]
)
def test_a_sentence_after_an_abbreviation_or_a_number_is_whole(before: str) -> None:
    claim = "Graduates earn 20% more than school leavers, a study of tax records found."
    assert strongest(f"{before} {claim}") == [claim]


def test_only_the_first_12_000_characters_are_looked_at() -> None:
    filler = "They were cold, and it rained on them all day long. "
    claim = "Graduates earn 20% more than school leavers, a study of tax records found."
    assert strongest(filler * 200 + claim) == [claim]
    assert strongest(filler * 240 + claim) == []
    assert strongest(filler * 200, filler * 40 + claim) == []
    at_the_edge = filler * 230
    cut = f"{'x' * (12_000 - len(at_the_edge) - 75)} {claim[:-1]} by 3.5% or so."
    assert strongest(at_the_edge + cut) == []


def test_words_of_one_language_weaken_no_other() -> None:
    english = vocabulary("en").weakened["added"]
    assert english.search("Graduates also earn more.")
    assert not english.search("Akademiker verdienen auch mehr.")
    assert vocabulary("de").weakened["added"].search("Akademiker verdienen auch mehr.")
    # "may" is a German name, "sa" a French possessive
    assert not any(list_.search("Robert May et sa sœur") for list_ in vocabulary("fr").weakened.values())


@pytest.mark.parametrize("language", sorted(file.stem for file in WORDS.glob("*.toml") if file.stem != "every"))
def test_every_kind_of_weakening_words_has_a_cost(language: str) -> None:
    words = vocabulary(language)
    assert set(words.weakened) <= set(COSTS)
    assert set(words.numbers) <= {"percent", "money", "million", "share"}
