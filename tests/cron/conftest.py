"""Labs for cron to run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from postlab.settings import make_folder
from postlab.settings_file import read_settings, write_settings


@pytest.fixture
def empty_lab(tmp_path: Path) -> Path:
    """The folder of a lab in which nothing was planned yet."""
    return _lab(tmp_path / "a lab's 100% folder")


@pytest.fixture
def lab_with_bluesky(tmp_path: Path) -> Path:
    """The folder of a lab with the account “careers”, whose app password is stored nowhere."""
    return _lab(tmp_path / "lab", "careers")


def _lab(folder: Path, *accounts: str) -> Path:
    from postlab.records.database import Database
    from postlab.records.tables import Account

    now = datetime(2026, 11, 23, tzinfo=UTC)
    make_folder(folder)
    write_settings(folder, timezone="Australia/Sydney")
    database = Database(read_settings(folder, env={}).database_url, now=now)
    try:
        with database.session() as session:
            for name in accounts:
                session.add(Account(name=name, platform="bluesky", options={"handle": "careers.test"}, created_at=now))
            session.commit()
    finally:
        database.close()
    return folder
