"""Feeds: what they say is taken as plain words, and a feed that means harm gets nothing out of it."""

from __future__ import annotations

import gzip
import io
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.conftest import Web
from cli.link_site import item, rss
from postlab.articles import feeds
from postlab.articles.feeds import read_feed
from postlab.articles.fetch import FetchLimits, fetching_feed
from postlab.articles.site import same_page
from postlab.errors import InputError

WHERE = "https://news.example/blog/feed.xml"
ATOM = b"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"
 xml:base="https://news.example/blog/"><title type="html">Karriere &amp;amp; mehr</title>
<link rel="self" href="feed.xml"/><link href="https://news.example/blog/"/>
<entry><title>Alt</title><link rel="enclosure" href="https://news.example/a.mp3"/><link href="alt"/>
<updated>2026-01-05T09:00:00+01:00</updated>
<summary type="html">&lt;p&gt;Ein &lt;b&gt;Satz&lt;/b&gt;.&lt;/p&gt;</summary></entry>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Neu <em>und</em> gut</div></title>
<link href="neu"/><published>2026-11-05T09:00:00+01:00</published><updated>2026-11-09T00:00:00Z</updated>
<content type="html">&lt;style&gt;p{}&lt;/style&gt;&lt;p&gt;Inhalt&lt;/p&gt;</content></entry></feed>"""


def test_an_rss_feed() -> None:
    found = read_feed(
        rss(
            item("Pay &lt;b&gt;rises&lt;/b&gt;", "/pay?utm_source=x&amp;id=1", day=2, summary="&lt;p&gt;Up.&lt;/p&gt;"),
            item("Older", "https://other.example/old", day=1),
            item("Undated", "undated"),
            item("Nowhere", ""),
        ),
        url=WHERE,
    )
    assert found.title == "The Careers Post"
    assert found.language == "en-au"
    assert [entry.url for entry in found.entries] == [
        "https://news.example/pay?utm_source=x&id=1",
        "https://other.example/old",
        "https://news.example/blog/undated",
    ]
    pay, _, undated = found.entries
    assert (pay.title, pay.description) == ("Pay rises", "Up.")
    assert pay.published_at == datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert undated.published_at is None
    assert found.without_link == 1


def test_an_atom_feed() -> None:
    found = read_feed(ATOM, url="https://elsewhere.example/feed")
    assert found.title == "Karriere & mehr"
    new, old = found.entries
    assert (new.url, new.title, new.description) == ("https://news.example/blog/neu", "Neu und gut", "Inhalt")
    assert new.published_at == datetime(2026, 11, 5, 8, tzinfo=UTC)
    assert (old.url, old.description) == ("https://news.example/blog/alt", "Ein Satz.")


def test_a_service_that_counts_readers_keeps_the_real_address() -> None:
    body = rss(
        "<item><title>A</title><link>https://feeds.example/~r/x</link>"
        "<feedburner:origLink xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>https://news.example/a"
        "</feedburner:origLink></item>"
    )
    assert read_feed(body).entries[0].url == "https://news.example/a"


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example", "ftp://a.example/x"),
        *("https://user:pw@a.example/", "http://", "https://a b.example/", "https://[::1", "http://\\evil"),
    ],
)
def test_links_that_no_post_could_carry_are_counted_and_left_out(link: str) -> None:
    found = read_feed(rss(item("Bad", link), item("Good", "https://news.example/good")), url=None)
    assert [entry.title for entry in found.entries] == ["Good"]
    assert found.without_link == 1


@pytest.mark.parametrize(
    "date",
    [
        "0001-01-01T00:00:00Z",
        "99999-99-99",
        "Mon, 32 Foo 2026",
        "-1",
        "1e400",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "x" * 9999,
    ],
)
def test_dates_that_are_none(date: str) -> None:
    found = read_feed(rss(f"<item><title>A</title><link>https://a.example/</link><pubDate>{date}</pubDate></item>"))
    assert found.entries[0].published_at is None


def test_words_are_plain_whatever_they_hold() -> None:
    hostile = (
        "A&#8238;B &lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt; &lt;b&gt;bold&lt;/b&gt; "
        "&#x9b;31mred"
    )
    (entry,) = read_feed(rss(item(hostile, "https://a.example/", summary=hostile))).entries
    for words in (entry.title, entry.description):
        assert words is not None
        assert "alert" not in words
        assert "<" not in words
        assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char == "\u202e" for char in words)
        assert "bold" in words


def test_a_feed_with_entities_of_its_own_is_refused_at_once() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for encoding in ("utf-8", "utf-16"):
        body = rss(item("&l9;", "https://a.example/"), prolog=f'<!DOCTYPE r [<!ENTITY l0 "lol">{laughs}]>')
        began = time.monotonic()
        with pytest.raises(InputError) as refused:
            read_feed(body.decode().replace('encoding="utf-8"', f'encoding="{encoding}"').encode(encoding), url=WHERE)
        assert refused.value.code == "entities"
        assert time.monotonic() - began < 1


def test_no_file_and_no_address_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What feedparser would take for a file name, or would fetch, is only words here."""
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss(item("Secret", "https://a.example/")))
    external = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">'
    for body in (str(secret).encode(), b"http://127.0.0.1:9/feed", b"file:///etc/hostname"):
        with pytest.raises(InputError) as refused:
            read_feed(body)
        assert refused.value.code == "no_feed"
    assert len(read_feed(rss(item("A", "https://a.example/"), prolog=external)).entries) == 1


def test_a_page_names_its_feed(web: Web) -> None:
    head = b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed'>"
    with pytest.raises(InputError) as refused:
        read_feed(head + b"</head><body>Hello</body></html>", url="https://news.example/")
    assert refused.value.code == "no_feed"
    assert "postlab link import https://news.example/feed" in refused.value.hint
    with pytest.raises(InputError) as refused:
        read_feed(b"Hello", url=None)
    assert "neither RSS nor Atom nor JSON Feed" in refused.value.message


def test_many_entries_and_deep_ones_end_soon() -> None:
    began = time.monotonic()
    many = read_feed(rss(*(item(f"Story {n}", f"https://a.example/{n}") for n in range(feeds.MOST_ENTRIES + 50))))
    assert len(many.entries) == feeds.MOST_ENTRIES
    assert time.monotonic() - began < 20
    deep = "&lt;div&gt;" * 20_000
    (entry,) = read_feed(rss(item("A", "https://a.example/", summary=f"{deep}in the deep"))).entries
    assert entry.description is None or "<" not in entry.description


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_comes_is_a_feed_or_a_sentence(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([ATOM, rss(item("Pay", "/pay", day=1, summary="&lt;p&gt;x"), item("B", "/b"))]))
    body = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    try:
        found = read_feed(bytes(body), url=WHERE, charset=data.draw(st.sampled_from([None, "latin-1", "utf-16", "x"])))
    except InputError:
        return
    for entry in found.entries:
        assert entry.url.startswith(("http://", "https://"))


def test_a_feed_is_fetched_by_the_rules_of_a_page(web: Web) -> None:
    body = rss(item("A", "/a"))
    web.routes["/feed.xml"] = lambda visit: visit.answer(body, "application/rss+xml")
    web.routes["/as-html"] = lambda visit: visit.answer(body, "text/html; charset=utf-8")
    web.routes["/packed"] = lambda visit: visit.answer(gzip.compress(body), "text/xml", Content_Encoding="gzip")
    web.routes["/moved"] = lambda visit: visit.send_on("/feed.xml", 301)
    for path in ("/feed.xml", "/as-html", "/packed", "/moved"):
        with fetching_feed(web.url(path), allow_private=True) as coming:
            assert read_feed(coming.pieces, url=coming.url).entries[0].url == web.url("/a")
    for path, code in {
        "/to-file": "bad_redirect",
        "/circle": "redirect_loop",
        "/gzip-bomb": "too_large",
        "/endless": "too_large",
        "/status/404": "not_found",
        "/status/500": "server_error",
        "/empty": "empty_page",
    }.items():
        limits = FetchLimits(seconds=5, max_bytes=200_000)
        with (
            pytest.raises(InputError) as refused,
            fetching_feed(web.url(path), allow_private=True, limits=limits) as coming,
        ):
            read_feed(coming.pieces)
        assert refused.value.code == code
    with pytest.raises(InputError) as refused, fetching_feed(web.url("/feed.xml"), allow_private=False) as coming:
        read_feed(coming.pieces)
    assert refused.value.code == "private_address"


@pytest.mark.parametrize(
    "other",
    [
        *(
            "http://www.news.example/a",
            "https://news.example/a/",
            "https://news.example:443/a",
            "https://NEWS.example/a",
        ),
        *("https://news.example/a#top", "https://news.example/a?utm_source=x&fbclid=1", " https://news.example/a "),
    ],
)
def test_ways_to_write_one_address(other: str) -> None:
    assert same_page(other) == same_page("https://news.example/a")


@pytest.mark.parametrize(
    "other",
    ["https://news.example/b", "https://news.example/a?id=1", "https://m.news.example/a", "http://news.example:81/a"],
)
def test_addresses_of_two_pages(other: str) -> None:
    assert same_page(other) != same_page("https://news.example/a")


def test_the_stream_is_what_feedparser_gets(monkeypatch: pytest.MonkeyPatch) -> None:
    import feedparser

    seen: list[object] = []
    parse = feedparser.parse
    monkeypatch.setattr(feedparser, "parse", lambda given_, **kw: seen.append(given_) or parse(given_, **kw))
    read_feed(rss(item("A", "https://a.example/")))
    assert isinstance(seen[0], io.BytesIO)
