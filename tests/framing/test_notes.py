"""Notes carry a code for programs beside the sentence for people, and old ones are still read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import CONTEXTUALISED, Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import Graphemes
from postlab.framing.notes import Note, NoteCode, note_of

EXAMS = Brief("students", "exams")
LONG = "Pay" + " rose" * 80 + "."
ASKED = Recipe("asked", ("question", "hashtags", "link"))
LINKED = Recipe("linked", ("link",), {"link": "https://x.org/a is here"})
CLAIMED = Recipe("claim", ("evidence", "link"))
WORTH = "Graduates earn more"
ROOMY = (300, 3000)


@pytest.mark.parametrize(
    ("recipe", "brief", "title", "sentences", "limits", "codes"),
    [
        (CONTEXTUALISED, EXAMS, WORTH, ["Pay rose."], ROOMY, []),
        (CONTEXTUALISED, EXAMS, "Title", ["Pay rose."], ROOMY, [NoteCode.NEUTRAL_OPENING]),
        (CONTEXTUALISED, replace(EXAMS, moment="redundancy"), WORTH, ["Pay rose."], ROOMY, [NoteCode.NEUTRAL_OPENING]),
        (CONTEXTUALISED, EXAMS, WORTH, [LONG], ROOMY, [NoteCode.HEADLINE_ONLY]),
        (CONTEXTUALISED, EXAMS, WORTH, [LONG, "Pay rose."], ROOMY, [NoteCode.TOO_LONG]),
        (CONTEXTUALISED, EXAMS, WORTH, ["Pay rose."], (95, 3000), [NoteCode.OPENING_SHORTENED]),
        (CONTEXTUALISED, EXAMS, WORTH, ["Pay rose."], (40, 3000), [NoteCode.OPENING_LEFT_OUT]),
        (CLAIMED, EXAMS, WORTH, [LONG], ROOMY, [NoteCode.HEADLINE_ONLY]),
        (CLAIMED, EXAMS, "", [LONG], ROOMY, [NoteCode.TOO_LONG]),
        (CLAIMED, EXAMS, "", ["x" * 400], ROOMY, [NoteCode.NOTHING_FITS]),
        (ASKED, EXAMS, WORTH, [], (300, 80), [NoteCode.TOO_MANY_BYTES]),
        (CONTEXTUALISED, Brief("students"), WORTH, [], ROOMY, [NoteCode.NO_MOMENT, NoteCode.HEADLINE_ONLY]),
        (CLAIMED, EXAMS, "", [], ROOMY, [NoteCode.NO_EVIDENCE]),
        (LINKED, EXAMS, WORTH, [], ROOMY, [NoteCode.LINK_TAKEN_OUT]),
    ],
)
def test_a_note_says_what_it_is_about(
    recipe: Recipe, brief: Brief, title: str, sentences: list[str], limits: tuple[int, int], codes: list[NoteCode]
) -> None:
    article = Article("https://x.org/a", title, evidence=tuple(Evidence(sentence) for sentence in sentences))
    draft = compose(article, recipe, brief, rule=Graphemes(*limits), today=date(2026, 11, 23))
    assert [note.code for note in draft.notes] == codes


@pytest.mark.parametrize("code", NoteCode)
def test_a_stored_note_is_read_as_it_was(code: NoteCode) -> None:
    note = Note(code, "Left out the moment: the brief names none.")
    assert note_of(json.loads(json.dumps(note.as_stored()))) == note


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Left out the hashtags: 1 grapheme too long for the limit of 300.", NoteCode.TOO_LONG),
        ("Cut the evidence after a sentence: it is too long for 300 graphemes.", NoteCode.TOO_LONG),
        ("Left out the question: too many bytes for this network.", NoteCode.UNCODED),
        ("Left out the moment: the brief names none.", NoteCode.UNCODED),
    ],
)
def test_a_sentence_stored_without_a_code_is_still_understood(sentence: str, code: NoteCode) -> None:
    assert note_of(sentence) == Note(code, sentence)
