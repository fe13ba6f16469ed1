"""Invented sentences of many languages that a rule refuses or that may be quoted: a file a language in `sentences`."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from postlab.articles.candidates import Candidate
from postlab.articles.speech import surnames
from postlab.articles.vetoes import Surroundings, refusal
from postlab.articles.vocabulary import vocabulary

SENTENCES = {
    file.stem: tomli.loads(file.read_text("utf-8")) for file in Path(__file__).with_name("sentences").iterdir()
}


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


REFUSED = [
    pytest.param(language, file["title"], code, sentence, id=f"{language}-{code}-{number}")
    for language, file in sorted(SENTENCES.items())
    for code, text in file["refused"].items()
    for number, sentence in enumerate(lines(text))
]
QUOTED = [
    pytest.param(language, file["title"], sentence, id=f"{language}-{number}")
    for language, file in sorted(SENTENCES.items())
    for number, sentence in enumerate(lines(file["may_be_quoted"]))
]


def rule_against(sentence: str, language: str, title: str) -> str | None:
    words = vocabulary(language)
    refused = refusal(Candidate(sentence), Surroundings(title, words, surnames(sentence, words)))
    return refused and refused.code


@pytest.mark.parametrize(("language", "title", "code", "sentence"), REFUSED)
def test_a_sentence_is_refused_by_its_rule(language: str, title: str, code: str, sentence: str) -> None:
    assert rule_against(sentence, language, title) == code


@pytest.mark.parametrize(("language", "title", "sentence"), QUOTED)
def test_what_stands_alone_may_be_quoted(language: str, title: str, sentence: str) -> None:
    assert rule_against(sentence, language, title) is None
