"""The rules that conftest.py lays down for every test."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


def test_another_machine_cannot_be_reached() -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        with pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1:80"):
            probe.connect(("192.0.2.1", 80))
        with pytest.raises(pytest.fail.Exception):
            probe.connect_ex(("192.0.2.1", 80))


def test_other_names_do_not_resolve() -> None:
    with pytest.raises(socket.gaierror, match="no network"):
        socket.getaddrinfo("example.com", 443)


def test_this_machine_can() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as one:
        assert one.getpeername() == server.getsockname()


def test_the_environment_is_clean(clean_environment: Path) -> None:
    assert not [name for name in os.environ if name.startswith("POSTLAB_") and "TEST" not in name]
    assert Path.home() == clean_environment
    assert list(clean_environment.iterdir()) == []


def test_a_keyring_takes_nothing() -> None:
    import keyring
    from keyring.errors import KeyringError

    with pytest.raises(KeyringError):
        keyring.set_password("postlab", "name", "secret")
