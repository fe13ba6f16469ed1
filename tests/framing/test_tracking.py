"""Our tags take the place of whatever utm tags were there; all else stays as it is."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.errors import InputError
from postlab.framing.tracking import readable_link, shown_link, slug, tags_of, tracking_url

TAGS = "utm_source=bluesky&utm_medium=social&utm_campaign=exam-season&utm_content=bare-link-r3"


def tracked(url: str) -> str:
    return tracking_url(url, source="bluesky", campaign="exam-season", content="bare-link-r3")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.org", f"https://a.org?{TAGS}"),
        ("https://a.org/", f"https://a.org/?{TAGS}"),
        ("https://a.org/p?", f"https://a.org/p?{TAGS}"),
        ("https://a.org/p?b=2&a=1&a=&c&d=%2F+%20é", f"https://a.org/p?b=2&a=1&a=&c&d=%2F+%20é&{TAGS}"),
        ("https://a.org/p?x=1&", f"https://a.org/p?x=1&{TAGS}"),
        ("https://a.org/p#top", f"https://a.org/p?{TAGS}#top"),
        ("https://a.org/p?x=1#/route?y=2", f"https://a.org/p?x=1&{TAGS}#/route?y=2"),
        ("http://[2001:db8::1]:8080/p", f"http://[2001:db8::1]:8080/p?{TAGS}"),
        ("https://bücher.example:8443/straße?q=ü", f"https://bücher.example:8443/straße?q=ü&{TAGS}"),
        ("HTTPS://A.org/x?q=a?b", f"HTTPS://A.org/x?q=a?b&{TAGS}"),
        # a newsletter's tags would count its readers, not this post's
        ("https://a.org/p?utm_source=newsletter&utm_content=&utm_term=t", f"https://a.org/p?{TAGS}"),
        ("https://a.org/p?id=5&utm_campaign=weekly&page=2", f"https://a.org/p?id=5&page=2&{TAGS}"),
        ("https://a.org/p?utm_id=1;id=5;UTM%5Fsource=x", f"https://a.org/p?id=5&{TAGS}"),
        (f"https://a.org/p?{TAGS}#f", f"https://a.org/p?{TAGS}#f"),
    ],
)
def test_everything_that_was_there_stays(url: str, expected: str) -> None:
    assert tracked(url) == expected
    assert tracked(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket.s3.amazonaws.com/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=abc",
        "https://cdn.example/r.pdf?Expires=1767225600&Signature=x~y&Key-Pair-Id=K1",
    ],
)
def test_a_signed_address_gets_no_tags(url: str) -> None:
    assert tracked(url) == url


def test_values_are_encoded() -> None:
    url = tracking_url("https://a.org", source="x", campaign="exam & season#1", content="más r3")
    assert "utm_campaign=exam%20%26%20season%231&utm_content=m%C3%A1s%20r3" in url


@pytest.mark.parametrize("url", ["mailto:a@b.org", "ftp://a.org", "a.org/x", "", "https://"])
def test_only_web_addresses_can_be_tracked(url: str) -> None:
    with pytest.raises(InputError):
        tracked(url)


@given(st.text(min_size=1), st.text(min_size=1), st.sampled_from(["", "?a=1", "?utm_source=x#f?utm_content=no"]))
def test_what_was_added_is_read_again(campaign: str, content: str, rest: str) -> None:
    url = tracking_url(f"https://a.org/p{rest}", source="x", campaign=campaign, content=content)
    assert tags_of(url) == (campaign, content)


@pytest.mark.parametrize(
    ("url", "tags"),
    [
        ("https://a.org/p", (None, None)),
        ("", (None, None)),
        ("https://a.org/p?utm_campaign=&utm_content", (None, None)),
        ("https://a.org/p?UTM%5FCampaign=a+b;utm_content=c%26d", ("a b", "c&d")),
        ("https://a.org/p?utm_content=first&utm_content=second", (None, "first")),
        ("https://a.org/p#?utm_content=behind", (None, None)),
    ],
)
def test_tags_of_any_link(url: str, tags: tuple[str | None, str | None]) -> None:
    assert tags_of(url) == tags


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=4), st.text("abc/é%2", max_size=8))
def test_any_query_survives(pairs: list[tuple[str, str]], path: str) -> None:
    from urllib.parse import urlencode

    url = f"https://a.org/{path}?{urlencode(pairs)}"
    after = tracked(url)
    assert after.startswith(url)
    had = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    assert parse_qsl(urlsplit(after).query, keep_blank_values=True)[: len(had)] == had


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Exam season: context!", "exam-season-context"),
        ("bare link", "bare-link"),
        ("Café d'été", "cafe-dete"),
        ("contextualised, question way 2", "contextualised-question-way-2"),
    ],
)
def test_slugs_read_well(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_is_never_empty_and_always_plain(text: str) -> None:
    found = slug(text)
    assert found
    assert all(letter.isascii() and (letter.islower() or letter.isdigit() or letter == "-") for letter in found)


def test_names_in_other_scripts_stay_apart() -> None:
    assert slug("日本") != slug("中国")
    assert slug("exam 日本") != slug("exam")


def test_a_shown_link_is_short() -> None:
    assert shown_link("https://user@news.example/graduate-pay?utm_source=x#top") == "news.example/graduate-pay"
    assert shown_link("https://news.example/" + "long/" * 20).endswith("…")
    assert shown_link("http://localhost:8000/") == "localhost:8000"


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://zh.wikipedia.org/wiki/%E8%81%8C%E4%B8%9A", "https://zh.wikipedia.org/wiki/职业"),
        ("https://news.example/stra%C3%9Fe%20a%2Fb", "https://news.example/straße%20a%2Fb"),
        ("https://news.example/%E8%81%8C%EF%BC%88%E4%B8%9A", "https://news.example/职%EF%BC%88业"),
        # nothing that nobody sees, and no sign that ends a link
        ("https://news.example/a%E2%80%8Bb%E2%80%99", "https://news.example/a%E2%80%8Bb%E2%80%99"),
        ("https://news.example/%FF%FE", "https://news.example/%FF%FE"),
    ],
)
def test_letters_are_read_as_letters_where_the_address_stands_behind_them(url: str, read: str) -> None:
    assert readable_link(url) == read
    assert shown_link(url) == read.removeprefix("https://")


def test_an_address_of_usual_length_is_read_whole_and_a_very_long_one_is_not() -> None:
    usual = "https://news.example/2026/11/graduate-pay"
    assert readable_link(usual) == usual
    assert readable_link("https://news.example/" + "long/" * 30).startswith("news.example/long/")
    assert len(readable_link("https://news.example/" + "long/" * 30)) < 60
