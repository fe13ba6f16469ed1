"""The libraries that others judge experiments with, each in an environment of its own, asked about the same series."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from verdict_engines import FIRST_LOOK, Call, Look, call
from verdict_series import Series

ROOT = Path(__file__).parent.parent
SCRIPTS = {
    "gbstats": "ask_gbstats.py",
    "tea-tasting": "ask_tea_tasting.py",
    "spotify-confidence": "ask_spotify_confidence.py",
    "bayesian-testing": "ask_bayesian_testing.py",
}
"""By the library, the script of ``peers`` that asks it; what it needs stands in its head."""

LONGEST_S = 3 * 3600


@dataclass(frozen=True)
class Answers:
    """What one method of a library said.

    Attributes:
        name: of library, version and method.
        looks: of each series, None where it said nothing.
        cpu_s: what all of them took, in seconds of CPU.
    """

    name: str
    looks: list[list[Look | None]]
    cpu_s: float

    def calls(self, places: range, ratio: float) -> list[Call]:
        """What the series at these places come to."""
        return [call(self.looks[place], ratio, has_interval=self.has_interval) for place in places]

    @cached_property
    def has_interval(self) -> bool:
        """Whether it ever gave one."""
        return any(look is not None and look.low is not None for looks in self.looks for look in looks)

    @property
    def count(self) -> int:
        """How many looks it took."""
        return sum(len(looks) - (FIRST_LOOK - 1) for looks in self.looks)


class UnansweredError(Exception):
    """A library could not be asked; the message says why."""


def ask(library: str, series: Sequence[Series], *, alpha: float, planned: int) -> list[Answers]:
    """What each method of a library says of all series.

    uv makes the environment when it is first asked, from the packages that the script's head names.

    Raises:
        UnansweredError: uv is not there, or the script ended with an error.
    """
    uv = os.environ.get("UV") or shutil.which("uv")
    if uv is None:
        raise UnansweredError("uv, which makes its environment, is not on the path")
    asked = {"alpha": alpha, "planned": planned, "series": [one.pairs for one in series]}
    script = Path(__file__).parent / "peers" / SCRIPTS[library]
    # what makes PostLab importable here would put its packages before the library's own
    surroundings = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    try:
        answered = subprocess.run(
            [uv, "run", "--quiet", "--no-project", "--script", str(script)],
            input=json.dumps(asked),
            capture_output=True,
            encoding="utf-8",
            cwd=ROOT,
            env=surroundings,
            timeout=LONGEST_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        raise UnansweredError(str(exc)) from exc
    if answered.returncode:
        sys.stderr.write(answered.stderr)
        lines = answered.stderr.strip().splitlines() or [f"exit code {answered.returncode}"]
        raise UnansweredError(lines[-1])
    return read(library, answered.stdout)


def read(library: str, text: str) -> list[Answers]:
    """The answers that a script printed."""
    said = json.loads(text)
    before: list[Look | None] = [None] * (FIRST_LOOK - 1)
    return [
        Answers(
            name=f"{library} {said['version']}: {method}",
            looks=[before + [None if look is None else Look(*look) for look in looks] for looks in of_method["looks"]],
            cpu_s=of_method["cpu_s"],
        )
        for method, of_method in said["methods"].items()
    ]
