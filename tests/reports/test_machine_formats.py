"""Values as machines read them, texts from outside among them."""

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest

from postlab.reports.machine_formats import cell, moment, number


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (0, "0"),
        (-3, "-3"),
        (-1.5, "-1.5"),
        (14.0, "14"),
        (0.1 + 0.2, "0.3"),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, "true"),
        (False, "false"),
        (Colour.RED, "red"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+61 2", "'+61 2"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "' =1+1"),
        ("\r=1+1", "'\n=1+1"),
        ("＝1+1", "'＝1+1"),
        ("\x1b[31m=1+1", "'=1+1"),
        ("1 = 1", "1 = 1"),
        ("two\r\nlines", "two\nlines"),
    ],
)
def test_cell(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_a_moment_is_told_in_utc() -> None:
    sydney = timezone(timedelta(hours=11))
    assert cell(datetime(2026, 11, 24, 12, 30, 59, 999, tzinfo=sydney)) == "2026-11-24T01:30:59Z"
    with pytest.raises(ValueError, match="without a zone"):
        moment(datetime(2026, 11, 24))
    assert moment(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z"


def test_number_keeps_whole_numbers_whole() -> None:
    assert [number(value) for value in (10**15, 2.0, 1 / 3)] == ["1000000000000000", "2", "0.3333333333"]
