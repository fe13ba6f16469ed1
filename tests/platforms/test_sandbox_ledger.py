"""The simulated network's memory: one file an account, safe under several programs, closed to others."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.clock import VirtualClock
from postlab.errors import NeedsPerson, Unknown
from postlab.platforms.base import Connection, Payload
from postlab.platforms.sandbox import SandboxAccount, plugin
from postlab.platforms.sandbox_ledger import Ledger, LedgerEntry, ledger_path

NOON = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
PAYLOAD: Payload = {"key": "k1", "text": "Look", "blocks": ["link"], "topic": "t", "link": None}


def entry(key: str = "k1", text: str = "Look") -> LedgerEntry:
    return LedgerEntry(key, text, ("moment", "link"), "topic", None, NOON)


def connect(lab: Path) -> SandboxAccount:
    account = plugin.connect(Connection("careers", {}, {}, lab, VirtualClock(NOON)))
    assert isinstance(account, SandboxAccount)
    return account


def test_what_was_kept_comes_back_whole(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "sandbox" / "a.db")

    assert ledger.entries(["k1"]) == {}
    assert ledger.keep(entry()) == entry()
    assert ledger.keep(entry(text="Другое")) == entry()
    assert Ledger(ledger.path).entries(["k1", "k1", "k2"]) == {"k1": entry()}


def test_many_are_looked_up_at_once(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "a.db")
    for turn in range(30):
        ledger.keep(entry(f"k{turn}"))

    assert len(ledger.entries([f"k{turn}" for turn in range(40_000)])) == 30


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps files private by the folder they are in")
def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ledger = Ledger(tmp_path / "sandbox" / "a.db")
        ledger.keep(entry())
    finally:
        os.umask(before)
    # a second connection keeps -wal and -shm on disk, so that their modes can be seen
    with sqlite3.connect(ledger.path) as open_one:
        open_one.execute("SELECT count(*) FROM posts").fetchone()
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in ledger.path.parent.iterdir()}
        mode = open_one.execute("PRAGMA journal_mode").fetchone()[0]
    open_one.close()

    assert mode == "wal"
    assert modes == {"a.db": 0o600, "a.db-wal": 0o600, "a.db-shm": 0o600}
    assert stat.S_IMODE(ledger.path.parent.stat().st_mode) == 0o700


AT_ONCE = """
import json, pathlib, sys, time
from datetime import UTC, datetime
from postlab.clock import VirtualClock
from postlab.platforms.base import Connection
from postlab.platforms.sandbox import plugin

lab, year = pathlib.Path(sys.argv[1]), int(sys.argv[2])
clock = VirtualClock(datetime(year, 1, 1, tzinfo=UTC))
accounts = [plugin.connect(Connection(f"a{n}", {}, {}, lab, clock)) for n in range(10)]
print("ready", flush=True)
sys.stdin.readline()
years = []
for account in accounts:
    for key in range(5):
        payload = {"key": str(key), "text": "Look", "blocks": ["link"], "topic": "t", "link": None}
        years.append(account.publish(payload).at.year)
print(json.dumps(years))
"""


def test_two_programs_that_publish_the_same_at_once_make_one_post_of_it(tmp_path: Path) -> None:
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", AT_ONCE, str(tmp_path), year],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for year in ("2001", "2002")
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    answers = [json.loads(program.communicate(timeout=60)[0]) for program in programs]

    assert [program.returncode for program in programs] == [0, 0]
    assert answers[0] == answers[1]  # both were told of the same post, whoever was first
    assert len(answers[0]) == 50
    for path in (tmp_path / "sandbox").glob("*.db"):
        database = sqlite3.connect(path)
        assert database.execute("SELECT count(*) FROM posts").fetchone() == (5,)
        database.close()


@given(st.lists(st.text(max_size=60), min_size=2, max_size=6, unique=True))
def test_names_of_accounts_never_share_a_file_on_any_file_system(names: list[str]) -> None:
    files = [ledger_path(Path("lab"), name) for name in names]

    assert len({path.name.casefold() for path in files}) == len(names)
    for path in files:
        assert path.parent == Path("lab") / "sandbox"
        assert re.fullmatch(r"[a-z0-9-]{1,60}\.db", path.name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "CON", "nul.txt", "a/b", "a\\b", "", ".", "x" * 500, "\ud800"])
def test_awkward_names_get_a_file_of_their_own(tmp_path: Path, name: str) -> None:
    path = ledger_path(tmp_path, name)
    Ledger(path).keep(entry())

    assert path.parent == tmp_path / "sandbox"
    assert path.is_file()


def test_a_file_that_is_no_ledger_needs_a_person(tmp_path: Path) -> None:
    path = ledger_path(tmp_path, "careers")
    path.parent.mkdir()
    path.write_bytes(b"shopping list: " + b"milk " * 500)

    for act in (connect(tmp_path).publish, connect(tmp_path).find):
        with pytest.raises(NeedsPerson, match="cannot be used") as failure:
            act(PAYLOAD)
        assert failure.value.hint
    assert path.read_bytes().startswith(b"shopping list")


def test_a_ledger_of_a_newer_program_is_left_untouched(tmp_path: Path) -> None:
    connect(tmp_path).publish(PAYLOAD)
    path = ledger_path(tmp_path, "careers")
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 4")
    database.close()

    with pytest.raises(NeedsPerson, match="newer PostLab"):
        connect(tmp_path).read(["k1"])


def test_a_ledger_of_before_there_were_replies_goes_on(tmp_path: Path) -> None:
    path = ledger_path(tmp_path, "careers")
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute(
        "CREATE TABLE posts (key TEXT PRIMARY KEY, text TEXT NOT NULL, kinds TEXT NOT NULL, topic TEXT NOT NULL,"
        " link TEXT, published_at TEXT NOT NULL)"
    )
    database.execute("INSERT INTO posts VALUES ('k1', 'Look', '[\"link\"]', 't', NULL, ?)", (NOON.isoformat(),))
    database.execute("PRAGMA user_version = 1")
    database.commit()
    database.close()

    assert connect(tmp_path).publish({**PAYLOAD, "key": "k2", "reply_to": "k1"}).remote_id == "k2"
    assert connect(tmp_path).find(PAYLOAD) is not None
    assert connect(tmp_path).read(["k1"])["k1"].comments == 1


def test_a_ledger_that_does_not_answer_leaves_it_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postlab.platforms.sandbox_ledger._BUSY_MS", 50)
    account = connect(tmp_path)
    account.publish(PAYLOAD)
    holder = sqlite3.connect(ledger_path(tmp_path, "careers"), isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")

    with pytest.raises(Unknown, match="did not answer"):
        account.publish({**PAYLOAD, "key": "k2"})
    assert account.find(PAYLOAD) is not None  # WAL: readers do not wait for a writer
    holder.execute("ROLLBACK")
    holder.close()
    assert account.find({**PAYLOAD, "key": "k2"}) is None
    assert account.publish({**PAYLOAD, "key": "k2"}).remote_id == "k2"
