"""The parts of a text that are asked for one by one: blocks where they can be told apart, else lines."""

from __future__ import annotations

from postlab.framing.text_parts import LINE, parts_of, with_words

LINK = "https://news.example/pay"
BLOCKS = [["moment", "With exams near,"], ["question", "is it worth it?"], ["evidence", "It is."], ["link", LINK]]
TEXT = f"With exams near, is it worth it? It is.\n\n{LINK}"


def test_blocks_are_told_apart() -> None:
    parts = parts_of(TEXT, BLOCKS, link=LINK)
    assert [(part.kind, part.text) for part in parts] == [
        ("moment", "With exams near,"),
        ("question", "is it worth it?"),
        ("evidence", "It is."),
    ]
    assert with_words(TEXT, parts, [part.text for part in parts]) == TEXT
    assert with_words(TEXT, parts, ["Soon,", "", "Yes."]) == f"Soon, Yes.\n\n{LINK}"
    assert with_words(TEXT, parts, ["Soon,", "is it?", ""]) == f"Soon, is it?\n\n{LINK}"
    assert with_words(TEXT, parts, ["", "is it?", "Yes."]) == f"Is it? Yes.\n\n{LINK}"
    assert with_words(TEXT, parts, ["", "", ""]) == LINK


def test_a_lead_in_is_a_part_of_the_link() -> None:
    text = f"Graduates still earn more\n\n{LINK}"
    (lead_in,) = parts_of(text, [["link", text]], link=LINK)
    assert (lead_in.kind, lead_in.text) == ("link", "Graduates still earn more")


def test_what_was_changed_by_hand_comes_by_lines() -> None:
    text = f"My own words.\nMore: {LINK} today"
    parts = parts_of(text, BLOCKS, link=LINK)
    assert [(part.kind, part.text) for part in parts] == [
        (LINE, "My own words."),
        (LINE, "More:"),
        (LINE, "today"),
    ]
    assert with_words(text, parts, ["Mine.", "Read", ""]) == f"Mine.\nRead {LINK}"


def test_words_beside_the_blocks_are_not_passed_over() -> None:
    parts = parts_of(f"Hello! {TEXT}", BLOCKS, link=LINK)
    assert [part.kind for part in parts] == [LINE]
    assert parts[0].text == "Hello! With exams near, is it worth it? It is."
