"""A network for the tests: it keeps all that it is sent, twice if it is sent twice, and fails as it is told.

Unlike the sandbox it does not know a key again, as many real networks do not: a second request makes a
second post. It lives in the lab's folder, in two files: `script.json` says how it behaves, `journal.jsonl`
is what happened.
"""

from __future__ import annotations

import json
import os
import random
import sqlite3
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from loop.instants import die, instant
from postlab.errors import NeedsPerson, Rejected, Unknown
from postlab.framing.lengths import WEIGHTED_280
from postlab.metrics import METRIC_NAMES
from postlab.platforms.base import (
    Connection,
    Counts,
    Identity,
    Outgoing,
    Payload,
    Plugin,
    Published,
)

ENTRY_POINTS = "[postlab.platforms]\nstaged = loop.network:plugin\nstaged-real = loop.network:real_plugin\n"
ENTRY_POINTS += "staged-quiet = loop.network:quiet_plugin\n"
WAIT_S = 20.0


def install(folder: Path) -> Path:
    """A folder that, on the path of modules, makes the network known to PostLab as a stranger's plugin."""
    info = folder / "staged-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: staged\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(ENTRY_POINTS, "utf-8")
    return folder


@dataclass(frozen=True)
class Network:
    """The network as its owner sees it: what it was asked, what it keeps, how it will behave."""

    folder: Path

    def script(self, **steps: Any) -> None:
        """How the calls to come go, one step a call (`publish=["timeout-after"]`); what is not said goes well.

        Also `counts`: what posts have, by name of their last block but one ("plain" for a bare link);
        `gone`: keys that are not shown any more; `others`: what it tells besides.
        """
        self.folder.mkdir(exist_ok=True)
        done = {op: len(self.calls(op)) for op in steps if op not in {"counts", "gone", "others"}}
        before = self._script()
        for op, wanted in steps.items():
            before[op] = wanted if op not in done else ["ok"] * done[op] + list(wanted)
        (self.folder / "script.json").write_text(json.dumps(before), "utf-8")

    def calls(self, *ops: str) -> list[dict[str, Any]]:
        """What it was asked, in order: publish, kept, find, read."""
        journal = self.folder / "journal.jsonl"
        lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
        return [line for line in map(json.loads, lines) if line["op"] in ops or not ops]

    @property
    def kept(self) -> list[str]:
        """The keys of its posts in the order in which they came, twice what came twice."""
        return [line["key"] for line in self.calls("kept")]

    def step(self, op: str) -> str:
        """How the call that is about to be written down goes."""
        steps = self._script().get(op, [])
        number = len(self.calls(op))
        return str(steps[number]) if number < len(steps) else "ok"

    def note(self, op: str, **what: Any) -> None:
        """Write down what happened; a process that dies afterwards does not take it along."""
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "journal.jsonl").open("a", encoding="utf-8") as journal:
            journal.write(json.dumps({"op": op, **what}) + "\n")

    def counts(self, key: str) -> Counts:
        """What a post has gathered."""
        script = self._script()
        kept = next((line for line in self.calls("kept") if line["key"] == key), None)
        if kept is None or key in script.get("gone", []):
            return Counts(missing=dict.fromkeys(METRIC_NAMES, "deleted or hidden"))
        kinds = kept["payload"]["blocks"]
        counts = script.get("counts", {}).get("plain" if kinds == ["link"] else "context", {})
        return Counts(**{metric: counts.get(metric, 1) for metric in METRIC_NAMES}, others=script.get("others", {}))

    def _script(self) -> dict[str, Any]:
        file = self.folder / "script.json"
        return json.loads(file.read_text("utf-8")) if file.exists() else {}


class StagedAccount:
    """A connected account on it."""

    def __init__(self, connection: Connection) -> None:
        self._network = Network(connection.lab / f"network-{connection.account}")
        self._lab = connection.lab
        self._clock = connection.clock
        self._account = connection.account

    def prepare(self, outgoing: Outgoing) -> Payload:
        """The payload; its `made` differs each time, so that a payload that is made anew can be told."""
        step = self._network.step("prepare")
        self._network.note("prepare", key=outgoing.key)
        instant("prepare")
        self._fail(step)
        return {
            "key": outgoing.key,
            "text": outgoing.text,
            "blocks": [kind for kind, _ in outgoing.blocks],
            "link": outgoing.link,
            "reply_to": outgoing.reply_to,
            "made": f"{outgoing.created_at.isoformat()} {time.monotonic_ns()}",
        }

    def publish(self, payload: Payload) -> Published:
        """Keep it, unless the script says otherwise."""
        step = self._network.step("publish")
        self._network.note("publish", key=payload["key"], payload=payload, records=self._records(payload["key"]))
        instant("publish: the request leaves")
        self._fail(step)
        if step == "kill-before":
            die()
        if step == "wait":
            self._wait()
        if payload["reply_to"] is not None and payload["reply_to"] not in self._network.kept:
            raise Rejected("There is no such post to answer.", code="nothing_to_answer")
        now = self._clock.now()
        self._network.note("kept", key=payload["key"], payload=payload, at=now.isoformat())
        instant("publish: accepted")
        if step == "kill-after":
            die()
        if step == "timeout-after":
            raise Unknown("The network gave no answer.")
        return Published(payload["key"], f"https://staged.example/{payload['key']}", now)

    def find(self, payload: Payload) -> Published | None:
        """Whether the very same payload was kept."""
        step = self._network.step("find")
        self._network.note("find", key=payload["key"], payload=payload)
        instant("find")
        self._fail(step)
        for kept in self._network.calls("kept"):
            if kept["payload"] == payload:
                return Published(payload["key"], None, datetime.fromisoformat(kept["at"]))
        return None

    def read(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts; the step "partial" leaves every second one out."""
        step = self._network.step("read")
        self._network.note("read", ids=list(remote_ids))
        instant("read")
        self._fail(step)
        asked = list(remote_ids)[:: 2 if step == "partial" else 1]
        return {remote_id: self._network.counts(remote_id) for remote_id in asked}

    def whoami(self) -> Identity:
        """The account's name."""
        self._fail(self._network.step("whoami"))
        return Identity(self._account, f"staged:{self._account}")

    def _fail(self, step: str) -> None:
        kind, _, seconds = step.partition(":")
        if kind == "timeout-before":
            raise Unknown("The network gave no answer.")
        if kind == "unknown":
            raise Unknown("The network cannot tell.", code="cannot_tell")
        if kind in {"refused", "retry"}:
            raise Rejected("Busy.", temporary=True, retry_after=float(seconds) if seconds else None, code="busy")
        if kind == "rejected":
            raise Rejected(f"The network does not want this text.{seconds and f' It is {seconds}.'}", code="unwanted")
        if kind == "person":
            raise NeedsPerson("The password is wrong.", hint="Log in again.", code="login")
        if kind == "forbidden":
            raise NeedsPerson("Its numbers are not for this login.", hint="Take a larger plan.", code="access_level")
        if kind == "bug":
            raise RuntimeError("a bug of a stranger")

    def _wait(self) -> None:
        """Keep the caller waiting until the file `go` is there."""
        (self._network.folder / f"waiting-{os.getpid()}").touch()
        give_up = time.monotonic() + WAIT_S
        while not (self._network.folder / "go").exists() and time.monotonic() < give_up:
            time.sleep(0.01)

    def _records(self, key: str) -> dict[str, Any]:
        """What another program sees in the lab's records at this instant."""
        uri = f"{(self._lab / 'postlab.db').absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=5)) as records:
            state = records.execute("SELECT state FROM post WHERE key = ?", (key,)).fetchone()
            attempts = records.execute(
                "SELECT payload, result FROM attempt WHERE key = ? ORDER BY id", (key,)
            ).fetchall()
        return {
            "state": state[0] if state else None,
            "attempts": [{"payload": json.loads(payload), "result": result} for payload, result in attempts],
        }


def _new_key(now: datetime, chance: random.Random) -> str:
    return f"{chance.getrandbits(64):016x}"


plugin = Plugin(
    name="staged",
    title="Staged",
    length=WEIGHTED_280,
    counts=frozenset(METRIC_NAMES),
    options=(),
    credentials=(),
    connect=StagedAccount,
    new_key=_new_key,
    simulated=True,
    finds="key",
    replies=True,
)
real_plugin = replace(plugin, name="staged-real", title="Staged, and not simulated", simulated=False)
quiet_plugin = replace(plugin, name="staged-quiet", title="Staged, where nothing is answered", replies=False)
