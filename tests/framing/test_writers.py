"""Which blocks of a text a language model wrote: those that use its words, and no others."""

from __future__ import annotations

from datetime import date

import pytest

from postlab.framing.article import Article, Evidence
from postlab.framing.blocks import Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import Graphemes
from postlab.framing.writers import marks, still_written, told

ARTICLE = Article(
    "https://news.example/pay", "Pay", evidence=(Evidence("A degree pays for most of those who were asked."),)
)
WORDS = {"moment": "the last weeks of school", "question": "Is it worth it?", "hashtags": "#exams"}
ALL = ("moment", "question", "evidence", "call to action", "hashtags", "link")
BY = {**dict.fromkeys(("moment", "question", "hashtags"), "m1"), "evidence": "m2"}


def written(*blocks: str, limit: int = 500, words: dict[str, str] = WORDS, **wording: str) -> dict[str, str]:
    brief = Brief(wording=words, written_by=BY)
    rule = Graphemes(limit, 3000)
    draft = compose(ARTICLE, Recipe("x", blocks, wording), brief, rule=rule, today=date(2026, 11, 1))
    return dict(draft.written_by)


def test_every_block_that_uses_its_words() -> None:
    assert written(*ALL) == {"moment": "m1", "question": "m1", "evidence": "m2", "hashtags": "m1"}


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"question": "By hand?"}, {"moment", "evidence", "hashtags"}),
        ({"question": "way 2", "hashtags": "way 3"}, {"moment", "evidence"}),
        ({"evidence": "By hand.", "moment": "by hand"}, {"question", "hashtags"}),
        ({"evidence": "way 2", "moment": "way 2"}, {"moment", "question", "evidence", "hashtags"}),
    ],
)
def test_a_recipe_with_words_of_its_own(given: dict[str, str], left: set[str]) -> None:
    assert set(written(*ALL, **given)) == left


def test_what_is_not_in_the_text_is_not_marked() -> None:
    assert written("link") == {}
    assert set(written("question", "link")) == {"question"}
    assert "hashtags" not in written(*ALL, limit=140)


def test_a_kind_of_moment_is_named_in_the_templates_words() -> None:
    assert "moment" not in written(*ALL, words={**WORDS, "moment": "exams"})


def test_a_mark_stays_as_long_as_the_words() -> None:
    blocks = [["moment", "With exams near,"], ["question", "is it worth it?"], ["link", "https://x.example"]]
    by = {"moment": "m1", "question": "m1"}
    assert still_written(by, blocks, "With exams near, is it worth it! https://x.example") == by
    assert still_written(by, blocks, "With exams near, why bother? https://x.example") == {"moment": "m1"}
    assert still_written(by, blocks, "All new. https://x.example") == {}


def test_it_is_said_in_words() -> None:
    assert marks(BY)[0] == "moment written by m1"
    assert told({"question": "m1"}) == "its question was written by m1"
    assert told({"hashtags": "m1"}) == "its hashtags were written by m1"
    assert told(BY) == "its moment, question and hashtags were written by m1 and its evidence was written by m2"
