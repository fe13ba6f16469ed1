"""No server gets a secret onto a screen or into a file by repeating it, in whichever writing.

The stand-in of every network and counter answers with what it was sent; then everything that was printed, and every
byte of the lab but its file of secrets, is searched.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.typist import PLAN, Typist, changed, new_lab
from counters import fake_plausible, fake_shlink
from counters.counter_worlds import plausible_running, shlink_running
from platforms import bluesky_world, facebook_world, fake_x, linkedin_world, mastodon_world, threads_world, x_world
from platforms.loopback import Failure, Loopback, Reply, Request
from postlab.platforms.base import Credential
from postlab.secrets import SECRETS_FILE
from secret_writings import seen, writings

DUE = datetime(2026, 11, 24, 1, 31, tzinfo=UTC)
OWNER = "1234567890"
STATUSES = (400, 401, 403, 404, 409, 422, 500, 503)


def secret_of(name: str) -> str:
    """A secret with every sign that is written in several ways, another for each name."""
    return f"aB3+{name[:2]}Yz9/{name[-2:]}Qw+8r/tK5+pL0=="


@dataclass
class Echoing:
    """A stand-in that knows the secrets, as an account of the lab is connected to it."""

    network: Loopback
    platform: str
    options: Mapping[str, str]
    credentials: tuple[Credential, ...]
    secrets: Mapping[str, str]
    echo: Callable[[str], Failure]
    shown: list[str] = field(default_factory=list)

    @property
    def hidden(self) -> list[str]:
        """What nobody may see: not the account's number, which stands in front of a token of X."""
        return [secret.removeprefix(f"{OWNER}-") for secret in self.secrets.values()]

    def refuse(self, words: str) -> None:
        """Answer everything with a refusal that says these words, each time with another status."""
        statuses = itertools.cycle(STATUSES)

        def alter(_operation: str, _request: Request, _reply: Reply) -> Reply:
            refusal = self.echo(words)
            return Reply(refusal.body, next(statuses), {"X-Token": "no"}, refusal.kind)

        self.network.alter = alter

    def repeat(self, words: str) -> None:
        """Answer everything rightly, and write these words behind every text."""

        def alter(_operation: str, _request: Request, reply: Reply) -> Reply:
            return Reply(_with_words(reply.body, words), reply.status, reply.headers, reply.kind)

        self.network.alter = alter


def _with_words(value: Any, words: str) -> Any:
    if isinstance(value, str):
        if value.startswith("{"):
            return json.dumps(_with_words(json.loads(value), words))
        return value if value.isdigit() or ":" in value else f"{value} {words}"
    if isinstance(value, dict):
        return {name: _with_words(one, words) for name, one in value.items()}
    return [_with_words(one, words) for one in value] if isinstance(value, list) else value


@contextmanager
def echoing(name: str, patch: pytest.MonkeyPatch) -> Iterator[Echoing]:
    """A network or a counter that accepts our secrets."""
    if name in {"shlink", "plausible"}:
        key = secret_of("api_key")
        patch.setattr(fake_shlink if name == "shlink" else fake_plausible, "API_KEY", key)
        running: Any = shlink_running if name == "shlink" else plausible_running
        with running() as counter:
            refusal = fake_shlink.problem if name == "shlink" else None

            def echo(words: str) -> Failure:
                if refusal is not None:
                    return refusal(400, "invalid-data", words, words, invalidElements=[words])
                return Failure(status=400, body=json.dumps({"error": words}).encode())

            yield Echoing(counter.network, name, counter.options, counter.counter.credentials, {"api_key": key}, echo)
        return
    makers: dict[str, Any] = {
        "bluesky": bluesky_world.bluesky_world,
        "facebook": facebook_world.facebook_world,
        "linkedin": linkedin_world.linkedin_world,
        "mastodon": mastodon_world.mastodon_world,
        "threads": threads_world.threads_world,
        "x": x_world.x_world,
    }
    with makers[name]() as world:
        secrets = {secret: secret_of(secret) for secret in world.secrets}
        network: Any = world.network
        if name == "bluesky":
            did, _ = network.accounts[bluesky_world.HANDLE]
            network.accounts[bluesky_world.HANDLE] = did, secrets["password"]
        elif name == "mastodon":
            network.token = secrets["token"]
        elif name == "x":
            secrets["access_token"] = f"{OWNER}-{secrets['access_token']}"
            patch.setattr(fake_x, "KEYS", secrets)
        else:
            network.tokens[secrets["token"]] = next(iter(network.tokens.values()))
        yield Echoing(network, name, world.options, world.plugin.credentials, secrets, world.echo)


@pytest.mark.parametrize("name", ["bluesky", "facebook", "linkedin", "mastodon", "threads", "x", "shlink", "plausible"])
def test_no_writing_of_a_secret_gets_out(
    name: str, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postlab.platforms.threads.account.PAUSE_S", 0.0)
    typist = new_lab(template, tmp_path / "lab")
    with echoing(name, monkeypatch) as server:
        server.network.now = typist.clock.now
        _add(typist, server)
        typist("account", "add", "sandbox", "sandbox")
        counts_only = name in {"shlink", "plausible"}
        typist.plans(changed(PLAN, _for_counter() if counts_only else _for_network(name)))
        typist.clock.set(DUE)
        secrets = itertools.cycle(server.hidden)
        for number, writing in enumerate(writings("")):
            secret = next(secrets)
            words = writings(secret)[writing]
            server.refuse(f"You sent {words} to us; {words}")
            _look(typist, server, "account", "check", "page", *(["--json"] if number % 2 else []))
            if number % 9 == 0:
                typist.clock.advance(timedelta(hours=7))
                _look(typist, server, "run", *(["--json"] if number % 2 else []))
            if number % 3 == 1:
                server.repeat(words)
                _look(typist, server, "account", "check", "page")
            if number % 9 == 4:
                typist.clock.advance(timedelta(hours=7))
                _look(typist, server, "run")
            leaked = seen(secret, "\n".join(server.shown[-4:]))
            assert leaked == [], f"{writing}: {leaked}"
        server.network.alter = None
        for command in (["status"], ["status", "--json"], ["doctor"], ["account", "list"], ["post", "show", "1"]):
            _look(typist, server, *command)
    _assert_nothing_is_kept(typist.lab, server)


def _look(typist: Typist, server: Echoing, *command: str) -> None:
    done = typist(*command, code=(0, 1, 2, 3))
    # a screen breaks long words
    server.shown.append(done.out + done.err + (done.out + done.err).replace("\n", ""))


def _add(typist: Typist, server: Echoing) -> None:
    """Add the account: first to a server that refuses with what it was sent, then untried."""
    options = [word for option, value in server.options.items() for word in (f"--{option}", value)]
    asked = [one.name for one in server.credentials if one.asked and one.when(server.options)]
    stdin = "".join(f"{server.secrets.get(secret, '')}\n" for secret in asked)
    command = ["account", "add", server.platform, "page", *options, "--secret-stdin"]
    for words in list(writings(server.hidden[0]).values())[::5]:
        server.refuse(f"You sent {words}.")
        done = typist(*command, stdin=stdin, code=(1, 2, 3))
        server.shown.append(done.out + done.err)
    server.network.alter = None
    typist(*command, "--no-check", stdin=stdin)


def _for_network(name: str) -> dict[str, str]:
    metric = "likes" if name != "x" else "clicks"
    return {
        'accounts = ["sandbox"]': 'accounts = ["page"]',
        'approve = "each"': 'approve = "auto"',
        "rounds = 12": "rounds = 4",
        'metric = "clicks"': f'metric = "{metric}"',
    }


def _for_counter() -> dict[str, str]:
    return {
        'accounts = ["sandbox"]': 'accounts = ["sandbox"]\nclicks_from = "page"',
        'approve = "each"': 'approve = "auto"',
    }


def _assert_nothing_is_kept(lab: Path, server: Echoing) -> None:
    screens = "\n".join(server.shown)
    files = {file.name: file.read_bytes().decode("latin-1") for file in lab.rglob("*") if file.is_file()}
    assert any(server.secrets[name] in files[SECRETS_FILE] for name in server.secrets)
    del files[SECRETS_FILE]
    assert {"postlab.db", "postlab.log"} <= set(files)
    for secret in server.hidden:
        assert seen(secret, screens) == []
        assert {name: found for name, text in files.items() if (found := seen(secret, text))} == {}
