"""Slots before a moment: within its time, never on its day, and a round all before the same one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.design.pairing import places
from postlab.design.slots import SlotTime, WeeklySlot, every, parse_slot, upcoming
from postlab.design.slots_before import before_the_same, slots_in, windows
from postlab.errors import InputError

START = datetime(2026, 11, 24, tzinfo=UTC)
ZONES = ("UTC", "Australia/Sydney", "Europe/London", "America/New_York")

days = st.lists(st.dates(date(2026, 11, 1), date(2027, 11, 1)), min_size=1, max_size=5)
slots = st.lists(
    st.builds(parse_slot, st.builds("{} {:02}:30".format, st.sampled_from(["Mon", "Wed", "Sun"]), st.integers(0, 23))),
    min_size=1,
    max_size=4,
)


@given(days, st.integers(1, 60), slots, st.sampled_from(ZONES))
def test_they_are_the_slots_that_lie_in_a_window(
    moments: list[date], ahead: int, weekly: list[WeeklySlot], zone: str
) -> None:
    def after(at: datetime) -> Iterator[SlotTime]:
        return upcoming(weekly, zone, after=at)

    found = windows(moments, timedelta(days=ahead))
    given_ = list(slots_in(found, zone, after=START, upcoming=after))
    end = START + timedelta(days=400)
    expected = [
        slot
        for slot in takewhile(lambda slot: slot.at < end, after(START))
        if any(
            timedelta(0) < datetime.combine(day, datetime.min.time()) - slot.wall <= timedelta(days=ahead)
            for day in moments
        )
    ]
    assert given_ == expected


def test_a_far_moment_of_a_quick_beat_is_found_at_once() -> None:
    def after(at: datetime) -> Iterator[SlotTime]:
        return every(timedelta(seconds=1), "UTC", start=START, after=at)

    found = windows([date(2036, 1, 1)], timedelta(days=2))
    first = next(slots_in(found, "UTC", after=START, upcoming=after))
    assert first.wall == datetime(2035, 12, 30)


def test_a_round_lies_before_one_moment() -> None:
    def after(at: datetime) -> Iterator[SlotTime]:
        return every(timedelta(days=3), "UTC", start=START, after=at)

    # slots on the 24th, 27th, 30th, 3rd, 6th: the first window has one, so its round would be torn
    found = windows([date(2026, 11, 25), date(2026, 12, 5)], timedelta(days=6))
    start = START - timedelta(days=1)
    there = list(slots_in(found, "UTC", after=start, upcoming=after))
    assert [slot.wall.day for slot in there] == [24, 30, 3]
    same = before_the_same(found)
    chosen = places("two links", slots=iter(there), links=[1, 2], variants=2, gap=None, together=same)
    assert [place.slot.wall.day for place in chosen] == [30, 3]
    with pytest.raises(InputError, match="there are only 0"):
        places("two links", slots=islice(there, 0), links=[1, 2], variants=2, gap=None, together=same)
