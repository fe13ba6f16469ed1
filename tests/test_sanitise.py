"""Texts from outside: shown, and never obeyed; published, and still what somebody wrote."""

import json
import re
import string
import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.platforms.wording import neutral
from postlab.reports.markdown import inline, quote
from postlab.sanitise import (
    LISTED,
    compared,
    json_text,
    log_line,
    marked,
    markup,
    page_words,
    plain,
    postable,
    spreadsheet,
)

ON_THE_LIST = re.compile(f"[{LISTED}]")
EVERY = [chr(point) for point in range(sys.maxunicode + 1) if ON_THE_LIST.match(chr(point))]
PRIVATE = {character for character in EVERY if unicodedata.category(character) == "Co"}
LOOK = {"\ufe0f"}
JOINERS = {"\u200c", "\u200d"}
FLAG = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"

WAYS_OUT: dict[str, tuple[Callable[[str], str], set[str]]] = {
    "a line of a terminal": (plain, LOOK),
    "lines of a terminal": (lambda text: plain(text, newlines=True), LOOK | {"\n"}),
    "rich's markup": (markup, LOOK),
    "a line of a log": (log_line, LOOK),
    "a cell": (spreadsheet, LOOK | {"\n"}),
    "JSON": (lambda text: json_text(json.dumps(text, ensure_ascii=False, indent=2)), LOOK),
    "an address in an error": (lambda text: marked(text, most=100), LOOK),
    "a line of Markdown": (inline, LOOK),
    "a quote in Markdown": (quote, LOOK | {"\n"}),
    "a network's words": (neutral, LOOK),
    "a post": (postable, LOOK | PRIVATE),
    "a page": (page_words, LOOK | PRIVATE | set("\t\n\x0b\x0c\r\x85\u2028\u2029")),
    "held against another": (compared, PRIVATE),
}
"""Every way out, with what of the list it may let through between two letters."""

signs = st.sampled_from("aé字👩❤🏴 न#\x1b[]0;31m\x07\x9b\\") | st.sampled_from([*sorted(JOINERS), *LOOK])
pieces = st.sampled_from([FLAG, "👩\u200d👩", "\x1b[31m", "\u202e", "\r\n", "\ufe0f"])
messy = st.lists(signs | pieces | st.sampled_from(EVERY), max_size=20).map("".join)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_every_way_out_holds_the_whole_list(way: str) -> None:
    go, passing = WAYS_OUT[way]
    left = {
        character: set(ON_THE_LIST.findall(go(f"a{character}b")))
        for character in EVERY
        if character not in PRIVATE or ord(character) % 97 == 0
    }
    assert {character: found for character, found in left.items() if not found <= passing} == {}


def test_the_list_holds_what_any_way_out_ever_stripped() -> None:
    stripped = {
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or ord(character) & 0xFFFE == 0xFFFE
    }
    ranges = [(0x2060, 0x206F), (0xE0000, 0xE007F), (0xFDD0, 0xFDEF), (0xFE0F, 0xFE0F)]
    stripped |= {chr(point) for first, last in ranges for point in range(first, last + 1)}
    assert stripped - set(EVERY) == set()


@given(messy)
def test_what_is_shown_is_shown_once_and_for_all(text: str) -> None:
    for newlines in (False, True):
        shown = plain(text, newlines=newlines)
        assert plain(shown, newlines=newlines) == shown
        assert set(ON_THE_LIST.findall(shown.replace(FLAG, ""))) <= LOOK | JOINERS | {"\n"}
        assert not re.search("[a-zA-Z #][\u200c\u200d]|[\u200c\u200d](?:[a-zA-Z #]|$)", shown)


@given(messy)
def test_json_loses_nothing(text: str) -> None:
    written = json_text(json.dumps({text: [text]}, ensure_ascii=False, indent=2))
    # the two halves of a character, one behind the other, are that character to JSON
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    assert json.loads(written) == {whole: [whole]}
    assert set(ON_THE_LIST.findall(written.replace(FLAG, ""))) <= LOOK | JOINERS | {"\n"}
    written.encode()


@given(messy)
def test_a_post_loses_only_what_nobody_sees(text: str) -> None:
    def seen(words: str) -> str:
        return "".join(
            character
            for character in words
            if not character.isspace() and (character in PRIVATE or not ON_THE_LIST.match(character))
        )

    assert seen(postable(text)) == seen(text)
    assert postable(postable(text)) == postable(text)
    assert "\n" not in postable(text)


@pytest.mark.parametrize(
    "words", ["👩\u200d👩\u200d👧 and नमस्ते", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", f"{FLAG}!", "می\u200cخواهم"]
)
def test_what_people_write_on_purpose_stays_wherever_people_read(words: str) -> None:
    for way in (plain, log_line, spreadsheet, inline, neutral, postable, page_words, json_text):
        assert way(words) == words


def test_private_signs_are_posted_and_marked_where_they_are_shown() -> None:
    assert (postable("\uf8ff news"), plain("\uf8ff news")) == ("\uf8ff news", "\ufffd news")


def test_a_text_held_against_another_is_what_is_read() -> None:
    assert compared("ex\u00adams\u200b ❤\ufe0f\u200d🔥\r\nnow\x00.") == "exams ❤🔥 now ."


def test_an_address_shows_what_does_not_belong_in_it() -> None:
    assert marked("https://a\u202eb\u00a0c/\x1b[31m", most=40) == "https://a?b?c/?[31m"
    assert marked("x" * 50, most=10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2Jgone", "gone"),
        ("\x1b\x1b[31m[31mtwice", "[31mtwice"),
        ("\x1b]0;never closed", "0;never closed"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("a\u2066b\u2069c", "abc"),
        ("one\r\ntwo\tthree", "one two three"),
        ("beep\x07\x08\x00", "beep"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("👩‍👩‍👧 and नमस्ते", "👩‍👩‍👧 and नमस्ते"),
        ("  much   room ", "much room"),
        ("[red] <b>", "[red] <b>"),
    ],
)
def test_plain_leaves_nothing_to_obey(given_: str, shown: str) -> None:
    assert plain(given_) == shown


def test_line_ends_stay_on_request() -> None:
    assert plain("one\r\ntwo\rthree\u2028four\x1b[1m", newlines=True) == "one\ntwo\nthree\nfour"


@given(st.text(alphabet=st.characters(exclude_categories=[]) | st.sampled_from("\x1b[]0;31m\x07\x9b\\")))
def test_no_control_character_survives(text: str) -> None:
    for newlines in (False, True):
        shown = plain(text, newlines=newlines)
        shown.encode()  # a lone surrogate would fail here
        left = [char for char in shown if unicodedata.category(char) == "Cc" and char != "\n"]
        assert left == []
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)
        assert newlines or "\n" not in shown
        assert plain(shown, newlines=newlines) == shown


@given(st.text(alphabet=string.printable))
def test_markup_shows_what_it_was_given(text: str) -> None:
    from rich.text import Text

    shown = Text.from_markup(f"[bold]{markup(text)}[/bold]", emoji=False)
    assert shown.plain == plain(text)
    assert [span.style for span in shown.spans] == ["bold"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\n\tb\u00a0 c\u2028d", "a b c d"),
        ("Prêts\u202f? Voici\u00a0: «\u00a0oui\u00a0»\u00a0", "Prêts\u202f? Voici\u00a0: «\u00a0oui\u00a0»"),
        ("safe\u202egnp.exe\u202c", "safegnp.exe"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("bell\x07 and \x9bcsi", "bell and csi"),
        ("👨\u200d👩\u200d👧 stay", "👨\u200d👩\u200d👧 stay"),
        ("pass\u200dword", "password"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("lone \ud800 surrogate \uffff", "lone surrogate"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f!",
        ),
        ("hidden\U000e0041\U000e0042", "hidden"),
    ],
)
def test_postable_keeps_what_people_post(text: str, expected: str) -> None:
    assert postable(text) == expected
