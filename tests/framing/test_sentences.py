"""Sentences end where a reader would say so, and no name loses its capital."""

from __future__ import annotations

from time import perf_counter

import pytest

from postlab.framing.sentences import capitalised, closed, lowered, sentences, shorter
from postlab.framing.words.moments import moment_wording


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ("One.", "Two!", "Three?")),
        ("Dr. Smith earns 3.5 per cent more. It pays.", ("Dr. Smith earns 3.5 per cent more.", "It pays.")),
        ("Jobs grew, e.g. Nursing did. So it goes.", ("Jobs grew, e.g. Nursing did.", "So it goes.")),
        ("“It pays.” So they say.", ("“It pays.”", "So they say.")),
        ("Wages rose in the U.S. Congress noticed.", ("Wages rose in the U.S. Congress noticed.",)),
        ("研究显示收入更高。他们满意。", ("研究显示收入更高。", "他们满意。")),
        ("no ending", ("no ending",)),
        ("", ()),
    ],
)
def test_borders(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_initials_without_end_are_read_once() -> None:
    def seconds(count: int) -> float:
        started = perf_counter()
        assert sentences("A. " * count) == (("A. " * count).strip(),)
        return perf_counter() - started

    assert min(seconds(4000) for _ in range(3)) < 12 * min(seconds(1000) for _ in range(3))


def test_shorter_drops_from_the_end() -> None:
    assert shorter("One. Two! Three?") == ("One. Two!", "One.")
    assert shorter("One.") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it worth it?", "is it worth it?"),
        ("Should I go?", "should I go?"),
        ("You’re wondering.", "you’re wondering."),
        ("already low", "already low"),
        ("I wonder.", None),
        ("I'm unsure.", None),
        ("Sydney is far.", None),
        ("The Good Universities Guide says so.", None),
        ("Will Smith asks.", None),
        ("Year 12s, is it worth it?", None),
        ("“Is it worth it?”", None),
        ("UTS opens.", None),
        ("IT is growing.", None),
    ],
)
def test_a_capital_goes_only_where_it_is_safe(text: str, expected: str | None) -> None:
    assert lowered(text, moment_wording("en").clauses.small_words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Est-ce que cela en vaut la peine ?", "est-ce que cela en vaut la peine ?"),
        ("À quoi bon étudier ?", "à quoi bon étudier ?"),
        ("L’alternance est-elle pour vous ?", "l’alternance est-elle pour vous ?"),
        ("Qu'en dites-vous ?", "qu'en dites-vous ?"),
        ("Êtes-vous prêts ?", "êtes-vous prêts ?"),
        ("La journée portes ouvertes", "la journée portes ouvertes"),
        ("L’Oréal recrute.", None),
        ("Le Havre recrute.", None),
        ("Parcoursup ouvre.", None),
        ("Nantes est loin.", None),
        ("Is it worth it?", None),
    ],
)
def test_so_it_does_in_french(text: str, expected: str | None) -> None:
    assert lowered(text, moment_wording("fr").clauses.small_words) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It pays", "It pays."),
        ("It pays,", "It pays."),
        ("It pays!", "It pays!"),
        ("He said “it pays.”", "He said “it pays.”"),
        ("Mind the “gap”", "Mind the “gap”."),
        ("Well done 🎉", "Well done 🎉"),
        ("やった。", "やった。"),
    ],
)
def test_endings(text: str, expected: str) -> None:
    assert closed(text) == expected


def test_names_keep_their_spelling() -> None:
    assert capitalised("iPhone sales") == "iPhone sales"
    assert capitalised("exams start") == "Exams start"
