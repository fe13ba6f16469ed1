"""What a text really says: blocks that were left out, stood in for or edited away are not credited."""

from __future__ import annotations

from postlab.framing.blocks import CONTEXTUALISED, REPLY, Recipe
from postlab.framing.notes import Note, NoteCode
from postlab.framing.said import as_said, kinds_said, kinds_stored

BLOCKS = [
    ["moment", "With exams soon approaching,"],
    ["question", "you might be wondering if all this study is worth it."],
    ["evidence", "Research shows that a degree pays."],
    ["link", "https://news.example/pay"],
]
NEUTRAL = Note(NoteCode.NEUTRAL_OPENING, "Asked no question.")
HEADLINE = Note(NoteCode.HEADLINE_ONLY, "The headline stands there.")


def test_every_block_that_has_words_is_said() -> None:
    assert kinds_said(BLOCKS, []) == ("moment", "question", "evidence", "link")
    assert kinds_said([["moment", " "], *BLOCKS[2:]], []) == ("evidence", "link")


def test_a_lead_in_that_asks_nothing_is_no_question_and_a_headline_no_evidence() -> None:
    assert kinds_said(BLOCKS, [NEUTRAL]) == ("moment", "evidence", "link")
    assert kinds_said(BLOCKS, [HEADLINE]) == ("moment", "question", "link")


def test_a_link_in_the_first_reply_leaves_no_words_and_still_counts() -> None:
    assert kinds_said([BLOCKS[1], [REPLY, ""]], []) == ("question", REPLY)


def test_of_an_edited_text_the_blocks_that_still_stand_there() -> None:
    stored = [NEUTRAL.as_stored()]
    assert kinds_stored(BLOCKS, stored, edited=None) == ("moment", "evidence", "link")
    typo = "With exams soon approaching, you might wonder if all this study is worth it. https://news.example/pay"
    assert kinds_stored(BLOCKS, [], edited=typo) == ("moment", "question", "link")
    assert kinds_stored([], [], edited=None) is None, "nobody knows"


def test_a_framing_with_what_was_said_alone() -> None:
    recipe = Recipe("asks", ("moment", "question", "link"), {"question": "way 2"})
    assert as_said(recipe, {"moment", "question", "link"}) == recipe
    without = as_said(recipe, {"moment"})
    assert (without.blocks, without.wording) == (("moment", "link"), {})
    assert as_said(CONTEXTUALISED, CONTEXTUALISED.blocks).same_framing(CONTEXTUALISED)
