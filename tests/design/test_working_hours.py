"""Horizons that somebody who reads at work can meet."""

from __future__ import annotations

import pytest

from postlab.design.durations import parse_duration
from postlab.design.slots import USUAL_SLOTS, parse_slot
from postlab.design.working_hours import met_at_work, usual_horizon


@pytest.mark.parametrize(
    ("slot", "horizon", "met"),
    [
        ("Mon 12:30", "72h", True),  # Thu 12:30 to Fri 06:30
        ("Tue 12:30", "72h", True),  # Fri 12:30 to Sat 06:30
        ("Tue 16:00", "72h", False),  # Fri 16:00: an hour is too short
        ("Wed 12:30", "72h", False),  # Sat to Sun
        ("Thu 12:30", "72h", False),  # Sun 12:30 to Mon 06:30
        ("Thu 18:00", "72h", True),  # Sun 18:00 to Mon 12:00
        ("Fri 12:30", "72h", True),  # Mon
        ("Thu 12:30", "7d", True),
        ("Fri 12:30", "7d", True),
        ("Sat 12:30", "7d", False),  # Sat 12:30 to Mon 06:30
        ("Sun 12:30", "24h", True),  # Mon 12:30 to 18:30
        ("Mon 18:00", "1h", False),
    ],
)
def test_the_time_to_read_has_working_hours_in_it(slot: str, horizon: str, met: bool) -> None:
    assert met_at_work(parse_slot(slot), parse_duration(horizon)) is met


@pytest.mark.parametrize(
    ("slots", "runs_by_itself", "horizon"),
    [
        (USUAL_SLOTS, True, "72h"),
        (USUAL_SLOTS, False, "7d"),
        (("Mon 12:30", "Tue 12:30"), False, "72h"),
        (("Wed 12:30", "Sun 12:30"), False, "7d"),
        ((), False, "72h"),
    ],
)
def test_the_usual_horizon_is_the_soonest_that_is_met(
    slots: tuple[str, ...], runs_by_itself: bool, horizon: str
) -> None:
    assert usual_horizon([parse_slot(slot) for slot in slots], runs_by_itself=runs_by_itself) == horizon
