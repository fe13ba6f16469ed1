"""What is known of Mastodon before anything connects."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from postlab.platforms.mastodon import parse_server, parse_visibility, plugin

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("mastodon.social", "https://mastodon.social"),
        ("https://fosstodon.org/", "https://fosstodon.org"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("@careers@mastodon.social", "https://mastodon.social"),
        ("careers@mastodon.social", "https://mastodon.social"),
        ("acct:careers@mastodon.social", "https://mastodon.social"),
        ("https://mastodon.social/@careers", "https://mastodon.social"),
        ("mastodon.social/@careers/114000", "https://mastodon.social"),
        ("https://other.example/@careers@mastodon.social", "https://mastodon.social"),
        ("https://mastodon.social/home", "https://mastodon.social"),
        ("https://mastodon.social/settings/applications/new", "https://mastodon.social"),
    ],
)
def test_servers(typed: str, server: str) -> None:
    assert parse_server(typed) == server


@pytest.mark.parametrize(
    "typed",
    ["", "http://mastodon.social", "https://blog.example/2026/an-article", "@you@", "a@b@c.social"],
)
def test_what_is_not_a_server(typed: str) -> None:
    with pytest.raises(ValueError, match=r"server|unencrypted"):
        parse_server(typed)


def test_who_may_see_it() -> None:
    assert [parse_visibility(typed) for typed in ("Public", " unlisted ")] == ["public", "unlisted"]
    with pytest.raises(ValueError, match="there are public, unlisted"):
        parse_visibility("private")


def test_it_never_promises_views_or_clicks() -> None:
    assert plugin.counts == {"likes", "comments", "shares"}
    assert [option.name for option in plugin.options if option.required] == ["server"]
    assert (plugin.finds, plugin.card, plugin.posts_per_read) == ("text", "theirs", 40)
    assert plugin.credentials[0].variable == "POSTLAB_MASTODON_TOKEN"
    assert plugin.terms is not None
    assert not plugin.terms.prices


def test_the_length_is_what_the_server_said() -> None:
    assert plugin.rule is not None
    unknown, limits = plugin.rule({}, {}), plugin.rule({}, {"max_characters": 5000, "characters_reserved_per_url": 25})
    assert (unknown.limit, limits.limit) == (500, 5000)
    text = "Read https://news.example.org/graduate-pay?utm_source=mastodon"
    assert (unknown.measure(text).used, limits.measure(text).used) == (28, 30)


def test_each_post_has_a_key_of_its_own() -> None:
    chance = random.Random(1)
    assert len({plugin.new_key(NOW, chance) for _ in range(50)}) == 50


@pytest.mark.parametrize(
    "page",
    [
        "https://server.example/@you/114000000000000001",
        "server.example/@you/114000000000000001/",
        "https://server.example/web/@you/114000000000000001",
        "https://server.example/users/you/statuses/114000000000000001",
        "https://server.example/@you/statuses/114000000000000001",
        "https://SERVER.example/notice/114000000000000001",
    ],
)
def test_a_post_is_located_by_what_a_browser_shows(page: str) -> None:
    assert plugin.locate(page, {"server": "https://server.example"}) == "114000000000000001"


@pytest.mark.parametrize(
    "page", ["https://other.example/@you@server.example/115", "https://other.example/@you/115", "server.example/@a@b/1"]
)
def test_the_same_post_on_another_server_has_another_number(page: str) -> None:
    with pytest.raises(ValueError, match=r"open it on server\.example"):
        plugin.locate(page, {"server": "https://server.example"})


@pytest.mark.parametrize("page", ["https://server.example/@you", "https://server.example/about", "hello"])
def test_another_page_is_no_post(page: str) -> None:
    with pytest.raises(ValueError, match="not the address of a Mastodon post"):
        plugin.locate(page, {})


def test_looking_at_it_loads_no_sdk() -> None:
    code = "import sys, postlab.platforms.mastodon; print('mastodon' in sys.modules, 'requests' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert printed.stdout.split() == ["False", "False"]
