"""Tokens and passwords: keyring, else a 0600 file; a variable wins; nothing shows them."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError, PasswordDeleteError

from postlab.errors import InputError
from postlab.secrets import SECRETS_FILE, Secret, Secrets

VARIABLE = "POSTLAB_BLUESKY_PASSWORD"


class MemoryKeyring(KeyringBackend):
    """A keyring that lives as long as a test; it can be locked, and it can forget what it is told."""

    priority = 1  # type: ignore[assignment]  # keyring wants a number of the class

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False
        self.forgetful = False
        self.failure: Exception | None = None

    def get_password(self, service: str, username: str) -> str | None:
        self._must_be_open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._must_be_open()
        if not self.forgetful:
            self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._must_be_open()
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError

    def _must_be_open(self) -> None:
        if self.failure is not None:
            raise self.failure
        if self.locked:
            raise KeyringLocked


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    before = keyring.get_keyring()
    ours = MemoryKeyring()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def no_ring() -> Iterator[None]:
    """What PYTHON_KEYRING_BACKEND says, whatever a test before this one had set."""
    before = keyring.get_keyring()
    keyring.core.init_backend()  # type: ignore[no-untyped-call]  # keyring has no types here
    yield
    keyring.set_keyring(before)


def secrets(lab: Path, **env: str) -> Secrets:
    return Secrets(lab, env=env)


def test_a_keyring_keeps_it_and_no_file_does(tmp_path: Path, ring: MemoryKeyring) -> None:
    assert secrets(tmp_path).put("page", "password", "s3cret") == "keyring"
    found = secrets(tmp_path).get("page", "password", variable=VARIABLE)
    assert found == Secret("s3cret", "keyring")
    assert list(tmp_path.iterdir()) == []
    assert list(ring.kept) == [(f"postlab:{tmp_path}", "page/password")]


def test_without_a_keyring_a_private_file_keeps_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert secrets(tmp_path).put("page", "password", "s3cret é 密") == "file"
    finally:
        os.umask(before)
    assert secrets(tmp_path).get("page", "password", variable=VARIABLE) == Secret("s3cret é 密", "file")
    (file,) = tmp_path.iterdir()
    assert file.name == SECRETS_FILE
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("state", ["locked", "forgetful"])
def test_a_keyring_that_does_not_work_is_as_good_as_none(tmp_path: Path, ring: MemoryKeyring, state: str) -> None:
    setattr(ring, state, True)
    assert secrets(tmp_path).put("page", "password", "s3cret") == "file"
    assert secrets(tmp_path).get("page", "password", variable=VARIABLE) == Secret("s3cret", "file")


@pytest.mark.parametrize(
    ("state", "says", "absent"),
    [
        (KeyringLocked("shut"), "is locked", False),
        (NoKeyringError("none"), "no keyring that can be reached", True),
        (EOFError(), "asks for a password", False),
        (RuntimeError("D-Bus is gone"), "does not work (RuntimeError: D-Bus is gone)", False),
    ],
    ids=["locked", "none", "asks", "broken"],
)
def test_what_the_keyring_does_is_told_apart(
    tmp_path: Path, ring: MemoryKeyring, state: Exception, says: str, absent: bool
) -> None:
    ring.failure = state
    kept = secrets(tmp_path)
    assert kept.get("page", "password", variable=VARIABLE) is None
    assert kept.keyring_fault is not None
    assert says in kept.keyring_fault.reason
    assert kept.keyring_fault.absent is absent
    ring.failure = None
    assert kept.get("page", "password", variable=VARIABLE) is None
    assert kept.keyring_fault is None, "it answered, and has none"


def test_the_file_is_read_without_asking_a_keyring(tmp_path: Path, ring: MemoryKeyring) -> None:
    kept = secrets(tmp_path)
    ring.locked = True
    kept.put("page", "password", "in the file")
    ring.failure = AssertionError("nobody needs the keyring for that")
    assert kept.get("page", "password", variable=VARIABLE) == Secret("in the file", "file")
    assert kept.keyring_fault is None


def test_a_variable_wins(tmp_path: Path, ring: MemoryKeyring) -> None:
    secrets(tmp_path).put("page", "password", "kept")
    assert secrets(tmp_path, **{VARIABLE: "set"}).get("page", "password", variable=VARIABLE) == Secret("set", VARIABLE)
    found = secrets(tmp_path, **{VARIABLE: ""}).get("page", "password", variable=VARIABLE)
    assert found == Secret("kept", "keyring")


def test_nobody_has_it(tmp_path: Path) -> None:
    assert secrets(tmp_path).get("page", "password", variable=VARIABLE) is None
    assert list(tmp_path.iterdir()) == []


def test_the_newest_wins_wherever_the_older_was(tmp_path: Path, ring: MemoryKeyring) -> None:
    kept = secrets(tmp_path)
    ring.locked = True
    kept.put("page", "password", "first, in the file")
    ring.locked = False
    kept.put("page", "password", "second, in the keyring")
    assert kept.get("page", "password", variable=VARIABLE) == Secret("second, in the keyring", "keyring")
    assert "first" not in (tmp_path / SECRETS_FILE).read_text(encoding="utf-8")
    ring.forgetful = True
    ring.kept[f"postlab:{tmp_path}", "page/password"] = "old"
    assert kept.put("page", "password", "third, in the file") == "file"
    assert kept.get("page", "password", variable=VARIABLE) == Secret("third, in the file", "file")


def test_forgetting_removes_it_everywhere(tmp_path: Path, ring: MemoryKeyring) -> None:
    kept = secrets(tmp_path)
    ring.locked = True
    kept.put("page", "password", "in the file")
    kept.put("other", "token", "stays")
    ring.locked = False
    ring.kept[f"postlab:{tmp_path}", "page/password"] = "in the keyring"
    kept.forget("page", ("password", "never there"))
    assert kept.get("page", "password", variable=VARIABLE) is None
    assert ring.kept == {}
    assert json.loads((tmp_path / SECRETS_FILE).read_text(encoding="utf-8")) == {"other": {"token": "stays"}}


def test_labs_do_not_share(tmp_path: Path, ring: MemoryKeyring) -> None:
    secrets(tmp_path / "one").put("page", "password", "s3cret")
    assert secrets(tmp_path / "two").get("page", "password", variable=VARIABLE) is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"s3cret"', '{"page": "s3cret"}', '{"page": {"password": "s3cret"', "\xff"]
)
def test_a_file_that_is_damaged_is_named_and_not_quoted(tmp_path: Path, text: str) -> None:
    (tmp_path / SECRETS_FILE).write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=SECRETS_FILE) as refused:
        secrets(tmp_path).get("page", "password", variable=VARIABLE)
    assert "s3cret" not in refused.value.message + refused.value.hint
    assert refused.value.__cause__ is None


def test_a_secret_never_shows_by_itself(tmp_path: Path) -> None:
    found = Secret("s3cret", "file")
    kept = secrets(tmp_path, **{VARIABLE: "s3cret"})
    for shown in (repr(found), str(found), f"{found}", repr(kept), str(kept)):
        assert "s3cret" not in shown


def test_the_program_takes_the_keyring_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"{__name__}.MemoryKeyring")
    monkeypatch.setitem(sys.modules, __name__, sys.modules[__name__])
    keyring.core.init_backend()  # type: ignore[no-untyped-call]  # keyring has no types here
    assert secrets(tmp_path).put("page", "password", "s3cret") == "keyring"
    assert list(tmp_path.iterdir()) == []
