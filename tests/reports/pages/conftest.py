"""The lab with six experiments, made once, and the pages that the program writes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import chromium, open_page  # noqa: F401 - fixtures
from cli.typist import Typist
from postlab.clock import VirtualClock
from reports.pages.six_labs import ASKED_AT, SIX, six_labs


@pytest.fixture(scope="session")
def lab_of_six(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the lab."""
    return six_labs(tmp_path_factory.mktemp("six") / "lab")


@pytest.fixture(scope="session")
def pages(lab_of_six: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of each experiment, the history and what works, as files, by their names."""
    folder = tmp_path_factory.mktemp("pages")
    typist = Typist(lab_of_six, VirtualClock(ASKED_AT))
    files = {name: folder / f"{name}.html" for name in (*SIX, "history", "learn")}
    for name, file in files.items():
        words = (name,) if name in {"history", "learn"} else ("report", name)
        typist(*words, "--html", "--output", str(file))
    return files
