"""What to set up where there is no cron: a systemd timer, a task of Windows, an agent of launchd."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from xml.sax.saxutils import escape

from postlab.cron.entry import Job

SCHTASKS_LONGEST = 261
"""Characters that `schtasks /TR` takes."""


def instructions(job: Job, *, system: str = sys.platform) -> str:
    """What to do on a system (what Python calls it) without cron: text for people, to be copied line by line."""
    if system == "win32":
        return windows_task(job)
    if system == "darwin":
        return launchd_agent(job)
    return systemd_timer(job)


def windows_task(job: Job) -> str:
    """The line that gives Windows' Task Scheduler the job."""
    python, *rest = job.arguments
    # pythonw opens no window every few minutes
    windowless = python[: -len("python.exe")] + "pythonw.exe" if python.lower().endswith("python.exe") else python
    command = subprocess.list2cmdline([windowless, "-X", "utf8", *rest])
    quoted = command.replace('"', '\\"')
    lines = ["Windows has no cron; its Task Scheduler does the same. In a command prompt (cmd):", ""]
    lines += [f'  setx {name} "{value}"' for name, value in job.environment]
    lines += [f'  schtasks /Create /F /TN "{name_of(job)}" /SC MINUTE /MO {job.every} /TR "{quoted}"', ""]
    if len(command) > SCHTASKS_LONGEST:
        lines += [
            f"(schtasks takes {SCHTASKS_LONGEST} characters, and this is longer: move the lab to a shorter path,",
            "or make the task in the Task Scheduler's own window.)",
            "",
        ]
    lines += [
        f'To look: schtasks /Query /TN "{name_of(job)}" /V /FO LIST',
        f'To stop: schtasks /Delete /F /TN "{name_of(job)}"',
    ]
    return "\n".join(lines)


def systemd_timer(job: Job) -> str:
    """Two unit files, and the commands that start them."""
    name = name_of(job)
    minutes = {1: "*:*", 60: "*:00"}.get(job.every, f"*:0/{job.every}")
    settings = "\n".join(
        f"Environment={_for_systemd(f'{key}={value}')}" for key, value in (("PYTHONUTF8", "1"), *job.environment)
    )
    command = " ".join(_for_systemd(word).replace("$", "$$") for word in job.arguments)
    return f"""\
There is no cron here. Install it (the package is called cron or cronie), or use a timer of systemd:

Save as ~/.config/systemd/user/{name}.service
--------
[Unit]
Description=PostLab runs a lab

[Service]
Type=oneshot
{settings}
ExecStart={command}
SuccessExitStatus=3
--------

Save as ~/.config/systemd/user/{name}.timer
--------
[Unit]
Description=PostLab runs a lab every {job.every} min

[Timer]
OnCalendar={minutes}

[Install]
WantedBy=timers.target
--------

Then:
  systemctl --user daemon-reload
  systemctl --user enable --now {name}.timer
  loginctl enable-linger

To look: systemctl --user list-timers {name}.timer; journalctl --user -u {name}
To stop: systemctl --user disable --now {name}.timer"""


def launchd_agent(job: Job) -> str:
    """A property list, and the command that loads it."""
    name = f"org.postlab.{name_of(job)}"
    arguments = "\n".join(f"    <string>{escape(word)}</string>" for word in job.arguments)
    settings = "\n".join(
        f"    <key>{escape(key)}</key><string>{escape(value)}</string>"
        for key, value in (("PYTHONUTF8", "1"), *job.environment)
    )
    return f"""\
Save as ~/Library/LaunchAgents/{name}.plist
--------
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>{name}</string>
  <key>ProgramArguments</key>
  <array>
{arguments}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
{settings}
  </dict>
  <key>StartInterval</key><integer>{job.every * 60}</integer>
</dict>
</plist>
--------

Then: launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{name}.plist
To stop: launchctl bootout gui/$(id -u)/{name}"""


def name_of(job: Job) -> str:
    """A name that is the same for one lab every time, and different for another."""
    digest = hashlib.sha256(str(job.lab).encode("utf-8", "surrogateescape")).hexdigest()
    return f"postlab-{digest[:8]}"


def _for_systemd(word: str) -> str:
    """Quoted as systemd.service(5) and systemd.unit(5) want it."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'
