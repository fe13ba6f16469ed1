"""What is known of Facebook before anything connects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from postlab import platforms
from postlab.platforms.facebook import counted, parse_app_id, parse_page_id, parse_server, parse_version, plugin
from postlab.platforms.link_cap import links_a_month, parse_links

POST = "1001_9000"


def test_it_registers_itself() -> None:
    assert platforms.load("facebook") is plugin


def test_what_it_promises() -> None:
    assert plugin.counts == {"likes", "comments", "shares", "clicks", "impressions"}
    assert (plugin.length.limit, plugin.posts_per_read, plugin.finds, plugin.card) == (63_206, 50, "text", "theirs")
    assert plugin.terms is not None
    assert not plugin.terms.prices
    assert [option.name for option in plugin.options if option.required] == []
    assert {option.name: option.default for option in plugin.options} == {
        "page-id": None,
        "links-a-month": None,
        "api-url": "https://graph.facebook.com",
        "api-version": "v27.0",
        "app-id": None,
    }


def test_the_apps_secret_is_asked_for_where_there_is_an_app() -> None:
    token, secret = plugin.credentials
    assert (token.variable, token.optional) == ("POSTLAB_FACEBOOK_TOKEN", False)
    assert (secret.variable, secret.optional) == ("POSTLAB_FACEBOOK_APP_SECRET", True)
    assert secret.when({"app-id": "12"})
    assert not secret.when({"app-id": None})
    assert token.when({})


def test_looking_at_it_imports_neither_requests_nor_the_sdk() -> None:
    asked = (
        "import sys, postlab.platforms.facebook; print(sorted({'facebook', 'requests', 'httpx'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", asked], capture_output=True, encoding="utf-8", check=True)
    assert printed.stdout.strip() == "[]"


def test_the_sdk_can_be_imported_where_warnings_are_errors(tmp_path: Path) -> None:
    # compiled anew: the warning comes only then
    fresh = f"pycache_prefix={tmp_path}"
    asked = "from postlab.platforms.facebook.client import _sdk; print(_sdk().__version__)"
    printed = subprocess.run(
        [sys.executable, "-X", fresh, "-W", "error::SyntaxWarning", "-W", "error::DeprecationWarning", "-c", asked],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert printed.stdout.startswith("3.1")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/careers.uni/posts/9000",
        "https://www.facebook.com/careers.uni/posts/with-exams-soon/9000/",
        "https://m.facebook.com/1001/posts/9000?ref=x",
        "facebook.com/permalink.php?story_fbid=9000&id=100064",
        "https://www.facebook.com/story.php?story_fbid=9000&id=1001",
        "https://www.facebook.com/1001_9000",
        "1001_9000",
        " 9000 ",
    ],
)
def test_a_post_is_located_by_what_a_browser_shows(address: str) -> None:
    assert plugin.locate(address, {"page_id": "1001"}) == POST


def test_without_a_payload_the_address_must_name_the_page() -> None:
    assert plugin.locate("https://www.facebook.com/permalink.php?story_fbid=9000&id=1001", {}) == POST
    assert plugin.locate("1001_9000", {}) == POST
    with pytest.raises(ValueError, match="not the page's"):
        plugin.locate("https://www.facebook.com/careers.uni/posts/9000", {})


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://www.facebook.com/careers/posts/pfbid02abcDEF", "hides the post's number.*use the Post ID"),
        ("https://www.facebook.com/permalink.php?story_fbid=pfbid02abcDEF&id=1001", "hides the post's number"),
        ("https://www.facebook.com/share/p/1AbCdEf/", "hides the post's number"),
        ("https://www.facebook.com/careers", "not the address of a Facebook post"),
        ("https://www.facebook.com/reel/123", "not the address of a Facebook post"),
        ("https://facebook.com.evil.example/x/posts/9000", "not an address on Facebook"),
        ("ftp://www.facebook.com/x/posts/9000", "not an address on Facebook"),
        ("", "not an address on Facebook"),
    ],
)
def test_another_page_is_no_post(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        plugin.locate(address, {"page_id": "1001"})


@pytest.mark.parametrize(
    "typed",
    [
        "https://www.facebook.com/profile.php?id=61550000000001",
        "www.facebook.com/profile.php?id=61550000000001&sk=about",
        "https://www.facebook.com/people/Careers-Centre/61550000000001/",
        "https://www.facebook.com/p/Careers-Centre-61550000000001/",
        "https://m.facebook.com/pages/category/College/Careers-61550000000001/",
        "https://www.facebook.com/61550000000001",
    ],
)
def test_the_number_is_found_in_a_pages_address(typed: str) -> None:
    assert parse_page_id(typed) == "61550000000001"


@pytest.mark.parametrize("typed", ["0", "-1", "two", "1.5", "", "100000"])
def test_what_is_no_number_of_posts_with_a_link(typed: str) -> None:
    with pytest.raises(ValueError, match="give a number from 1"):
        parse_links(typed)
    assert links_a_month({"links-a-month": parse_links(" 2 ")}) == 2
    assert links_a_month({}) is None


def test_options_as_people_type_them() -> None:
    assert parse_page_id(" 1001 ") == "1001"
    assert parse_app_id("42") == "42"
    assert parse_version("V26.0") == "v26.0"
    assert parse_server("graph.facebook.com/") == "https://graph.facebook.com"
    assert parse_server("http://127.0.0.1:8080") == "http://127.0.0.1:8080"


@pytest.mark.parametrize("typed", ["", "careers.uni", "https://www.facebook.com/1001", "12 34", "-1", "١٢"])
def test_what_is_no_number_of_a_page(typed: str) -> None:
    with pytest.raises(ValueError, match="Page ID"):
        parse_page_id(typed)
    with pytest.raises(ValueError, match="App ID"):
        parse_app_id(typed)


@pytest.mark.parametrize("typed", ["", "25", "25.0", "v25", "v27.0.1", "v25.0/me", "latest"])
def test_what_is_no_version(typed: str) -> None:
    with pytest.raises(ValueError, match=r"one looks like v27\.0"):
        parse_version(typed)


def test_a_token_never_travels_unencrypted() -> None:
    with pytest.raises(ValueError, match="unencrypted"):
        parse_server("http://graph.facebook.com")


def test_what_hangs_on_a_dead_metric_is_no_longer_counted() -> None:
    assert counted({}, {}) == plugin.counts
    assert counted({}, {"dead_metrics": ["post_media_view"]}) == plugin.counts - {"impressions"}
    assert counted({}, {"dead_metrics": ["post_clicks", "post_clicks_by_type"]}) == plugin.counts - {"clicks"}
