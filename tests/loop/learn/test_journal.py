"""The journal: answers to its questions and what is written besides, kept in order; nothing is no entry."""

from datetime import timedelta

import pytest

from loop.bench import HOUR, START, Bench
from postlab.errors import InputError
from postlab.loop.learn.journal import QUESTIONS, reflect
from postlab.records.tables import Reflection


def test_the_journal_is_kept_in_order(staged: Bench) -> None:
    staged.experiment()
    reflect(staged.lab, "exams", "  Too long, I think.  ")
    staged.clock.advance(timedelta(hours=1))
    answers = {"change": " Shorter. ", "expected": "More clicks.", "surprised": " \n ", "no question": "x"}
    again = reflect(staged.lab, "exams", answers=answers)
    assert (again.text, again.at) == ("", START + HOUR)
    assert list(again.answers.items()) == [("expected", "More clicks."), ("change", "Shorter.")]
    with staged.session() as session:
        stored = session.get_one(Reflection, 2)
        assert stored.answers == again.answers
        assert session.get_one(Reflection, 1).text == "Too long, I think."


def test_nothing_is_no_entry(staged: Bench) -> None:
    staged.experiment()
    for answers in ({}, dict.fromkeys(QUESTIONS, " \n "), {"no question": "x"}):
        with pytest.raises(InputError, match="nothing to write"):
            reflect(staged.lab, "exams", " \n ", answers)
    with pytest.raises(InputError, match="Did you mean"):
        reflect(staged.lab, "exam", "x")
    with staged.session() as session:
        assert session.get(Reflection, 1) is None
