"""The system's keyring, asked with a bounded wait: it may be locked, broken, or wait for a password."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

PATIENCE_S = 15.0
"""How long the keyring may take to answer, in seconds."""

_waiting: list[threading.Thread] = []


class KeyringFaultError(Exception):
    """The keyring did not answer; the message says why, as the end of a sentence.

    Args:
        reason: why.
        absent: whether there is none, or none that can be reached from here, so that nothing is kept in it.
    """

    def __init__(self, reason: str, *, absent: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.absent = absent


def read(service: str, name: str) -> str | None:
    """The secret of that name; None where the keyring has none.

    Raises:
        KeyringFaultError: the keyring did not answer.
    """
    found: str | None = _asked(lambda keyring: keyring.get_password(service, name))
    return found


def store(service: str, name: str, value: str) -> bool:
    """Store a secret; whether the keyring has it now.

    Raises:
        KeyringFaultError: the keyring did not answer.
    """

    def kept(keyring: Any) -> bool:
        keyring.set_password(service, name, value)
        return bool(keyring.get_password(service, name) == value)

    stored: bool = _asked(kept)
    return stored


def remove(service: str, name: str) -> None:
    """Remove a secret.

    Raises:
        KeyringFaultError: the keyring did not answer, or has none of that name.
    """
    _asked(lambda keyring: keyring.delete_password(service, name))


def is_waiting() -> bool:
    """Whether a call has been given up that still waits for the keyring; the next would wait just as long."""
    return any(thread.is_alive() for thread in _waiting)


def _asked(call: Callable[[ModuleType], Any]) -> Any:
    """The result of a call, made in a thread that is left behind where the keyring does not answer.

    A daemon: a keyring that waits inside a library can neither be interrupted nor joined, and the program's end must
    not wait for it.
    """
    silent = f"the keyring gave no answer within {PATIENCE_S:.0f} s, as one does that waits for a password"
    if is_waiting():
        raise KeyringFaultError(silent)
    answers: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def ask() -> None:
        try:
            # in here, too: looking for the system's keyring may wait for it
            import keyring

            answers.put((call(keyring), None))
        except BaseException as exc:  # noqa: BLE001 (a keyring fails in ways of its own; whoever asked is told)
            answers.put((None, exc))

    thread = threading.Thread(target=ask, name="keyring", daemon=True)
    thread.start()
    try:
        answer, failure = answers.get(timeout=PATIENCE_S)
    except queue.Empty:
        _waiting.append(thread)
        raise KeyringFaultError(silent) from None
    if failure is not None:
        raise _fault(failure) from failure
    return answer


def _fault(exc: BaseException) -> KeyringFaultError:
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(exc, NoKeyringError):
        return KeyringFaultError("there is no keyring that can be reached from here", absent=True)
    if isinstance(exc, KeyringLocked):
        return KeyringFaultError("the keyring is locked")
    if isinstance(exc, EOFError):
        return KeyringFaultError("the keyring asks for a password, and nobody is there to type it")
    details = f": {exc}" if str(exc) else ""
    return KeyringFaultError(f"the keyring does not work ({type(exc).__name__}{details})")
