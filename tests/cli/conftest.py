"""Labs to type commands into: a fresh one for each test, and one with the names that completion is tried on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.careers_page import careers_page
from cli.typist import NAME, Typist, new_lab

EXPERIMENTS = ("exam-season", "exam season 2", "open day", "Prüfungszeit")
ACCOUNTS = ("page", "my page", "page@uni", "page.two")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab as `postlab init` makes it, to be copied."""
    folder = tmp_path_factory.mktemp("template") / "lab"
    somebody = Typist(folder)
    somebody("init", str(folder), "--yes", "--timezone", "Australia/Sydney")
    # the plan of the design has a single link, which goes out in every round
    somebody("settings", "unset", "link_gap_days")
    return folder


@pytest.fixture
def typist(template: Path, tmp_path: Path) -> Typist:
    """Somebody at a fresh lab with the sandbox account."""
    return new_lab(template, tmp_path / "my lab")


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a web site with a page of a careers service."""
    with careers_page() as address:
        yield address


@pytest.fixture
def planned(typist: Typist) -> Typist:
    """Somebody who has planned the experiment of the design; posts 1 and 2 wait for approval."""
    typist.plans()
    assert typist.rows("SELECT name FROM experiment") == [(NAME,)]
    return typist


@pytest.fixture(scope="session")
def names_only_lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a lab with EXPERIMENTS, ACCOUNTS, a removed account, a moment of any day, and nothing that runs."""
    folder = tmp_path_factory.mktemp("labs") / "a lab's folder"
    make(folder)
    return folder


def make(folder: Path) -> None:
    """Make it, with the program's own settings and records."""
    from postlab.records.database import Database
    from postlab.records.practice import Moment
    from postlab.records.tables import Account, Experiment
    from postlab.settings import make_folder
    from postlab.settings_file import read_settings, write_settings

    now = datetime(2026, 11, 23, tzinfo=UTC)
    make_folder(folder)
    write_settings(folder, timezone="Australia/Sydney")
    database = Database(read_settings(folder, env={}).database_url, now=now)
    try:
        with database.session() as session:
            for name in ACCOUNTS:
                session.add(Account(name=name, platform="sandbox", created_at=now))
            session.add(Account(name="page-gone", platform="sandbox", created_at=now, removed_at=now))
            for quarter in ("1 January", "15 February", "1 April", "15 May", "1 July", "15 August", "1 October"):
                session.add(Moment(what="open evening", rule=quarter, added_at=now))
            session.add(Moment(what="open evening", rule="15 November", added_at=now))
            for name in EXPERIMENTS:
                session.add(Experiment(name=name, plan={}, plan_hash="", seed="", created_at=now))
            session.commit()
    finally:
        database.close()
