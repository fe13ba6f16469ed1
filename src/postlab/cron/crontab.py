"""This user's crontab, read and written by the system's own `crontab` program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from postlab.errors import InputError, PostlabError

PATIENCE_S = 30
# Cron's own folders need not be on a person's PATH.
_ELSEWHERE = "/usr/bin:/bin:/usr/sbin:/usr/local/bin"
_NONE_YET = ("no crontab", "no such file")


class Crontab:
    """The crontab of the user who runs this program.

    Args:
        program: the `crontab` program.
        env: the environment.
    """

    def __init__(self, program: Path, env: Mapping[str, str]) -> None:
        self.program = program
        # Its messages are read here, so they have to be in one language.
        self._env = {**env, "LC_ALL": "C"}

    @classmethod
    def find(cls, env: Mapping[str, str]) -> Crontab | None:
        """The crontab, or None where there is no cron."""
        program = shutil.which("crontab", path=f"{env.get('PATH', '')}:{_ELSEWHERE}")
        return cls(Path(program), env) if program else None

    def read(self) -> bytes:
        """What stands in it; nothing when there is none yet.

        Raises:
            InputError: when this user may not have one.
        """
        done = self._run("-l")
        if done.returncode == 0:
            return done.stdout
        complaint = _said(done)
        if any(words in complaint.lower() for words in _NONE_YET):
            return b""
        raise _refused("read", complaint)

    def write(self, table: bytes) -> None:
        """Put another in its place; an empty one is removed.

        Raises:
            InputError: when this user may not have one, or cron cannot read it.
            PostlabError: when something else stands there afterwards.
        """
        done = self._run("-", stdin=table) if table.strip() else self._run("-r")
        if done.returncode != 0:
            raise _refused("written", _said(done))
        # Two that write at once, or a `crontab` that checks less than it says, would go unnoticed.
        if table.strip() not in self.read():
            raise PostlabError(
                "The crontab was written, but something else stands there now.",
                hint="See `crontab -l`, then run the command again.",
            )

    def _run(self, argument: str, *, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 (the system's crontab, with a fixed argument)
                [self.program, argument],
                input=stdin,
                capture_output=True,
                env=self._env,
                timeout=PATIENCE_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as exc:
            raise PostlabError(f"{self.program} does not answer: {exc}.", hint="Try `crontab -l` yourself.") from exc


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    text = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
    return text or f"exit code {done.returncode}"


def _refused(what: str, complaint: str) -> InputError:
    return InputError(
        f"Your crontab could not be {what}: {complaint.splitlines()[0]}",
        hint="An administrator decides who may use cron (/etc/cron.allow, /etc/cron.deny); "
        "`postlab cron enable --print` shows the entry.",
        code="crontab_refused",
    )
