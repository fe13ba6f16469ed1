"""What does not go together in a calendar: links within a day, quiet hours, a full week; days of 23 and 25 hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from postlab.design.clashes import Clash, ClashKind, Going, clashes
from postlab.design.frequency import Rules

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 11, 23, 12, 30, tzinfo=LONDON)
NEAR = Clash(ClashKind.NEAR, other=0)


def going(at: datetime, *, account: int = 1, experiment: int = 1, **changes: object) -> Going:
    rules = changes.pop("rules", Rules())
    return Going(account, experiment, at, "Europe/London", rules, **changes)  # type: ignore[arg-type]  # its fields


@pytest.mark.parametrize(
    ("later", "found"),
    [
        (timedelta(hours=23, minutes=59), (NEAR,)),
        (timedelta(hours=24), ()),
        (timedelta(0), (NEAR,)),
    ],
)
def test_another_link_within_a_day_is_told_of_the_later_post(later: timedelta, found: tuple[Clash, ...]) -> None:
    assert clashes([going(MONDAY), going(MONDAY + later, experiment=2)]) == [(), found]
    assert clashes([going(MONDAY), going(MONDAY + later, account=2)]) == [(), ()]


@pytest.mark.parametrize("saturday", [datetime(2026, 3, 28, 12, 30), datetime(2026, 10, 24, 12, 30)])
def test_a_day_is_one_by_the_clock_on_the_wall_where_the_clocks_change(saturday: datetime) -> None:
    sunday = saturday + timedelta(days=1)
    slots = [going(wall.replace(tzinfo=LONDON)) for wall in (saturday, sunday)]
    assert clashes(slots) == [(), ()]
    earlier = going((sunday - timedelta(minutes=1)).replace(tzinfo=LONDON))
    assert clashes([slots[0], earlier]) == [(), (NEAR,)]


def test_the_halves_of_a_mailing_and_a_rehearsal_of_hours_are_not_too_near() -> None:
    assert clashes([going(MONDAY, mailing=7), going(MONDAY, mailing=7)]) == [(), ()]
    assert clashes([going(MONDAY, mailing=7), going(MONDAY, mailing=8)]) == [(), (NEAR,)]
    assert clashes([going(MONDAY, near=False), going(MONDAY, near=False)]) == [(), ()]


def test_quiet_hours_span_midnight() -> None:
    rules = Rules(quiet=(time(21), time(7)))
    days = [going(MONDAY.replace(hour=hour, minute=0) + timedelta(days=3 * n), rules=rules) for n, hour in
            enumerate((20, 21, 23, 6, 7))]  # fmt: skip
    kinds = [[clash.kind for clash in found] for found in clashes(days)]
    assert kinds == [[], [ClashKind.QUIET], [ClashKind.QUIET], [ClashKind.QUIET], []]


def test_one_post_more_than_a_week_may_have_is_told() -> None:
    rules = Rules(posts_a_week=2)
    week = [going(MONDAY + timedelta(days=2 * n), experiment=n, rules=rules) for n in range(4)]
    assert clashes(week) == [(), (), (Clash(ClashKind.CROWDED, most=2),), (Clash(ClashKind.CROWDED, most=2),)]
    own = [going(MONDAY + timedelta(days=2 * n), experiment=n % 2, rules=Rules(own_a_week=1)) for n in range(3)]
    assert [len(found) for found in clashes(own)] == [0, 0, 1]


def test_a_mailing_counts_once_in_a_week() -> None:
    rules = Rules(posts_a_week=2)
    mailed = [going(MONDAY, mailing=1, rules=rules), going(MONDAY, mailing=1, rules=rules)]
    later = going(MONDAY + timedelta(days=2), mailing=2, rules=rules)
    assert clashes([*mailed, later]) == [(), (), ()]
