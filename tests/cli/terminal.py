"""A real terminal with a person in front of it: waits for a question, types an answer, reads what is on the screen."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.typist import TRACEBACK

# The terminal becomes the program's own, so that ^C reaches it as it does in a shell.
IN_A_TERMINAL = """
import fcntl, runpy, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
sys.argv[:] = ["postlab", *sys.argv[1:]]
runpy.run_module("postlab", run_name="__main__", alter_sys=True)
"""
CTRL_C = "\x03"
PATIENCE_S = 30
_SEQUENCE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-Z\\-_])")


class Terminal:
    """One program in a terminal of its own."""

    def __init__(self, program: subprocess.Popen[bytes], master: int) -> None:
        self._program = program
        self._master = master
        self._read = b""
        self._seen = 0

    @property
    def screen(self) -> str:
        """All that was shown so far, without colours and cursor movements."""
        return _SEQUENCE.sub("", self._read.decode("utf-8", errors="replace")).replace("\r\n", "\n")

    @property
    def raw(self) -> str:
        """All that was sent to the terminal so far, as it was."""
        return self._read.decode("utf-8", errors="replace")

    @property
    def words(self) -> str:
        """The same as one line."""
        return " ".join(self.screen.split())

    def wait_for(self, words: str) -> None:
        """Wait until something is shown that was not shown before the last answer."""
        deadline = time.monotonic() + PATIENCE_S
        while words not in " ".join(self.screen[self._seen :].split()):
            assert time.monotonic() < deadline, f"no “{words}” in:\n{self.screen}"
            assert self._take() or self._program.poll() is None, f"it ended before “{words}”:\n{self.screen}"

    def answer(self, question: str, answer: str = "") -> None:
        """Wait for a question and answer it; nothing typed takes the answer that is offered."""
        self.wait_for(question)
        # what is typed before a hidden prompt listens is thrown away
        time.sleep(0.05)
        self._take()
        self._seen = len(self.screen)
        os.write(self._master, (answer if answer == CTRL_C else f"{answer}\n").encode())

    def end(self) -> int:
        """Wait for the program to end; its exit code."""
        deadline = time.monotonic() + PATIENCE_S
        while self._take() or self._program.poll() is None:
            assert time.monotonic() < deadline, f"it goes on:\n{self.screen}"
        return self._program.returncode or 0

    def ends_quietly(self, code: int) -> None:
        """Wait for the program to end, with this exit code and without a traceback."""
        assert self.end() == code, self.screen
        assert TRACEBACK not in self.screen

    def _take(self) -> bool:
        """Read what there is; whether there may be more."""
        if not select.select([self._master], [], [], 0.02)[0]:
            return False
        try:
            more = os.read(self._master, 65536)
        except OSError:
            # Linux says so when the other side is closed
            return False
        self._read += more
        return bool(more)


@contextmanager
def terminal(*words: str, width: int = 100, height: int = 50, **env: str) -> Iterator[Terminal]:
    """Start the program in a terminal; it is ended at the end, if it has not ended before."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    variables = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    program = subprocess.Popen(
        [sys.executable, "-c", IN_A_TERMINAL, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env=variables | {"TERM": "xterm-256color", "PAGER": "cat", "PYTHONPATH": str(Path(__file__).parents[1])} | env,
    )
    os.close(slave)
    try:
        yield Terminal(program, master)
    finally:
        if program.poll() is None:
            program.kill()
        program.wait()
        os.close(master)
