"""Fixtures of the loop's tests: a lab on the bench, with the staged network installed as a stranger's plugin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loop.bench import Bench
from loop.network import install


@pytest.fixture(scope="session")
def plugin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that makes the staged network known, for the path of a subprocess."""
    return install(tmp_path_factory.mktemp("plugins") / "staged")


@pytest.fixture
def installed(plugin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The staged network is known to this process."""
    monkeypatch.syspath_prepend(str(plugin_folder))
    return plugin_folder


@pytest.fixture
def bench(tmp_path: Path, installed: Path) -> Iterator[Bench]:
    """A lab with the account “page” on the sandbox."""
    made = Bench(tmp_path / "lab")
    made.account()
    yield made
    made.close()


@pytest.fixture
def staged(tmp_path: Path, installed: Path) -> Iterator[Bench]:
    """A lab with the account “page” on the staged network."""
    made = Bench(tmp_path / "lab")
    made.account(platform="staged")
    yield made
    made.close()
