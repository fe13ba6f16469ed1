"""The real Bluesky software on loopback: a directory, an account server and an AppView that counts likes.

The fixtures are known to every test (tests/conftest.py). They skip where tests/servers/install.sh has not
run, and fail there when POSTLAB_TEST_SERVERS=1 says that it should have; POSTLAB_TEST_SERVERS=0 skips them
always.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from servers.postgres import free_port, postgres, why_no_postgres

HERE = Path(__file__).parent
START_S = 60.0


@dataclass
class Resident:
    """An account on the test server, with a session for acting as that person."""

    handle: str
    did: str
    password: str
    token: str = field(repr=False)


@dataclass
class BlueskyNetwork:
    """A running network.

    Attributes:
        pds: address of the account server, which is what `--server` takes.
        appview: address of the AppView, or None where there is none.
    """

    pds: str
    appview: str | None
    _http: httpx.Client = field(repr=False)
    _fans: list[Resident] = field(default_factory=list, repr=False)

    def create_account(self, handle: str = "") -> tuple[str, str]:
        """A new account; its DID and its password.

        A handle ends in .test and has 3 to 18 characters before that; everyday words such as careers or
        support are reserved.
        """
        resident = self.resident(handle)
        return resident.did, resident.password

    def resident(self, handle: str = "") -> Resident:
        """A new account with its session; without a handle it gets one of its own."""
        handle = handle or f"r{secrets.token_hex(5)}.test"
        password = f"pw-{secrets.token_hex(8)}"
        mail = f"{handle.partition('.')[0]}@mail.test"
        made = self.call("com.atproto.server.createAccount", {"handle": handle, "email": mail, "password": password})
        return Resident(handle, made["did"], password, made["accessJwt"])

    def like(self, uri: str, number: int = 1) -> None:
        """Likes from that many other accounts."""
        for fan in self._some_fans(number):
            self._write(fan, "app.bsky.feed.like", {"subject": self._reference(uri)})

    def repost(self, uri: str, number: int = 1) -> None:
        """Reposts by that many other accounts."""
        for fan in self._some_fans(number):
            self._write(fan, "app.bsky.feed.repost", {"subject": self._reference(uri)})

    def reply(self, uri: str, number: int = 1, text: str = "A reply") -> None:
        """Replies from that many other accounts."""
        post = self._reference(uri)
        for fan in self._some_fans(number):
            self._write(fan, "app.bsky.feed.post", {"text": text, "reply": {"root": post, "parent": post}})

    def quote(self, uri: str, number: int = 1, text: str = "Look at this") -> None:
        """Quotes by that many other accounts."""
        embed = {"$type": "app.bsky.embed.record", "record": self._reference(uri)}
        for fan in self._some_fans(number):
            self._write(fan, "app.bsky.feed.post", {"text": text, "embed": embed})

    def delete(self, owner: Resident, uri: str) -> None:
        """The owner deletes the post."""
        _, _, repo, collection, rkey = uri.split("/")
        place = {"repo": repo, "collection": collection, "rkey": rkey}
        self.call("com.atproto.repo.deleteRecord", place, token=owner.token)

    def posts_of(self, did: str) -> list[dict[str, Any]]:
        """The post records in an account's repository, each with its uri, cid and value."""
        place = {"repo": did, "collection": "app.bsky.feed.post", "limit": "100"}
        answer = self._http.get(f"{self.pds}/xrpc/com.atproto.repo.listRecords", params=place)
        answer.raise_for_status()
        records: list[dict[str, Any]] = answer.json()["records"]
        return records

    def counts(self, uri: str) -> dict[str, int] | None:
        """What the AppView shows of a post, or None when it shows none."""
        answer = self._http.get(f"{self.appview}/xrpc/app.bsky.feed.getPosts", params={"uris": uri})
        answer.raise_for_status()
        fields = ("likeCount", "repostCount", "replyCount", "quoteCount")
        views = [{name: view.get(name, 0) for name in fields} for view in answer.json()["posts"]]
        return views[0] if views else None

    def settle(self, uri: str, *, seconds: float = 15.0, **expected: int) -> None:
        """Wait until the AppView shows these counts (likeCount=3 …), or the post at all.

        Raises:
            TimeoutError: it does not come to that.
        """
        deadline = time.monotonic() + seconds
        seen = self.counts(uri)
        while seen is None or any(seen[name] != number for name, number in expected.items()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{uri} shows {seen}, not {expected}")
            time.sleep(0.05)
            seen = self.counts(uri)

    def settle_gone(self, uri: str, *, seconds: float = 15.0) -> None:
        """Wait until the AppView no longer shows a post."""
        deadline = time.monotonic() + seconds
        while self.counts(uri) is not None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{uri} is still shown")
            time.sleep(0.05)

    def call(self, method: str, body: dict[str, Any], *, token: str = "") -> dict[str, Any]:
        """One procedure of the account server, by hand."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._http.post(f"{self.pds}/xrpc/{method}", json=body, headers=headers)
        if answer.is_error:
            raise RuntimeError(f"{method}: {answer.status_code} {answer.text[:500]}")
        result: dict[str, Any] = answer.json() if answer.content else {}
        return result

    def _some_fans(self, number: int) -> list[Resident]:
        while len(self._fans) < number:
            self._fans.append(self.resident(f"fan{len(self._fans):04d}{secrets.token_hex(2)}.test"))
        return self._fans[:number]

    def _reference(self, uri: str) -> dict[str, str]:
        _, _, repo, collection, rkey = uri.split("/")
        place = {"repo": repo, "collection": collection, "rkey": rkey}
        answer = self._http.get(f"{self.pds}/xrpc/com.atproto.repo.getRecord", params=place)
        answer.raise_for_status()
        return {"uri": uri, "cid": answer.json()["cid"]}

    def _write(self, fan: Resident, collection: str, record: dict[str, Any]) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        body = {"repo": fan.did, "collection": collection, "record": {"createdAt": now, **record}}
        self.call("com.atproto.repo.createRecord", body, token=fan.token)


@contextmanager
def running_network(*, appview: bool = True, rationed: bool = False) -> Iterator[BlueskyNetwork]:
    """Start the servers, stop them at the end.

    Args:
        appview: whether somebody counts likes (needs PostgreSQL).
        rationed: whether the account server answers 429 as the real one would.
    """
    if appview:
        with postgres() as url, _node("appview", {"DB_POSTGRES_URL": url}, rationed=rationed) as network:
            yield network
    else:
        with _node("pds", {}, rationed=rationed) as network:
            yield network


@contextmanager
def _node(mode: str, more: dict[str, str], *, rationed: bool) -> Iterator[BlueskyNetwork]:
    environment = {
        **os.environ,
        **more,
        **{name: str(free_port()) for name in ("PLC_PORT", "PDS_PORT", "BSKY_PORT")},
        "PDS_RATE_LIMITS": "1" if rationed else "0",
        "LOG_ENABLED": "false",
    }
    command = [str(shutil.which("node")), "atproto.mjs", mode]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=HERE, env=environment, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL
        )
        # it may print more later, and a full pipe would stop it
        drain = threading.Thread(target=lambda: process.stdout and process.stdout.read(), daemon=True)
        killer = threading.Timer(START_S, process.kill)
        killer.start()
        try:
            line = process.stdout.readline() if process.stdout else b""
            killer.cancel()
            if not line.startswith(b"{"):
                log.seek(0)
                raise RuntimeError(f"the Bluesky servers did not start: {line!r} {log.read()[-2000:]!r}")
            drain.start()
            ready = json.loads(line)
            with httpx.Client(timeout=30, trust_env=False) as http:
                yield BlueskyNetwork(ready["pds"], ready.get("appview"), http)
        finally:
            killer.cancel()
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if drain.is_alive():
                drain.join(timeout=5)
            if process.stdout:
                process.stdout.close()


def why_no_network(*, appview: bool) -> str | None:
    """Why the real servers cannot run here, or None when they can."""
    if os.environ.get("POSTLAB_TEST_SERVERS") == "0":
        return "POSTLAB_TEST_SERVERS=0"
    if os.name == "nt":
        return "the Bluesky servers are only started on Linux and macOS"
    if not shutil.which("node") or not (HERE / "node_modules" / "@atproto" / "dev-env").exists():
        return "the real Bluesky servers are not installed (tests/servers/install.sh)"
    return why_no_postgres() if appview else None


def _need(*, appview: bool) -> None:
    reason = why_no_network(appview=appview)
    if reason and os.environ.get("POSTLAB_TEST_SERVERS") == "1":
        pytest.fail(f"POSTLAB_TEST_SERVERS=1, but {reason}")
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """The whole network, likes counted, shared by all tests of a run."""
    _need(appview=True)
    with running_network() as network:
        yield network


@pytest.fixture(scope="session")
def rationed_bluesky() -> Iterator[BlueskyNetwork]:
    """An account server that limits logins and writes as the real one does; nobody counts likes."""
    _need(appview=False)
    with running_network(appview=False, rationed=True) as network:
        yield network
