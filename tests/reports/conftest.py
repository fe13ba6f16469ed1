"""A database of the test's own, and a screen to print on."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console

from postlab.records.database import Database
from reports.worlds import START, Records


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with nothing in it, to be copied."""
    file = tmp_path_factory.mktemp("empty") / "lab.db"
    Database(f"sqlite:///{file}", now=START).close()
    return file


@pytest.fixture
def records(empty_database: Path, tmp_path: Path) -> Iterator[Records]:
    shutil.copy(empty_database, tmp_path / "lab.db")
    database = Database(f"sqlite:///{tmp_path / 'lab.db'}", now=START)
    with database.session() as session:
        yield Records(session)
    database.close()


@pytest.fixture
def screen() -> Callable[..., str]:
    """Prints with a console of a given width, and returns what came out."""

    def show(
        printed: Callable[[Console], None], *, width: int = 80, colour: bool = False, encoding: str = "utf-8"
    ) -> str:
        raw = io.BytesIO()
        out = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
        console = Console(
            file=out,
            width=width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            no_color=not colour,
            legacy_windows=False,
        )
        printed(console)
        out.flush()
        return raw.getvalue().decode(encoding)

    return show
