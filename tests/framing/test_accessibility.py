"""What people hear who listen to a post: each kind is noted, with who says so, and plain texts are left alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.framing.accessibility import accessibility_notes, guidance
from postlab.framing.article import Article
from postlab.framing.blocks import Recipe
from postlab.framing.brief import Brief
from postlab.framing.compose import compose
from postlab.framing.lengths import BLUESKY
from postlab.framing.notes import NoteCode
from postlab.framing.post_notes import ABOUT_THE_TEXT

URL = "https://careers.example/a"
PAGE = Path(__file__).parents[2] / "docs" / "accessibility.md"


@pytest.mark.parametrize(
    ("text", "beginnings"),
    [
        ("Good luck 🍀🎓📚✏️", ["It has 4 emoji"]),
        ("Well 🎓 done, all of you", ["A screen reader reads the name of 🎓 out in the middle"]),
        ("Well done! 👩🏽‍🎓 Now rest.", ["A screen reader reads the name of 👩🏽‍🎓 out in the middle"]),
        ("Results are out.\n\n👉 Read on", ["A screen reader reads the name of 👉 out in the middle"]),
        ("Go to 🇦🇺 now", ["A screen reader reads the name of 🇦🇺"]),
        ("✅ Write it\n✅ Read it", ["Its lines begin with emoji"]),
        ("1️⃣ Write it\n2️⃣ Read it", ["Its lines begin with emoji"]),
        ("LAST CHANCE to apply", ["“LAST CHANCE” is in capitals"]),
        ("Apply: DO IT BEFORE MONDAY, please", ["“DO IT BEFORE MONDAY” is in capitals"]),
        ("𝗝𝗼𝗯𝘀 for you", ["“𝗝𝗼𝗯𝘀” is made of signs"]),
        ("Go. #careersadvice", ["A screen reader sounds “#careersadvice” out as one word; “#CareersAdvice”"]),
        ("Go. #thistagisnotinourlist", ["A screen reader sounds “#thistagisnotinourlist” out as one word: if"]),
    ],
)
def test_what_is_noted(text: str, beginnings: list[str]) -> None:
    sentences = [note.sentence for note in accessibility_notes(text)]
    assert len(sentences) == len(beginnings)
    for sentence, beginning in zip(sentences, beginnings, strict=True):
        assert sentence.startswith(beginning)


@pytest.mark.parametrize(
    "text",
    [
        "Most graduates earn more over a lifetime.",
        f"Good luck! 🍀🎓\n\n{URL}",
        f"Read on 👉 {URL}",
        "Good luck! 🎓 #Exams #ResultsDay",
        "🎓 Graduates earn more",
        "Well done! 👩🏽‍🎓👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "© 2026, the study™ ✓ done → more * # 1",
        "The NHS, UCAS, GCSE and BTEC",
        "NHS UK and UCAS GCSE",
        "x² + 𝑥 = ℵ",
        "ＮＨＫ の 調査",
        f"{URL}/🎓/LAST/CHANCE/NOW and more words",
    ],
)
def test_what_is_left_alone(text: str) -> None:
    assert accessibility_notes(text) == []


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    assert {note.code for note in accessibility_notes(text)} <= ABOUT_THE_TEXT


def test_a_tag_made_of_the_article_s_words_is_told_apart() -> None:
    article = Article(URL, "Twelve hospices open their doors")
    recipe = Recipe("tagged", ("hashtags", "link"), {"hashtags": "#hospicesopen"})
    composed = compose(article, recipe, Brief(), rule=BLUESKY, today=date(2026, 11, 23))
    assert [note.code for note in composed.notes] == [NoteCode.HASHTAG_CASE]
    assert "“#HospicesOpen” is read word by word (" in composed.notes[0].sentence


def test_every_note_says_in_one_line_who_published_it_and_the_page_lists_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for line in guidance().values():
        assert re.fullmatch(r"https://[\w.-]+/\S*", line.address)
        assert f"[{line.source}]({line.address})" in page
        assert line.code in ABOUT_THE_TEXT
        assert "\n" not in line.sentence
        assert not line.sentence.endswith(".")
