"""Pictures on the simulated network: kept with their words, refused beyond its limits, liked by its audience."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pictures.drawn import picture
from postlab.clock import VirtualClock
from postlab.errors import Rejected
from postlab.framing.pictures import Picture
from postlab.platforms.audience import ShownPost, SimulatedAudience, expected
from postlab.platforms.base import Connection, Outgoing
from postlab.platforms.sandbox import PICTURES, SandboxAccount, plugin
from postlab.platforms.sandbox_ledger import ledger_path

NOON = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
CAPS = Picture(picture(), "image/jpeg", 40, 30, "Caps in the air.")
POST = Outgoing("k1", "Look", None, None, "en", (("link", "Look"), ("picture", "")), "t", NOON, picture=CAPS)


def connect(lab: Path) -> SandboxAccount:
    account = plugin.connect(Connection("careers", {}, {}, lab, VirtualClock(NOON)))
    assert isinstance(account, SandboxAccount)
    return account


def test_it_is_shown_with_its_words_and_never_kept_twice(tmp_path: Path) -> None:
    account = connect(tmp_path)
    payload = account.prepare(POST)
    assert payload["picture"] == {"sha256": hashlib.sha256(CAPS.content).hexdigest(), "alt": CAPS.alt}
    assert account.publish(payload) == account.publish(payload) == account.find(payload)
    live = account.show(payload, "k1")
    assert live is not None
    assert (live.picture, live.alt) == (True, CAPS.alt)
    bare = account.prepare(replace(POST, key="k2", picture=None))
    account.publish(bare)
    live = account.show(bare, "k2")
    assert live is not None
    assert (live.picture, live.alt) == (False, None)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(CAPS, content=b"x" * (PICTURES.max_bytes + 1)), "picture_refused"),
        (replace(CAPS, media_type="image/webp"), "picture_refused"),
        (replace(CAPS, alt="x" * (PICTURES.alt_length + 1)), "alt_too_long"),
    ],
)
def test_more_than_it_takes_is_refused_before_anything_is_sent(tmp_path: Path, wrong: Picture, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        connect(tmp_path).prepare(replace(POST, picture=wrong))
    assert (caught.value.code, caught.value.temporary) == (code, False)
    assert not ledger_path(tmp_path, "careers").exists()


def test_a_ledger_of_before_there_were_pictures_goes_on(tmp_path: Path) -> None:
    path = ledger_path(tmp_path, "careers")
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute(
        "CREATE TABLE posts (key TEXT PRIMARY KEY, text TEXT NOT NULL, kinds TEXT NOT NULL, topic TEXT NOT NULL,"
        " link TEXT, published_at TEXT NOT NULL, reply_to TEXT)"
    )
    database.execute("INSERT INTO posts VALUES ('k0', 'Look', '[\"link\"]', 't', NULL, ?, NULL)", (NOON.isoformat(),))
    database.execute("PRAGMA user_version = 2")
    database.commit()
    database.close()
    account = connect(tmp_path)
    account.publish(account.prepare(POST))
    shown = [account.show(account.prepare(POST), key) for key in ("k0", "k1")]
    assert [live and live.picture for live in shown] == [False, True]


def test_its_audience_likes_a_picture_and_can_be_told_not_to() -> None:
    def likes(*kinds: str, **effects: float) -> float:
        audience = SimulatedAudience(followers=800, seed=1, zone="UTC", effects=effects)
        return expected(audience, ShownPost("k", kinds, "t", NOON + timedelta(hours=1)), "likes")

    assert likes("link", "picture") == pytest.approx(1.4 * likes("link"))
    assert likes("link", "picture", picture=1.0) == pytest.approx(likes("link"))
    assert likes("link", "no card") == pytest.approx(1.05 * likes("link"))
