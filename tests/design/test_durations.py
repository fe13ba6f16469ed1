"""Durations as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.design.durations import format_duration, parse_duration


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", timedelta(seconds=90)),
        ("10m", timedelta(minutes=10)),
        ("72h", timedelta(hours=72)),
        ("7d", timedelta(days=7)),
        ("2h30m", timedelta(hours=2, minutes=30)),
        (" 1D 2H 3M 4S ", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("0h5m", timedelta(minutes=5)),
        ("3 days", timedelta(days=3)),
        ("Three days", timedelta(days=3)),
        ("72 hours", timedelta(hours=72)),
        ("a week", timedelta(days=7)),
        ("2 weeks", timedelta(days=14)),
        ("an hour", timedelta(hours=1)),
        ("1 day and 2 hrs", timedelta(hours=26)),
        ("two hours, 30 minutes", timedelta(minutes=150)),
    ],
)
def test_reads(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", ["90s", "1m", "10m", "90m", "1h", "6h", "24h", "72h", "4d", "7d", "14d", "2h30m"])
def test_writes_what_people_write(text: str) -> None:
    assert format_duration(parse_duration(text)) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "0s"),
        (timedelta(seconds=150), "2m30s"),
        (timedelta(hours=100), "4d4h"),
        (timedelta(days=1, seconds=1), "1d1s"),
        (timedelta(hours=-6), "-6h"),
        (timedelta(seconds=59, microseconds=600_000), "1m"),
    ],
)
def test_writes_the_rest(length: timedelta, text: str) -> None:
    assert format_duration(length) == text


@given(st.integers(1, 10**9))
def test_reads_back_what_it_writes(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert parse_duration(format_duration(length)) == length


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "72",
        "h",
        "3w",
        "1.5h",
        "-2h",
        "30m2h",
        "2h2h",
        "soon",
        "٣h",
        "1h and 2m",
        "3 months",
        "half a day",
        "and",
        "a",
        "2 h 30 min",
    ],
)
def test_refuses_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration; write it like 90s, 10m, 72h"):
        parse_duration(text)


def test_refuses_no_time_and_too_much_of_it() -> None:
    with pytest.raises(ValueError, match="longer than 0"):
        parse_duration("0s")
    for text in ("9999999999d", "9" * 5000 + "s"):
        with pytest.raises(ValueError, match="longer than PostLab can count"):
            parse_duration(text)
