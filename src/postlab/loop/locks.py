"""Locks that programs at work on the same lab take on its files; the operating system releases those of the dead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postlab.errors import PostlabError
from postlab.lab_files import unusable


@contextmanager
def held(file: Path, *, wait_s: float, busy: PostlabError) -> Iterator[None]:
    """Hold the lock on a file for the length of the block.

    Args:
        file: which is made where there is none.
        wait_s: how long to wait for another program that holds it, in seconds.
        busy: raised when it still holds it then.

    Raises:
        InputError: the file may not be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(file, timeout=wait_s, mode=0o600)
    try:
        lock.acquire()
    except Timeout as exc:
        raise busy from exc
    except OSError as exc:
        raise unusable(file, exc, "locked") from exc
    try:
        yield
    finally:
        lock.release()
