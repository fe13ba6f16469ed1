"""The instants of a run at which it can be killed: at each write, around each commit and each call of the network."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event

can_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="killing at a chosen instant forks the process")

_left: int | None = None
"""How many instants are left before the end; None is no end."""

passed: list[str] = []
"""The names of the instants that this process lived through, since `arm`."""


def instant(name: str) -> None:
    """Live through an instant, or die in it as from `kill -9`."""
    global _left
    passed.append(name)
    if _left is None:
        return
    if _left == 0:
        die()
    _left -= 1


def die() -> None:
    """What `kill -9` does: nothing is cleaned up, no finally runs."""
    if sys.platform == "win32":
        os._exit(137)
    os.kill(os.getpid(), signal.SIGKILL)


def arm(engine: Engine, *, after: int | None) -> None:
    """From now on every write and commit is an instant; this process dies when `after` of them have passed.

    Being killed around a SELECT is being killed after the write before it.
    """
    global _left
    _left = after
    passed.clear()
    written = False

    def wrote(_c: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal written
        if not statement.startswith(("SELECT", "PRAGMA")):
            written = True
            instant(f"wrote {statement[:60]}")

    event.listen(engine, "after_cursor_execute", wrote)
    commit = engine.dialect.do_commit

    def do_commit(connection: object) -> None:
        nonlocal written
        if written:
            instant("before the commit")
        commit(connection)  # type: ignore[arg-type]  # whatever the driver's connection is
        if written:
            written = False
            instant("after the commit")

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign]


def in_child(work: Callable[[], None]) -> int:
    """Do something in a process of its own; its exit code, negative when a signal ended it."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - a child that raised must not go on as a second pytest
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
