"""What every test stands on: a clean environment, no network but the machine's own, counted skips."""

from __future__ import annotations

import os
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

from postlab.masking import KNOWN
from servers.bluesky_network import bluesky_network, rationed_bluesky  # noqa: F401 - fixtures for every test

# A machine that is busy with other tests is no failure: time is measured in benchmarks/, never asserted here.
hypothesis.settings.register_profile("postlab", deadline=None)
hypothesis.settings.load_profile("postlab")

# these steer the tests themselves
KEPT = ("POSTLAB_TEST_", "POSTLAB_SPECS")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the test's own, no POSTLAB_ variables, and a keyring that holds nothing and takes nothing."""
    for name in list(os.environ):
        if name.startswith("POSTLAB_") and not name.startswith(KEPT):
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    for name, folder in {
        "XDG_DATA_HOME": ".local/share",
        "XDG_CONFIG_HOME": ".config",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
    }.items():
        monkeypatch.setenv(name, str(home / folder))
    # "fail" is what a server without a keyring has, so the 0600 file is what tests see
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    # a proxy must not come between a test and its server
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    return home


@pytest.fixture(autouse=True)
def no_secret_known() -> None:
    """What one test tells the program to hide is a word like any other in the next."""
    KNOWN.clear()


@pytest.fixture(autouse=True, scope="session")
def ctrl_c_is_heard() -> None:
    """A shell's background jobs ignore ^C, and so would every program that a test starts and interrupts."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def statements_compiled_once() -> Iterator[None]:
    """SQLAlchemy compiles a statement once an engine; each command opens one, and tests type thousands of commands.

    So engines of SQLite share what was compiled: a fifth to a third of the time of such tests.
    """
    made, shared = Engine.__init__, {}

    def sharing(self: Engine, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        if type(self.dialect) is SQLiteDialect_pysqlite:
            first = shared.setdefault("engine", self)
            self._compiled_cache = first._compiled_cache
            self.dialect._type_memos = first.dialect._type_memos

    with pytest.MonkeyPatch.context() as patch:
        # the cache calls a dialect by what it is
        patch.setattr(SQLiteDialect_pysqlite, "__eq__", lambda self, other: type(self) is type(other), raising=False)
        patch.setattr(SQLiteDialect_pysqlite, "__hash__", lambda self: hash(type(self)), raising=False)
        patch.setattr(Engine, "__init__", sharing)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Other machines' names do not resolve, and connecting to their addresses fails the test aloud."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def checked(address: Any) -> None:
        if isinstance(address, tuple) and not _is_here(address[0]):
            pytest.fail(f"a test tried to connect to {address[0]}:{address[1]}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        checked(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        checked(address)
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name != socket.gethostname() and not _is_address(name) and not _is_here(name):
            raise socket.gaierror(socket.EAI_NONAME, f"tests have no network: {name}")
        return resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield


def _is_address(name: str) -> bool:
    try:
        ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return True


def _is_here(host: object) -> bool:
    name = str(host).partition("%")[0]
    if name in {"localhost", ""}:
        return True
    # connecting to 0.0.0.0 reaches this machine too
    return _is_address(name) and (ip_address(name).is_loopback or ip_address(name).is_unspecified)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many tests were skipped, and why, in one line for a reason."""
    reports = terminalreporter.stats.get("skipped", [])
    reasons: Counter[str] = Counter()
    for report in reports:
        where = report.longrepr
        reason = where[2] if isinstance(where, tuple) else str(where)
        reasons[reason.removeprefix("Skipped: ")] += 1
    terminalreporter.section(f"{len(reports)} skipped")
    for reason, number in reasons.most_common():
        terminalreporter.write_line(f"{number:4d}  {reason}")
