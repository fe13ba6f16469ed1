"""What protects followers, tried at every time of day and in every order of posts."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.design.frequency import (
    WEEK_FOR_SHORT,
    Rules,
    SlotUse,
    Watch,
    drawn_out,
    is_crowded,
    is_quiet,
    quiet_slots,
    quiet_until,
    room_from,
)
from postlab.design.pairing import places
from postlab.design.slots import parse_slot, resolve, upcoming
from postlab.errors import InputError

START = datetime(2026, 9, 28, tzinfo=UTC)
"""The clocks of Sydney go forward on the Sunday after."""
ZONES = st.sampled_from(["Australia/Sydney", "Europe/London", "America/St_Johns", "UTC"])
MOMENTS = st.integers(0, 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
WALLS = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))


@given(MOMENTS, ZONES, WALLS, WALLS)
def test_quiet_hours_end_when_they_say(at: datetime, zone: str, start: time, end: time) -> None:
    if start == end or not is_quiet(at, zone, (start, end)):
        return
    over = quiet_until(at, zone, (start, end))
    assert at < over <= at + timedelta(hours=26)
    assert not is_quiet(over, zone, (start, end))
    # an hour that the clocks take away may be the last one
    assert is_quiet(over - timedelta(minutes=61), zone, (start, end)) or over - at < timedelta(hours=2)


@pytest.mark.parametrize(
    ("wall", "quiet"), [("20:59", False), ("21:00", True), ("00:00", True), ("06:59", True), ("07:00", False)]
)
def test_the_first_minute_is_quiet_and_the_last_is_not(wall: str, quiet: bool) -> None:
    at = resolve(datetime.combine(START.date(), time.fromisoformat(wall)), "Australia/Sydney").at
    assert is_quiet(at, "Australia/Sydney", (time(21), time(7))) is quiet
    assert bool(quiet_slots(["Tue 12:30", f"Mon {wall}"], (time(21), time(7)))) is quiet


@given(st.lists(st.integers(0, 40 * 24), max_size=40), st.integers(1, 6))
def test_no_week_ever_has_more(hours: list[int], most: int) -> None:
    taken: list[datetime] = []
    for at in (START + timedelta(hours=hour) for hour in hours):
        if not is_crowded(at, taken, most):
            taken.append(at)
    for first in taken:
        assert sum(first <= at < first + WEEK_FOR_SHORT for at in taken) <= most
    # and what comes later has room exactly from then on
    now = max(taken, default=START)
    free = room_from(now, taken, most)
    assert not is_crowded(free, taken, most)
    assert free == now or is_crowded(free - timedelta(minutes=1), taken, most)


@pytest.mark.parametrize("most", [1, 2])
def test_the_same_slot_of_the_next_week_has_room_when_the_clocks_change(most: int) -> None:
    slots = upcoming([parse_slot("Tue 12:30"), parse_slot("Thu 12:30")], "Australia/Sydney", after=START)
    watch = Watch(Rules(posts_a_week=most), (1,))
    found = places(
        "two links",
        slots=slots,
        links=[1, 2, 3, 4],
        variants=4,
        gap=None,
        refusal=lambda slot, _link, taken: watch.why_not(slot.at, slot.zone, "", [place.slot.at for place in taken]),
    )
    days = [str(place.slot.wall.date())[5:] for place in found]
    assert days == {1: ["09-29", "10-06", "10-13", "10-20"], 2: ["09-29", "10-01", "10-06", "10-08"]}[most]


def test_a_link_comes_back_after_its_gap_and_another_goes_first() -> None:
    uses = (SlotUse(1, START + timedelta(days=1), "a", own=False), SlotUse(2, START + timedelta(days=9), "b", own=True))
    watch = Watch(Rules(link_gap=timedelta(days=30)), (1, 2), uses)
    day = (resolve(datetime(2026, 9, 29, 12) + timedelta(days=n), "UTC") for n in itertools.count())
    found = places(
        "two links",
        slots=day,
        links=[0, 1, 2],
        variants=3,
        gap=None,
        refusal=lambda slot, link, _taken: watch.why_not(slot.at, "UTC", "abc"[link], []),
    )
    # the fresh one at once; the others when their 30 days are over
    assert [(place.link, f"{place.slot.wall:%m-%d}") for place in found] == [(2, "09-29"), (0, "10-29"), (1, "11-06")]


def test_where_nothing_is_left_it_says_why() -> None:
    watch = Watch(
        Rules(quiet=(time(21), time(7)), link_gap=timedelta(days=3000)), (1,), (SlotUse(1, START, "a", own=True),)
    )
    slots = upcoming([parse_slot("Tue 23:00"), parse_slot("Wed 12:00")], "UTC", after=START)
    with pytest.raises(InputError, match="no slot for the next round within a year") as caught:
        places(
            "one link",
            slots=slots,
            links=[1],
            variants=2,
            gap=None,
            refusal=lambda slot, _link, _taken: watch.why_not(slot.at, "UTC", "a", []),
        )
    assert "lies in the quiet hours (21:00–07:00)" in caught.value.message
    assert "would bring a link again within 3000d" in caught.value.message


def test_what_takes_longer_than_its_slots_is_said_beforehand() -> None:
    plan = {"rounds": 12, "posts_per_round": 2, "links": 4, "links_per_round": 2, "slots_per_week": 2.0}
    assert drawn_out(Rules(posts_a_week=2, link_gap=timedelta(days=7)), **plan) == []
    week, links = drawn_out(Rules(posts_a_week=1, link_gap=timedelta(days=30)), **plan)
    assert "about 24 weeks, not the 12" in week
    assert "at least 21 weeks" in links


def test_a_rehearsal_keeps_to_its_own_budget_alone() -> None:
    rules = Rules((time(21), time(7)), 3, 2, timedelta(days=30))
    assert rules.for_horizon(timedelta(minutes=10)) == Rules(own_a_week=2)
    assert rules.for_horizon(timedelta(hours=1)) == rules
    assert rules
    assert not Rules()
