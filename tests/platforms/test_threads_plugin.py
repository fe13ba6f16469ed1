"""What is known of Threads before anything connects."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from platforms.loopback import Reply, Request, SpecError
from platforms.threads_schemas import CREATE, PUBLISH, check_answer, check_request
from postlab.platforms.threads import parse_api_url, parse_user_id, plugin

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def test_where_the_api_is() -> None:
    assert parse_api_url("graph.threads.com/v1.0/") == "https://graph.threads.com/v1.0"
    assert parse_api_url("http://127.0.0.1:9/v1.0") == "http://127.0.0.1:9/v1.0"
    for typed in ("", "http://graph.threads.net/v1.0", "https://graph.threads.net/v1.0?access_token=x"):
        with pytest.raises(ValueError, match=r"address|unencrypted"):
            parse_api_url(typed)


def test_the_number_of_an_account() -> None:
    assert parse_user_id(" 17841400000000001 ") == "17841400000000001"
    with pytest.raises(ValueError, match="found by itself"):
        parse_user_id("@careers")


def test_what_it_promises() -> None:
    assert plugin.counts == {"likes", "comments", "shares", "clicks", "impressions"}
    assert [option.name for option in plugin.options if option.required] == []
    assert (plugin.finds, plugin.card, plugin.posts_per_read, plugin.length.limit) == ("text", "theirs", 1, 500)
    asked = [credential for credential in plugin.credentials if credential.asked]
    assert [credential.variable for credential in asked] == ["POSTLAB_THREADS_TOKEN"]
    assert all(credential.optional for credential in plugin.credentials if not credential.asked)
    assert plugin.terms is not None
    assert (dict(plugin.terms.prices), plugin.terms.posts_a_day) == ({}, 250)


def test_each_post_has_a_key_of_its_own() -> None:
    chance = random.Random(1)
    assert len({plugin.new_key(NOW, chance) for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("page", "remote_id"),
    [
        ("https://www.threads.com/@careers.page/post/DAb_c-123", "post/DAb_c-123"),
        ("threads.net/@careers/post/DAbc/?xmt=AQ", "post/DAbc"),
        ("https://www.threads.net/t/DAbc", "post/DAbc"),
        (" 18000000000000001 ", "18000000000000001"),
    ],
)
def test_a_post_is_located_by_what_a_browser_shows(page: str, remote_id: str) -> None:
    assert plugin.locate(page, {}) == remote_id


@pytest.mark.parametrize("page", ["https://www.threads.com/@careers", "https://evil.example/@you/post/DA", "hello", ""])
def test_another_page_is_no_post(page: str) -> None:
    with pytest.raises(ValueError, match="not the address of a Threads post"):
        plugin.locate(page, {})


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        (CREATE, b"media_type=TEXT&text=Hi"),
        (CREATE, b"media_type=VIDEO&text=Hi&access_token=x"),
        (CREATE, b"media_type=TEXT&text=Hi&access_token=x&auto_publish_text=true"),
        (PUBLISH, b"access_token=x"),
    ],
)
def test_the_stand_in_is_held_to_the_documentation(operation: str, body: bytes) -> None:
    with pytest.raises(SpecError):
        check_request(operation, Request("POST", "/", {}, {}, body))
    with pytest.raises(SpecError):
        check_answer(operation, Reply({"number": 7}))


def test_looking_at_it_loads_no_client() -> None:
    code = "import sys, postlab.platforms.threads; print('httpx' in sys.modules, 'requests' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert printed.stdout.split() == ["False", "False"]
