"""A day is understood as calendars take it, and as people count from today."""

from __future__ import annotations

from datetime import date

import pytest

from postlab.design.typed_days import day_meant

TODAY = date(2026, 11, 30)
"""A Monday."""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-05", date(2026, 12, 5)),
        ("30 November", date(2026, 11, 30)),
        ("29 November", date(2027, 11, 29)),
        ("Dec 5th", date(2026, 12, 5)),
        ("5 December 2027", date(2027, 12, 5)),
        ("5 December 2099", date(2099, 12, 5)),
        ("last week of October", date(2027, 10, 25)),
        ("first Monday of March", date(2027, 3, 1)),
        ("three weeks before 25 December", date(2026, 12, 4)),
        ("today", date(2026, 11, 30)),
        ("Tomorrow", date(2026, 12, 1)),
        ("next Friday", date(2026, 12, 4)),
        ("on fri", date(2026, 12, 4)),
        ("Monday", date(2026, 12, 7)),
        ("in 3 weeks", date(2026, 12, 21)),
        ("in two days", date(2026, 12, 2)),
    ],
)
def test_reads(typed: str, day: date) -> None:
    assert day_meant(typed, today=TODAY) == day


def test_a_day_with_its_year_is_that_one() -> None:
    assert day_meant("5 December 2020", today=TODAY) == date(2020, 12, 5)
    assert day_meant("2020-12-05", today=TODAY) == date(2020, 12, 5)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "is not a day; write it like 2026-11-30, 30 November, next Friday or in 3 weeks"),
        ("30 Novembr", "“30 Novembr” is not a day; did you mean “30 November”\\?"),
        ("5/12/2026", "is not a day"),
        ("in 900 weeks", "is not a day"),
        ("31 February", "There is no 31 February"),
    ],
)
def test_refuses(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        day_meant(typed, today=TODAY)
