"""JSON Feeds: the links that they name, as of any other feed, and JSON that is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.conftest import Web
from postlab.articles import feeds
from postlab.articles.feeds import named_feeds, read_feed
from postlab.articles.fetch import fetching_feed
from postlab.errors import InputError

ITEMS: list[Any] = [
    {
        "id": "2",
        "url": "/b",
        "title": "Second &amp; best",
        "content_text": "Plain.",
        "date_published": "2026-02-01T10:00:00+01:00",
    },
    {
        "id": "1",
        "url": "https://a.example/a",
        "content_html": "<p>One <b>thing</b>.</p><script>x</script>",
        "date_modified": "2026-03-01",
    },
    {"id": "https://a.example/c", "external_url": "https://elsewhere.example/c", "title": "C", "summary": "In short."},
    {"id": "https://a.example/d", "title": "By its id"},
    {"id": "7", "title": "Nowhere"},
    {"id": "8", "url": "javascript:alert(1)"},
    "no item",
    None,
]


def feed(items: list[Any] = ITEMS, **more: Any) -> bytes:
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "Hub", "home_page_url": "https://a.example/"}
    return json.dumps(head | {"items": items} | more).encode()


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_its_items_are_entries(version: str) -> None:
    found = read_feed(feed(version=version, language="en-AU"))
    assert (found.title, found.language, found.without_link) == ("Hub", "en-AU", 4)
    first, second, third, fourth = found.entries
    assert (first.url, first.title, first.description) == ("https://a.example/a", None, "One thing.")
    assert first.published_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert (second.url, second.title, second.description) == ("https://a.example/b", "Second & best", "Plain.")
    assert second.published_at == datetime(2026, 2, 1, 9, tzinfo=UTC)
    assert (third.url, third.description) == ("https://elsewhere.example/c", "In short.")
    assert (fourth.url, fourth.title, fourth.published_at) == ("https://a.example/d", "By its id", None)


def test_a_mark_before_it_and_links_relative_to_where_it_was() -> None:
    body = (
        b"\xef\xbb\xbf \n" + json.dumps({"version": "https://jsonfeed.org/version/1", "items": [{"url": "x"}]}).encode()
    )
    assert read_feed(body, url="https://b.example/blog/feed.json").entries[0].url == "https://b.example/blog/x"


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"[]",
        b'{"items": 3}',
        b'{"version": "2", "items": []}',
        b'{"roots": {"bookmark_bar": {}}}',
        b'[{"url": "x"}]',
    ],
)
def test_other_json_is_called_json(body: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_feed(body)
    assert refused.value.message == "What is in the file is JSON, but no JSON Feed: it has no list of items."
    assert refused.value.code == "no_feed"


@pytest.mark.parametrize(
    "body", [b'{"version": "https://jsonfeed.org/version/1", "items": [', b"{" * 100_000, b"{\xff\xfe}"]
)
def test_json_that_breaks_off_is_said(body: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read_feed(body)
    assert "begins like JSON, but it cannot be read" in refused.value.message


def test_it_comes_from_the_web_and_pages_name_it(web: Web) -> None:
    web.routes["/feed.json"] = lambda visit: visit.answer(feed(), "application/feed+json; charset=utf-8")
    with fetching_feed(web.url("/feed.json"), allow_private=True) as coming:
        assert len(read_feed(coming.pieces, url=coming.url, content_type=coming.content_type).entries) == 4
    page = "<html><head><link rel=alternate type=application/feed+json href=/feed.json></head></html>"
    assert named_feeds(page, "https://a.example/") == ("https://a.example/feed.json",)


def test_it_may_come_in_pieces_and_not_be_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    body = feed()
    pieces = [b"", *(body[at : at + 100] for at in range(0, len(body), 100))]
    assert read_feed(iter(pieces)) == read_feed(body)
    monkeypatch.setattr(feeds, "LONGEST_JSON", 200)
    with pytest.raises(InputError) as refused:
        read_feed(iter(pieces))
    assert refused.value.code == "too_large"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["url", "title", "id"]), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(["id", "url", "external_url", "title", "summary", "content_html", "date_published", "language"])


@given(
    st.lists(st.dictionaries(KEYS, VALUES, max_size=6) | VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=3)
)
def test_values_of_any_type_are_a_feed_or_a_sentence(items: list[Any], more: dict[str, Any]) -> None:
    for one in read_feed(feed(items, **more)).entries:
        assert one.url.startswith(("http://", "https://"))
