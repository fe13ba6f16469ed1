"""The calendar file: what a calendar reads out of it, what rings, and that a newer file changes the same events."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest

from loop.bench import DAY, FIRST, LINKS, SECOND, ZONE, Bench
from loop.notify.test_ahead import ahead, settings
from postlab.loop.moments.store import add_moment
from postlab.loop.notify.calendar_file import calendar_file, events_of
from postlab.loop.protect import pausing
from postlab.records.tables import Experiment

SYDNEY = ZoneInfo(ZONE)


def written(bench: Bench, *, runs_by_itself: bool = False) -> bytes:
    outlook = ahead(bench)
    reminders, days = events_of(outlook, runs_by_itself=runs_by_itself)
    return calendar_file(bench.lab, reminders, days, quiet=outlook.quiet)


def events(content: bytes) -> dict[str, icalendar.Event]:
    """The events by the first part of their UID, which must differ."""
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    by_key = {str(one["UID"]).partition("@")[0]: one for one in found}
    assert len(by_key) == len(found)
    return by_key


def alarms(content: bytes) -> dict[str, timedelta]:
    return {key: alarm["TRIGGER"].dt for key, one in events(content).items() for alarm in one.walk("VALARM")}


def test_a_forecast_becomes_the_post_that_is_drawn_and_moves_with_it(bench: Bench) -> None:
    bench.experiment()
    before = events(written(bench))["slot-1-2-0-1"]
    assert (before["STATUS"], before["DTSTART"].dt) == ("TENTATIVE", FIRST + 7 * DAY)
    assert before["DTSTART"].params["TZID"] == ZONE
    assert str(before["SUMMARY"]) == "Forecast for page (simulated audience): round 2, exams"
    bench.run(FIRST)
    bench.run(SECOND)
    after = events(written(bench))["slot-1-2-0-1"]
    assert (after["UID"], after["STATUS"], after["DTSTART"].dt) == (before["UID"], "CONFIRMED", FIRST + 7 * DAY)
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTAMP"].dt == SECOND
    assert str(after["SUMMARY"]).startswith("Goes out on page (simulated audience): post 3 (")
    # nothing ran: the next turn puts the round off
    bench.run(FIRST + 9 * DAY)
    moved = events(written(bench))["slot-1-2-0-1"]
    assert moved["UID"] == before["UID"]
    assert moved["DTSTART"].dt > after["DTSTART"].dt
    assert "Put off from" in moved["DESCRIPTION"]


def test_what_a_person_must_do_rings_and_nothing_else(bench: Bench) -> None:
    bench.account("careers", "manual", network="facebook")
    bench.experiment(approve="each", rounds=1)
    bench.experiment(name="by-hand", accounts=["careers"], slots=["Wed 09:00", "Fri 13:00"], rounds=2)
    # whoever runs the lab by hand must run it, and nothing rings twice for one thing
    alone = alarms(written(bench))
    assert alone == {
        "slot-1-1-0-1": -DAY,
        "slot-1-1-1-1": -DAY,
        **{f"{errand}-{post}": timedelta(0) for errand in ("publish", "read") for post in (1, 2, 3, 4)},
    }
    by_itself = written(bench, runs_by_itself=True)
    assert set(alarms(by_itself)) == {"slot-1-1-0-1", "slot-1-1-1-1", "publish-3", "publish-4", "read-3", "read-4"}
    assert str(events(by_itself)["read-1"]["SUMMARY"]) == "PostLab runs: post 1 to read (exams)"
    assert "publish-1" not in events(by_itself)
    assert events(by_itself)["slot-2-2-0-2"]["STATUS"] == "TENTATIVE"


def test_a_paused_experiment_is_a_day_of_its_own_and_rings_not(bench: Bench) -> None:
    bench.experiment(approve="each")
    with bench.session() as session:
        pausing.pause(bench.lab, session, session.get_one(Experiment, 1), reason="Holidays.")
        session.commit()
    bench.clock.advance(DAY)
    content = written(bench)
    assert alarms(content) == {}
    pause = events(content)["pause-1-20261102"]
    assert (pause["DTSTART"].dt, pause["DTEND"].dt) == (date(2026, 11, 2), date(2026, 11, 4))
    assert str(pause["DESCRIPTION"]) == "Holidays. `postlab resume exams` lets it go on."
    assert str(events(content)["slot-1-1-0-1"]["SUMMARY"]).startswith("Held: ")


def test_moments_fill_their_days_and_quiet_hours_describe_the_calendar(bench: Bench) -> None:
    with bench.session() as session:
        add_moment(bench.lab, session, "exams", "2026-11-09", audience="students", lasts=3)
    settings(bench, 'quiet = "21:00-07:00"\n')
    content = written(bench)
    moment = events(content)["moment-1-20261109"]
    assert (moment["DTSTART"].dt, moment["DTEND"].dt) == (date(2026, 11, 9), date(2026, 11, 12))
    assert str(moment["SUMMARY"]) == "Moment: exams (students)"
    whole = icalendar.Calendar.from_ical(content)
    assert "Quiet hours: 21:00–07:00 Australia/Sydney." in str(whole["X-WR-CALDESC"])
    assert whole["REFRESH-INTERVAL"].dt == timedelta(hours=1)


def test_an_empty_lab_is_an_empty_calendar_that_still_names_its_zone(bench: Bench) -> None:
    whole = icalendar.Calendar.from_ical(written(bench))
    assert [part.name for part in whole.subcomponents] == ["VTIMEZONE"]
    assert str(whole.walk("VTIMEZONE")[0]["TZID"]) == ZONE


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York"])
def test_the_zone_in_the_file_puts_every_slot_at_its_time_on_the_wall(bench: Bench, zone: str) -> None:
    file = bench.folder / "postlab.toml"
    file.write_text(file.read_text("utf-8").replace(ZONE, zone), "utf-8")
    bench.reopen()
    bench.clock.set(FIRST - 21 * DAY)
    # weeks on both sides of the change of the clocks in autumn
    bench.experiment(timezone=zone, rounds=4)
    slots = [one for key, one in events(written(bench)).items() if key.startswith("slot-")]
    assert len(slots) == 8
    assert {f"{one['DTSTART'].dt:%H:%M}" for one in slots} == {"12:30"}
    assert len({one["DTSTART"].dt.utcoffset() for one in slots}) == 2


def test_a_hostile_title_adds_nothing_to_the_file(bench: Bench) -> None:
    title = "Pay\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Owned; \\n, \x1b[31m\u202e"
    bench.experiment(rounds=1, link=[{**LINKS[0], "title": title}, LINKS[1]])
    content = written(bench)
    assert b"\x1b" not in content
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == len(events(content)) == 6
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert any("Owned" in str(one["DESCRIPTION"]) for one in events(content).values())
    assert not any(str(one["SUMMARY"]).startswith("Owned") for one in events(content).values())
