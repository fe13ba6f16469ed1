"""Whether something is known to run a lab: by its log, by a timer's own file, by the crontab."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postlab.cron.entry import Job
from postlab.cron.other_schedulers import name_of
from postlab.cron.scheduled import runs_by_itself
from postlab.cron.state import TOLD, last_unattended_run, was_told

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def known(lab: Path, *, system: str = "linux", **env: str) -> bool:
    return runs_by_itself(
        lab, log_file=lab / "postlab.log", now=NOW, env={"PATH": "", **env}, home=lab.parent, system=system
    )


@pytest.fixture
def nothing(empty_lab: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lab on a machine without cron."""
    monkeypatch.setattr("postlab.cron.crontab._ELSEWHERE", "")
    assert not known(empty_lab)
    return empty_lab


def log(lab: Path, *lines: str) -> None:
    (lab / "postlab.log").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_a_run_that_a_scheduler_started_shows_that_there_is_one_for_a_day(nothing: Path) -> None:
    log(nothing, "2026-11-23T10:00:00Z INFO run started: unattended", "2026-11-23T11:00:00Z INFO run started")
    assert last_unattended_run(nothing / "postlab.log") == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert known(nothing)
    log(nothing, "2026-11-22T10:00:00Z INFO run started: unattended")
    assert not known(nothing)
    log(nothing, "2026-11-23T10:00:00Z INFO run started", "2026-11-23T10:00:01Z INFO run finished: 1 read")
    assert not known(nothing), "somebody typed it"


def test_a_timer_or_an_agent_under_the_name_that_was_printed(nothing: Path) -> None:
    name, home = name_of(Job(sys.executable, nothing, 5)), nothing.parent
    timer = home / ".config/systemd/user/timers.target.wants" / f"{name}.timer"
    agent = home / "Library/LaunchAgents" / f"org.postlab.{name}.plist"
    for file, system in ((timer, "linux"), (agent, "darwin")):
        assert not known(nothing, system=system)
        file.parent.mkdir(parents=True)
        file.write_text("", encoding="utf-8")
        assert known(nothing, system=system)
    timer.unlink()
    assert not known(nothing)
    elsewhere = home / "elsewhere"
    (elsewhere / "systemd/user/timers.target.wants").mkdir(parents=True)
    (elsewhere / "systemd/user/timers.target.wants" / timer.name).write_text("", encoding="utf-8")
    assert known(nothing, XDG_CONFIG_HOME=str(elsewhere))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no crontab on Windows")
@pytest.mark.parametrize("daemon", [True, None, False])
def test_an_entry_of_the_crontab_counts_unless_nothing_reads_it(
    nothing: Path, monkeypatch: pytest.MonkeyPatch, daemon: bool | None
) -> None:
    table = nothing.parent / "table"
    program = nothing.parent / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec /bin/cat "{table}"\n', encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("postlab.cron.daemon.runs", lambda: daemon)
    table.write_text("0 * * * * something else\n", encoding="utf-8")
    assert not known(nothing, PATH=str(program.parent))
    table.write_text(f"{Job(sys.executable, nothing, 5).line}\n", encoding="utf-8")
    assert known(nothing, PATH=str(program.parent)) is (daemon is not False)


def test_what_was_told_is_remembered(nothing: Path) -> None:
    assert not was_told(nothing / "postlab.log")
    log(nothing, f"2026-11-23T10:00:00Z INFO {TOLD}")
    assert was_told(nothing / "postlab.log")
