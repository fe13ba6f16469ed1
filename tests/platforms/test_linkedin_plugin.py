"""What is known of LinkedIn before anything connects."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from postlab import platforms
from postlab.platforms.keys import new_key
from postlab.platforms.linkedin import parse_api_url, parse_author, parse_client_id, parse_version, plugin


@pytest.mark.parametrize(
    ("typed", "author"),
    [
        ("urn:li:person:AbC-12_x", "urn:li:person:AbC-12_x"),
        (" urn:li:organization:4711 ", "urn:li:organization:4711"),
        ("urn%3Ali%3Aorganization%3A4711", "urn:li:organization:4711"),
        ("4711", "urn:li:organization:4711"),
        ("https://www.linkedin.com/company/4711/admin/dashboard/", "urn:li:organization:4711"),
        ("urn:li:fsd_company:4711", "urn:li:organization:4711"),
    ],
)
def test_authors(typed: str, author: str) -> None:
    assert parse_author(typed) == author


@pytest.mark.parametrize("typed", ["", "careers", "https://www.linkedin.com/company/careers/", "urn:li:share:1", "12a"])
def test_what_is_no_author_is_told_where_the_number_stands(typed: str) -> None:
    with pytest.raises(ValueError, match="admin view"):
        parse_author(typed)


def test_a_persons_profile_needs_no_author() -> None:
    with pytest.raises(ValueError, match="leave --author out"):
        parse_author("https://www.linkedin.com/in/ada-adviser/")


def test_versions() -> None:
    assert parse_version(" 2026-08 ") == "202608"
    for typed in ("202613", "2026", "v2", "202600"):
        with pytest.raises(ValueError, match="202608"):
            parse_version(typed)


def test_the_api_is_reached_encrypted_or_on_this_machine() -> None:
    assert parse_api_url("api.linkedin.com/") == "https://api.linkedin.com"
    with pytest.raises(ValueError, match="unencrypted"):
        parse_api_url("http://api.linkedin.com")


def test_client_ids() -> None:
    assert parse_client_id(" 77kipv60wj05rm ") == "77kipv60wj05rm"
    with pytest.raises(ValueError, match="Auth page"):
        parse_client_id("my app")


@pytest.mark.parametrize(
    ("page", "urn"),
    [
        ("https://www.linkedin.com/feed/update/urn:li:share:7141138937766391808/", "urn:li:share:7141138937766391808"),
        ("https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A714", "urn:li:ugcPost:714"),
        ("https://www.linkedin.com/posts/ada_worth-it-share-7141138-AbCd?utm_source=share", "urn:li:share:7141138"),
        ("https://www.linkedin.com/posts/ada_worth-it-ugcPost-7141138-AbCd", "urn:li:ugcPost:7141138"),
        (
            '<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:share:7141138" height="9">',
            "urn:li:share:7141138",
        ),
        ("urn:li:share:7141138", "urn:li:share:7141138"),
    ],
)
def test_a_post_is_located_by_what_a_browser_shows(page: str, urn: str) -> None:
    assert plugin.locate(page, {}) == urn


@pytest.mark.parametrize(
    "page",
    [
        "https://www.linkedin.com/posts/ada_worth-it-activity-7141138937766391808-AbCd",
        "https://www.linkedin.com/feed/update/urn:li:activity:7141138937766391808/",
    ],
)
def test_the_place_in_the_feed_is_not_the_post(page: str) -> None:
    with pytest.raises(ValueError, match="Embed this post"):
        plugin.locate(page, {})


def test_another_page_is_no_post() -> None:
    with pytest.raises(ValueError, match="not the address of a LinkedIn post"):
        plugin.locate("https://www.linkedin.com/in/ada/", {})


def test_what_is_counted_depends_on_the_author_and_the_permission() -> None:
    assert plugin.counted is not None
    everything = {"likes", "comments", "shares", "clicks", "impressions"}
    assert plugin.counted({"author": "urn:li:organization:1"}, {}) == everything == plugin.counts
    member = everything - {"clicks"}
    assert plugin.counted({"author": None}, {}) == member
    assert plugin.counted({"author": "urn:li:person:x"}, {"member_analytics": True}) == member
    assert plugin.counted({"author": "urn:li:person:x"}, {"member_analytics": False}) == frozenset()


def test_secrets_of_renewal_belong_to_accounts_with_a_client_id() -> None:
    asked = {c.name: (c.when({"client-id": None}), c.when({"client-id": "77kipv60wj05rm"})) for c in plugin.credentials}
    assert asked == {"token": (True, True), "refresh_token": (False, True), "client_secret": (False, True)}
    assert {c.name: c.optional for c in plugin.credentials}["token"] is False
    assert plugin.credentials[0].variable == "POSTLAB_LINKEDIN_TOKEN"


def test_it_is_free_and_has_a_days_share() -> None:
    assert plugin.terms is not None
    assert (dict(plugin.terms.prices), plugin.terms.posts_a_day) == ({}, 150)
    assert (plugin.finds, plugin.card, plugin.posts_per_read, plugin.length.limit) == ("text", "ours", 20, 3000)
    assert not any(option.required for option in plugin.options)


def test_keys_differ() -> None:
    now, chance = datetime(2026, 11, 23, tzinfo=UTC), random.Random(1)
    assert len({new_key(now, chance) for _ in range(100)}) == 100


def test_looking_at_it_imports_no_client() -> None:
    code = (
        "import sys\nfrom postlab import platforms\n"
        "plugin = platforms.load('linkedin'); plugin.length.measure('text'); plugin.counted({}, {})\n"
        "heavy = ('httpx', 'requests', 'sqlmodel', 'postlab.platforms.linkedin.account')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
    assert platforms.load("linkedin") is plugin
