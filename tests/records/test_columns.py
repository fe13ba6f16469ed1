"""Times come back from the database as the moments that they were, and none goes in without a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from sqlmodel import select

from postlab.records.columns import UtcDateTime
from postlab.records.tables import Account, stored_id
from records.opening import opened

# A time in an hour that comes twice equals none in another zone (PEP 495): the tests compare in UTC.
aware = st.datetimes(
    min_value=datetime(1900, 1, 2),
    max_value=datetime(2200, 12, 30),
    timezones=st.sampled_from(
        [UTC, ZoneInfo("Australia/Sydney"), ZoneInfo("Asia/Kathmandu"), timezone(timedelta(hours=-9, minutes=-30))]
    ),
    allow_imaginary=False,
)


@given(aware)
def test_a_moment_survives_the_column(at: datetime) -> None:
    column = UtcDateTime()
    stored = column.process_bind_param(at, None)  # type: ignore[arg-type]  # the dialect is not looked at
    assert stored is not None
    assert stored.tzinfo is None
    back = column.process_result_value(stored, None)  # type: ignore[arg-type]  # the same
    assert back == at.astimezone(UTC)
    assert back.tzinfo is UTC


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=aware)
def test_a_moment_survives_the_database(tmp_path: Path, at: datetime) -> None:
    database = opened(tmp_path / "x.db")
    with database.session() as session:
        account = Account(name=at.isoformat(), platform="sandbox", created_at=at)
        session.add(account)
        session.flush()
        session.expire_all()
        found = session.exec(select(Account).where(Account.id == stored_id(account))).one()
        assert found.created_at == at.astimezone(UTC)
        assert found.created_at.utcoffset() == timedelta(0)
        assert session.exec(select(Account).where(Account.created_at == at)).one() is found
        session.rollback()
    database.close()


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    database = opened(tmp_path / "x.db")
    with database.session() as session:
        session.add(Account(name="page", platform="sandbox", created_at=datetime(2026, 1, 1)))
        with pytest.raises(StatementError, match="without a zone"):
            session.flush()
    database.close()


def test_no_time_stays_no_time() -> None:
    column = UtcDateTime()
    assert column.process_bind_param(None, None) is None  # type: ignore[arg-type]  # the dialect is not looked at
    assert column.process_result_value(None, None) is None  # type: ignore[arg-type]  # the same


def test_an_id_is_there_once_a_row_is_stored() -> None:
    with pytest.raises(ValueError, match="Account has not been stored"):
        stored_id(Account(name="page", platform="sandbox", created_at=datetime(2026, 1, 1, tzinfo=UTC)))
