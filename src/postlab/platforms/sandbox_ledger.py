"""The ledger of the simulated network: one small SQLite file for each account, apart from the lab's database.

It is apart on purpose. A real network keeps a post whatever becomes of the program that sent it, and only
a memory that does not share the lab's transactions lets a crash between publishing and recording be
rehearsed for real.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_BUSY_MS = 10_000
_VERSION = 3
_SCHEMA = """
CREATE TABLE IF NOT EXISTS posts (
    key TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    kinds TEXT NOT NULL,
    topic TEXT NOT NULL,
    link TEXT,
    published_at TEXT NOT NULL,
    reply_to TEXT,
    picture TEXT,
    alt TEXT
)
"""
_COLUMNS = "key, text, kinds, topic, link, published_at, reply_to, picture, alt"
_AT_ONCE = 500  # SQLite before 3.32 takes at most 999 values in a statement


class NewerLedgerError(Exception):
    """The file was written by a later PostLab."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A post as the simulated network keeps it.

    Attributes:
        kinds: the kinds of the blocks of its text, in order.
        published_at: when it went out, aware.
        reply_to: key of the post that it answers, or None.
        picture: fingerprint of its picture (SHA-256), or None.
        alt: what that picture shows, or None.
    """

    key: str
    text: str
    kinds: tuple[str, ...]
    topic: str
    link: str | None
    published_at: datetime
    reply_to: str | None = None
    picture: str | None = None
    alt: str | None = None


def ledger_path(lab: Path, account: str) -> Path:
    """The file of an account, whatever its name holds.

    The hash keeps names apart that a file system would not (``Page`` and ``page``, ``a/b`` and ``a b``) and
    the words in front of it are for people who look into the folder.
    """
    words = re.sub(r"[^a-z0-9]+", "-", account.lower()).strip("-")[:40].strip("-")
    mark = hashlib.sha256(account.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return lab / "sandbox" / f"{words or 'account'}-{mark}.db"


class Ledger:
    """The posts of one account; safe to use from several programs at once.

    Nothing is made on disk before the first post. Every method may raise sqlite3.Error, OSError or
    `NewerLedgerError`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep(self, entry: LedgerEntry) -> LedgerEntry:
        """Keep a post, and get what is now kept under its key: this one, or the one that was first."""
        with self._open() as database, database:
            database.execute(
                f"INSERT INTO posts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 (names of our own)
                " ON CONFLICT (key) DO NOTHING",
                (
                    entry.key,
                    entry.text,
                    json.dumps(entry.kinds),
                    entry.topic,
                    entry.link,
                    entry.published_at.isoformat(),
                    entry.reply_to,
                    entry.picture,
                    entry.alt,
                ),
            )
            return _entries(database, [entry.key])[entry.key]

    def entries(self, keys: Sequence[str]) -> Mapping[str, LedgerEntry]:
        """Those of the posts that are kept, by key."""
        if not self.path.exists():
            return {}
        with self._open() as database:
            return _entries(database, keys)

    def everything(self) -> tuple[LedgerEntry, ...]:
        """Every post that is kept, in the order in which they went out."""
        if not self.path.exists():
            return ()
        with self._open() as database:
            return tuple(map(_entry, database.execute(f"SELECT {_COLUMNS} FROM posts ORDER BY published_at, key")))  # noqa: S608 (names of our own)

    def replies(self, keys: Sequence[str]) -> Mapping[str, tuple[LedgerEntry, ...]]:
        """The posts that answer some others, by the key of those."""
        if not self.path.exists():
            return {}
        with self._open() as database:
            replies_by_post: dict[str, tuple[LedgerEntry, ...]] = {}
            for entry in _where(database, "reply_to", keys):
                replies_by_post[entry.reply_to or ""] = (*replies_by_post.get(entry.reply_to or "", ()), entry)
            return replies_by_post

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives its -wal and -shm files the mode of this one, so it must be right from the start.
        os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(self.path, timeout=_BUSY_MS / 1000)) as database:
            version: int = database.execute("PRAGMA user_version").fetchone()[0]
            if version > _VERSION:
                raise NewerLedgerError
            if version < _VERSION:
                _set_up(database)
            yield database


def _set_up(database: sqlite3.Connection) -> None:
    """Make the table, though another program may be doing the same."""
    give_up = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            # The busy timeout does not cover every step of the change to WAL.
            database.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.02)
    with database:
        database.execute("BEGIN IMMEDIATE")
        database.execute(_SCHEMA)
        there = {row[1] for row in database.execute("PRAGMA table_info(posts)")}
        for column in ("reply_to", "picture", "alt"):
            if column not in there:
                # a ledger of before there were replies, or pictures
                database.execute(f"ALTER TABLE posts ADD COLUMN {column} TEXT")
        database.execute("CREATE INDEX IF NOT EXISTS replies ON posts (reply_to)")
        database.execute(f"PRAGMA user_version = {_VERSION}")


def _entries(database: sqlite3.Connection, keys: Iterable[str]) -> dict[str, LedgerEntry]:
    return {entry.key: entry for entry in _where(database, "key", keys)}


def _where(database: sqlite3.Connection, column: str, keys: Iterable[str]) -> Iterator[LedgerEntry]:
    """The posts of which a column holds one of some keys."""
    distinct_keys = list(dict.fromkeys(keys))
    for start in range(0, len(distinct_keys), _AT_ONCE):
        batch = distinct_keys[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(batch))
        yield from map(
            _entry,
            database.execute(
                f"SELECT {_COLUMNS} FROM posts WHERE {column} IN ({marks})",  # noqa: S608  # only question marks go in
                batch,
            ),
        )


def _entry(row: tuple[str, ...]) -> LedgerEntry:
    key, text, kinds, topic, link, at, *rest = row
    return LedgerEntry(key, text, tuple(json.loads(kinds)), topic, link, datetime.fromisoformat(at), *rest)
