"""What a lab says in words of its own adds to the package's, and each fault of it is named with its place."""

from __future__ import annotations

from typing import Any

import pytest

from postlab.errors import FaultsError
from postlab.framing.words.wording_files import languages, wording_file
from postlab.framing.words.wordings import PACKAGED, Wordings


def test_a_lab_may_say_one_thing_where_the_package_says_six() -> None:
    wordings = PACKAGED.with_documents(
        {
            "en": {
                "audiences/students.toml": {
                    "neutral": ["For our students:"],
                    "openings": {"applying": ["is it?"]},
                },
                "audiences/employers.toml": {"moments": ["exams"]},
                "moments.toml": {"moment": {"exams": {"neutral": {"soon": ["Before exams:"]}}}},
            }
        }
    )
    english = wordings.language("en")
    assert english is not None
    assert english.audience("students").neutral == ("For our students:",)
    assert english.audience("students").openings_on("applying") == ("is it?",)
    assert english.audience("employers").has_to_do_with("exams")
    assert not english.audience("employers").has_to_do_with("graduation")
    exams = next(kind for kind in english.moments.kinds if kind.name == "exams")
    assert exams.neutral["soon"] == ("Before exams:",)


def test_a_table_adds_and_a_list_replaces() -> None:
    ours = ["is it for you?", "do you want it?", "what would it change?", "you might be wondering if it is for you."]
    wordings = PACKAGED.with_documents(
        {
            "en": {
                "audiences/students.toml": {"openings": {"applying": ours}},
                "phrases.toml": {"quotation_marks": {"outer": ["‘", "’"]}},
            }
        }
    )
    english, packaged = wordings.language("en-AU"), PACKAGED.language("en")
    assert english is not None
    assert packaged is not None
    assert english.audience("students").openings_on("applying") == tuple(ours)
    assert english.audience("students").neutral == packaged.audience("students").neutral
    assert english.audience("parents") == packaged.audience("parents")
    assert english.phrases.quoted("Pay rose") == "‘Pay rose’"
    assert packaged.phrases.quoted("A “premium” of pay") == "“A ‘premium’ of pay”"
    assert english.moments is packaged.moments


def test_an_audience_a_subject_and_a_moment_of_ones_own() -> None:
    ways = ["is it a job for you?", "could you fly?", "what do pilots do?", "it can be hard to get off the ground."]
    mentors = {**wording_file("en", "audiences/anyone.toml"), "openings": {"flying": ways}}
    wordings = PACKAGED.with_documents(
        {
            "en": {
                "audiences/year-12-mentors.toml": mentors,
                "subjects.toml": {"subject": {"flying": {"strong": ["pilot"], "moments": ["air show"]}}},
                "moments.toml": {"moment": {"air show": {"what": "the air show"}}},
            }
        }
    )
    english = wordings.language("en")
    assert english is not None
    assert english.has_audience("Year 12 mentor")
    assert english.audience("Year 12 mentor").openings_on("flying") == tuple(ways)
    assert english.audience("Year 12 mentor").openings_on("applying") == ()
    assert english.audience("Year 12 mentor").has_to_do_with("air show")
    assert english.lexicon.goes_with("flying", "air show")
    assert english.moments.kinds[-1].name == "air show"


def whole_language() -> dict[str, dict[str, Any]]:
    files = ("moments.toml", "subjects.toml", "phrases.toml", "audiences/anyone.toml")
    return {path: wording_file("en", path) for path in files}


def test_a_language_that_the_package_lacks_is_added_whole() -> None:
    wordings = Wordings().with_documents({"tlh": whole_language()})
    klingon = wordings.language("tlh-Latn")
    assert klingon is not None
    assert [wording.code for wording in wordings.languages] == ["en", *sorted({*languages(), "tlh"} - {"en"})]
    assert klingon.audience("students") is klingon.audience("anyone")
    assert klingon.audiences == ("anyone",)


def test_quotation_marks_may_close_as_they_open_and_have_spaces() -> None:
    for outer in (["”", "”"], ["«\u00a0", "\u00a0»"]):
        wordings = PACKAGED.with_documents({"en": {"phrases.toml": {"quotation_marks": {"outer": outer}}}})
        english = wordings.language("en")
        assert english is not None
        assert english.phrases.outer == tuple(outer)


@pytest.mark.parametrize(
    ("documents", "place", "message"),
    [
        ({"EN": {}}, "wording/EN", "A folder is named by its language's code"),
        ({"en": {"moment.toml": {}}}, "wording/en/moment.toml", "There is no such file of wording."),
        (
            {"en": {"audiences/students.toml": {"openings": {"applying": []}}}},
            "wording/en/audiences/students.toml: openings.applying",
            "List should have at least 1 item",
        ),
        (
            {"en": {"moments.toml": {"moment": {"exams": {"lasts": 0}}}}},
            "wording/en/moments.toml: moment.exams.lasts",
            "Input should be greater than or equal to 1.",
        ),
        (
            {"en": {"audiences/students.toml": {"openings": {"flying": ["is it?", "can it?", "do we?", "will it?"]}}}},
            "wording/en/audiences/students.toml",
            "It has openings on “flying”, which subjects.toml does not have.",
        ),
        (
            {"en": {"audiences/employers.toml": {"moments": ["graduation", "exmas"]}}},
            "wording/en/audiences/employers.toml",
            "Its openings follow a moment “exmas”, which moments.toml does not have.",
        ),
        (
            {"en": {"subjects.toml": {"subject": {"applying": {"moments": ["exmas"]}}}}},
            "wording/en/subjects.toml",
            "“applying” goes with a moment “exmas”, which moments.toml does not have.",
        ),
        *(
            (
                {"en": {"audiences/students.toml": {"openings": {"applying": [f"is it{odd}for you?"]}}}},
                "wording/en/audiences/students.toml: openings.applying, 1",
                "It holds a line end, a tab, two spaces in a row, or a character that nobody sees.",
            )
            for odd in ("\n", "\t", "  ", "\x1b[1m ", "\u202e", "\u00ad")
        ),
        (
            {"tlh": {"phrases.toml": wording_file("en", "phrases.toml")}},
            "wording/tlh",
            "The language is not whole without moments.toml, subjects.toml, audiences/anyone.toml.",
        ),
        (
            {"tlh": {**whole_language(), "phrases.toml": {**wording_file("en", "phrases.toml"), "colon": "\u00a0:"}}},
            "wording/tlh/moments.toml",
            "its colon is not the one of phrases.toml.",
        ),
    ],
)
def test_a_fault_of_a_labs_words_names_file_and_place(documents: Any, place: str, message: str) -> None:
    with pytest.raises(FaultsError, match="wording") as refused:
        PACKAGED.with_documents(documents)
    assert any(
        fault.place.startswith(place) and message in f"{fault.place}: {fault.message}" for fault in refused.value.faults
    ), refused.value.faults
    assert "postlab help wording" in refused.value.hint
