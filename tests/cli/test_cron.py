"""`postlab cron`: on a crontab of the test's own, kept by a stand-in for the `crontab` program."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from answers import read
from postlab.cli.main import app

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no cron")

OTHERS = b"# mine \xff\nMAILTO=''\n*/5  * * * *\techo hi\n"

# What crontab(1) of Debian does with -l, - and -r, on a file of its own; DENIED plays /etc/cron.deny.
STAND_IN = """#!/bin/sh
table="$(dirname "$0")/table"
if [ -e "$(dirname "$0")/DENIED" ]; then
    echo "You (kim) are not allowed to use this program (crontab)" >&2
    exit 1
fi
case $1 in
-l) [ -e "$table" ] || { echo "no crontab for kim" >&2; exit 1; }; cat "$table" ;;
-) cat >"$table" ;;
-r) rm "$table" ;;
esac
"""

Postlab = Callable[..., Result]


@pytest.fixture
def cron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the stand-in keeps the crontab; it need not be there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "crontab"
    program.write_text(STAND_IN, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    # whether this machine has a daemon is not for these tests to say
    monkeypatch.setattr("postlab.cron.daemon.runs", lambda: None)
    return folder / "table"


@pytest.fixture
def postlab(tmp_path: Path) -> Postlab:
    """The program, on a lab of the test's own."""
    lab = tmp_path / "a lab's 100%"
    runner = CliRunner()

    def call(*arguments: str, lab: Path = lab) -> Result:
        return runner.invoke(app, ["--lab", str(lab), *arguments], prog_name="postlab")

    assert call("init", str(lab), "--timezone", "Australia/Sydney", "--yes").exit_code == 0
    return call


def status(postlab: Postlab, **environment: Any) -> dict[str, Any]:
    result = postlab("cron", "status", "--json", **environment)
    cron_status: dict[str, Any] = read(result.stdout)
    return cron_status


def test_enable_status_disable(cron: Path, postlab: Postlab, tmp_path: Path) -> None:
    cron.write_bytes(OTHERS)
    assert status(postlab)["enabled"] is False
    done = postlab("cron", "enable")
    assert done.exit_code == 0, done.output
    table = cron.read_bytes()
    assert table.startswith(OTHERS)
    assert rb"100\%" in table.splitlines()[-1]
    assert str(tmp_path / "a lab's 100%").encode() in table.splitlines()[-2]
    cron_status = status(postlab)
    assert (cron_status["schema_version"], cron_status["enabled"], cron_status["works"]) == (2, True, True)
    assert (cron_status["every_minutes"], cron_status["daemon"], cron_status["last_run"]) == (5, "unknown", None)
    assert cron_status["program"] == sys.executable
    assert cron_status["next_run_at"].endswith(":00Z")
    assert postlab("cron", "disable").exit_code == 0
    assert cron.read_bytes() == OTHERS
    assert "nothing was changed" in postlab("cron", "disable").stdout


def test_the_entry_runs_the_lab(cron: Path, postlab: Postlab) -> None:
    """What cron would hand to the shell takes a turn of the loop, silently."""
    postlab("cron", "enable")
    command = cron.read_text().splitlines()[-1].split(" ", 5)[5].replace(r"\%", "%")
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={"HOME": "/"}, cwd="/", capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    last = status(postlab)["last_run"]
    assert last["finished_at"] is not None
    assert last["result"] == "nothing was due"


def test_enabling_twice_leaves_one_entry(cron: Path, postlab: Postlab) -> None:
    postlab("cron", "enable")
    once = cron.read_bytes()
    assert "changed nothing" in postlab("cron", "enable").stdout
    assert cron.read_bytes() == once
    assert postlab("cron", "enable", "--every", "1h").exit_code == 0
    assert cron.read_bytes() == once.replace(b"*/5 * * * *", b"0 * * * *")


def test_two_labs_have_an_entry_each(cron: Path, postlab: Postlab, tmp_path: Path) -> None:
    second = tmp_path / "second"
    postlab("init", str(second), "--timezone", "UTC", "--yes", lab=second)
    postlab("cron", "enable")
    first_alone = cron.read_bytes()
    postlab("cron", "enable", "--every", "10m", lab=second)
    assert status(postlab)["every_minutes"] == 5
    assert status(postlab, lab=second)["every_minutes"] == 10
    postlab("cron", "disable", lab=second)
    assert cron.read_bytes() == first_alone
    postlab("cron", "disable")
    assert not cron.exists()  # as it was before anything


def test_a_dry_run_and_print_change_nothing(cron: Path, postlab: Postlab) -> None:
    screen = postlab("cron", "enable", "--dry-run").stdout
    assert "would be added" in screen
    printed = postlab("cron", "enable", "--print").stdout
    assert printed in screen
    assert not cron.exists()
    postlab("cron", "enable")
    before = cron.read_bytes()
    assert before.decode() == printed
    assert "stay as it is" in postlab("cron", "enable", "--dry-run").stdout
    assert "would become" in postlab("cron", "enable", "--dry-run", "--every", "10m").stdout
    assert "would be taken out" in postlab("cron", "disable", "--dry-run").stdout
    assert cron.read_bytes() == before


@pytest.mark.parametrize("every", ["7m", "2h", "90s", "0m", "soon", "-5m"])
def test_intervals_that_cron_cannot_keep(every: str, cron: Path, postlab: Postlab) -> None:
    done = postlab("cron", "enable", f"--every={every}")
    assert done.exit_code == 2
    assert "→" in done.stderr
    assert not cron.exists()


def test_no_lab(cron: Path, postlab: Postlab, tmp_path: Path) -> None:
    done = postlab("cron", "enable", lab=tmp_path / "none")
    assert done.exit_code == 2
    assert "postlab init" in done.stderr


def test_a_password_stays_out_of_the_crontab(cron: Path, postlab: Postlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTLAB_DATABASE_URL", "postgresql://kim:hunter2@db.example/lab")
    for arguments in (["enable"], ["enable", "--print"], ["enable", "--dry-run"]):
        done = postlab("cron", *arguments)
        assert done.exit_code == 2
        assert "hunter22" not in done.output
    assert not cron.exists()


def test_a_secret_that_cron_cannot_reach(cron: Path, postlab: Postlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTLAB_BLUESKY_PASSWORD", "hunter22")
    added = postlab("account", "add", "bluesky", "careers", "--handle", "careers.test", "--no-check")
    assert added.exit_code == 0, added.output
    # stored in the lab's file, so cron reaches it
    assert postlab("cron", "enable").exit_code == 0
    (secrets,) = cron.parent.parent.glob("a lab*/secrets.json")
    secrets.unlink()
    done = postlab("cron", "enable")
    assert done.exit_code == 3
    assert "“careers”" in done.stderr
    assert "hunter22" not in done.output
    assert b"hunter22" not in cron.read_bytes()


def test_a_user_who_may_not_use_cron(cron: Path, postlab: Postlab) -> None:
    (cron.parent / "DENIED").touch()
    for command in ("enable", "disable", "status"):
        done = postlab("cron", command)
        assert done.exit_code == 2
        assert "not allowed" in done.stderr
    assert postlab("cron", "enable", "--print").exit_code == 0


def test_a_program_that_is_gone_is_a_persons_business(cron: Path, postlab: Postlab) -> None:
    postlab("cron", "enable")
    cron.write_text(cron.read_text().replace(sys.executable, "/gone/bin/python"), encoding="utf-8")
    result = postlab("cron", "status")
    assert result.exit_code == 3
    assert "/gone/bin/python" in result.stdout
    cron_status = status(postlab)
    assert (cron_status["works"], cron_status["program_exists"], cron_status["next_run_at"]) == (False, False, None)
    assert len(cron_status["problems"]) == 1


def test_no_daemon_is_a_persons_business(cron: Path, postlab: Postlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postlab.cron.daemon.runs", lambda: False)
    done = postlab("cron", "enable")
    assert done.exit_code == 0
    assert "No cron daemon" in done.stderr
    assert postlab("cron", "status").exit_code == 3
    assert status(postlab)["daemon"] == "not running"


def test_where_there_is_no_cron(cron: Path, postlab: Postlab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *_args, **_more: None)
    monkeypatch.setattr(sys, "platform", "linux")
    printed = postlab("cron", "enable", "--print")
    assert printed.exit_code == 0
    assert "systemctl --user enable" in printed.stdout
    done = postlab("cron", "enable")
    assert done.exit_code == 2
    assert done.stdout == printed.stdout
    assert "nothing was set up" in done.stderr
    result = postlab("cron", "status")
    assert result.exit_code == 0
    assert "no cron here" in result.stdout
    assert status(postlab)["cron"] is False
    assert postlab("cron", "disable").exit_code == 0
