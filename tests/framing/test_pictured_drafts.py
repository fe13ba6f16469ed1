"""A picture beside a text: it changes no word of it, and is said where there is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import BARE_LINK, CONTEXTUALISED, Recipe, TextBlock
from postlab.framing.brief import Brief
from postlab.framing.compose import Draft, compose
from postlab.framing.lengths import BLUESKY
from postlab.framing.notes import NoteCode
from postlab.framing.pictures import ChosenPicture
from postlab.framing.said import kinds_said, kinds_stored

CAPS = ChosenPicture("pictures/a.jpg", "image/jpeg", 40, 30, 900, "Caps in the air.", "https://x.example/a.jpg")
ARTICLE = Article(
    "https://x.example", "Graduates earn more", evidence=(Evidence("Pay rose by a third."),), picture=CAPS
)
LONG = replace(ARTICLE, evidence=(Evidence("Pay rose by a third. " * 40),))


def drafted(article: Article, recipe: Recipe) -> Draft:
    return compose(article, recipe, Brief("students", "exams"), rule=BLUESKY, today=date(2026, 11, 23))


def with_picture(recipe: Recipe) -> Recipe:
    return replace(recipe, blocks=("picture", *recipe.blocks))


@pytest.mark.parametrize("recipe", [BARE_LINK, CONTEXTUALISED, Recipe("reply", ("evidence", "link in reply"))])
@pytest.mark.parametrize("article", [ARTICLE, LONG])
def test_the_text_is_the_same_with_it_and_without(recipe: Recipe, article: Article) -> None:
    bare, pictured = drafted(article, recipe), drafted(article, with_picture(recipe))
    assert pictured.texts == bare.texts
    assert pictured.length == bare.length
    assert pictured.blocks == (*bare.blocks, TextBlock("picture", ""))
    assert (pictured.picture, bare.picture) == (CAPS, None)


def test_a_link_without_one_says_so() -> None:
    draft = drafted(replace(ARTICLE, picture=None), with_picture(BARE_LINK))
    assert draft.picture is None
    assert [note.code for note in draft.notes if note.code is NoteCode.NO_PICTURE] == [NoteCode.NO_PICTURE]
    assert "picture" not in [block.kind for block in draft.blocks]


def test_it_counts_as_said_though_it_has_no_words_and_stays_when_the_text_is_changed() -> None:
    blocks = [(block.kind, block.text) for block in drafted(ARTICLE, with_picture(CONTEXTUALISED)).blocks]
    assert "picture" in kinds_said(blocks, ())
    stored = kinds_stored(blocks, (), edited="Something else altogether.")
    assert stored is not None
    assert "picture" in stored
    assert "evidence" not in stored


def test_the_preview_is_left_out_where_the_framing_says_so() -> None:
    assert drafted(ARTICLE, BARE_LINK).card is True
    assert drafted(ARTICLE, replace(BARE_LINK, card=False)).card is False


def test_an_article_with_a_picture_is_stored_and_read_back() -> None:
    article = replace(ARTICLE, image="https://x.example/a.jpg", image_alt="Caps.")
    assert Article.of(article.document()) == article
    older = {key: value for key, value in ARTICLE.document().items() if key not in {"picture", "image_alt"}}
    assert Article.of(older) == replace(ARTICLE, picture=None)
