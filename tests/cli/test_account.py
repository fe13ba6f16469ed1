"""`postlab account`: nothing is stored unless it works, and no secret ever shows."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.typist import Typist
from platforms.fake_pds import FakePds, fake_pds

VARIABLE = "POSTLAB_BLUESKY_PASSWORD"
HANDLE = "adviser.test"


@pytest.fixture
def pds() -> Iterator[FakePds]:
    with fake_pds() as server:
        server.create_account(HANDLE)
        yield server


def words(pds: FakePds, name: str = "page") -> tuple[str, ...]:
    return ("account", "add", "bluesky", name, "--handle", HANDLE, "--server", pds.url, "--secret-stdin")


def test_a_secret_comes_through_a_pipe_and_is_kept_in_a_private_file(pds: FakePds, typist: Typist) -> None:
    result = typist(*words(pds), stdin=f"pw-{HANDLE}\n")
    assert "Added “page” on Bluesky" in result.words
    assert "a file in the lab that only you can read" in result.words
    secrets_file = typist.lab / "secrets.json"
    assert json.loads(secrets_file.read_text(encoding="utf-8"))["page"]
    if os.name != "nt":
        assert stat.S_IMODE(secrets_file.stat().st_mode) == 0o600
    assert f"pw-{HANDLE}" not in result.out + result.err
    others = b"".join(path.read_bytes() for path in typist.lab.rglob("*") if path.is_file() and path != secrets_file)
    assert f"pw-{HANDLE}".encode() not in others


def test_a_wrong_password_is_kept_nowhere(pds: FakePds, typist: Typist) -> None:
    before = typist.dump()
    result = typist(*words(pds), code=3, stdin="wrong-s3cret-pw\n")
    assert result.out == ""
    assert result.err
    completed = typist("account", "list", "--json")
    status, run = typist("status"), typist("run", "--json")
    for text in (result.err, completed.out, completed.err, status.out, run.out, run.err):
        assert "s3cret" not in text
    assert b"s3cret" not in typist.everything_kept()
    assert typist.dump() == before
    assert [account["name"] for account in completed.json["accounts"]] == ["sandbox"]
    as_json = typist(*words(pds), code=3, stdin="wrong-s3cret-pw\n")
    assert "s3cret" not in as_json.err


def test_a_variable_is_enough(pds: FakePds, typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, f"pw-{HANDLE}")
    assert "Added “page”" in typist(*words(pds)[:-1]).out
    monkeypatch.setenv(VARIABLE, "wrong-s3cret-pw")
    result = typist("account", "check", "page", code=3)
    assert "s3cret" not in result.err
    monkeypatch.delenv(VARIABLE)
    assert "works" in typist("account", "check", "page").out


def test_without_a_secret_and_without_a_person(pds: FakePds, typist: Typist) -> None:
    for stdin, options in (("", words(pds)), ("", words(pds)[:-1]), ("\n", words(pds))):
        result = typist(*options, code=2, stdin=stdin)
        assert VARIABLE in result.complaint
    assert pds.calls == []


def test_unchecked_is_stored_untried_and_checked_later(pds: FakePds, typist: Typist) -> None:
    result = typist(*words(pds), "--no-check", stdin=f"pw-{HANDLE}\n")
    assert "Not tried yet" in result.out
    assert pds.calls == []
    answer = typist("account", "check", "page", "--json").json
    assert (answer["schema_version"], answer["account"]["name"], answer["ok"]) == (2, "page", True)
    assert HANDLE in answer["health"]["identity"]
    assert answer["health"]["remote_id"].startswith("did:plc:")


def test_adding_again_changes_it(pds: FakePds, typist: Typist) -> None:
    typist(*words(pds), "--no-check", stdin="wrong-s3cret-pw\n")
    typist(*words(pds), stdin=f"pw-{HANDLE}\n")
    assert b"s3cret" not in typist.everything_kept()
    assert typist.rows("SELECT count(*) FROM account WHERE name = 'page'") == [(1,)]


def test_removing_forgets_the_secret_and_keeps_the_rest(pds: FakePds, typist: Typist) -> None:
    typist(*words(pds), stdin=f"pw-{HANDLE}\n")
    assert "Removed “page” and its secrets" in typist("account", "remove", "page").words
    assert f"pw-{HANDLE}".encode() not in typist.everything_kept()
    assert "page" not in typist("account", "list").out
    assert "no account “page”" in typist("account", "check", "page", code=2).complaint
    typist(*words(pds), stdin=f"pw-{HANDLE}\n")
    assert "page" in typist("account", "list").out


def test_an_account_in_use_stays(planned: Typist) -> None:
    result = planned("account", "remove", "sandbox", code=2)
    assert "exam-season-context" in result.complaint
    assert "sandbox" in planned("account", "list").out


def test_every_option_that_is_wrong_is_named(typist: Typist) -> None:
    result = typist(
        *("account", "add", "sandbox", "page", "--followers", "many", "--seed", "x", "--handle", "a.b"),
        *("--option", "shoes=7", "--option", "faults=sometimes"),
        code=2,
    )
    for option in ("--followers", "--seed", "--handle", "--shoes", "--faults"):
        assert option in result.complaint
    assert typist.rows("SELECT name FROM account") == [("sandbox",)]
    assert (
        "is not of the form KEY=VALUE" in typist("account", "add", "sandbox", "page", "--option", "x", code=2).complaint
    )
    assert "--handle" in typist("account", "add", "bluesky", "page", "--secret-stdin", code=2, stdin="x").complaint


def test_options_are_kept(typist: Typist) -> None:
    typist(
        *("account", "add", "sandbox", "page two", "--followers", "1500", "--seed", "3"),
        *("--effect", "question.clicks=0.5", "--option", "zone=Australia/Sydney"),
    )
    account = typist("account", "list", "--json").json["accounts"][1]
    assert (account["options"]["followers"], account["options"]["seed"]) == (1500, 3)
    assert account["options"]["zone"] == "Australia/Sydney"
    assert set(account) >= {"name", "platform", "simulated", "identity", "options", "created_at", "on_hold_until"}


@pytest.mark.parametrize("name", ["", " ", "-x", "a/b", "a" * 61, "a\nb", "[red]", "\x1b[31m", "a\0b"])
def test_what_cannot_be_a_name(name: str, typist: Typist) -> None:
    result = typist("account", "add", "sandbox", "--", name, code=2)
    assert "\x1b" not in result.err
    assert typist.rows("SELECT name FROM account") == [("sandbox",)]


def test_a_name_belongs_to_one_platform(pds: FakePds, typist: Typist) -> None:
    result = typist(*words(pds, "sandbox"), code=2, stdin=f"pw-{HANDLE}\n")
    assert "Choose another name" in result.complaint


def test_clicks_on_bluesky_are_refused_with_what_would_work(pds: FakePds, typist: Typist) -> None:
    from cli.typist import PLAN

    typist(*words(pds), stdin=f"pw-{HANDLE}\n")
    plan = PLAN.replace('accounts = ["sandbox"]', 'accounts = ["page"]')
    before = typist.dump()
    result = typist("new", "--from", typist.writes(plan), "--yes", code=2)
    assert "Bluesky does not tell the number of clicks" in result.complaint
    assert "what would work: likes, comments, shares, engagement" in result.complaint
    assert "clicks, when clicks_from names a counter" in result.complaint
    rate = plan.replace('metric = "clicks"', 'metric = "likes per 1000 views"')
    result = typist("new", "--from", typist.writes(rate), "--yes", code=2)
    assert "Bluesky does not tell how often a post was shown, so “page” cannot be judged by likes" in result.complaint
    assert "what would work: likes, comments, shares, engagement" in result.complaint
    assert "views" not in result.complaint.partition("what would work")[2]
    rate = plan.replace('metric = "clicks"', 'metric = "clicks per 1000 views"')
    result = typist("new", "--from", typist.writes(rate), "--yes", code=2)
    assert "does not tell the number of clicks or how often a post was shown" in result.complaint
    weighted = plan.replace('metric = "clicks"', 'metric = "engagement"').replace(
        "[brief]", "[weights]\nclicks = 2\n[brief]"
    )
    assert "weights" in typist("new", "--from", typist.writes(weighted), "--yes", code=2).complaint
    assert typist.dump() == before
    typist.plans(plan.replace('metric = "clicks"', 'metric = "engagement"').replace("rounds = 12", "rounds = 4"))
    assert pds.calls  # it logged in; nothing was posted
    assert pds.records == {}


def test_a_simulated_audience_and_a_real_one_do_not_mix(pds: FakePds, typist: Typist) -> None:
    from cli.typist import PLAN

    typist(*words(pds), stdin=f"pw-{HANDLE}\n")
    plan = PLAN.replace('accounts = ["sandbox"]', 'accounts = ["sandbox", "page"]').replace('"clicks"', '"likes"')
    assert "cannot be compared" in typist("new", "--from", typist.writes(plan), "--yes", code=2).complaint


def test_names_with_spaces_may_be_used_everywhere(typist: Typist) -> None:
    from cli.typist import PLAN

    typist("account", "add", "sandbox", "my page")
    name = "exam season"
    plan = PLAN.replace('"sandbox"', '"my page"').replace('"exam-season-context"', f'"{name}"')
    assert f'`postlab approve "{name}"`' in typist.plans(plan).words
    typist("approve", name)
    assert Path(typist.writes("x")).exists()
    assert typist("report", name).exit_code == 0


def test_a_secret_that_is_too_short_is_refused(typist: Typist) -> None:
    command = ("account", "add", "mastodon", "toots", "--server", "https://server.example", "--secret-stdin")
    done = typist(*command, "--no-check", stdin="us\n", code=2)
    assert "The token is too short to be one: it has 2 characters" in done.complaint
    assert "add the account again" in done.complaint
    assert typist.rows("SELECT name FROM account WHERE name = 'toots'") == []
    done = typist("words", "--key", stdin="sk-1", code=2)
    assert "too short" in done.complaint
