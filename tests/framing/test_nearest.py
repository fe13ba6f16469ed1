"""The moment that a text opens with is the one nearest to its day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from postlab.framing.moments import named_in
from postlab.framing.nearest import DatedMoment, nearest

DAY = date(2026, 11, 24)


def at(days: int, what: str = "careers fair", lasts: int | None = None) -> DatedMoment:
    return DatedMoment(what, DAY + timedelta(days=days), lasts)


def test_the_nearest_to_come_within_sixty_days() -> None:
    assert nearest([at(50), at(20), at(90)], day=DAY) == at(20)
    assert nearest([at(60)], day=DAY) == at(60)
    assert nearest([at(61)], day=DAY) is None
    assert nearest([at(61)], day=DAY, within=90) == at(61)
    assert nearest([], day=DAY) is None


def test_one_under_way_counts_by_the_day_on_which_it_began() -> None:
    exams = at(-5, "exams")
    assert nearest([exams, at(10)], day=DAY) == exams
    assert nearest([exams, at(3)], day=DAY) == at(3)
    assert nearest([exams, at(5)], day=DAY) == at(5)
    # exams last three weeks, unless the calendar says otherwise
    assert nearest([at(-20, "exams")], day=DAY) == at(-20, "exams")


def test_what_is_over_only_where_nothing_else_is_near() -> None:
    assert nearest([at(-1), at(59)], day=DAY) == at(59)
    assert nearest([at(-1), at(-9)], day=DAY) == at(-1)
    assert nearest([at(-14)], day=DAY) == at(-14)
    assert nearest([at(-15)], day=DAY) is None
    assert nearest([at(-34, "exams")], day=DAY) == at(-34, "exams")
    assert nearest([at(-35, "exams")], day=DAY) is None
    assert nearest([at(-16, "exams", lasts=2)], day=DAY) is None


@given(st.lists(st.builds(at, st.integers(-100, 100), st.just("open day"), st.none() | st.integers(1, 30)), max_size=6))
def test_the_order_of_a_calendar_does_not_matter(moments: list[DatedMoment]) -> None:
    one, other = nearest(moments, day=DAY), nearest(list(reversed(moments)), day=DAY)
    assert (one is None) == (other is None)
    if one and other:
        assert abs((one.on - DAY).days) == abs((other.on - DAY).days) or one.days != other.days
        near = [m for m in moments if 0 <= (m.on - DAY).days <= 60]
        assert not near or (one.on - DAY).days > -one.days


def test_a_title_is_a_kind_only_where_it_plainly_is() -> None:
    for title, name in {
        "Year 12 HSC exams begin": "exams",
        "A-level Results Day 2027": "results day",
        "University open day": "open day",
        "Careers fair 2026/27": "careers fair",
        "Applications close": "applications",
        "School holidays": "holidays",
    }.items():
        assert named_in(title) == name
    for words in ("Exams end", "UCAS applications open", "Meeting about exams", "Results released", "HSC"):
        assert named_in(words) == words
    assert named_in("Open evening https://tickets.example/x") == "Open evening"
    assert len(named_in("word " * 100)) <= 120
