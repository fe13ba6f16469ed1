"""Timestamp identifiers."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.platforms.tid import ALPHABET, new_tid, tid_time

times = st.datetimes(datetime(1970, 1, 2), datetime(2250, 1, 1), timezones=st.just(UTC))


@given(times, st.integers())
def test_it_holds_the_time_to_the_millisecond(at: datetime, seed: int) -> None:
    tid = new_tid(at, random.Random(seed))
    assert len(tid) == 13
    assert tid[0] in ALPHABET[:16]
    assert abs(tid_time(tid) - at) < timedelta(milliseconds=1)


@given(times, times, st.integers())
def test_text_sorts_as_time_does(first: datetime, other: datetime, seed: int) -> None:
    rng = random.Random(seed)
    early, late = sorted([first, other])
    if late - early >= timedelta(milliseconds=2):
        assert new_tid(early, rng) < new_tid(late, rng)


def test_a_known_one() -> None:
    # https://atproto.com/specs/tid gives 3jzfcijpj2z2a as an example
    assert tid_time("3jzfcijpj2z2a").year == 2023


def test_the_same_seed_makes_the_same_key() -> None:
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert new_tid(at, random.Random(4)) == new_tid(at, random.Random(4))


def test_many_at_one_instant_differ() -> None:
    at, rng = datetime(2026, 11, 23, 9, 30, tzinfo=UTC), random.Random(1)
    assert len({new_tid(at, rng) for _ in range(200)}) == 200


@pytest.mark.parametrize(
    "at", [datetime(2026, 1, 1), datetime(1969, 12, 31, tzinfo=UTC), datetime(2300, 1, 1, tzinfo=UTC)]
)
def test_times_that_do_not_fit(at: datetime) -> None:
    with pytest.raises(ValueError, match=r"TID"):
        new_tid(at, random.Random(1))


@pytest.mark.parametrize("text", ["", "3jzfcijpj2z2", "zzzzzzzzzzzzz", "3jzfcijpj2z21", "3JZFCIJPJ2Z2A"])
def test_what_is_not_one(text: str) -> None:
    with pytest.raises(ValueError, match="not a TID"):
        tid_time(text)
