"""The record that is frozen, and what is clickable in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms import lexicon
from postlab.platforms.base import Card, Outgoing
from postlab.platforms.bluesky.record import facets, post_record, timestamp, usable_picture

AT = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)


def outgoing(text: str = "Hello", link: str | None = None, **more: object) -> Outgoing:
    values = {
        "key": "3jzfcijpj2z2a",
        "card": None,
        "language": "en",
        "blocks": (),
        "topic": "",
        "created_at": AT,
    }
    return Outgoing(text=text, link=link, **{**values, **more})  # type: ignore[arg-type]  # a test's shorthand


def marked(text: str, link: str | None = None) -> list[tuple[str, str]]:
    """Each facet as (the bytes it covers, what it leads to)."""
    raw = text.encode()
    marks = facets(text, link)
    for facet in marks:
        lexicon._check(facet, {"type": "ref", "ref": "app.bsky.richtext.facet"}, "", "facet")
    return [
        (
            raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            facet["features"][0].get("uri") or "#" + facet["features"][0]["tag"],
        )
        for facet in marks
    ]


URL = "https://news.example/pay?utm_source=bluesky&utm_content=a.1"


@pytest.mark.parametrize(
    ("text", "link", "expected"),
    [
        (f"Read {URL}", URL, [(URL, URL)]),
        (f"Grüße 👩‍🎓🇦🇺 {URL}", URL, [(URL, URL)]),
        (f"({URL})", URL, [(URL, URL)]),
        (f"Is it {URL}?", None, [(URL, URL)]),
        ("https://a.example/x_(y)", None, [("https://a.example/x_(y)",) * 2]),
        ("(https://a.example/x)", None, [("https://a.example/x",) * 2]),
        ("https://a.example/x).", "https://a.example/x).", [("https://a.example/x).",) * 2]),
        ("https://a.example/x and https://a.example/xy", "https://a.example/x",
         [("https://a.example/x",) * 2, ("https://a.example/xy",) * 2]),
        ("https://a.example/x#top", None, [("https://a.example/x#top",) * 2]),
        ("#careers and #Zukunft!", None, [("#careers", "#careers"), ("#Zukunft", "#Zukunft")]),
        ("#1 of 10, a#b, #", None, []),
        ("#année2026 #日本語", None, [("#année2026", "#année2026"), ("#日本語", "#日本語")]),
        ("#" + "x" * 65, None, []),
        ("@friend.bsky.social says hi", None, []),
        ("http:// nothing", None, []),
        ("", "https://a.example", []),
    ],
)  # fmt: skip
def test_what_is_clickable(text: str, link: str | None, expected: list[tuple[str, str]]) -> None:
    assert marked(text, link) == expected


@given(st.text(alphabet=st.characters(codec="utf-8")), st.text(alphabet=st.characters(codec="utf-8")))
def test_the_link_is_marked_wherever_it_stands(before: str, after: str) -> None:
    assert (URL, URL) in marked(f"{before} {URL} {after}", URL)


@given(st.text(alphabet=st.sampled_from("#aé👩‍ .)(https://x.example/ \n"), max_size=60))
def test_facets_never_overlap_and_stay_within(text: str) -> None:
    clickable = facets(text, None)
    ends = [0] + [facet["index"]["byteEnd"] for facet in clickable]
    assert all(facet["index"]["byteStart"] >= end for facet, end in zip(clickable, ends, strict=False))
    assert ends[-1] <= len(text.encode())


def test_a_whole_record_is_what_the_lexicon_asks_for_and_survives_json() -> None:
    blob = {"$type": "blob", "ref": {"$link": "bafkrei" + "a" * 52}, "mimeType": "image/png", "size": 9}
    card = Card(URL, "Title", "Description", b"x", "image/png")
    post = outgoing(f"Grüße {URL} #pay", URL, card=card, language="en_AU")
    record = post_record(post, blob)
    lexicon.check_record(record)
    assert record == json.loads(json.dumps(record)) == post_record(post, blob)
    assert record["createdAt"] == "2026-11-23T09:30:15.123Z"
    assert record["langs"] == ["en-AU"]
    assert record["embed"]["external"] == {
        "uri": URL,
        "title": "Title",
        "description": "Description",
        "thumb": blob,
    }


def test_a_bare_record_has_nothing_that_it_does_not_need() -> None:
    record = post_record(outgoing(language="not a language"), None)
    assert set(record) == {"$type", "text", "createdAt"}
    lexicon.check_record(record)


def test_half_a_character_cannot_be_written() -> None:
    with pytest.raises(UnicodeEncodeError):
        post_record(outgoing("half \ud83d #tag"), None)


def test_times_are_written_in_utc() -> None:
    sydney = timezone(timedelta(hours=11))
    assert timestamp(datetime(2026, 11, 30, 9, 0, tzinfo=sydney)) == "2026-11-29T22:00:00.000Z"


@pytest.mark.parametrize(
    ("image", "kind", "usable"),
    [
        (b"x", "image/jpeg", True),
        (b"x", "IMAGE/PNG; charset=binary", True),
        (b"x" * 1_000_000, "image/webp", True),
        (b"x" * 1_000_001, "image/webp", False),
        (b"x", "image/svg+xml", False),
        (b"x", "text/html", False),
        (b"x", None, False),
        (b"", "image/png", False),
        (None, "image/png", False),
    ],
)
def test_which_pictures_go_along(image: bytes | None, kind: str | None, usable: bool) -> None:
    assert (usable_picture(Card(URL, "T", "", image, kind)) is not None) is usable


def test_a_link_may_read_without_the_tracking_that_it_leads_to() -> None:
    link = "https://news.example/pay?utm_source=bluesky"
    clickable = facets("Pay: https://news.example/pay", link, link_text="https://news.example/pay")
    assert clickable == [
        {
            "index": {"byteStart": 5, "byteEnd": 29},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": link}],
        }
    ]
