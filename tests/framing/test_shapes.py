"""How a text is laid out where it goes: captions without a link, mailings with a subject line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, LINK, Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import Draft, compose
from postlab.framing.lengths import CodeUnits, LengthRule
from postlab.framing.notes import NoteCode
from postlab.framing.shapes import Shape, first_lines, medium_of, shape_notes, subject_line

URL = "https://news.example/pay?utm_source=x"
SENTENCE = "Research shows that most graduates will earn more over their lifetime than those who did not go to uni."
ARTICLE = Article(URL, "Graduates still earn more", evidence=(Evidence(SENTENCE),), language="en")
BRIEF = Brief(moment="exams")
ROOM = CodeUnits(5000)


def draft(
    recipe: Recipe, shape: Shape, *, article: Article = ARTICLE, rule: LengthRule = ROOM, brief: Brief = BRIEF
) -> Draft:
    return compose(article, recipe, brief, rule=rule, shape=shape, url=URL, today=date(2026, 11, 23))


def test_a_caption_holds_no_address() -> None:
    composed = draft(CONTEXTUALISED, Shape.CAPTION)
    assert composed.text.endswith(f"{SENTENCE}\n\nLink in bio.")
    assert ("http" in composed.text, composed.link) == (False, "")
    assert composed.blocks[-1].text == "Link in bio."


def test_a_bare_caption_is_the_headline() -> None:
    assert draft(BARE_LINK, Shape.CAPTION).text == "Graduates still earn more\n\nLink in bio."


def test_the_bio_is_named_in_the_language_of_the_article() -> None:
    french = replace(ARTICLE, language="fr", title="Les salaires des diplômés")
    assert draft(BARE_LINK, Shape.CAPTION, article=french).text.endswith("Lien en bio.")
    unknown = replace(ARTICLE, language="eu")
    assert draft(BARE_LINK, Shape.CAPTION, article=unknown).text.endswith("Link in bio.")


def test_words_of_ones_own_stand_for_the_bio() -> None:
    recipe = Recipe("own", ("evidence", LINK), {LINK: f"Tap our profile {URL}"})
    composed = draft(recipe, Shape.CAPTION)
    assert composed.text == f"{SENTENCE}\n\nTap our profile"
    assert any("cannot be clicked there" in note.sentence for note in composed.notes)


def test_a_caption_without_room_still_says_where_the_link_is() -> None:
    assert draft(CONTEXTUALISED, Shape.CAPTION, rule=CodeUnits(60)).text.endswith("Link in bio.")


def test_the_opening_is_the_subject_line_of_a_mailing() -> None:
    composed = draft(CONTEXTUALISED, Shape.MAILING)
    post = draft(CONTEXTUALISED, Shape.POST)
    assert subject_line(composed.text) == post.text[: post.text.index(SENTENCE)].strip()
    assert first_lines(composed.text) == f"{SENTENCE}\n\n{URL}"


def test_a_bare_mailing_has_the_headline_as_its_subject_line() -> None:
    assert draft(BARE_LINK, Shape.MAILING).text == f"Graduates still earn more\n\n{URL}"


def test_without_an_opening_the_first_block_is_the_subject_line() -> None:
    composed = draft(Recipe("evidence", ("evidence", LINK)), Shape.MAILING)
    assert (subject_line(composed.text), first_lines(composed.text)) == (SENTENCE, URL)


@pytest.mark.parametrize("words", ["One to read:", "One to read :", "One to read"])
def test_a_subject_line_leads_in_to_nothing(words: str) -> None:
    composed = draft(Recipe("own", (LINK,), {LINK: words}), Shape.MAILING)
    assert composed.text == f"One to read\n\n{URL}"
    asked = draft(Recipe("asked", ("question", "evidence", LINK), {"question": words}), Shape.MAILING)
    assert subject_line(asked.text).startswith("One to read")
    assert not subject_line(asked.text).endswith(":")
    assert all(block.text in asked.text for block in asked.blocks)


def test_a_long_subject_line_is_remarked_upon() -> None:
    (note,) = shape_notes(f"{'word ' * 10}\n\nmore", Shape.MAILING)
    assert note.code is NoteCode.SUBJECT_LINE
    assert "49 characters and 10 words" in note.sentence
    (note,) = shape_notes("x" * 51, Shape.MAILING)
    assert "51 characters and 1 word:" in note.sentence
    assert shape_notes("Exams soon?\n\n" + "word " * 100, Shape.MAILING) == []


def test_a_folded_caption_is_remarked_upon() -> None:
    (note,) = shape_notes("A " + "long " * 30 + "sentence. Another.", Shape.CAPTION)
    assert (note.code, "first 125 characters" in note.sentence) == (NoteCode.FOLDED, True)
    assert shape_notes("A short sentence. " + "Another. " * 40, Shape.CAPTION) == []


def test_more_hash_tags_than_instagram_takes_are_remarked_upon() -> None:
    assert shape_notes("Hello.\n\n" + "#tag " * 5, Shape.CAPTION) == []
    (note,) = shape_notes("Hello.\n\n" + "#tag " * 6 + "https://x.example/#part", Shape.CAPTION)
    assert (note.code, "6 hash tags" in note.sentence) == (NoteCode.MANY_HASHTAGS, True)


def test_a_post_gets_no_such_remark() -> None:
    assert shape_notes("word " * 100 + "#tag " * 40, Shape.POST) == []


def test_web_statistics_tell_mailings_from_posts() -> None:
    assert {shape: medium_of(shape) for shape in Shape} == {
        Shape.POST: "social",
        Shape.CAPTION: "social",
        Shape.MAILING: "email",
    }
