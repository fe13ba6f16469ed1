"""Whether something reads crontabs on this machine, as far as can be told without asking for rights."""

from __future__ import annotations

import sys
from pathlib import Path

# crond: cronie, dcron, busybox
NAMES = frozenset({"cron", "crond", "fcron", "bcron-start", "bcron-sched"})

# systemd-cron turns crontabs into timers and has no daemon of its own.
TIMERS = Path("/usr/lib/systemd/system-generators/systemd-crontab-generator")


def runs(*, system: str = sys.platform, processes: Path = Path("/proc")) -> bool | None:
    """True or False, or None where it cannot be told.

    Args:
        system: what Python calls the system.
        processes: where Linux shows them.
    """
    if system == "darwin":
        # launchd starts cron as soon as there is a crontab
        return True
    if system != "linux":
        return None
    if any(_name(folder) in NAMES for folder in processes.glob("[0-9]*")):
        return True
    if TIMERS.exists():
        return None
    # Other users' processes may be hidden (hidepid); then even the first one is.
    return False if _name(processes / "1") else None


def _name(folder: Path) -> str:
    try:
        return (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        # it ended while we looked, or is hidden from us
        return ""
