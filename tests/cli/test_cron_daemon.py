"""A real cron daemon takes an experiment on the sandbox from approval to its end, with nobody at the keyboard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from postlab.cron.crontab import Crontab
from postlab.cron.daemon import runs
from postlab.cron.entry import find_entry, without_entry

DAEMON = shutil.which("cron", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
PATIENCE_S = 250
ROUNDS = 2

# Cron counts minutes: what went out at one of its ticks is 60 s old at the next, which is within a quarter of 50 s.
PLAN = """
name = "by itself"
question = "Does it go by itself?"
metric = "likes"
horizon = "50s"
readings = ["50s"]
control = "bare link"
accounts = ["crowd"]
timezone = "Australia/Sydney"
every = "2s"
rounds = {rounds}
alpha = 0.2
approve = "each"
"""
LINK = """
[[link]]
url = "https://news.example/{number}"
title = "Graduates earn more, part {number}"
evidence = "Research shows that most graduates will earn more over their lifetime."
"""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Path]:
    """A folder for the lab; its entry leaves the crontab whatever happens, and nothing else does."""
    # everything that a crontab and a shell could stumble over
    folder = tmp_path / "a lab's 100% $HOME"
    yield folder
    crontab = Crontab.find(os.environ)
    assert crontab is not None
    table = crontab.read()
    if find_entry(table, folder) is not None:
        crontab.write(without_entry(table, folder))


@pytest.fixture
def daemon() -> Iterator[None]:
    """A cron daemon, unless one is running already."""
    if runs():
        yield
        return
    assert DAEMON is not None
    with subprocess.Popen([DAEMON, "-f"], stdin=subprocess.DEVNULL) as running:
        yield
        running.terminate()


def postlab(lab: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "postlab", "--lab", str(lab), *arguments],
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.server
@pytest.mark.timeout(PATIENCE_S + 60)
@pytest.mark.skipif(DAEMON is None or shutil.which("crontab") is None, reason="needs cron, which .ci/run installs")
@pytest.mark.skipif(not ROOT, reason="needs root: only root can start a cron daemon")
def test_nobody_at_the_keyboard(tmp_path: Path, lab: Path, daemon: None) -> None:
    postlab(lab, "init", str(lab), "--timezone", "Australia/Sydney", "--yes")
    postlab(lab, "account", "add", "sandbox", "crowd", "--followers", "500000", "--seed", "5")
    plan = tmp_path / "plan.toml"
    links = "".join(LINK.format(number=number) for number in range(1, 2 * ROUNDS + 1))
    plan.write_text(PLAN.format(rounds=ROUNDS) + links, encoding="utf-8")
    postlab(lab, "new", "--from", str(plan), "--yes")
    postlab(lab, "approve", "by itself", "--all")
    postlab(lab, "cron", "enable", "--every", "1m")
    assert json.loads(postlab(lab, "cron", "status", "--json"))["daemon"] == "running"

    ended = wait_for_the_end(lab)
    assert ended["verdict"]["rounds"] == ROUNDS
    assert ended["verdict"]["posts"] == 2 * ROUNDS
    assert ended["verdict"]["ratio"] > 0
    log = (lab / "postlab.log").read_text(encoding="utf-8")
    # nothing went out twice, and each turn that began came to its end
    assert sum(" published: " in line and " post " in line for line in log.splitlines()) == 2 * ROUNDS
    assert log.count("run finished") >= ROUNDS + 1
    assert json.loads(postlab(lab, "cron", "status", "--json"))["last_run"]["finished_at"] is not None

    postlab(lab, "cron", "disable")
    left = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    assert str(lab).encode() not in left.stdout


def wait_for_the_end(lab: Path) -> dict[str, Any]:
    """The report once the experiment is over; only cron works on it meanwhile."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        report: dict[str, Any] = json.loads(postlab(lab, "report", "by itself", "--json"))
        if report["experiment"]["state"] != "running":
            return report
        time.sleep(3)
    pytest.fail((lab / "postlab.log").read_text(encoding="utf-8"))
