"""Slots are understood in the words that people type, and what is not understood is never skipped."""

from __future__ import annotations

import pytest

from postlab.design.plan import read_plan
from postlab.design.slot_words import parse_slots, slots_said

WEEKDAYS_AT_NOON = "Mon 12:00, Tue 12:00, Wed 12:00, Thu 12:00, Fri 12:00"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Tue 12:30", "Tue 12:30"),
        ("Mon and Fri 9am", "Mon 09:00, Fri 09:00"),
        ("weekdays at noon", WEEKDAYS_AT_NOON),
        ("noon on weekdays", WEEKDAYS_AT_NOON),
        ("every weekday, 12.00", WEEKDAYS_AT_NOON),
        ("Mon-Fri 12:00", WEEKDAYS_AT_NOON),
        ("every Tuesday 12.30", "Tue 12:30"),
        ("tue/thu 17:00", "Tue 17:00, Thu 17:00"),
        ("daily 8am", ", ".join(f"{day} 08:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))),
        ("Monday 9:30 pm", "Mon 21:30"),
        ("Mon, Wed and Fri 9am", "Mon 09:00, Wed 09:00, Fri 09:00"),
        ("Tue 12:30, Thu 5 p.m.", "Tue 12:30, Thu 17:00"),
        ("9am Mondays", "Mon 09:00"),
        ("9am Mon, 5pm Tue", "Mon 09:00, Tue 17:00"),
        ("Mon 9am and 5pm", "Mon 09:00, Mon 17:00"),
        ("Tuesdays & Thursdays at 12:30", "Tue 12:30, Thu 12:30"),
        ("Fri to Mon 5 pm", "Fri 17:00, Sat 17:00, Sun 17:00, Mon 17:00"),
        ("weekends 10 a.m.", "Sat 10:00, Sun 10:00"),
        ("Tu/Th 17h", "Tue 17:00, Thu 17:00"),
        ("Weds 17", "Wed 17:00"),
        ("thurs 0930", "Thu 09:30"),
        ("Mon 17h30", "Mon 17:30"),
        ("Mon 9 o'clock am", "Mon 09:00"),
        ("Mon 12am", "Mon 00:00"),
        ("Mon 12pm", "Mon 12:00"),
        ("Mon at midnight", "Mon 00:00"),
        ("Mon 9am, monday 09:00", "Mon 09:00"),
        ("Mon\u00a09am", "Mon 09:00"),
    ],
)
def test_reads_what_people_type(typed: str, meant: str) -> None:
    slots = parse_slots(typed)
    assert slots_said(slots) == meant
    assert parse_slots(meant) == slots


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "write a weekday and a time"),
        ("12:30", "no weekday goes with 12:30"),
        ("Tue", "Tuesday has no time"),
        ("Tue 9am, Thu", "Thursday has no time"),
        ("Monday to Friday", "Friday has no time"),
        ("Tue 9", "is 9 in the morning or the evening\\? Write 9am, 9pm or 09:00"),
        ("Teusday 9am", "did you mean “Tuesday”\\?"),
        ("Teu 12:30", "“Teu” is not understood; did you mean “Tue”\\?"),
        ("Fri 9am thr 5pm", "“thr” is not understood; did you mean “Thu”\\?"),
        ("Tue at nooon", "did you mean “noon”\\?"),
        ("weekdys at noon", "did you mean “weekdays”\\?"),
        ("Someday", "“Someday” is not understood"),
        ("every other Tuesday 9am", "“other” is not understood"),
        ("first Monday 9am", "“first” is not understood"),
        ("twice a week", "“twice” is not understood"),
        ("Mon to 9am", "from one weekday to another"),
        ("Mon to", "not to which"),
        ("Tue 24:00", "no such time of day"),
        ("Tue 12:60", "no such time of day"),
        ("Tue 13am", "no such time of day"),
        ("Tue 0pm", "no such time of day"),
        ("Tue 123:30", "“123” is not understood"),
        ("Tue 9am am", "“am” is not understood"),
    ],
)
def test_refuses_with_the_way_to_write_it(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_slots(typed)


def test_a_plan_takes_the_same_words_and_leaves_what_was_written_plainly() -> None:
    document = {
        "name": "x",
        "question": "Q?",
        "metric": "likes",
        "accounts": ["a"],
        "link": [{"url": "https://x.example"}],
        "slots": ["Mon and Fri 9am", "Tuesday 12:30"],
    }
    plan, faults = read_plan(document, timezone="UTC")
    assert faults == []
    assert plan is not None
    # a stored plan that says "Tuesday 12:30" keeps its words, and with them its hash
    assert plan.slots == ("Mon 09:00", "Fri 09:00", "Tuesday 12:30")
    _, faults = read_plan({**document, "slots": ["Mon and Fri 9am", "Fri 09:00"]}, timezone="UTC")
    assert [fault.message for fault in faults] == ["names a slot twice"]
    _, faults = read_plan({**document, "slots": ["every other Monday 9am"]}, timezone="UTC")
    assert "“other” is not understood" in faults[0].message
