"""Every language has the same files of wording, in the form that their schemas tell, and none is read too early."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import postlab.framing.words
from postlab.audiences import AUDIENCES
from postlab.errors import InputError
from postlab.framing.openings import TURNS
from postlab.framing.words import search_words_of, wording_for
from postlab.framing.words.audience import ANYONE
from postlab.framing.words.form_faults import faults_of_file, faults_of_language, form_of
from postlab.framing.words.forms import FORMS
from postlab.framing.words.lexicon import SUBJECTS
from postlab.framing.words.moments import PHASES, kinds_of_moment, moment_wording
from postlab.framing.words.wording_files import ENGLISH, audience_files, languages
from postlab.framing.words.wordings import PACKAGED
from postlab.wording_schemas import schema_text

WORDS = Path(postlab.framing.words.__file__).parent
FILES = sorted(path.relative_to(WORDS).as_posix() for path in WORDS.rglob("*.toml"))


def read(path: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / path).read_text(encoding="utf-8"))


def in_language(path: str) -> str:
    """A file's path below the folder of its language."""
    return path.partition("/")[2]


def validator(path: str) -> Draft202012Validator:
    schema = json.loads((WORDS / f"{form_of(in_language(path))}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def schema_faults(path: str, document: dict[str, Any]) -> list[str]:
    return [f"{fault.json_path}: {fault.message}" for fault in validator(path).iter_errors(document)]


@pytest.mark.parametrize("path", FILES)
def test_every_file_has_the_form_that_its_schema_tells(path: str) -> None:
    assert schema_faults(path, read(path)) == []
    assert list(faults_of_file(in_language(path), read(path))) == []


@pytest.mark.parametrize("language", languages())
def test_the_files_of_a_language_fit_together(language: str) -> None:
    documents = {in_language(path): read(path) for path in FILES if path.startswith(f"{language}/")}
    assert list(faults_of_language(documents)) == []


@pytest.mark.parametrize("name", sorted(FORMS))
def test_schemas_are_those_of_the_forms(name: str) -> None:
    """`just wording-schemas` writes them again."""
    assert (WORDS / f"{name}.schema.json").read_text(encoding="utf-8") == schema_text(name)


@pytest.mark.parametrize("path", FILES)
def test_every_file_names_its_schema_for_editors(path: str) -> None:
    first = (WORDS / path).read_text(encoding="utf-8").partition("\n")[0]
    named = (WORDS / path).parent / first.removeprefix("#:schema ")
    assert named.resolve() == WORDS / f"{form_of(in_language(path))}.schema.json"


@pytest.mark.parametrize("language", languages())
def test_every_language_has_words_for_every_audience_subject_and_moment(language: str) -> None:
    audiences = {f"audiences/{audience.replace(' ', '-')}.toml" for audience in (*AUDIENCES, ANYONE)}
    assert {in_language(path) for path in FILES if path.startswith(f"{language}/")} == {
        *audiences,
        *("moments.toml", "subjects.toml", "phrases.toml"),
    }
    assert {*audience_files(language)} == audiences
    wording = PACKAGED.language(language)
    assert wording is not None
    assert {*wording.audiences} == {*AUDIENCES, ANYONE}
    subjects = tuple(words.name for words in wording.lexicon.subjects)
    assert subjects == tuple(subject for subject in SUBJECTS if subject in subjects)
    if language == ENGLISH:
        assert subjects == SUBJECTS
    assert [kind.name for kind in kinds_of_moment(language)] == [kind.name for kind in kinds_of_moment(ENGLISH)]
    for kind in kinds_of_moment(language):
        assert {*kind.openings} == {*kind.sentences} == {*kind.neutral} == {*PHASES}
    for audience in AUDIENCES:
        assert wording.audience(audience).search_words
        openings = wording.audience(audience).openings
        assert tuple(openings) == tuple(subject for subject in subjects if subject in openings)
        assert min(map(len, openings.values())) >= TURNS
        assert len(wording.audience(audience).neutral) >= TURNS
    assert tuple(wording.audience(ANYONE).openings) == subjects
    for subject in subjects:
        assert sum(subject in wording.audience(audience).openings for audience in AUDIENCES) >= 2
    for kind in kinds_of_moment(language):
        assert min(map(len, kind.neutral.values())) >= TURNS


@pytest.mark.parametrize("language", languages())
def test_a_moment_in_your_own_words_is_named_in_every_phase(language: str) -> None:
    wording = moment_wording(language)
    assert {*wording.own_openings} == {*wording.own_sentences} == {*wording.own_neutral} == {*PHASES}
    lists = (*wording.own_openings.values(), *wording.own_neutral.values())
    assert all(len(ways) >= TURNS for ways in wording.own_neutral.values())
    for words in (*(text for ways in lists for text in ways), *wording.own_sentences.values()):
        assert "festival" in words.format(what="the festival", What="The festival")


STUDENTS, MOMENTS = "en/audiences/students.toml", "en/moments.toml"


@pytest.mark.parametrize(
    ("path", "place", "wrong"),
    [
        (STUDENTS, ("openings", "applying"), []),
        (STUDENTS, ("neutral",), []),
        (STUDENTS, ("general",), ["there may be something in this for you."]),
        ("en/audiences/employers.toml", ("moments", 0), "Exams"),
        (STUDENTS, ("openings", "applying"), ["so short?", "the same?", "the same?", "and others?"]),
        (STUDENTS, ("openings", "applying", 0), "Is it for you?"),
        (STUDENTS, ("openings", "applying", 0), "is it {over}?"),
        (STUDENTS, ("openings", "applying", 0), "is it over"),
        (STUDENTS, ("openings", "applying", 0), f"is it {'very ' * 20}long?"),
        (STUDENTS, ("neutral", 0), "Worth a look."),
        (STUDENTS, ("calls_to_action", 0), "Have a  look."),
        (STUDENTS, ("calls_to_action", 0), "Have a look"),
        (STUDENTS, ("hashtags", 0), "#Careers and more"),
        (STUDENTS, ("question",), ["a?", "b?", "c?", "d?"]),
        (MOMENTS, ("own_words", "openings", "soon", 1), "With {waht} just around the corner,"),
        (MOMENTS, ("own_words", "openings", "soon", 1), "With {what} just around the corner"),
        (MOMENTS, ("own_words", "neutral", "today", 1), "For {what}"),
        (MOMENTS, ("moment", "exams", "openings", "soon", 1), "With {what} coming up,"),
        (MOMENTS, ("moment", "exams", "openings", "soon"), ["With exams coming up,"]),
        (MOMENTS, ("moment", "exams", "sentences"), {"sometime": "Exams are near."}),
        (MOMENTS, ("moment", "exams", "aliases", 0), "Exam"),
        (MOMENTS, ("moment", "exams", "lasts"), 0),
        (MOMENTS, ("moment", "Exams"), {"what": "exams", "signs": ["exams"], "hashtag": "#Exams"}),
        ("en/subjects.toml", ("subject", "applying", "strong"), []),
        ("en/subjects.toml", ("subject", "applying", "weak", 0), "Apply"),
        ("en/phrases.toml", ("source", "first"), "{source}: "),
        ("en/phrases.toml", ("quotation_marks", "outer"), ["“"]),
        ("en/phrases.toml", ("colon",), ";"),
    ],
)
def test_a_slip_in_a_file_is_seen(path: str, place: tuple[str | int, ...], wrong: object) -> None:
    document = changed(path, place, wrong)
    assert schema_faults(path, document) != []
    [(where, what)] = faults_of_file(in_language(path), document)
    assert what.endswith(".")
    assert str(place[0]) in where


@pytest.mark.parametrize(
    ("path", "place", "wrong", "where", "what"),
    [
        (
            *(STUDENTS, ("openings", "applying"), [f"is number {n} {'very ' * 8}long?" for n in range(4)]),
            ": openings.applying",
            "None is short: at least one needs at most 45 characters.",
        ),
        (
            *(STUDENTS, ("openings", "applying", 0), "does study PAY off?"),
            ": openings.applying, 1",
            'It says the same as openings."pay and worth of study", 4.',
        ),
        (
            *(MOMENTS, ("moment", "exams", "openings", "undated", 0), "With exams soon,"),
            ": moment.exams.openings.undated",
            "“With exams soon,” says that it is near (“soon”), but no day is known.",
        ),
        (
            *(MOMENTS, ("own_words", "neutral", "undated", 0), "With {what} around the corner:"),
            ": own_words.neutral.undated",
            "“With {what} around the corner:” says that it is near (“around the corner”), but no day is known.",
        ),
        (
            *(MOMENTS, ("moment", "exams", "sentences", "undated"), "Exams start this week."),
            ": moment.exams.sentences.undated",
            "“Exams start this week.” says that it is near (“this week”), but no day is known.",
        ),
        (
            *(MOMENTS, ("moment", "exams", "openings", "today"), [f"With the {n} exam of the year," for n in "abcd"]),
            ": moment.exams.openings.today",
            "None is short: at least one needs at most 24 characters.",
        ),
    ],
)
def test_what_no_schema_can_tell_is_seen_too(
    path: str, place: tuple[str | int, ...], wrong: object, where: str, what: str
) -> None:
    document = changed(path, place, wrong)
    assert list(faults_of_file(in_language(path), document)) == [(where, what)]


def changed(path: str, place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    document = read(path)
    at: Any = document
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return document


def test_a_file_of_no_known_name_is_a_fault() -> None:
    assert list(faults_of_file("moment.toml", {})) == [("", "There is no such file of wording.")]
    assert form_of("audiences/first-years.toml") == "audience"
    assert form_of("audiences/First Years.toml") is None


@pytest.mark.parametrize("language", ["tlh", "", ".", "../words/en", "EN"])
def test_a_language_without_wording_says_which_there_are(language: str) -> None:
    for wording in (
        lambda: moment_wording(language),
        lambda: kinds_of_moment(language),
    ):
        with pytest.raises(InputError, match=f"no wording in “{language}”") as refused:
            wording()
        assert refused.value.hint == f"There is wording in: {', '.join(languages())}."


@pytest.mark.parametrize("code", ["en", "en-AU", "EN_gb"])
def test_a_language_is_known_by_its_first_part(code: str) -> None:
    assert PACKAGED.language(code) is PACKAGED.language("en")


def test_a_page_that_states_no_language_has_wording_only_where_the_caller_says_so() -> None:
    assert PACKAGED.language(None) is None
    assert PACKAGED.language("") is None
    assert PACKAGED.language(None, unstated=ENGLISH) is PACKAGED.language("en")
    assert PACKAGED.language("tlh", unstated=ENGLISH) is None


def test_a_file_is_read_once() -> None:
    assert wording_for("student") is wording_for("Students")
    assert moment_wording() is moment_wording("en")


def test_a_group_of_phases_is_each_of_them() -> None:
    kinds = {kind.name: kind for kind in kinds_of_moment()}
    ahead = ("far", "soon", "next week", "this week", "tomorrow")
    assert len({kinds["redundancy"].openings[phase] for phase in ahead}) == 1
    assert kinds["results day"].openings["behind"] == kinds["results day"].openings["past"]
    assert kinds["exams"].openings["behind"] != kinds["exams"].openings["past"]


def test_an_audience_is_about_its_search_words_and_its_name() -> None:
    assert search_words_of("Education_Providers").startswith("education providers universities colleges schools")
    assert search_words_of("year-12 mentors") == "year 12 mentors"


def test_no_wording_is_read_before_it_is_needed() -> None:
    """Not by what `postlab --help` imports, nor by what drafting imports; and never with pydantic."""
    script = """
import sys
import postlab.cli.main
import postlab.framing.compose, postlab.framing.changes, postlab.framing.features, postlab.framing.writers
from postlab.framing.moments import moment_words
from postlab.framing.subjects import subject_of
from postlab.framing.words.wording_files import languages
from postlab.framing.words.wordings import packaged_language
assert languages.cache_info().currsize == 0
from datetime import date
moment_words("exams", None, today=date(2026, 11, 25))
assert languages.cache_info().currsize == 1
english = packaged_language("en")
subject_of("Graduates still earn more", None, None, lexicon=english.lexicon)
english.audience("students"), english.phrases
assert "pydantic" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
