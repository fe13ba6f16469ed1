"""`postlab account add` with what people paste and the answers that servers give: each ends in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cli.typist import Typist
from platforms import fake_facebook
from platforms.fake_mastodon import TOKEN, WHO, Character, fake_mastodon
from platforms.loopback import Failure
from platforms.other_servers import ANSWERS, other_server
from platforms.worlds import WORLDS


@pytest.mark.parametrize(
    "tasks",
    [
        ["PROFILE_PLUS_CREATE_CONTENT", "PROFILE_PLUS_ANALYZE"],
        ["PROFILE_PLUS_FULL_CONTROL"],
        ["MANAGE"],
        ["PROFILE_PLUS_FACEBOOK_ACCESS"],
    ],
)
def test_a_facebook_page_of_the_new_experience_is_added(typist: Typist, tasks: list[str]) -> None:
    with fake_facebook.fake_facebook() as network:
        network.tasks["1001"] = tasks
        words = ("account", "add", "facebook", "page", "--api-url", network.url, "--secret-stdin")
        result = typist(*words, stdin="USER-TOKEN-SHORT\n")
    assert "Added “page” on Facebook as Careers at Uni." in result.words
    uncertain = tasks == ["PROFILE_PLUS_FACEBOOK_ACCESS"]
    assert ("not certain that you may create content" in " ".join(result.err.split())) is uncertain


def test_a_facebook_page_of_a_business_portfolio_is_added_by_its_number(typist: Typist) -> None:
    with fake_facebook.fake_facebook() as network:
        network.unlisted = {"1001"}
        words = ("account", "add", "facebook", "page", "--api-url", network.url, "--secret-stdin")
        refused = typist(*words, code=3, stdin="USER-TOKEN-SHORT\n")
        assert "--page-id NUMBER" in refused.complaint
        result = typist(*words, "--page", "1001", stdin="USER-TOKEN-SHORT\n")
    assert "Added “page” on Facebook as Careers at Uni." in result.words


def test_the_token_of_an_app_is_told_apart(typist: Typist) -> None:
    with fake_facebook.fake_facebook() as network:
        words = ("account", "add", "facebook", "page", "--api-url", network.url, "--secret-stdin")
        refused = typist(*words, code=3, stdin=f"{fake_facebook.APP_TOKEN}\n")
    assert "This is the token of an app, not of a page" in refused.complaint
    assert "Get Page Access Token" in refused.complaint


@pytest.mark.parametrize("software", ANSWERS)
def test_a_server_that_is_no_mastodon_is_called_so(typist: Typist, software: str) -> None:
    with other_server(software) as server:
        words = ("account", "add", "mastodon", "m", "--server", server.url, "--secret-stdin")
        refused = typist(*words, code=3, stdin="a-token-0123456789\n")
    assert f"There is no Mastodon at {server.url}" in refused.complaint.replace("\n", " ")
    assert "{" not in refused.complaint
    assert "UNKNOWN_API_ENDPOINT" not in refused.complaint


@pytest.mark.parametrize("software", ANSWERS)
def test_a_server_that_is_no_bluesky_is_called_so(typist: Typist, software: str) -> None:
    with other_server(software) as server:
        words = ("account", "add", "bluesky", "b", "--handle", "careers.bsky.social", "--server", server.url)
        refused = typist(*words, "--secret-stdin", code=3, stdin="abcd-efgh-ijkl-mnop\n")
    assert f"There is no Bluesky server at {server.url}" in refused.complaint
    assert "{" not in refused.complaint


def test_a_gate_in_front_of_a_mastodon_is_not_called_another_server(typist: Typist) -> None:
    with other_server("a login page") as server:
        server.reply = replace(server.reply, status=403)
        words = ("account", "add", "mastodon", "m", "--server", server.url, "--secret-stdin")
        refused = typist(*words, code=1, stdin="a-token-0123456789\n")
    assert "Something in front of" in refused.complaint


def test_a_server_that_speaks_mastodons_api_is_one(typist: Typist) -> None:
    with fake_mastodon(Character.PLAIN) as server:
        words = ("account", "add", "mastodon", "m", "--server", server.url, "--secret-stdin")
        assert "Added “m” on Mastodon" in typist(*words, stdin=f"{TOKEN}\n").words
        refused = typist(*words, code=3, stdin="a-token-0123456789\n")
    assert "does not accept the token" in refused.complaint


def test_a_server_in_trouble_is_no_matter_for_the_next_run(typist: Typist) -> None:
    with fake_mastodon(Character.PLAIN) as server:
        server.fail(WHO, Failure(status=503))
        words = ("account", "add", "mastodon", "m", "--server", server.url, "--secret-stdin")
        refused = typist(*words, code=1, stdin=f"{TOKEN}\n")
    assert "Nothing was stored. Try again in a while" in refused.complaint
    assert "next run" not in refused.complaint


@pytest.mark.parametrize(
    "typed",
    ["\u202a{}\u202c", "@\u2068{}\u2069", "https://bsky.app/profile/{}", "{}\u200b", "\ufeff@{}", "{}\u00ad\u2060"],
)
def test_invisible_marks_around_a_handle_are_dropped(typist: Typist, typed: str) -> None:
    with WORLDS["bluesky"]() as world:
        handle, server = world.options["handle"], world.options["server"]
        words = ("account", "add", "bluesky", "b", "--handle", typed.format(handle), "--server", f"\u200e{server}")
        typist(*words, "--secret-stdin", stdin=f"\u200b{world.secrets['password']}\u2069\n")
    (account,) = [one for one in typist("account", "list", "--json").json["accounts"] if one["name"] == "b"]
    assert account["options"]["handle"] == handle


def test_they_are_dropped_from_every_option_and_from_keys(typist: Typist) -> None:
    with fake_mastodon() as server:
        words = ("account", "add", "mastodon", "m", "--server", f"{server.url}\u200b", "--secret-stdin")
        assert "Added “m”" in typist(*words, stdin=f"\u2068{TOKEN}\u2069\n").words
    with fake_facebook.fake_facebook() as network:
        words = ("account", "add", "facebook", "p", "--api-url", network.url, "--page-id", "\u202d1001\u202c")
        assert "Added “p”" in typist(*words, "--secret-stdin", stdin="PAGE-TOKEN-1001\u200b\n").words


def test_a_handle_that_is_none_without_them_is_refused_as_it_is_seen(typist: Typist) -> None:
    refused = typist("account", "add", "bluesky", "b", "--handle", "\u202acareers\u202c", "--no-check", code=2)
    assert "“careers” is only a part of a handle" in refused.complaint
