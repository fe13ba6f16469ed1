"""What a run finds when cron starts it: which variables it must be given, and whether the program works there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from postlab.cron.entry import Job
from postlab.errors import InputError

PATIENCE_S = 120

CARRIED = (
    "POSTLAB_TIMEZONE",
    "POSTLAB_DATABASE_URL",
    "PYTHON_KEYRING_BACKEND",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "REQUESTS_CA_BUNDLE",
)
"""Variables that decide where the lab's records are and how networks are reached; tokens are never among them."""

_SQLITE = re.compile(r"(?P<scheme>sqlite(?:\+\w+)?)://(?:/(?P<path>[^?]*))?(?P<query>\?.*)?")


@dataclass(frozen=True, slots=True)
class Trial:
    """How the program fared when it was started as cron starts it.

    Attributes:
        fault: why it cannot run at all, or nothing.
        missing: sentences about secrets that it cannot reach there.
    """

    fault: str = ""
    missing: tuple[str, ...] = ()


def carried(env: Mapping[str, str], *, timezone: str) -> tuple[tuple[str, str], ...]:
    """The variables of this environment that the entry has to bring along.

    Args:
        env: the environment.
        timezone: the zone that the lab's own file names; that one need not be repeated.

    Raises:
        InputError: when one of them holds a password: a crontab is no place for it.
    """
    variables: dict[str, str] = {}
    for name in CARRIED:
        value = env.get(name) or env.get(name.lower(), "")
        if not value or (name == "POSTLAB_TIMEZONE" and value == timezone):
            continue
        if name == "POSTLAB_DATABASE_URL":
            value = _database(value)
        elif name == "NO_PROXY" and not any(other.endswith("_PROXY") for other in variables):
            # exceptions from nothing
            continue
        elif name in {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"} and _has_password(value):
            raise InputError(
                f"{name} holds a password, and a crontab is no place for one.",
                hint=f"Name a proxy without a password, or unset {name} for this command.",
                code="secret_in_environment",
            )
        variables[name] = value
    return tuple(variables.items())


def try_as_cron(job: Job) -> Trial:
    """Start the program once with hardly any environment, as cron does, and ask it what it can reach.

    Nothing is published and no network is called.
    """
    arguments = (job.python, "-P", "-m", "postlab", "--lab", str(job.lab), "cron", "rehearse")
    home, user = _home_and_user()
    bare = {"HOME": home, "LOGNAME": user, "USER": user, "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}
    try:
        done = subprocess.run(  # noqa: S603 (this very interpreter)
            arguments,
            env=bare | {"PYTHONUTF8": "1"} | dict(job.environment),
            cwd=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as exc:
        return Trial(fault=str(exc))
    if done.returncode != 0:
        complaint = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return Trial(
            fault=complaint[-1]
            if complaint and complaint[0].startswith("Traceback")
            else " ".join(complaint) or "no reason given"
        )
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
        return Trial(missing=tuple(answer["missing"]))
    except (ValueError, KeyError):
        return Trial(fault=f"{job.python} starts something else than PostLab")


def _database(url: str) -> str:
    """The address as it is right from any folder.

    Raises:
        InputError: when it holds a password, or is gone when the run is over.
    """
    if sqlite := _SQLITE.fullmatch(url):
        path, query = sqlite["path"] or "", sqlite["query"] or ""
        if path in {"", ":memory:"}:
            raise InputError(
                "POSTLAB_DATABASE_URL keeps the records in memory, so every run would begin anew.",
                hint="Unset it to use the lab's own file.",
            )
        absolute = path if path.startswith("file:") else Path(path).absolute().as_posix()
        return f"{sqlite['scheme']}:///{absolute}{query}"
    if _has_password(url):
        raise InputError(
            "POSTLAB_DATABASE_URL holds a password, and a crontab is no place for one.",
            hint="Put the password into ~/.pgpass (PostgreSQL reads it by itself) and leave it out of the address.",
            code="secret_in_environment",
        )
    return url


def _has_password(url: str) -> bool:
    """Whether an address carries one; an address that cannot be read might."""
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        query = parse_qsl(parts.query)
    except ValueError:
        return True
    return parts.password is not None or any("pass" in key.lower() and key.lower() != "passfile" for key, _ in query)


def _home_and_user() -> tuple[str, str]:
    """Of the user whose crontab it is: cron asks the system, not HOME."""
    try:
        import pwd

        entry = pwd.getpwuid(os.getuid())
    except (ImportError, KeyError):
        return str(Path.home()), Path.home().name
    return entry.pw_dir, entry.pw_name
