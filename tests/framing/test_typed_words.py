"""Audiences and moments that somebody typed: known ones, slips, and words of one's own."""

from __future__ import annotations

import pytest

from postlab.audiences import AUDIENCES
from postlab.errors import InputError
from postlab.framing.moments import kind_of_moment
from postlab.framing.typed_words import audience_meant, moment_meant
from postlab.framing.words.moments import kinds_of_moment

THERE_ARE = f"There are {', '.join(kind.name for kind in kinds_of_moment())}."
EVERY_NAME = [name for kind in kinds_of_moment() for name in (kind.name, kind.what, *kind.aliases)]


@pytest.mark.parametrize("typed", EVERY_NAME)
def test_every_name_of_a_moment_passes_untouched(typed: str) -> None:
    assert moment_meant(typed) == typed


@pytest.mark.parametrize("typed", EVERY_NAME)
def test_a_name_in_capitals_or_with_hyphens_is_still_that_moment(typed: str) -> None:
    kind = kind_of_moment(typed)
    for way in (typed.upper(), typed.replace(" ", "-"), typed.replace(" ", "_")):
        assert kind_of_moment(moment_meant(way)) == kind


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_audience_passes_however_it_is_spelt(audience: str) -> None:
    for way in (audience, audience.title(), audience.removesuffix("s"), audience.replace(" ", "-")):
        assert audience_meant(way) == audience


@pytest.mark.parametrize(
    "words",
    [
        *("the winter careers fair", "our open evening", "a careers fair", "As term ends,", "Exams start on Monday."),
        *("mock exams", "results week", "the last weeks of school", "Diwali and Christmas"),
    ],
)
def test_several_words_are_somebodys_own(words: str) -> None:
    assert moment_meant(words) == words


@pytest.mark.parametrize("words", ["Year 12", "job interview seekers", "young people", "future education providers"])
def test_an_audience_of_several_words_is_somebodys_own(words: str) -> None:
    assert audience_meant(words) == words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("exmas", "exams"), ("Exma", "exams"), ("ofers", "offers"), ("graduaton", "graduation")),
        *(("results dya", "results day"), ("resutls day", "results day"), ("opne day", "open day")),
        *(("carreers fair", "careers fair"), ("redundency", "redundancy"), ("holidyas", "holidays")),
        *(("partieles", "exams"), ("licenciemment", "redundancy"), ("journée portes ouvrtes", "open day")),
    ],
)
def test_a_slip_of_a_moment_is_refused_with_the_one_that_was_meant(typed: str, meant: str) -> None:
    with pytest.raises(InputError) as refused:
        moment_meant(typed, place="--moment")
    assert refused.value.message == f"--moment: “{typed}” is not a moment that PostLab knows."
    assert refused.value.hint.startswith(f"Did you mean “{meant}”? {THERE_ARE}")
    assert refused.value.hint.endswith(f"or are written as “own:{typed}”.")
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("studnets", "students"), ("parrents", "parents"), ("emploiers", "employers"), ("educaton providers", None)],
)
def test_a_slip_of_an_audience_is_refused_with_the_one_that_was_meant(typed: str, meant: str | None) -> None:
    with pytest.raises(InputError) as refused:
        audience_meant(typed)
    assert refused.value.hint.startswith(f"Did you mean “{meant or 'education providers'}”? There are students, ")


@pytest.mark.parametrize("typed", ["Diwali", "春节", "clearing", "1", "=1+1", "mid-terms"])
def test_one_word_that_is_near_nothing_is_refused_with_the_list(typed: str) -> None:
    with pytest.raises(InputError) as refused:
        moment_meant(typed)
    assert refused.value.hint.startswith(THERE_ARE)
    assert moment_meant(f"own:{typed}") == typed
    with pytest.raises(InputError, match="is not an audience that PostLab knows"):
        audience_meant(typed)
    assert audience_meant(f"own: {typed}") == typed


@pytest.mark.parametrize("typed", ["exmas", "results dya"])
def test_with_the_mark_even_a_slip_is_somebodys_own(typed: str) -> None:
    assert moment_meant(f"own:{typed}") == typed


@pytest.mark.parametrize("typed", ["own:", "own:  ", "own:\u200b"])
def test_the_mark_needs_words(typed: str) -> None:
    with pytest.raises(InputError, match="has no words behind it"):
        moment_meant(typed)
    with pytest.raises(InputError, match="has no words behind it"):
        audience_meant(typed)


def test_what_the_lab_calls_its_own_is_known_in_the_labs_spelling() -> None:
    assert audience_meant("ALUMNI", of_lab=["alumni"]) == "alumni"
    assert audience_meant("year-12", of_lab=["Year 12"]) == "Year 12"
    assert audience_meant("Student", of_lab=["Students"]) == "Students"
    assert moment_meant("diwali", of_lab=["Diwali"]) == "Diwali"
    with pytest.raises(InputError) as refused:
        audience_meant("almuni", of_lab=["alumni"])
    assert refused.value.hint.startswith("Did you mean “alumni”? There are alumni, students, ")
    with pytest.raises(InputError) as refused:
        moment_meant("diwlai", of_lab=["Diwali"])
    assert refused.value.hint.startswith("Did you mean “Diwali”? ")
