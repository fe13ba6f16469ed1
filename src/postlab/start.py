"""The program's start, as the console script and `python -m postlab` call it."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

COLLECT_AFTER = 250_000
"""How many more objects there must be before the garbage collector looks at the new ones; Python's own is 700."""


def main() -> None:
    """Run the command that was typed.

    Importing makes nearly two hundred thousand objects, all of which stay: looking for garbage among them, and once
    more at the end, would take a fifth of a short command's time. A long one still collects.
    """
    gc.set_threshold(COLLECT_AFTER, 20, 20)
    from postlab.cli.main import main as run_the_command

    try:
        run_the_command()
    except SystemExit as exc:
        _leave_a_keyring_behind(exc.code)
        raise
    finally:
        # the interpreter's last collection passes over what is frozen
        gc.freeze()


def _leave_a_keyring_behind(code: object) -> None:
    """End at once where a keyring still waits for a password: it may keep the interpreter from ending in order."""
    keyring = sys.modules.get("postlab.system_keyring")
    if keyring is None or not keyring.is_waiting():
        return
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))
