"""Rehearsing trouble: the sandbox refuses and times out when it is asked to, and dies when it is killed."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from postlab.clock import VirtualClock
from postlab.errors import Rejected, Unknown
from postlab.platforms.base import Connection, Payload
from postlab.platforms.sandbox import SandboxAccount, plugin
from postlab.platforms.sandbox_faults import FAULTS, parse_faults

NOON = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)


def connect(lab: Path, clock: VirtualClock, *faults: str) -> SandboxAccount:
    account = plugin.connect(Connection("careers", {"faults": list(faults)}, {}, lab, clock))
    assert isinstance(account, SandboxAccount)
    return account


def payload(key: str = "k1") -> Payload:
    return {
        "key": key,
        "text": "Look: https://news.example/pay",
        "blocks": ["link"],
        "topic": "pay",
        "link": None,
    }


def test_a_refusal_is_temporary_and_keeps_nothing(tmp_path: Path) -> None:
    account = connect(tmp_path, VirtualClock(NOON), "refused:1")

    with pytest.raises(Rejected) as refusal:
        account.publish(payload())
    assert refusal.value.temporary
    assert account.find(payload()) is None


def test_a_timeout_before_keeps_nothing(tmp_path: Path) -> None:
    account = connect(tmp_path, VirtualClock(NOON), "timeout-before-accept:1")

    with pytest.raises(Unknown):
        account.publish(payload())
    assert account.find(payload()) is None


def test_a_timeout_after_leaves_the_post_out_once(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    account = connect(tmp_path, clock, "timeout-after-accept:1")
    for _ in range(3):
        with pytest.raises(Unknown):
            account.publish(payload())
        clock.advance(timedelta(hours=1))

    looked_up = account.find(payload())
    assert looked_up is not None
    assert looked_up.at == NOON
    assert connect(tmp_path, clock).publish(payload()) == looked_up


def test_a_fault_strikes_as_often_as_was_asked_and_the_same_posts_each_time(tmp_path: Path) -> None:
    def struck(lab: Path) -> list[str]:
        account = connect(lab, VirtualClock(NOON), "timeout-before-accept:0.3")
        hit = []
        for turn in range(200):
            try:
                account.publish(payload(f"k{turn}"))
            except Unknown:
                hit.append(f"k{turn}")
        return hit

    first = struck(tmp_path / "one")
    assert 40 <= len(first) <= 80
    assert struck(tmp_path / "two") == first


def test_a_later_attempt_has_a_chance_of_its_own(tmp_path: Path) -> None:
    clock = VirtualClock(NOON)
    account = connect(tmp_path, clock, "refused:0.5")
    attempts = 0
    while account.find(payload()) is None:
        attempts += 1
        assert attempts < 40
        clock.advance(timedelta(minutes=10))
        try:
            account.publish(payload())
        except Rejected:
            continue


def test_a_program_that_dies_between_publishing_and_recording_leaves_the_post_to_be_found(
    tmp_path: Path,
) -> None:
    code = f"""
import os, pathlib, sys
from datetime import datetime
from postlab.clock import VirtualClock
from postlab.platforms.base import Connection
from postlab.platforms.sandbox import plugin
clock = VirtualClock(datetime.fromisoformat({NOON.isoformat()!r}))
account = plugin.connect(Connection("careers", {{}}, {{}}, pathlib.Path(sys.argv[1]), clock))
account.publish({payload()!r})
os._exit(9)
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, check=False)
    assert done.returncode == 9, done.stderr

    later = VirtualClock(NOON + timedelta(hours=24))
    looked_up = connect(tmp_path, later).find(payload())
    assert looked_up is not None
    assert looked_up.at == NOON
    assert (connect(tmp_path, later).read([looked_up.remote_id])[looked_up.remote_id].impressions or 0) > 0


@pytest.mark.parametrize(
    ("pieces", "chances"),
    [
        ("", {}),
        (["refused:0.5"], {"refused": 0.5}),
        ("timeout-after-accept:0.1, refused:1", {"refused": 1.0, "timeout-after-accept": 0.1}),
    ],
)
def test_faults_are_read(pieces: list[str] | str, chances: dict[str, float]) -> None:
    assert parse_faults(pieces) == chances


@pytest.mark.parametrize(
    ("piece", "sentence"),
    [
        ("refused", "NAME:PROBABILITY"),
        ("flood:0.1", "there are " + ", ".join(FAULTS)),
        ("refused:often", "from 0 to 1, not 'often'"),
        ("refused:1.5", "from 0 to 1"),
        ("refused:nan", "from 0 to 1"),
    ],
)
def test_a_fault_that_cannot_be_read_is_explained(piece: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_faults([piece])
