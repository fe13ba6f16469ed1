"""Whom a sentence speaks to: those who learn, their parents, those who employ, or nobody."""

from __future__ import annotations

import pytest

from postlab.articles.addressee import addressee, tells_what_to_do
from postlab.articles.vocabulary import vocabulary
from postlab.framing.article import EMPLOYERS, LEARNERS, PARENTS


@pytest.mark.parametrize(
    ("language", "sentence", "speaks_to"),
    [
        ("en", "Your CV should fit on two pages.", LEARNERS),
        ("en", "Start writing months before the essay is due.", LEARNERS),
        ("en", "If in doubt, ask what the firm pays.", LEARNERS),
        ("en", "Your daughter may want to talk about it later.", PARENTS),
        ("en", "Ask your staff what they would change.", EMPLOYERS),
        ("en", "When you are hiring, say what the job pays.", EMPLOYERS),
        ("en", "Most graduates earn more than others after five years.", None),
        ("en", "Research by the office shows what graduates earn.", None),
        ("en", "Work in care pays less than work in a bank.", None),
        ("en", "Research the firm before the interview.", LEARNERS),
        ("en", "Start-ups pay less than large firms do.", None),
        ("de", "Im Gespräch können Sie nach dem Lohn fragen.", LEARNERS),
        ("de", "Sie verdienen mehr als ihre Eltern.", None),
        ("de", "Die Betriebe sagen, dass sie mehr zahlen.", None),
        ("de", "Fragen Sie Ihr Kind, was ihm Freude macht.", PARENTS),
        ("fr", "Préparez vos questions avant l’entretien.", LEARNERS),
        ("fr", "Vos salariés gagnent à se former.", EMPLOYERS),
        ("fr", "Les diplômés gagnent plus que les autres.", None),
        ("es", "Prepara tu entrevista con tiempo.", LEARNERS),
        ("nl", "Vraag je ouders wat zij ervan vinden.", LEARNERS),
        ("sv", "Ditt barn behöver tid att välja.", PARENTS),
        ("hu", "A végzettek többet keresnek.", None),
    ],
)
def test_whom_a_sentence_speaks_to(language: str, sentence: str, speaks_to: str | None) -> None:
    assert addressee(sentence, vocabulary(language)) == speaks_to


def test_advice_opens_with_what_to_do() -> None:
    english = vocabulary("en")
    assert tells_what_to_do("Ask what the firm pays before you sign.", english)
    assert not tells_what_to_do("Asking helps.", english)
    assert not tells_what_to_do("Kérdezze meg, mennyit fizetnek.", vocabulary("hu"))
