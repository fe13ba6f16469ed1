"""Codes of languages, and whether a sentence is in the one that is expected."""

from __future__ import annotations

import pytest

from postlab.articles.language import is_another, known_as
from postlab.articles.phrases import PhraseFile
from postlab.articles.sentences import sentences
from postlab.articles.vocabulary import vocabulary

NORWEGIAN = "Hun har jobbet som lærling i tre år, og det er ikke for sent å begynne når man er tretti."
ENGLISH = "She has worked as an apprentice for three years, and it is not too late for those of thirty."


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("EN_gb", "en"),
        (" de-AT ", "de"),
        ("nb", "no"),
        ("nn-NO", "no"),
        ("nb_NO", "no"),
        ("", None),
        (None, None),
    ],
)
def test_a_language_has_one_code(code: str | None, known: str | None) -> None:
    assert known_as(code) == known


@pytest.mark.parametrize("code", ["nb", "nn", "nb-NO", "no"])
def test_norwegian_is_told_by_its_words_whatever_its_code(code: str) -> None:
    assert is_another(ENGLISH, code)
    assert not is_another(NORWEGIAN, code)
    assert vocabulary(code).language == "no"
    lists = PhraseFile("last_days.toml").patterns("closing", (code,))
    assert any(phrases.search("søknadsfrist") for phrases in lists)
    text = "Kurset går bl.a. i Bergen. Det begynner 3. mai i år."
    assert [one.text for one in sentences(text, language=code)] == [
        "Kurset går bl.a. i Bergen.",
        "Det begynner 3. mai i år.",
    ]
