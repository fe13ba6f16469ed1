"""Notes carry a code for programs beside the sentence for people, and old ones are still read."""

from __future__ import annotations

import json
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


@pytest.mark.parametrize(
    ("recipe", "brief", "sentences", "limits", "codes"),
    [
        (CONTEXTUALISED, EXAMS, ["Pay rose."], (300, 3000), []),
        (CONTEXTUALISED, EXAMS, [LONG], (300, 3000), [NoteCode.TOO_LONG]),
        (CONTEXTUALISED, EXAMS, [LONG, "Pay rose."], (300, 3000), [NoteCode.TOO_LONG]),
        (Recipe("claim", ("evidence", "link")), EXAMS, [LONG], (300, 3000), [NoteCode.TOO_LONG]),
        (Recipe("claim", ("evidence", "link")), EXAMS, ["x" * 400], (300, 3000), [NoteCode.NOTHING_FITS]),
        (ASKED, EXAMS, [], (300, 80), [NoteCode.TOO_MANY_BYTES]),
        (CONTEXTUALISED, Brief("students"), [], (300, 3000), [NoteCode.NO_MOMENT, NoteCode.NO_EVIDENCE]),
        (LINKED, EXAMS, [], (300, 3000), [NoteCode.LINK_TAKEN_OUT]),
    ],
)
def test_a_note_says_what_it_is_about(
    recipe: Recipe, brief: Brief, sentences: list[str], limits: tuple[int, int], codes: list[NoteCode]
) -> None:
    article = Article("https://x.org/a", "Title", evidence=tuple(Evidence(sentence) for sentence in sentences))
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
