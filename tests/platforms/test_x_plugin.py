"""What is known of X before anything connects."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest

from platforms.fake_x_logins import CLIENT_ID
from postlab.platforms.x import locate, parse_client_id, parse_port, parse_server, parse_yes_no, plugin


@pytest.mark.parametrize(
    "page",
    [
        "https://x.com/uni_careers/status/1993000000000000000",
        "https://twitter.com/uni_careers/status/1993000000000000000?s=20&t=abc",
        "http://www.x.com/uni_careers/statuses/1993000000000000000/photo/1",
        "https://mobile.twitter.com/i/web/status/1993000000000000000#top",
        "x.com/i/status/1993000000000000000/",
        " 1993000000000000000 ",
    ],
)
def test_a_post_is_located_by_what_a_browser_shows(page: str) -> None:
    assert locate(page, {}) == "1993000000000000000"


@pytest.mark.parametrize(
    "page",
    [
        "https://x.com/uni_careers",
        "https://x.com/uni_careers/status/",
        "https://evil.example/x.com/uni_careers/status/1993000000000000000",
        "https://notx.com/uni_careers/status/1993000000000000000",
        "https://x.com/uni_careers/status/19930000000000000001993",
        "at://did:plc:abc/app.bsky.feed.post/3n2xlmaqlgoe2",
    ],
)
def test_another_page_is_no_post(page: str) -> None:
    with pytest.raises(ValueError, match="not the address of a post on X"):
        locate(page, {})


def test_it_counts_everything_and_says_what_it_costs() -> None:
    assert plugin.counts == {"likes", "comments", "shares", "clicks", "impressions"}
    assert plugin.terms is not None
    assert plugin.terms.prices["post with link"] == Decimal("0.20")
    assert plugin.terms.prices["owned read"] * 5 == plugin.terms.prices["read"]
    assert (plugin.finds, plugin.card, plugin.posts_per_read) == ("text", "theirs", 100)
    assert plugin.title == "X"


def test_the_length_depends_on_premium() -> None:
    assert plugin.rule is not None
    assert plugin.length.limit == plugin.rule({"premium": False}, {}).limit == plugin.rule({}, {}).limit == 280
    assert plugin.rule({"premium": True}, {}).limit == 25_000


@pytest.mark.parametrize(
    ("options", "asked", "brought"),
    [
        ({"client-id": ""}, {"api_key", "api_secret", "access_token", "access_secret"}, set()),
        ({"client-id": CLIENT_ID}, {"client_secret"}, {"oauth2_token", "oauth2_refresh"}),
    ],
)
def test_each_way_in_asks_for_its_own_secrets(options: dict[str, str], asked: set[str], brought: set[str]) -> None:
    needed = [credential for credential in plugin.credentials if credential.when(options)]
    assert {credential.name for credential in needed if credential.asked} == asked
    assert {credential.name for credential in needed if not credential.asked} == brought
    assert {credential.name for credential in needed if credential.optional} == asked & {"client_secret"}
    assert all(c.variable == f"POSTLAB_X_{c.name.upper()}" for c in needed)


def test_keys_differ_and_can_be_drawn_again() -> None:
    at, source = datetime(2026, 11, 23, tzinfo=UTC), Random(7)
    keys = {plugin.new_key(at, source) for _ in range(50)}
    assert len(keys) == 50
    assert plugin.new_key(at, Random(7)) in keys


@pytest.mark.parametrize(("typed", "premium"), [("yes", True), ("No", False), ("TRUE", True), ("0", False)])
def test_premium_is_yes_or_no(typed: str, premium: bool) -> None:
    assert parse_yes_no(typed) is premium


@pytest.mark.parametrize(
    ("parse", "typed", "says"),
    [
        (parse_yes_no, "perhaps", "neither yes nor no"),
        (parse_port, "80", "not a port"),
        (parse_port, "http", "not a port"),
        (parse_port, "70000", "not a port"),
        (parse_client_id, "my app", "not a Client ID"),
        (parse_client_id, "", "not a Client ID"),
        (parse_server, "http://api.x.com", "unencrypted"),
        (parse_server, "https://api.x.com/2", "not the address"),
    ],
)
def test_what_cannot_be_an_option(parse: object, typed: str, says: str) -> None:
    assert callable(parse)
    with pytest.raises(ValueError, match=says):
        parse(typed)


def test_options_as_they_are_typed() -> None:
    assert parse_server("api.x.com/") == "https://api.x.com"
    assert parse_client_id(" VGhpcyBpcyBpdA:1:ci ") == "VGhpcyBpcyBpdA:1:ci"
    assert parse_port(" 9000 ") == 9000


def test_looking_at_the_plugin_imports_no_sdk() -> None:
    script = (
        "import sys; from postlab.platforms.x import plugin\n"
        "heavy = {'tweepy', 'requests', 'requests_oauthlib', 'http.server', 'webbrowser', 'regex'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
