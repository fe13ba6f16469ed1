"""Every language has the same files of wording, in the form that their schemas tell, and none is read too early."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import postlab.framing.words
from postlab.audiences import AUDIENCES
from postlab.errors import InputError
from postlab.framing.words import subjects_of, wording_for
from postlab.framing.words.audience import ANYONE
from postlab.framing.words.moments import kinds_of_moment, moment_wording
from postlab.framing.words.wording_files import ENGLISH, languages

WORDS = Path(postlab.framing.words.__file__).parent
FILES = sorted(path.relative_to(WORDS).as_posix() for path in WORDS.rglob("*.toml"))


def read(path: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / path).read_text(encoding="utf-8"))


def validator(kind: str) -> Draft202012Validator:
    schema = json.loads((WORDS / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def faults(path: str, document: dict[str, Any]) -> list[str]:
    checker = validator("moments" if path.endswith("moments.toml") else "audience")
    return [f"{fault.json_path}: {fault.message}" for fault in checker.iter_errors(document)]


@pytest.mark.parametrize("path", FILES)
def test_every_file_has_the_form_that_its_schema_tells(path: str) -> None:
    assert faults(path, read(path)) == []


@pytest.mark.parametrize("path", FILES)
def test_every_file_names_its_schema_for_editors(path: str) -> None:
    first = (WORDS / path).read_text(encoding="utf-8").partition("\n")[0]
    named = (WORDS / path).parent / first.removeprefix("#:schema ")
    assert named.resolve() == WORDS / f"{'moments' if path.endswith('moments.toml') else 'audience'}.schema.json"


@pytest.mark.parametrize("language", languages())
def test_every_language_has_words_for_every_audience_and_moment(language: str) -> None:
    audiences = {f"{language}/audiences/{audience.replace(' ', '-')}.toml" for audience in (*AUDIENCES, ANYONE)}
    assert {path for path in FILES if path.startswith(f"{language}/")} == {*audiences, f"{language}/moments.toml"}
    assert [kind.name for kind in kinds_of_moment(language)] == [kind.name for kind in kinds_of_moment(ENGLISH)]
    for audience in AUDIENCES:
        assert wording_for(audience, language=language).subjects


@pytest.mark.parametrize("language", languages())
def test_a_moment_in_your_own_words_is_named_in_every_phase_without_a_verb(language: str) -> None:
    wording = moment_wording(language)
    assert set(wording.own_openings) == set(wording.own_sentences) == {*wording.openings, "undated"}
    for words in (*chain.from_iterable(wording.own_openings.values()), *wording.own_sentences.values()):
        assert "festival" in words.format(what="the festival", What="The festival", doing="")


@pytest.mark.parametrize(
    ("path", "place", "wrong"),
    [
        ("en/audiences/students.toml", ("questions",), ["only one way?"]),
        ("en/audiences/students.toml", ("questions",), ["the same?", "the same?", "the same?"]),
        ("en/audiences/students.toml", ("calls_to_action", 0), "Have a  look."),
        ("en/audiences/students.toml", ("calls_to_action", 0), "Have a look"),
        ("en/audiences/students.toml", ("hashtags", 0), "#Careers and more"),
        ("en/audiences/students.toml", ("moment", "exams", "befor"), ["a?", "b?", "c?"]),
        ("en/audiences/students.toml", ("moment", "exams", "after", 2), "is it {over}?"),
        ("en/audiences/students.toml", ("moment", "exams", "after", 2), f"is it {'very ' * 20}long?"),
        ("en/moments.toml", ("templates", "openings", "soon", 1), "With {waht} just around the corner,"),
        ("en/moments.toml", ("templates", "openings", "soon", 1), "With {what} just around the corner"),
        ("en/moments.toml", ("own_words", "sentences", "soon"), "{What} {is} coming up."),
        ("en/moments.toml", ("own_words", "openings", "past", 1), "Now that {what} {is} over,"),
        ("en/moments.toml", ("moment", "exams", "sentences"), {"sometime": "Exams are near."}),
        ("en/moments.toml", ("moment", "exams", "aliases", 0), "Exam"),
        ("en/moments.toml", ("moment", "exams", "lasts"), 0),
        ("en/moments.toml", ("moment", "Exams"), {"what": "exams", "signs": ["exams"], "hashtag": "#Exams"}),
    ],
)
def test_a_slip_in_a_file_is_seen(path: str, place: tuple[str | int, ...], wrong: object) -> None:
    document = read(path)
    at: Any = document
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = wrong
    assert len(faults(path, document)) == 1


@pytest.mark.parametrize("language", ["tlh", "", ".", "../words/en", "EN"])
def test_a_language_without_wording_says_which_there_are(language: str) -> None:
    for wording in (
        lambda: wording_for("students", language=language),
        lambda: subjects_of("students", language=language),
        lambda: moment_wording(language),
        lambda: kinds_of_moment(language),
    ):
        with pytest.raises(InputError, match=f"no wording in “{language}”") as refused:
            wording()
        assert refused.value.hint == f"There is wording in: {', '.join(languages())}."


def test_a_file_is_read_once() -> None:
    assert wording_for("student") is wording_for("Students", language="en")
    assert moment_wording() is moment_wording("en")


def test_a_group_of_phases_is_each_of_them() -> None:
    kinds = {kind.name: kind for kind in kinds_of_moment()}
    assert set(kinds["redundancy"].openings) == {
        *("undated", "far", "soon", "next week", "this week", "tomorrow", "today"),
        *("behind", "past"),
    }
    assert set(kinds["applications"].sentences) == {"next week", "this week", "tomorrow", "today", "behind", "past"}


def test_an_audience_is_about_its_subjects_and_its_name() -> None:
    assert subjects_of("Education_Providers").startswith("education providers universities colleges schools")
    assert subjects_of("year-12 mentors") == "year 12 mentors"


def test_no_wording_is_read_before_it_is_needed() -> None:
    """Not by what `postlab --help` imports, nor by what drafting imports."""
    script = """
import postlab.cli.main
import postlab.framing.compose, postlab.framing.changes, postlab.framing.features, postlab.framing.writers
from postlab.framing.moments import moment_words
from postlab.framing.words.wording_files import languages
assert languages.cache_info().currsize == 0
from datetime import date
moment_words("exams", None, today=date(2026, 11, 25))
assert languages.cache_info().currsize == 1
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
