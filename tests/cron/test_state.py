"""How a lab stands with cron: the last run from its log, the next from the entry, and what is broken."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from postlab.cron import daemon
from postlab.cron.entry import CrontabEntry, Job, read_entry
from postlab.cron.state import LastRun, State, last_run, next_run, state_of
from postlab.loop import log
from postlab.loop.lab import Lab
from postlab.loop.run import take_turn
from postlab.settings_file import read_settings

NOW = datetime(2026, 11, 23, 7, 12, 31, tzinfo=UTC)


def entry(every: int = 5, *, python: str = sys.executable, lab: Path = Path("/lab")) -> CrontabEntry:
    found = read_entry(Job(python, lab, every).line)
    assert found is not None
    return found


def state(tmp_path: Path, **changed: object) -> State:
    given = {"has_cron": True, "lab_exists": True, "daemon": True, "log_file": tmp_path / "log", "now": NOW} | changed
    return state_of(given.pop("entry", entry()), **given)  # type: ignore[arg-type]  # any mix, on purpose


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "expected"), [(1, at(7, 13)), (5, at(7, 15)), (12, at(7, 24)), (30, at(7, 30)), (60, at(8, 0))]
)
def test_the_next_run(every: int, expected: datetime) -> None:
    assert next_run(entry(every), NOW) == expected


def test_on_the_minute_the_next_run_is_the_one_after() -> None:
    assert next_run(entry(5), at(7, 15)) == at(7, 20)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows cannot change a process's zone")
def test_cron_counts_on_the_machines_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")  # half an hour off
    time.tzset()
    try:
        assert next_run(entry(60), NOW) == at(7, 30)
    finally:
        monkeypatch.undo()
        time.tzset()


LOG = """\
2026-11-23T07:05:01Z INFO run started
2026-11-23T07:05:02Z INFO post 1 published: run finished: not really
2026-11-23T07:05:03Z INFO run finished: 2 published, 1 drawn
2026-11-23T07:06:00Z INFO experiment x planned
"""


def test_the_last_run_that_finished(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(LOG, encoding="utf-8")
    assert last_run(tmp_path / "log") == LastRun(at(7, 5, 1), at(7, 5, 3), "2 published, 1 drawn")


def test_a_last_run_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(LOG + "2026-11-23T07:10:01Z INFO run started\n", encoding="utf-8")
    assert last_run(tmp_path / "log") == LastRun(at(7, 10, 1))


def test_a_log_that_was_just_turned_over(tmp_path: Path) -> None:
    (tmp_path / "log.1").write_text(LOG, encoding="utf-8")
    (tmp_path / "log").write_text("", encoding="utf-8")
    found = last_run(tmp_path / "log")
    assert found is not None
    assert found.started == at(7, 5, 1)


def test_no_run_yet(tmp_path: Path) -> None:
    assert last_run(tmp_path / "log") is None


def test_the_loop_writes_what_is_read_here(empty_lab: Path) -> None:
    settings = read_settings(empty_lab)
    lab = Lab.open(settings)
    try:
        with log.writing(settings.log_file):
            lab.rehearsal = True
            take_turn(lab)
            assert last_run(settings.log_file) is None
            lab.rehearsal = False
            take_turn(lab)
    finally:
        lab.database.close()
    found = last_run(settings.log_file)
    assert found is not None
    assert found.finished is not None
    assert found.result == "nothing was due"


def test_all_is_well(tmp_path: Path) -> None:
    found = state(tmp_path)
    assert found.faults == ()
    assert found.next_run == at(7, 15)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"entry": entry(python="/gone/bin/python")}, "program it calls is gone: /gone/bin/python"),
        ({"lab_exists": False}, "no lab in /lab"),
        ({"daemon": False}, "No cron daemon"),
    ],
)
def test_what_is_broken_is_said_with_a_remedy(changed: dict[str, object], words: str, tmp_path: Path) -> None:
    found = state(tmp_path, **changed)
    ((message, remedy),) = found.faults
    assert words in message.replace("\\", "/")
    assert remedy
    assert found.next_run is None


def test_a_daemon_nobody_can_see_may_be_there(tmp_path: Path) -> None:
    found = state(tmp_path, daemon=None)
    assert found.faults == ()
    assert found.next_run is not None


def test_not_enabled_is_not_broken(tmp_path: Path) -> None:
    found = state(tmp_path, entry=None, daemon=False)
    assert found.faults == ()
    assert found.next_run is None


def processes(folder: Path, **names: str) -> Path:
    for number, name in names.items():
        (folder / number.removeprefix("p")).mkdir()
        (folder / number.removeprefix("p") / "comm").write_text(f"{name}\n", encoding="utf-8")
    return folder


def test_a_daemon_is_found_by_its_name(tmp_path: Path) -> None:
    assert daemon.runs(system="linux", processes=processes(tmp_path, p1="systemd", p77="crond")) is True


@pytest.mark.skipif(daemon.TIMERS.exists(), reason="this machine has systemd-cron, which needs no daemon")
def test_no_daemon(tmp_path: Path) -> None:
    assert daemon.runs(system="linux", processes=processes(tmp_path, p1="systemd", p77="crontab")) is False


def test_hidden_processes_cannot_be_told(tmp_path: Path) -> None:
    assert daemon.runs(system="linux", processes=processes(tmp_path, p77="bash")) is None
    assert daemon.runs(system="freebsd14") is None
    assert daemon.runs(system="darwin") is True
