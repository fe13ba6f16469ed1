"""What is known of Bluesky before anything connects."""

from __future__ import annotations

import pytest

from postlab.platforms.bluesky import parse_handle, parse_server, plugin


@pytest.mark.parametrize(
    ("typed", "handle"),
    [
        ("@Jo.Bsky.Social ", "jo.bsky.social"),
        ("careers.uni.edu", "careers.uni.edu"),
        ("a-b.test", "a-b.test"),
        ("https://bsky.app/profile/Careers.bsky.social", "careers.bsky.social"),
        ("https://bsky.app/profile/careers.bsky.social/post/3kabc?ref=x", "careers.bsky.social"),
        ("https://deer.social/profile/@careers.bsky.social/", "careers.bsky.social"),
        ("bsky.app/profile/careers.bsky.social?x=1", "careers.bsky.social"),
        ("＠careers.bsky.social", "careers.bsky.social"),
        ("at://careers.bsky.social", "careers.bsky.social"),
        ("https://careers.uni.edu/", "careers.uni.edu"),
    ],
)
def test_handles(typed: str, handle: str) -> None:
    assert parse_handle(typed) == handle


@pytest.mark.parametrize(
    "typed", ["", "@", "jo", "jo@mail.example", "jo..social", "-jo.social", "jo.social/", "a" * 260 + ".b"]
)
def test_what_is_not_a_handle(typed: str) -> None:
    with pytest.raises(ValueError, match="handle"):
        parse_handle(typed)


def test_a_profile_that_is_named_by_its_number_is_told_to_give_its_handle() -> None:
    with pytest.raises(ValueError, match="by its number"):
        parse_handle("https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur")


def test_a_short_handle_is_told_what_is_missing() -> None:
    with pytest.raises(ValueError, match=r"jo\.bsky\.social"):
        parse_handle("@Jo")


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("bsky.social", "https://bsky.social"),
        ("https://pds.example/", "https://pds.example"),
        ("http://localhost:2583", "http://localhost:2583"),
        ("http://127.0.0.1:2583", "http://127.0.0.1:2583"),
        ("http://[::1]:2583", "http://[::1]:2583"),
    ],
)
def test_servers(typed: str, server: str) -> None:
    assert parse_server(typed) == server


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("http://pds.example", "unencrypted"),
        ("ftp://pds.example", "not the address"),
        ("https://", "not the address"),
        ("https://pds.example/xrpc", "not the address"),
        ("https://me:pw@pds.example", "not the address"),
        ("https://pds.example:port", "not the address"),
        ("https://[::1", "not the address"),
    ],
)
def test_what_is_not_a_server(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_server(typed)


def test_it_never_promises_clicks() -> None:
    assert plugin.counts == {"likes", "comments", "shares"}
    assert plugin.length.limit == 300
    assert [option.name for option in plugin.options if option.required] == ["handle"]
    assert plugin.credentials[0].variable == "POSTLAB_BLUESKY_PASSWORD"


@pytest.mark.parametrize(
    "address",
    [
        "https://bsky.app/profile/careers.test/post/3n2xlmaqlgoe2",
        "https://bsky.app/profile/did:plc:abc/post/3n2xlmaqlgoe2/",
        "at://did:plc:abc/app.bsky.feed.post/3n2xlmaqlgoe2",
    ],
)
def test_a_post_is_located_by_what_a_browser_shows(address: str) -> None:
    assert plugin.locate(address, {"repo": "did:plc:abc"}) == "at://did:plc:abc/app.bsky.feed.post/3n2xlmaqlgoe2"


def test_another_page_is_no_post() -> None:
    with pytest.raises(ValueError, match="not the address of a Bluesky post"):
        plugin.locate("https://bsky.app/profile/careers.test", {"repo": "did:plc:abc"})
