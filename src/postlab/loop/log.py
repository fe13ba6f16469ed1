"""The lab's log: what was done and when, in a file that only its owner reads, with no secret in it."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from postlab.masking import KNOWN
from postlab.sanitise import log_line

MEGABYTE = 2**20


class _PrivateFile(RotatingFileHandler):
    """A rotating file that is made 0600, whatever the umask says."""

    def _open(self) -> Any:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return super()._open()


class _OneLine(logging.Formatter):
    """UTC, level, text on one line: a platform's message may hold line breaks."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """A line without control characters and secrets."""
        return KNOWN.hide(log_line(super().format(record)))


@contextmanager
def writing(file: Path | None) -> Iterator[None]:
    """Write the loop's log into a file while the context is open.

    Nothing is written where `file` is None (a rehearsal) or cannot be opened.
    """
    log = logging.getLogger("postlab")
    log.setLevel(logging.INFO)
    log.propagate = False
    handler: logging.Handler = logging.NullHandler()
    if file is not None:
        with suppress(OSError):
            handler = _PrivateFile(file, maxBytes=MEGABYTE, backupCount=3, encoding="utf-8")
    handler.setFormatter(_OneLine("%(asctime)sZ %(levelname)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%S"))
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


@contextmanager
def silent() -> Iterator[None]:
    """Write nothing while the context is open: what a copy of the lab does is none of the lab's history."""
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


log = logging.getLogger("postlab")


def log_start(*, unattended: bool) -> None:
    """Log that a turn of the loop begins, and whether a scheduler started it: `postlab.cron.state` reads that."""
    log.info("run started%s", ": unattended" if unattended else "")
