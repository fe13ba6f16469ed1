"""A keyring that waits for a password, is locked, or is not there for cron: said in time, and never a hung run."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import keyring
import pytest
from filelock import FileLock
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError

from cli.cron_desk import CronDesk, desk
from cli.typist import NOW, as_program
from platforms import fake_facebook
from platforms.fake_facebook import FakeFacebook
from postlab import system_keyring
from postlab.loop.lab import Lab
from postlab.loop.run import take_turn
from postlab.settings_file import read_settings

TOKEN = "PAGE-TOKEN-1001"
PATIENCE_S = 0.3


class DesktopKeyring(KeyringBackend):
    """A desktop's keyring: it can wait for a password, be locked, or be out of reach."""

    priority = 1  # type: ignore[assignment]  # keyring wants a number of the class

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}
        self.mood = "open"
        self.typed_in = threading.Event()
        self.asked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self._be_as_it_is()
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._be_as_it_is()
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._be_as_it_is()
        self.kept.pop(username, None)

    def _be_as_it_is(self) -> None:
        self.asked.set()
        if self.mood == "waiting":
            self.typed_in.wait(60)
        elif self.mood == "locked":
            raise KeyringLocked("Failed to unlock the collection!")
        elif self.mood == "out of reach":
            raise NoKeyringError("No recommended backend was available.")


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Iterator[DesktopKeyring]:
    monkeypatch.setattr(system_keyring, "PATIENCE_S", PATIENCE_S)
    before, ours = keyring.get_keyring(), DesktopKeyring()
    keyring.set_keyring(ours)
    yield ours
    ours.typed_in.set()
    keyring.set_keyring(before)


@pytest.fixture
def lab(template: Path, tmp_path: Path, ring: DesktopKeyring) -> CronDesk:
    return desk(template, tmp_path / "lab")


@pytest.fixture
def facebook(lab: CronDesk) -> Iterator[FakeFacebook]:
    with fake_facebook.fake_facebook() as network:
        network.now = lab.typist.clock.now
        added = lab.adds("facebook", "--page-id", "1001", "--api-url", network.url, secrets=f"{TOKEN}\n")
        assert "kept in the keyring" in added.words
        yield network


def test_a_keyring_that_waits_holds_no_run_up(lab: CronDesk, ring: DesktopKeyring, facebook: FakeFacebook) -> None:
    lab.plans()
    ring.mood = "waiting"
    (told,) = lab.cron(12, 12.5)
    assert "is kept in the keyring, and could not be fetched" in told
    assert "as one does that waits for a password" in told
    assert "PYTHON_KEYRING_BACKEND=keyring.backends.fail.Keyring postlab account add facebook page" in told
    assert lab.codes == [3, 3]
    assert "paused" not in lab.screen("status").lower(), "nothing of the experiment is wrong"
    assert "waits for a password" in lab.screen("doctor", code=3)
    assert "waits for a password" in lab.typist("account", "check", "page", code=3).complaint
    assert facebook.posts == []
    ring.typed_in.set()
    ring.mood = "open"
    lab.cron(13)
    assert len(facebook.posts) == 1


def test_the_lab_is_not_locked_meanwhile(
    lab: CronDesk, ring: DesktopKeyring, facebook: FakeFacebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.plans()
    lab.cron(11)
    ring.mood = "waiting"
    ring.asked.clear()
    monkeypatch.setattr(system_keyring, "PATIENCE_S", 30)

    def runs() -> None:
        opened = Lab.open(read_settings(lab.typist.lab, env={}), clock=lab.typist.clock)
        try:
            take_turn(opened)
        finally:
            opened.database.close()

    lab.typist.clock.set(NOW + timedelta(hours=12))
    turn = threading.Thread(target=runs)
    turn.start()
    try:
        assert ring.asked.wait(30)
        with FileLock(lab.typist.lab / "postlab.db.lock", timeout=0):
            ring.mood = "open"
    finally:
        ring.typed_in.set()
        turn.join()


def test_a_locked_keyring_is_not_a_missing_token(lab: CronDesk, ring: DesktopKeyring, facebook: FakeFacebook) -> None:
    lab.plans()
    ring.mood = "locked"
    (told,) = lab.cron(12)
    assert "could not be fetched: the keyring is locked" in told
    assert "is not stored" not in told


def test_no_keyring_under_cron_is_not_a_missing_token(
    lab: CronDesk, ring: DesktopKeyring, facebook: FakeFacebook
) -> None:
    lab.plans()
    ring.mood = "out of reach"
    (told,) = lab.cron(12)
    assert "is kept in the keyring" in told
    assert "no keyring that can be reached from here" in told
    ring.mood = "open"
    ring.kept.clear()
    lab.typist("account", "check", "page", code=3)
    complaint = lab.typist("account", "check", "page", code=3).complaint
    assert "The token of the account “page” is not stored." in complaint


def test_an_account_is_added_beside_a_keyring_that_waits(lab: CronDesk, ring: DesktopKeyring) -> None:
    ring.mood = "waiting"
    with fake_facebook.fake_facebook() as network:
        added = lab.adds("facebook", "--page-id", "1001", "--api-url", network.url, secrets=f"{TOKEN}\n")
        assert "a file in the lab that only you can read" in added.words
        assert "It is not in the keyring: the keyring gave no answer" in added.complaint
        assert "works" in lab.screen("account", "check", "page"), "the file is used first"


SLEEPER = """
import time
from keyring.backend import KeyringBackend

class Sleeper(KeyringBackend):
    priority = 9

    def get_password(self, service, username):
        time.sleep(10_000)

    set_password = delete_password = lambda self, *words: time.sleep(10_000)
"""


def test_the_program_ends_although_its_keyring_never_answers(lab: CronDesk, tmp_path: Path) -> None:
    with fake_facebook.fake_facebook() as network:
        lab.adds("facebook", "--page-id", "1001", "--api-url", network.url, secrets=f"{TOKEN}\n")
    (tmp_path / "sleeper.py").write_text(SLEEPER, encoding="utf-8")
    # a patience of its own, so that the test need not have the program's
    (tmp_path / "sitecustomize.py").write_text(
        "from postlab import system_keyring\nsystem_keyring.PATIENCE_S = 0.5\n", encoding="utf-8"
    )
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = as_program(
        "--lab",
        str(lab.typist.lab),
        "account",
        "check",
        "page",
        PYTHONPATH=path,
        PYTHON_KEYRING_BACKEND="sleeper.Sleeper",
    )
    assert done.exit_code == 3
    assert "the keyring gave no answer" in done.complaint
