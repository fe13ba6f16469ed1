"""Words as every screen has them: nouns with their numbers, lists in a sentence, days and times on a wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postlab import english

SYDNEY = ZoneInfo("Australia/Sydney")
AT = datetime(2026, 11, 3, 1, 30, tzinfo=UTC)
DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("number", "words", "shown"),
    [
        (1, ("round",), "1 round"),
        (0, ("round",), "0 rounds"),
        (-1, ("day",), "-1 days"),
        (1204, ("more link",), "1,204 more links"),
        (1, ("entry", "entries"), "1 entry"),
        (2, ("entry", "entries"), "2 entries"),
    ],
)
def test_a_noun_goes_with_its_number(number: int, words: tuple[str, ...], shown: str) -> None:
    assert english.counted(number, *words) == shown
    assert shown.endswith(f" {english.plural(number, *words)}")


def test_other_words_go_with_a_number_too() -> None:
    assert [english.plural(number, "is", "are") for number in (0, 1, 2)] == ["are", "is", "are"]


def test_items_stand_in_a_sentence() -> None:
    assert [english.listed("abc"[:end]) for end in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert english.listed(["a", "b", "c"], "or") == "a, b or c"
    assert english.listed(str(number) for number in range(2)) == "0 and 1"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("a link", "A link"), ("iPhone sales", "IPhone sales"), ("éTé", "ÉTé"), ("“a”", "“a”")],
)
def test_a_capital_is_all_that_changes(text: str, shown: str) -> None:
    assert english.capital(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("It ends", "It ends."), ("It ends.", "It ends."), ("Does it?", "Does it?"), ("So…", "So…")]
)
def test_a_sentence_has_one_end(text: str, shown: str) -> None:
    assert english.ended(text) == shown


@given(st.text(max_size=12), st.integers(1, 12))
def test_what_is_quoted_is_cut_and_says_so(text: str, most: int) -> None:
    shown = english.quoted(text, most=most)
    assert shown[0] + shown[-1] == "“”"
    assert len(shown) <= most + 2
    assert shown == english.quoted(text) if len(text) <= most else shown[-2] == "…"


def test_days() -> None:
    assert english.day(DAY) == "3 Nov 2026"
    assert english.padded_day(DAY) == "03 Nov 2026"
    assert english.long_day(DAY) == "3 November 2026"
    assert english.weekday(DAY) == "Tue 3 Nov 2026"
    assert english.padded_weekday(DAY) == "Tue 03 Nov 2026"


@pytest.mark.parametrize(
    ("days", "shown"),
    [(-3, "3 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (6, "in 6 days")],
)
def test_how_far_away_a_day_is(days: int, shown: str) -> None:
    assert english.away(DAY + timedelta(days=days), DAY) == shown


def test_times_are_those_of_the_zone() -> None:
    assert english.local_day(AT.replace(hour=13), SYDNEY) == "4 Nov 2026"
    assert english.local_time(AT, SYDNEY) == "Tue 3 Nov 2026 12:30"
    assert english.short_time(AT.replace(second=5), ZoneInfo("Europe/London")) == "Tue 3 Nov 01:30:05"
    assert english.zoned_time(AT, SYDNEY) == "Tue 03 Nov 2026 12:30 Australia/Sydney"
    assert english.utc_time(AT.astimezone(SYDNEY)) == "2026-11-03 01:30 UTC"


@pytest.mark.parametrize(
    ("away", "shown"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(seconds=-20), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=89), "in 89 minutes"),
        (timedelta(minutes=91), "in 2 hours"),
        (timedelta(hours=35), "in 35 hours"),
        (timedelta(hours=37), "in 2 days"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(days=1200), "in 1,200 days"),
    ],
)
def test_a_time_is_so_far_from_now(away: timedelta, shown: str) -> None:
    assert english.from_now(AT + away, AT) == shown
