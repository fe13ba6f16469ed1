"""What the program writes to a terminal: a real run in a pseudo-terminal, at a time of our choosing."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

WIDTH = 90
"""Columns of every terminal that is shown."""

ROWS = 200
"""More than any answer has, so that none opens page by page."""

AT_A_TIME = """
import sys
from datetime import datetime
from pathlib import Path
from postlab.cli.invocation import Invocation
from postlab.cli.main import app
from postlab.clock import VirtualClock
at, lab, *words = sys.argv[1:]
app(words, prog_name="postlab", obj=Invocation(Path(lab), clock=VirtualClock(datetime.fromisoformat(at))))
"""


@dataclass(frozen=True)
class Desk:
    """A folder in which commands are typed, with a lab of its own and nothing of whoever runs this.

    Args:
        folder: where files of the desk lie; it becomes home and working folder.
        lab: the lab's folder.
    """

    folder: Path
    lab: Path

    def types(self, *words: str, at: datetime) -> str:
        """Type a command; what the terminal is sent, colours included, each line ended by a line feed.

        What the program says beside its answer, such as a progress bar, is not part of it.

        Raises:
            RuntimeError: it ended in a way that has nothing to show.
        """
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, WIDTH, 0, 0))
        with subprocess.Popen(
            [sys.executable, "-c", AT_A_TIME, at.isoformat(), str(self.lab), *words],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
        ) as program:
            os.close(theirs)
            answer = b"".join(_read(ours)).decode("utf-8").replace("\r\n", "\n")
            os.close(ours)
            talk = program.stderr.read().decode("utf-8") if program.stderr else ""
        if program.returncode not in {0, 3}:
            raise RuntimeError(f"`postlab {' '.join(words)}` ended with {program.returncode}:\n{talk}")
        return answer

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV", "TMPDIR") if name in os.environ}
        return kept | {
            "HOME": str(self.folder),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONUTF8": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }


def _read(terminal: int) -> Iterator[bytes]:
    # Linux answers with an error, macOS with nothing, once nobody writes any more
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 65536):
            yield piece
