"""Bytes to text, whoever lies about the encoding."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.articles.decoding import decode

FRENCH = "<p>Été : « l’effet stage » – déjà 5 000 diplômés à l’œuvre, très motivés.</p>"
JAPANESE = "<p>調査によると、大学を卒業した人の平均年収は高校卒業者より高いことが分かった。</p>" * 3
RUSSIAN = "<p>Исследование показало, что выпускники вузов зарабатывают больше остальных.</p>" * 3


def meta(charset: str) -> str:
    return f'<meta charset="{charset}">'


@pytest.mark.parametrize(
    ("text", "codec", "header", "page"),
    [
        (FRENCH, "utf-8", "utf-8", "utf-8"),
        (FRENCH, "utf-8", "iso-8859-1", None),
        (FRENCH, "utf-8", None, "windows-1252"),
        (FRENCH, "utf-8", "utf-16", "shift_jis"),
        (FRENCH, "cp1252", "iso-8859-1", None),
        (FRENCH, "cp1252", "utf-8", None),
        (FRENCH, "cp1252", "utf-8", "windows-1252"),
        (FRENCH, "cp1252", None, None),
        (FRENCH, "cp1252", "no-such-charset", "nonsense"),
        (FRENCH, "cp1252", "rot13", "base64"),
        (FRENCH, "utf-16", None, None),
        (FRENCH, "utf-16-le", "utf-16le", "utf-8"),
        (FRENCH, "utf-16-be", None, None),
        (JAPANESE, "shift_jis", "shift_jis", None),
        (JAPANESE, "shift_jis", None, "shift_jis"),
        (JAPANESE, "euc-jp", "utf-8", "euc-jp"),
        (JAPANESE, "iso-2022-jp", None, "iso-2022-jp"),
        (RUSSIAN, "cp1251", None, "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r", None),
    ],
)
def test_the_text_comes_out_right(text: str, codec: str, header: str | None, page: str | None) -> None:
    whole = (meta(page) if page else "") + text
    assert decode(whole.encode(codec), header) == whole


def test_a_mark_at_the_start_wins_and_vanishes() -> None:
    assert decode(codecs.BOM_UTF8 + FRENCH.encode(), "windows-1252") == FRENCH


def test_one_bad_byte_does_not_spoil_the_rest() -> None:
    body = FRENCH.encode() * 20 + b"\xff" + FRENCH.encode()
    text = decode(body, "utf-8")
    assert text.count("Été") == 21
    assert text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("It doesnâ€™t pay â€“ or â€œdoes itâ€\x9d?", "It doesn’t pay – or “does it”?"),
        ("CafÃ© et dÃ©jÃ\xa0 vu", "Café et déjà vu"),
        ("Price Â£5 and Â£6", "Price £5 and £6"),
        ("Ã is a letter, and SÃO PAULO", "Ã is a letter, and SÃO PAULO"),
        ("âge, château", "âge, château"),
    ],
)
def test_what_was_encoded_twice_is_repaired(broken: str, whole: str) -> None:
    assert decode(broken.encode(), "utf-8") == whole


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-7", "idna", "cp437", "hz", "x", "\x00", "utf-16"]))
def test_it_never_fails(body: bytes, charset: str | None) -> None:
    assert "\x00" not in decode(body, charset)


@given(st.text(max_size=300).filter(lambda text: not set(text) & set("\x00\ufeffÃÂâ")))
def test_utf8_comes_out_as_it_is(text: str) -> None:
    assert decode(("<p>" + text).encode("utf-8", "replace"), None).replace("?", "") == ("<p>" + text).encode(
        "utf-8", "replace"
    ).decode().replace("?", "")
