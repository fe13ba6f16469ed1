"""A person at a lab of their own who types commands, in process, and what can be seen of the lab afterwards."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from answers import read
from postlab.cli.invocation import Invocation
from postlab.cli.main import app
from postlab.clock import VirtualClock

NOW = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
"""Monday 23 November 2026, 09:00 in Sydney."""

PLAN = """\
name = "exam-season-context"
question = "Do Year 12 students respond more when a link comes with context?"
hypothesis = "Naming the moment and the worry beats a bare link."
rationale = "Information is used when it meets a felt need (career decision-making theory)."
audience = "students"            # clients, parents, employers, education providers, colleagues, or your own
metric = "clicks"                # likes | comments | shares | clicks | engagement
horizon = "72h"                  # posts are compared at this age
control = "bare link"
accounts = ["sandbox"]           # names from `postlab account list`; one post a variant on each
timezone = "Australia/Sydney"
slots = ["Tue 12:30", "Thu 12:30"]   # wall times; or every = "6h" for a quick series
readings = ["1h", "6h", "24h", "72h", "7d"]   # ages at which to look; the horizon is always among them
design = "two links"             # or "one link": the same link in both slots, with gap = "14d"
rounds = 12                      # at most
alpha = 0.05
worthwhile = 1.5                 # the smallest ratio that would change what you do
approve = "each"                 # each post | "round" | "auto"
if_it_fails = "Back to bare links for the holidays; then try a question instead of a claim."

[[variant]]
name = "bare link"
blocks = ["link"]

[[variant]]
name = "contextualised"
blocks = ["moment", "question", "evidence", "link"]

[brief]
moment = "exams"                 # a kind of moment, or the words themselves
moment_on = 2026-11-30

[[link]]
url = "https://news.example/graduate-pay"
# title, description, evidence, question, moment, call_to_action, hashtags may be given by hand;
# with title and evidence given, nothing is fetched
title = "Graduates still earn more"
evidence = "Research shows that most graduates will earn more over their lifetime than those who did not go to uni."
"""
"""The plan file of the design, but for the account."""

NAME = "exam-season-context"
TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True)
class CommandResult:
    """What a command answered."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, read as one answer, which has the keys of its schema and no others."""
        return read(self.out)

    @property
    def words(self) -> str:
        """Standard output as one line, however it was wrapped."""
        return " ".join(self.out.split())

    @property
    def complaint(self) -> str:
        """Standard error as one line."""
        return " ".join(self.err.split())


@dataclass
class Typist:
    """Types commands into one lab, whose clock stands still until it is set."""

    lab: Path
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))
    width: int = 100
    env: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, *words: str, code: int | Collection[int] = 0, stdin: str | bytes = "", width: int | None = None
    ) -> CommandResult:
        """Type a command; it must end with `code`, or one of them, and a bug is a bug."""
        result = CliRunner().invoke(
            app,
            list(words),
            input=stdin,
            obj=Invocation(self.lab, clock=self.clock),
            env={"COLUMNS": str(width or self.width), "NO_COLOR": "1", **self.env},
        )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code in ({code} if isinstance(code, int) else code), result.output
        return CommandResult(result.exit_code, result.stdout, result.stderr)

    def writes(self, text: str, name: str = "plan.toml") -> str:
        """A file beside the lab; its path."""
        file = self.lab.parent / name
        file.write_text(text, encoding="utf-8")
        return str(file)

    def plans(self, text: str = PLAN, *more: str) -> CommandResult:
        """Plan an experiment by file."""
        return self("new", "--from", self.writes(text), "--yes", *more)

    def dump(self) -> list[str]:
        """Everything in the records."""
        with closing(sqlite3.connect(self.lab / "postlab.db")) as db:
            return list(db.iterdump())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Straight from the records."""
        with closing(sqlite3.connect(self.lab / "postlab.db")) as db:
            return list(db.execute(query))

    @property
    def stored_plan(self) -> Any:
        """The plan of the lab's only experiment, as it is stored."""
        ((plan,),) = self.rows("SELECT plan FROM experiment")
        return json.loads(plan)

    def everything_kept(self) -> bytes:
        """Every byte of every file of the lab."""
        return b"".join(path.read_bytes() for path in sorted(self.lab.rglob("*")) if path.is_file())


def new_lab(template: Path, folder: Path) -> Typist:
    """A copy of a lab that was made once."""
    shutil.copytree(template, folder)
    return Typist(folder)


def as_program(*words: str, stdin: str | None = None, cwd: Path | None = None, **env: str) -> CommandResult:
    """The program itself, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "postlab", *words],
        env=os.environ | {"NO_COLOR": "1", "COLUMNS": "100"} | env,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=cwd,
    )
    assert TRACEBACK not in done.stderr, done.stderr
    return CommandResult(done.returncode, done.stdout, done.stderr)


def changed(text: str, replaced: Mapping[str, str]) -> str:
    """A plan with some of its lines changed; each must be there."""
    for before, after in replaced.items():
        assert before in text, before
        text = text.replace(before, after, 1)
    return text
