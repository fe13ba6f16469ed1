"""What to set up where there is no cron."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
from pathlib import Path, PureWindowsPath

import pytest

from postlab.cron.entry import Job
from postlab.cron.other_schedulers import SCHTASKS_LONGEST, instructions, name_of

LAB = Path('/home/kim/a lab\'s "100%" $HOME\\x & <y>')
JOB = Job("/opt/venv/bin/python", LAB, 15, (("POSTLAB_TIMEZONE", "Europe/London"),))


def blocks(text: str) -> list[str]:
    """What stands between the lines of dashes: the files to save."""
    return text.split("--------\n")[1::2]


def test_launchd_reads_the_property_list() -> None:
    (written,) = blocks(instructions(JOB, system="darwin"))
    agent = plistlib.loads(written.encode())
    assert tuple(agent["ProgramArguments"]) == JOB.arguments
    assert agent["EnvironmentVariables"] == {"PYTHONUTF8": "1", "POSTLAB_TIMEZONE": "Europe/London"}
    assert agent["StartInterval"] == 900
    assert agent["Label"].endswith(name_of(JOB))


def test_the_units_say_what_is_run() -> None:
    service, timer = blocks(instructions(JOB, system="linux"))
    (command,) = (line for line in service.splitlines() if line.startswith("ExecStart="))
    # systemd takes %% for % and $$ for $ besides what shells do in double quotes
    words = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(command.partition("=")[2])]
    assert tuple(words) == JOB.arguments
    assert 'Environment="POSTLAB_TIMEZONE=Europe/London"' in service
    assert "OnCalendar=*:0/15" in timer


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("every", [1, 5, 20, 60])
def test_systemd_reads_the_units(every: int, tmp_path: Path) -> None:
    job = Job("/bin/sh", LAB, every, JOB.environment)
    for ending, written in zip(("service", "timer"), blocks(instructions(job, system="linux")), strict=True):
        (tmp_path / f"{name_of(job)}.{ending}").write_text(written, encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / f"{name_of(job)}.timer")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert name_of(job) not in checked.stderr, checked.stderr


def test_the_task_of_windows_runs_without_a_window() -> None:
    job = Job(r"C:\Program Files\venv\python.exe", Path("lab"), 5)
    text = instructions(job, system="win32")
    (line,) = (line.strip() for line in text.splitlines() if "/Create" in line)
    assert "/SC MINUTE /MO 5" in line
    assert r'/TR "\"C:\Program Files\venv\pythonw.exe\" -X utf8 -P -m postlab --lab lab run --quiet"' in line
    assert "schtasks takes" not in text


def test_a_task_that_windows_would_refuse_is_said_to_be_too_long() -> None:
    lab = Path(str(PureWindowsPath("C:/") / ("x" * SCHTASKS_LONGEST)))
    assert "schtasks takes" in instructions(Job(r"C:\python.exe", lab, 5), system="win32")


def test_the_name_is_the_same_for_a_lab_and_differs_between_labs() -> None:
    assert name_of(JOB) == name_of(Job("/other/python", LAB, 5))
    assert name_of(JOB) != name_of(Job(JOB.python, Path("/home/kim/lab"), 15))
