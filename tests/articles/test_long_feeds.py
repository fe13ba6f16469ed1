"""Feeds that are too long to be held: they come in pieces, are read in parts, and their newest entries are found."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from articles.conftest import Web
from postlab.articles import feed_parts, feeds
from postlab.articles.feed_parts import parts
from postlab.articles.feeds import read_feed
from postlab.articles.fetch import FetchLimits, fetching_feed
from postlab.errors import InputError

START = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = b'<?xml version="1.0"?><!-- <item> --><rss version="2.0"><channel><title>Pod</title><language>en</language>'
TAIL = b"</channel></rss>"
LONG = b"<p>What it says about pay, at length. </p>" * 10
WHOLE, PART, LONGEST = 20_000, 5_000, 2_000
"""Bytes: the limits of the program, made small."""


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in {"WHOLE_BYTES": WHOLE, "PART_BYTES": PART, "LONGEST_ENTRY": LONGEST}.items():
        monkeypatch.setattr(feed_parts, name, limit)


def entry(number: int, body: bytes = LONG) -> bytes:
    day = format_datetime(START + timedelta(days=number)).encode()
    said = b"<description><![CDATA[</item><item> no entry " + body + b"]]></description>"
    return b"<item><title>Nr %d</title><link>https://pod.example/%d</link><pubDate>%b</pubDate>%b</item>" % (
        *(number, number, day, said),
    )


def pieces(*entries: bytes, size: int = 1_007) -> Iterator[bytes]:
    """A feed as it comes, cut anywhere."""
    whole = HEAD + b"\n".join(entries) + TAIL
    return (whole[at : at + size] for at in range(0, len(whole), size))


def test_a_long_feed_is_read_to_its_last_entry() -> None:
    numbers = [*range(0, 90, 2), *range(89, 0, -2)]
    found = read_feed(pieces(*map(entry, numbers)))
    assert (found.title, found.language, found.without_link, found.left_out) == ("Pod", "en", 0, 0)
    assert [one.title for one in found.entries] == [f"Nr {number}" for number in range(89, -1, -1)]
    assert found.entries[0].description
    assert found.entries[0].description.startswith("no entry What it says about pay")


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_it_does_not_matter_where_the_pieces_end(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(feed_parts, "WHOLE_BYTES", 400)
    found = read_feed(pieces(*(entry(number, b"x") for number in range(12)), size=size))
    assert [one.title for one in found.entries] == [f"Nr {number}" for number in range(11, -1, -1)]


def test_no_more_is_held_than_a_part() -> None:
    made = (entry(number) for number in range(3000))
    coming = (piece for block in ((HEAD,), made, (TAIL,)) for piece in block)
    tracemalloc.start()
    try:
        total = sum(1 for _ in parts(coming))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total > 100
    assert most < 5 * (WHOLE + PART)


def test_beyond_the_most_entries_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 30)
    found = read_feed(pieces(*(entry(number, b"x") for number in range(100))))
    assert [one.title for one in found.entries] == [f"Nr {number}" for number in range(99, 69, -1)]
    assert found.left_out == 70


def test_atom_with_names_of_its_own_is_cut_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_parts, "WHOLE_BYTES", 300)
    items = "".join(
        f"<a:entry><a:title>E {number}</a:title><a:link href='/e{number}'/>"
        f"<a:updated>2026-11-{number + 10}T00:00:00Z</a:updated></a:entry>"
        for number in range(9)
    )
    atom = f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:title>A</a:title>{items}</a:feed>"
    found = read_feed(iter([atom.encode()]), url="https://a.example/feed")
    assert [one.url for one in found.entries] == [f"https://a.example/e{number}" for number in range(8, -1, -1)]


def test_an_entry_of_many_megabytes_is_known_by_its_beginning() -> None:
    huge = entry(5, b"<p>More and more.</p>" * 20_000)
    found = read_feed(pieces(*map(entry, range(5)), huge, *map(entry, range(6, 60))))
    assert "Nr 5" in [one.title for one in found.entries]
    assert len(found.entries) == 60


@pytest.mark.parametrize("start", [b"<html><body>", b"<?xml version='1.0'?><a>", b"x"])
def test_what_is_long_and_no_feed_is_refused_before_all_of_it_came(start: bytes) -> None:
    asked = 0

    def endless() -> Iterator[bytes]:
        nonlocal asked
        yield start
        for _ in range(400):
            asked += 1
            yield b"<p>no entry</p>" * 100

    with pytest.raises(InputError) as refused:
        read_feed(endless())
    assert refused.value.code == "no_feed"
    assert asked < 50


def test_entities_are_refused_in_a_long_feed() -> None:
    prolog = b'<!DOCTYPE rss [<!ENTITY a "b">]>'
    with pytest.raises(InputError) as refused:
        read_feed(iter([prolog + HEAD, *map(entry, range(70)), TAIL]))
    assert refused.value.code == "entities"


def test_a_long_feed_comes_from_the_web(web: Web) -> None:
    body = HEAD + b"".join(map(entry, range(80))) + TAIL
    assert len(body) > WHOLE
    web.routes["/long.xml"] = lambda visit: visit.answer(body, "application/rss+xml")
    limits = FetchLimits(seconds=60, max_bytes=100_000_000)
    with fetching_feed(web.url("/long.xml"), allow_private=True, limits=limits) as coming:
        found = read_feed(coming.pieces, url=coming.url, content_type=coming.content_type)
    assert len(found.entries) == 80
