"""Tokens and passwords: stored in the keyring, else in a 0600 file; an environment variable beats both.

What is in the file is newer than what the keyring may still have: storing in the keyring takes it out of the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from postlab import system_keyring
from postlab.errors import InputError
from postlab.settings import environment, write_private
from postlab.system_keyring import KeyringFaultError

SECRETS_FILE = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret, and where it came from: the name of a variable, "keyring" or "file"."""

    value: str
    source: str

    def __repr__(self) -> str:
        return f"Secret(source={self.source!r})"


class Secrets:
    """The secrets of one lab, by account and name.

    Attributes:
        keyring_fault: why the keyring did not answer when it was last asked; None where it did, or was not asked.
    """

    def __init__(self, lab: Path, *, env: Mapping[str, str] | None = None) -> None:
        self._lab = lab
        self._env = environment() if env is None else env
        self.keyring_fault: KeyringFaultError | None = None

    def get(self, account: str, name: str, *, variable: str) -> Secret | None:
        """The secret, or None: it is not stored and the variable is not set, or the keyring does not answer.

        `keyring_fault` tells the two apart.
        """
        self.keyring_fault = None
        if value := self._env.get(variable):
            return Secret(value, variable)
        # before the keyring, which may be locked or wait for a password
        if (value := self._file().get(account, {}).get(name)) is not None:
            return Secret(value, "file")
        value = self._from_keyring(account, name)
        return None if value is None else Secret(value, "keyring")

    def put(self, account: str, name: str, value: str) -> str:
        """Store a secret; returns where it was stored: "keyring" or "file"."""
        if self._into_keyring(account, name, value):
            # An older copy in the file would outlive the next change.
            self._drop_from_file(account, name)
            return "keyring"
        by_account = self._file()
        by_account.setdefault(account, {})[name] = value
        self._write(by_account)
        self._out_of_keyring(account, name)
        return "file"

    def forget(self, account: str, names: tuple[str, ...]) -> None:
        """Remove an account's secrets from the keyring and from the file."""
        for name in names:
            self._out_of_keyring(account, name)
            self._drop_from_file(account, name)

    @property
    def _path(self) -> Path:
        return self._lab / SECRETS_FILE

    @property
    def _service(self) -> str:
        return f"postlab:{self._lab}"

    def _file(self) -> dict[str, dict[str, str]]:
        broken = InputError(
            f"{self._path} cannot be read.",
            hint="Move it away and store the secrets again with `postlab account add`.",
        )
        try:
            by_account = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            # A JSON error quotes what it could not read.
            raise broken from None
        if not isinstance(by_account, dict) or not all(isinstance(secrets, dict) for secrets in by_account.values()):
            raise broken
        return by_account

    def _write(self, by_account: dict[str, dict[str, str]]) -> None:
        write_private(self._path, json.dumps(by_account, indent=1, ensure_ascii=False) + "\n")

    def _drop_from_file(self, account: str, name: str) -> None:
        by_account = self._file()
        if by_account.get(account, {}).pop(name, None) is None:
            return
        if not by_account[account]:
            del by_account[account]
        self._write(by_account)

    def _from_keyring(self, account: str, name: str) -> str | None:
        try:
            return system_keyring.read(self._service, f"{account}/{name}")
        except KeyringFaultError as exc:
            self.keyring_fault = exc
            return None

    def _into_keyring(self, account: str, name: str, value: str) -> bool:
        self.keyring_fault = None
        try:
            return system_keyring.store(self._service, f"{account}/{name}", value)
        except KeyringFaultError as exc:
            self.keyring_fault = exc
            return False

    def _out_of_keyring(self, account: str, name: str) -> None:
        # broken or empty: what is not there need not be removed
        with suppress(KeyringFaultError):
            system_keyring.remove(self._service, f"{account}/{name}")
