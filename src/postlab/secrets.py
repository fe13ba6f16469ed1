"""Tokens and passwords: stored in the keyring, else in a 0600 file; an environment variable beats both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from postlab.errors import InputError
from postlab.settings import environment, write_private

SECRETS_FILE = "secrets.json"


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret, and where it came from: the name of a variable, "keyring" or "file"."""

    value: str
    source: str

    def __repr__(self) -> str:
        return f"Secret(source={self.source!r})"


class Secrets:
    """The secrets of one lab, by account and name."""

    def __init__(self, lab: Path, *, env: Mapping[str, str] | None = None) -> None:
        self._lab = lab
        self._env = environment() if env is None else env

    def get(self, account: str, name: str, *, variable: str) -> Secret | None:
        """The secret, or None when it is not stored and the variable is not set."""
        if value := self._env.get(variable):
            return Secret(value, variable)
        if (value := self._from_keyring(account, name)) is not None:
            return Secret(value, "keyring")
        value = self._file().get(account, {}).get(name)
        return None if value is None else Secret(value, "file")

    def put(self, account: str, name: str, value: str) -> str:
        """Store a secret; returns where it was stored: "keyring" or "file"."""
        if self._into_keyring(account, name, value):
            # An older copy in the file would outlive the next change.
            self._drop_from_file(account, name)
            return "keyring"
        by_account = self._file()
        by_account.setdefault(account, {})[name] = value
        self._write(by_account)
        # The keyring is asked first: an older copy there would win once it can be opened again.
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
            import keyring

            return keyring.get_password(self._service, f"{account}/{name}")
        except Exception:  # noqa: BLE001 (a keyring can be missing, locked or broken in ways of its own: use the file)
            return None

    def _into_keyring(self, account: str, name: str, value: str) -> bool:
        try:
            import keyring

            keyring.set_password(self._service, f"{account}/{name}", value)
            return keyring.get_password(self._service, f"{account}/{name}") == value
        except Exception:  # noqa: BLE001 (a keyring can be missing, locked or broken in ways of its own: use the file)
            return False

    def _out_of_keyring(self, account: str, name: str) -> None:
        try:
            import keyring

            keyring.delete_password(self._service, f"{account}/{name}")
        except Exception:  # noqa: BLE001, S110 (broken or empty: what is not there need not be removed)
            pass
