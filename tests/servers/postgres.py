"""A throwaway PostgreSQL cluster on loopback, which lives as long as a `with` block."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_binaries() -> Path | None:
    """The folder with initdb and pg_ctl, or None where PostgreSQL is not installed."""
    folders: list[Path] = []
    if tool := shutil.which("pg_config"):
        told = subprocess.run([tool, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(told.stdout.strip()))
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def why_no_postgres() -> str | None:
    """Why a cluster cannot be started here, or None when it can."""
    if postgres_binaries() is None:
        return "PostgreSQL is not installed"
    if _is_root():
        import pwd

        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "PostgreSQL refuses to run as root, and there is no user postgres"
    return None


@contextmanager
def postgres() -> Iterator[str]:
    """A running cluster; gives its URL (database and user postgres, no password)."""
    binaries = postgres_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed")
    # pytest's own folders cannot be entered by the user postgres
    folder = Path(tempfile.mkdtemp(prefix="postlab-pg-"))
    user = "postgres" if _is_root() else None
    if user:
        shutil.chown(folder, user, user)
    port = free_port()

    def run(*command: str) -> None:
        # to a file: a daemon would hold a pipe open for ever
        with (folder.parent / f"{folder.name}.log").open("a", encoding="utf-8") as log:
            options = {"user": user, "group": user, "extra_groups": []} if user else {}
            done = subprocess.run(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=folder, check=False, **options
            )
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed: {Path(log.name).read_text(encoding='utf-8')[-2000:]}")

    cluster = folder / "cluster"
    control = [str(binaries / "pg_ctl"), "-D", str(cluster)]
    try:
        initdb = [str(binaries / "initdb"), "-D", str(cluster), "-U", "postgres", "-A", "trust"]
        run(*initdb, "-E", "UTF8", "--no-locale", "--no-sync")
        where = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        run(*control, "-w", "-l", str(folder / "server.log"), "-o", f"{where} {_FAST}", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.joinpath(f"{folder.name}.log").unlink(missing_ok=True)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
