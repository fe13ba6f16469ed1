"""`postlab account` on every network as a person types it: added by proof, checked, chosen, never a secret shown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from cli.terminal import terminal
from cli.typist import NOW, Typist
from counters.counter_worlds import plausible_running, shlink_running
from platforms import fake_facebook
from platforms.fake_facebook import FakeFacebook, Token
from platforms.worlds import WORLDS
from postlab.loop.lookup.accounts import account_named
from postlab.records.database import Database
from postlab.records.tables import Account
from postlab.settings_file import read_settings


def as_typed(options: object) -> list[str]:
    return [word for name, value in dict(options).items() for word in (f"--{name}", str(value))]  # type: ignore[call-overload]  # a mapping


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_every_network_is_added_by_proof_and_checked(name: str, typist: Typist) -> None:
    with WORLDS[name]() as world:
        typed_in = "".join(f"{secret}\n" for secret in world.secrets.values())
        result = typist("account", "add", name, "page", *as_typed(world.options), "--secret-stdin", stdin=typed_in)
        assert f"Added “page” on {world.plugin.title}" in result.words
        assert "publish" in result.words
        assert "kept in a file in the lab that only you can read" in result.words
        assert world.texts() == []
        answer = typist("account", "check", "page", "--json").json
        assert answer["ok"]
        assert answer["health"]["publishes"] is not False
        assert answer["health"]["reads"] is not False
        assert "works" in typist("account", "check", "page").out
        doctor = typist("doctor").words
        assert f"account “page” ({name})" in doctor
        screen = result.out + result.err + doctor + typist("account", "list", "--json").out
        log = (typist.lab / "postlab.log").read_text(encoding="utf-8")
        for secret in world.secrets.values():
            assert secret not in screen
            assert secret not in log


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_a_wrong_secret_is_kept_nowhere(name: str, typist: Typist) -> None:
    with WORLDS[name]() as world:
        wrong = "".join(f"wrong-s3cret-{number}\n" for number in range(len(world.secrets)))
        result = typist("account", "add", name, "page", *as_typed(world.options), "--secret-stdin", code=3, stdin=wrong)
        assert result.err
        assert "s3cret" not in result.out + result.err
        assert b"s3cret" not in typist.everything_kept()
        assert [account["name"] for account in typist("account", "list", "--json").json["accounts"]] == ["sandbox"]


@pytest.mark.parametrize("running", [shlink_running, plausible_running], ids=["shlink", "plausible"])
def test_a_counter_is_added_like_an_account_and_is_none(running: object, typist: Typist) -> None:
    with running() as world:  # type: ignore[operator]  # one of two context managers
        (secret,) = world.secrets.values()
        name = world.counter.name
        result = typist(
            "account", "add", name, "count", *as_typed(world.options), "--secret-stdin", stdin=f"{secret}\n"
        )
        assert "It can be asked for clicks." in result.words
        assert "publish" not in result.words
        assert 'clicks_from = "count"' in result.words
        (counter,) = [
            account for account in typist("account", "list", "--json").json["accounts"] if account["counts_only"]
        ]
        assert (counter["name"], counter["platform"]) == ("count", name)
        assert "counts clicks" in typist("account", "list").words
        assert "can be asked for clicks" in typist("account", "check", "count").words
        assert typist("account", "remove", "count").out
        assert "count" not in typist("account", "list").words


def with_two_pages(network: FakeFacebook) -> None:
    network.pages["2002"] = "Library"
    network.tasks["2002"] = network.tasks["1001"]
    network.tokens["PAGE-TOKEN-2002"] = Token("2002", page=True)


def test_a_page_is_chosen_from_those_that_the_person_may_post_to(typist: Typist) -> None:
    with fake_facebook.fake_facebook() as network:
        with_two_pages(network)
        words = ("account", "add", "facebook", "page", "--api-url", network.url, "--app-id", fake_facebook.APP)
        secrets = f"USER-TOKEN-SHORT\n{fake_facebook.SECRET}\n"
        refused = typist(*words, "--secret-stdin", code=2, stdin=secrets)
        assert "Careers at Uni" in refused.complaint
        assert "--page-id" in refused.complaint
        result = typist(*words, "--page-id", "2002", "--secret-stdin", stdin=secrets)
        assert "as Library" in result.words
        secrets_text = (typist.lab / "secrets.json").read_text(encoding="utf-8")
        assert "PAGE-TOKEN-2002" in secrets_text
        assert "USER-TOKEN" not in secrets_text


def test_a_person_at_a_terminal_chooses_the_page(typist: Typist) -> None:
    with fake_facebook.fake_facebook() as network:
        with_two_pages(network)
        words = ("account", "add", "facebook", "page", "--api-url", network.url, "--app-id", fake_facebook.APP)
        with terminal("--lab", str(typist.lab), *words) as screen:
            screen.answer("The token of “page”", "USER-TOKEN-SHORT")
            screen.answer("The app secret of “page”", fake_facebook.SECRET)
            screen.wait_for("Library")
            screen.answer("1/2", "2")
            screen.wait_for("Added “page” on Facebook as Library")
            assert "USER-TOKEN" not in screen.screen
            assert fake_facebook.SECRET not in screen.screen


def ends_in(typist: Typist, days: float) -> None:
    """The token of the account `sandbox` ends then."""
    settings = read_settings(typist.lab, env={})
    database = Database(settings.database_url, now=NOW)
    with database.session() as session:
        account: Account = account_named(session, "sandbox")
        account.expires_at = typist.clock.now() + timedelta(days=days)
        session.add(account)
        session.commit()
    database.close()


@pytest.mark.parametrize(("days", "warned"), [(13.5, True), (15, False), (-1, True)])
def test_a_token_that_ends_is_warned_of_two_weeks_ahead(typist: Typist, days: float, warned: bool) -> None:
    ends_in(typist, days)
    screen = typist("account", "list").words
    assert ("Its token" in screen) is warned
    status = typist("status").words
    assert ("Its token" in status) is warned
    assert len(typist("status", "--json").json["tokens_ending"]) == warned


def test_nobody_reaches_a_network_and_the_token_is_not_called_dead(typist: Typist) -> None:
    with WORLDS["mastodon"]() as world:
        secret = world.secrets["token"]
        words = ("account", "add", "mastodon", "page", *as_typed(world.options))
        typist(*words, "--secret-stdin", stdin=f"{secret}\n")
    result = typist("account", "check", "page", code=1)
    assert "could not be reached" in result.complaint
    assert "token" not in result.complaint
    doctor = typist("doctor")
    assert "That says nothing about its token" in doctor.words


def test_by_hand(typist: Typist, tmp_path: Path) -> None:
    result = typist("account", "add", "manual", "profile", "--network", "linkedin")
    assert "You post there yourself" in result.words
    assert "profile" in typist("account", "check", "profile").out
