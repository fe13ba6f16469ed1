"""When the tool must run for a post: the same rules by which posts go out and numbers count."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postlab.design.frequency import is_quiet
from postlab.design.run_windows import Errand, RunWindow, in_whole_minutes, reading_window, windows_of
from postlab.stats import Sighting, outcome

SLOT = datetime(2026, 12, 3, 1, 30, tzinfo=UTC)
"""Thursday 12:30 in Sydney."""

HOUR = timedelta(hours=1)
HORIZON = 72 * HOUR


def windows(*, late: timedelta = 24 * HOUR, quiet: tuple[time, time] | None = None) -> tuple[RunWindow, ...]:
    return windows_of(slot_at=SLOT, published_at=None, horizon=HORIZON, late=late, zone="Australia/Sydney", quiet=quiet)


def test_a_post_must_be_put_out_and_then_read() -> None:
    assert windows() == (
        RunWindow(Errand.PUBLISH, SLOT, SLOT + 24 * HOUR, SLOT + 24 * HOUR),
        RunWindow(Errand.READ, SLOT + 72 * HOUR, SLOT + 90 * HOUR, SLOT + 180 * HOUR, expected=True),
    )


def test_of_one_that_is_out_only_the_reading_is_left_counted_from_when_it_went_out() -> None:
    out_at = SLOT + 5 * HOUR
    (reading,) = windows_of(
        slot_at=SLOT, published_at=out_at, horizon=HORIZON, late=HOUR, zone="Australia/Sydney", read_before=True
    )
    assert reading == RunWindow(Errand.READ, out_at + 72 * HOUR, out_at + 90 * HOUR, None)


def test_a_later_try_does_not_give_its_slot_more_time() -> None:
    publishing, reading = windows_of(
        slot_at=SLOT,
        published_at=None,
        horizon=HORIZON,
        late=24 * HOUR,
        zone="Australia/Sydney",
        not_before=SLOT + 2 * HOUR,
    )
    assert (publishing.opens, publishing.closes) == (SLOT + 2 * HOUR, SLOT + 24 * HOUR)
    assert reading.opens == SLOT + 74 * HOUR


def test_a_time_as_it_is_said_lies_within_the_window() -> None:
    second = timedelta(seconds=1)
    window = RunWindow(Errand.READ, SLOT + second, SLOT + HOUR + 59 * second, None)
    said = in_whole_minutes(window)
    assert (said.opens, said.closes) == (SLOT + timedelta(minutes=1), SLOT + HOUR)
    short = RunWindow(Errand.READ, SLOT + second, SLOT + 30 * second, None)
    assert in_whole_minutes(short) == short


def test_quiet_hours_shorten_a_window_at_either_end() -> None:
    around_the_slot, _ = windows(quiet=(time(12), time(14)), late=6 * HOUR)
    assert (around_the_slot.opens, around_the_slot.closes) == (SLOT + 1.5 * HOUR, SLOT + 6 * HOUR)
    at_the_end, _ = windows(quiet=(time(21), time(7)), late=10 * HOUR)
    assert (at_the_end.opens, at_the_end.closes) == (SLOT, SLOT + 8.5 * HOUR)


@given(
    st.builds(time, st.integers(0, 23)),
    st.builds(time, st.integers(0, 23)),
    st.integers(1, 200),
)
def test_no_window_opens_in_quiet_hours_or_ends_before_it_begins(start: time, end: time, late: int) -> None:
    if start == end:
        return
    publishing, reading = windows(quiet=(start, end), late=late * HOUR)
    assert not is_quiet(publishing.opens, "Australia/Sydney", (start, end))
    assert publishing.opens <= publishing.closes
    assert reading.opens < reading.closes


@given(st.floats(0.01, 400))
def test_a_number_counts_just_as_the_window_says(age_h: float) -> None:
    window = reading_window(SLOT, horizon=HORIZON)
    seen_at = SLOT + timedelta(hours=age_h)
    age_s = (seen_at - SLOT).total_seconds()
    found = outcome([Sighting(age_s, 9)], horizon_s=HORIZON.total_seconds(), now_age_s=age_s)
    assert (found.value is not None and not found.estimated) == (window.opens <= seen_at <= window.closes)
    assert window.last is not None
    assert (found.value is not None) == (window.opens <= seen_at <= window.last)
