"""Whatever a page is made of, it is read or refused with a sentence."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postlab.articles.read import read_page
from postlab.errors import InputError
from postlab.framing.article import SUMMARY

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
TAGS = re.findall(
    r"\w+",
    "p div table tr td li ul article main head meta title script time h1 body html link svg form template noscript"
    " frameset base textarea select",
)


def reads_or_refuses(body: bytes, url: str = "https://news.example/a", charset: str | None = None) -> bool:
    """Whether it is read, or refused with a sentence; what it says must be clean, and only an InputError comes out."""
    try:
        read = read_page(body, url, charset)
    except InputError as refused:
        return bool(refused.message and refused.hint)
    told = read.article
    for field in (told.title, told.site, told.author, told.description, told.language):
        assert field is None or (field.strip() and "\n" not in field and "\x1b" not in field and "\x00" not in field)
    for address in (told.url, told.image):
        assert address is None or address.startswith(("http://", "https://"))
    for one in told.evidence:
        if one.source == SUMMARY:
            # the description is no part of the text
            assert one.position is None
            continue
        assert one.position is not None
        assert read.text[one.position : one.position + len(one.sentence)] == one.sentence
    assert len(told.evidence) <= 3
    return read.text.encode("utf-8").decode() == read.text


@pytest.mark.parametrize("seed", range(60))
def test_mutated_pages(seed: int) -> None:
    draw = random.Random(seed)
    body = bytearray(draw.choice(PAGES).read_bytes()[:6000])
    for _ in range(draw.randrange(1, 40)):
        at = draw.randrange(len(body))
        match draw.randrange(6):
            case 0:
                body[at] = draw.randrange(256)
            case 1:
                del body[at : at + draw.randrange(1, 200)]
            case 2:
                body[at:at] = bytes(body[at : at + draw.randrange(1, 300)])
            case 3:
                body[at:at] = f"<{draw.choice(['', '/'])}{draw.choice(TAGS)}>".encode()
            case 4:
                body[at:at] = draw.choice(
                    [b"\xff\xfe", b"\x00", b"&#x110000;", b"&#0;", b"]]>", b"<!--", b"\x1b[2J", b"<![CDATA["]
                )
            case 5:
                body[at:at] = draw.choice([b'"', b"'", b">", b"<", b"{", b"}", b"\\"])
        body = body or bytearray(b"x")
    assert reads_or_refuses(bytes(body), charset=draw.choice([None, "utf-8", "iso-8859-1", "utf-16", "bogus"]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000))
def test_any_bytes_at_all(body: bytes) -> None:
    assert reads_or_refuses(body)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=200),
    st.sampled_from(
        [
            "og:title",
            "og:url",
            "og:image",
            "og:site_name",
            "author",
            "article:published_time",
            "description",
            "og:locale",
        ]
    ),
)
def test_any_text_in_a_meta_tag(content: str, name: str) -> None:
    shown = content.replace("&", "&amp;").replace('"', "&quot;")
    body = f'<html><head><meta property="{name}" content="{shown}"></head><body><p>Wages rose by 4% in a year, and that'
    body += " is more than in any of the ten years before it, a study of the data has found.</p></body></html>"
    assert reads_or_refuses(body.encode("utf-8", "replace"))


SENTENCE = "Wages rose by 4% in the year, a study of the data has found, because more people work. "


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 20_000 + SENTENCE * 5,
        "<p>" + SENTENCE * 20_000,
        f"<p>{SENTENCE}</p>" * 20_000,
        "<table><tr><td>" * 3000 + SENTENCE,
        "<a href=x>" * 30_000,
        "<b>" * 30_000 + SENTENCE,
        "&" * 500_000,
        "<" * 500_000,
        "<meta property=og:title content=x>" * 50_000 + SENTENCE,
        "<title>" + "|" * 100_000 + " - " * 50_000 + "</title><p>" + SENTENCE * 3,
        "<h1>" + "&amp;lt;" * 100_000 + "</h1><p>" + SENTENCE * 3,
        '<script type="application/ld+json">' + '{"a":' * 50_000 + "</script><p>" + SENTENCE * 3,
        "<title>" + "\x1b]" * 50_000 + "</title><p>" + SENTENCE * 3,
        "<p>" + "A. " * 100_000,
        "<p>" + "( " * 100_000 + SENTENCE,
    ],
    ids=lambda body: body[:12],
)
def test_pages_made_to_take_long_do_not(body: str) -> None:
    start = time.process_time()
    assert reads_or_refuses(body.encode())
    assert time.process_time() - start < 12
