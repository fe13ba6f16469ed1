"""Whether something runs a lab by itself, as far as can be told: cron, a timer of systemd, launchd, Windows' tasks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from postlab.cron import daemon
from postlab.cron.crontab import Crontab
from postlab.cron.entry import Job, find_entry
from postlab.cron.other_schedulers import name_of
from postlab.cron.state import last_unattended_run, state_of
from postlab.errors import PostlabError

FRESH = timedelta(days=1)
"""How long a run that a scheduler started shows that there is one."""

PATIENCE_S = 10


def runs_by_itself(
    lab: Path, *, log_file: Path, now: datetime, env: Mapping[str, str], home: Path, system: str = sys.platform
) -> bool:
    """Whether something is known to run a lab regularly.

    Args:
        lab: its folder.
        log_file: its log, which remembers what a scheduler started.
        now: aware.
        env: the environment.
        home: the user's home folder, where timers and agents are kept.
        system: what Python calls the system.
    """
    last = last_unattended_run(log_file)
    if last is not None and abs(now - last) <= FRESH:
        return True
    return _has_timer(lab, home=home, env=env, system=system) or _in_crontab(
        lab, log_file=log_file, now=now, env=env, system=system
    )


def _has_timer(lab: Path, *, home: Path, env: Mapping[str, str], system: str) -> bool:
    """Whether what `postlab cron enable --print` says was set up, under the name that it gives."""
    name = name_of(Job(sys.executable or "python", lab, 5))
    if system == "win32":
        return _task_exists(name)
    if system == "darwin":
        return (home / "Library/LaunchAgents" / f"org.postlab.{name}.plist").is_file()
    settings = Path(env.get("XDG_CONFIG_HOME") or home / ".config")
    # it is enabled when it is linked there
    return (settings / "systemd/user/timers.target.wants" / f"{name}.timer").exists()


def _task_exists(name: str) -> bool:
    program = shutil.which("schtasks")
    if program is None:
        return False
    try:
        asked = subprocess.run(  # noqa: S603 (the system's own program, with a name that we made)
            [program, "/Query", "/TN", name], capture_output=True, timeout=PATIENCE_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _in_crontab(lab: Path, *, log_file: Path, now: datetime, env: Mapping[str, str], system: str) -> bool:
    crontab = Crontab.find(env) if system != "win32" else None
    if crontab is None:
        return False
    try:
        entry = find_entry(crontab.read(), lab)
    except PostlabError:
        # whoever may not read a crontab has none
        return False
    if entry is None:
        return False
    state = state_of(entry, has_cron=True, lab_exists=True, daemon=daemon.runs(), log_file=log_file, now=now)
    return not state.faults
