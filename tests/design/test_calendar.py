"""Yearly rules in people's words: always in their month, once a year, and refused in a sentence."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab.design.calendar import LAST_YEAR, Occurrence, occurrences, parse_rule

YEAR = (date(2026, 11, 24), date(2027, 11, 23))
MONTHS = calendar.month_name[1:]
WEEKDAYS = calendar.day_name
ORDINALS = ("first", "second", "third", "fourth", "last", "1st", "2nd", "3rd", "4th")

months = st.sampled_from(MONTHS)
years = st.integers(1905, LAST_YEAR - 5)
in_a_month = st.one_of(
    st.builds("{} {} of {}".format, st.sampled_from(ORDINALS), st.sampled_from([*WEEKDAYS, "week"]), months),
    st.builds("{} {}".format, st.sampled_from(["early", "mid", "late", "end of", "middle of"]), months),
    st.builds("every {} {}".format, st.integers(1, 28), months),
    st.builds("{} {}".format, months, st.integers(1, 28)),
    months,
)


def month_of(rule: str) -> int:
    return next(number for number, name in enumerate(MONTHS, start=1) if name in rule)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-30", [("2026-11-30", None)]),
        (" 2026-11-09..2026-12-02 ", [("2026-11-09", 24)]),
        ("2026-11-09 to 2026-12-02", [("2026-11-09", 24)]),
        ("30 November", [("2026-11-30", None)]),
        ("every year on the 30th of November", [("2026-11-30", None)]),
        ("Nov. 30", [("2026-11-30", None)]),
        ("30 November 2027", []),
        ("9 November to 2 December", [("2026-11-09", 24), ("2027-11-09", 24)]),
        ("9 to 12 March", [("2027-03-09", 4)]),
        ("20 December..5 January", [("2026-12-20", 17)]),
        ("last week of October", [("2027-10-25", 7)]),
        ("first Monday of September", [("2027-09-06", None)]),
        ("the second week of May", [("2027-05-10", 7)]),
        ("last Friday of January", [("2027-01-29", None)]),
        ("first Monday of September 2027", [("2027-09-06", None)]),
        ("three weeks before 25 December", [("2026-12-04", None)]),
        ("10 days after the last Friday of January", [("2027-02-08", None)]),
        ("2 days before 2026-12-01", [("2026-11-29", None)]),
        ("mid-February", [("2027-02-15", 7)]),
        ("29 February", [("2027-02-28", None)]),
        ("in March", [("2027-03-01", 31)]),
    ],
)
def test_what_is_written_is_meant(written: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(str(found.first), found.lasts) for found in occurrences(parse_rule(written), *YEAR)] == expected


@given(in_a_month, years)
def test_once_a_year_and_in_its_month(written: str, year: int) -> None:
    found = occurrences(parse_rule(written), date(year, 1, 1), date(year + 3, 12, 31))
    # a week of the year before may reach into this one
    firsts = [one.first for one in found if one.first.year >= year]
    assert [day.year for day in firsts] == list(range(year, year + 4))
    assert {day.month for day in firsts} == {month_of(written)}
    assert firsts == sorted(firsts)


@given(st.sampled_from(ORDINALS), months, years)
def test_weeks_run_from_monday_to_sunday_and_the_last_lies_in_its_month(number: str, month: str, year: int) -> None:
    (found,) = occurrences(parse_rule(f"{number} week of {month} {year}"), date(year, 1, 1), date(year, 12, 31))
    assert (found.first.weekday(), found.lasts) == (0, 7)
    if number == "last":
        assert found.last.month == found.first.month == month_of(month)
        assert (found.last + timedelta(days=7)).month != found.last.month
    else:
        assert (found.first.day - 1) // 7 == ORDINALS.index(number) % 5


@given(st.integers(1, 366), st.sampled_from(["before", "after"]), in_a_month, years)
def test_days_from_another_are_that_far_from_it(days: int, way: str, written: str, year: int) -> None:
    sign = -1 if way == "before" else 1
    rule, shifted = parse_rule(written), parse_rule(f"{days} days {way} {written}")
    start = date(year, 1, 1)
    moved = [one.first for one in occurrences(shifted, start - timedelta(days=366), start + timedelta(days=1099))]
    for one in occurrences(rule, start, start + timedelta(days=700)):
        assert one.first + timedelta(days=sign * days) in moved


@given(st.dates(date(1950, 1, 1), date(2200, 1, 1)), st.integers(0, 800), in_a_month)
def test_a_window_shows_all_that_reach_into_it_and_nothing_else(start: date, days: int, written: str) -> None:
    end = start + timedelta(days=days)
    rule = parse_rule(written)
    everything = occurrences(rule, start - timedelta(days=800), end + timedelta(days=800))
    assert occurrences(rule, start, end) == [one for one in everything if one.last >= start and one.first <= end]


def test_leap_days() -> None:
    found = occurrences(parse_rule("29 February"), date(2027, 1, 1), date(2028, 12, 31))
    assert found == [Occurrence(date(2027, 2, 28)), Occurrence(date(2028, 2, 29))]


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("soon", "is not a day or a yearly rule. Understood are: 2026-11-30"),
        ("30 Novembr", "“30 Novembr” is not a day or a yearly rule; did you mean “30 November”?"),
        ("last weak of Octobr", "did you mean “last week of October”?"),
        ("frst Tusday in Febuary 2027", "did you mean “first Tuesday in February 2027”?"),
        ("31 Febuary", "is not a day or a yearly rule. Understood are: 2026-11-30"),
        ("", "is not a day or a yearly rule"),
        ("Monday", "is not a day or a yearly rule"),
        ("31 February", "There is no 31 February."),
        ("2026-02-30", "There is no day 2026-02-30"),
        ("2026-12-02..2026-11-09", "ends before it begins"),
        ("2026-12-02..2028-11-09", "is longer than a year"),
        ("fifth Monday of May", "is not one that every month has"),
        ("0 days before 1 May", "is not a number of days"),
        ("many days before 1 May", "is not a number of days"),
        ("1 May 1066", "The year 1066"),
        ("9999-01-01", "The year 9999"),
        ("40 to 12 March", "is not a day or a yearly rule"),
        ("a week before " * 400 + "1 May", "120 characters at most"),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence(written: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)) as caught:
        parse_rule(written)
    assert str(caught.value).endswith(".")


@given(st.text(max_size=40) | st.text(alphabet="0123456789 -.weekdays of May last", max_size=40))
def test_any_text_is_a_rule_or_a_complaint(written: str) -> None:
    try:
        rule = parse_rule(written)
    except ValueError:
        return
    found = occurrences(rule, *YEAR)
    assert len(found) <= 2 or not rule.yearly
