"""Slots are wall times of the audience, whatever its clocks do."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postlab.design.slots import (
    SlotTime,
    WeeklySlot,
    every,
    parse_slot,
    parse_zone,
    resolve,
    slots_per_week,
    upcoming,
)

ZONES = ["Australia/Sydney", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def first(count: int, slots: list[str], zone: str, after: str) -> list[SlotTime]:
    return list(itertools.islice(upcoming(map(parse_slot, slots), zone, after=utc(after)), count))


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Tue 12:30", WeeklySlot(1, time(12, 30))),
        ("Tuesday 12:30", WeeklySlot(1, time(12, 30))),
        (" sunday  9:05 ", WeeklySlot(6, time(9, 5))),
        ("MON 00:00", WeeklySlot(0, time(0))),
        ("Thurs 23:59", WeeklySlot(3, time(23, 59))),
        ("Sat. 08:00", WeeklySlot(5, time(8))),
    ],
)
def test_reads_a_slot(text: str, slot: WeeklySlot) -> None:
    assert parse_slot(text) == slot
    assert parse_slot(str(slot)) == slot


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write a weekday and a time"),
        ("12:30", "write a weekday and a time"),
        ("Tue", "write a weekday and a time"),
        ("Tue 9am", "write a weekday and a time"),
        ("Tu 12:30", "write a weekday and a time"),
        ("Tuk 12:30", "does not start with a weekday"),
        ("Tue 24:00", "no such time of day"),
        ("Tue 12:60", "no such time of day"),
    ],
)
def test_refuses_a_slot_with_the_way_to_write_it(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_slot(text)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Australia", "../etc/passwd", "/etc/localtime"])
def test_refuses_what_is_no_zone(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone; write it as region and city"):
        parse_zone(name)


def test_a_city_is_no_zone_and_its_zone_is_suggested() -> None:
    with pytest.raises(ValueError, match="“Sydney” is not a time zone; did you mean “Australia/Sydney”"):
        parse_zone("Sydney")


def test_slots_keep_their_wall_time_over_a_change_of_the_clocks() -> None:
    found = first(4, ["Tue 12:30", "Thu 12:30"], "Australia/Sydney", "2026-09-29T00:00")
    assert [(slot.wall.isoformat(), slot.at) for slot in found] == [
        ("2026-09-29T12:30:00", utc("2026-09-29T02:30")),
        ("2026-10-01T12:30:00", utc("2026-10-01T02:30")),
        ("2026-10-06T12:30:00", utc("2026-10-06T01:30")),  # daylight saving began on the 4th
        ("2026-10-08T12:30:00", utc("2026-10-08T01:30")),
    ]
    assert all(slot.note is None and slot.zone == "Australia/Sydney" for slot in found)


def test_kathmandu_is_a_quarter_of_an_hour_off_the_others() -> None:
    assert first(1, ["Mon 09:00"], "Asia/Kathmandu", "2026-11-22T00:00")[0].at == utc("2026-11-23T03:15")


@pytest.mark.parametrize(
    ("zone", "wall", "at", "becomes"),
    [
        ("Australia/Sydney", "2026-10-04T02:30", "2026-10-03T16:30", "03:30"),
        ("Europe/London", "2026-03-29T01:00", "2026-03-29T01:00", "02:00"),
        ("America/New_York", "2026-03-08T02:59", "2026-03-08T07:59", "03:59"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45", "02:45"),
    ],
)
def test_a_skipped_wall_time_moves_forward_by_what_is_skipped(zone: str, wall: str, at: str, becomes: str) -> None:
    slot = resolve(datetime.fromisoformat(wall), zone)
    assert slot.at == utc(at)
    assert slot.wall == datetime.fromisoformat(wall)
    assert slot.at.astimezone(ZoneInfo(zone)).strftime("%H:%M") == becomes
    assert slot.note is not None
    assert "does not exist" in slot.note
    assert slot.note.endswith(f"it becomes {becomes}.")


@pytest.mark.parametrize(
    ("zone", "wall", "at"),
    [
        ("Australia/Sydney", "2026-04-05T02:30", "2026-04-04T15:30"),
        ("Europe/London", "2026-10-25T01:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-11-01T01:00", "2026-11-01T05:00"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
    ],
)
def test_a_repeated_wall_time_is_the_first_of_the_two(zone: str, wall: str, at: str) -> None:
    slot = resolve(datetime.fromisoformat(wall), zone)
    assert slot.at == utc(at)
    assert slot.note is not None
    assert "comes twice" in slot.note


@pytest.mark.parametrize("wall", ["2026-10-04T01:59", "2026-10-04T03:00", "2026-04-05T01:59", "2026-04-05T03:00"])
def test_the_minutes_around_a_change_are_plain(wall: str) -> None:
    assert resolve(datetime.fromisoformat(wall), "Australia/Sydney").note is None


def test_a_whole_day_that_a_country_skipped() -> None:
    slot = resolve(datetime(2011, 12, 30, 12, 30), "Pacific/Apia")
    assert slot.at == utc("2011-12-30T22:30")
    assert slot.note is not None
    assert "12:30 on 2011-12-31" in slot.note


def test_two_slots_that_fall_on_the_same_moment_come_once() -> None:
    found = first(3, ["Sun 02:30", "Sun 03:30"], "Australia/Sydney", "2026-10-03T00:00")
    assert [slot.wall.isoformat() for slot in found] == [
        "2026-10-04T03:30:00",
        "2026-10-11T02:30:00",
        "2026-10-11T03:30:00",
    ]
    assert found[0].note is None


def test_a_skipped_slot_comes_after_one_that_it_overtakes() -> None:
    found = first(2, ["Sun 02:45", "Sun 03:15"], "Australia/Sydney", "2026-10-03T00:00")
    assert [slot.wall.time() for slot in found] == [time(3, 15), time(2, 45)]


def test_a_slot_at_this_very_moment_is_over() -> None:
    assert first(1, ["Tue 12:30"], "UTC", "2026-11-24T12:30")[0].at == utc("2026-12-01T12:30")
    assert first(1, ["Tue 12:30"], "UTC", "2026-11-24T12:29:59")[0].at == utc("2026-11-24T12:30")


@settings(max_examples=60, deadline=None)
@given(
    st.sets(
        st.builds(WeeklySlot, st.integers(0, 6), st.times().map(lambda t: t.replace(second=0, microsecond=0))),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),
)
def test_slots_come_in_order_and_none_is_left_out(slots: set[WeeklySlot], zone: str, after: datetime) -> None:
    start = after.replace(tzinfo=UTC)
    found = list(itertools.islice(upcoming(slots, zone, after=start), 4 * len(slots)))
    moments = [slot.at for slot in found]
    assert moments == sorted(set(moments))
    assert moments[0] > start
    assert moments[0] - start <= timedelta(days=7, hours=1)
    for slot in found:
        local = slot.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert WeeklySlot(slot.wall.weekday(), slot.wall.time()) in slots
        assert (local == slot.wall) or slot.note
        assert timedelta() <= local - slot.wall <= timedelta(hours=1)
    # Whatever slot is asked about, some moment of the coming two weeks is its own or shared with it.
    days = [start.astimezone(ZoneInfo(zone)).date() + timedelta(days=number) for number in range(1, 14)]
    expected = {
        resolve(datetime.combine(day, slot.time), zone).at
        for day in days
        for slot in slots
        if slot.weekday == day.weekday()
    }
    assert {moment for moment in expected if start < moment <= moments[-1]} <= set(moments)


def test_a_steady_beat_ignores_the_clocks() -> None:
    beat = every(timedelta(hours=6), "Europe/London", start=utc("2026-10-24T22:00"), after=utc("2026-10-24T22:00"))
    found = list(itertools.islice(beat, 2))
    assert [slot.at for slot in found] == [utc("2026-10-25T04:00"), utc("2026-10-25T10:00")]
    assert [slot.wall.isoformat() for slot in found] == ["2026-10-25T04:00:00", "2026-10-25T10:00:00"]


def test_a_beat_starts_at_its_start_and_is_joined_where_it_is() -> None:
    start = utc("2026-11-24T00:00")

    def beat(after: str) -> datetime:
        return next(every(timedelta(seconds=90), "UTC", start=start, after=utc(after))).at

    assert beat("2026-01-01T00:00") == start
    assert beat("2026-11-24T00:00") == start + timedelta(seconds=90)
    assert beat("2026-11-24T00:01:29") == start + timedelta(seconds=90)
    assert beat("2026-11-24T00:01:30") == start + timedelta(seconds=180)


def test_what_cannot_give_slots_is_refused_at_once() -> None:
    after = utc("2026-11-24T00:00")
    with pytest.raises(ValueError, match="no slots"):
        upcoming([], "UTC", after=after)
    with pytest.raises(ValueError, match="not a time zone"):
        upcoming([parse_slot("Tue 12:30")], "Nowhere", after=after)
    with pytest.raises(ValueError, match="no time zone"):
        upcoming([parse_slot("Tue 12:30")], "UTC", after=datetime(2026, 11, 24))
    with pytest.raises(ValueError, match="longer than 0"):
        every(timedelta(), "UTC", start=after, after=after)


def test_counts_the_slots_of_a_week() -> None:
    assert slots_per_week([parse_slot("Tue 12:30"), parse_slot("Thu 12:30"), parse_slot("tue 12:30")]) == 2
    assert slots_per_week(timedelta(hours=6)) == 28
    assert slots_per_week(timedelta(days=14)) == 0.5
