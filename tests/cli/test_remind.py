"""Nothing is lost in silence: who has no cron is told when to run the lab, and offered what could run it, once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from cli.typist import NAME, PLAN, Typist
from postlab.cron.state import TOLD, UNATTENDED

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST_SLOT = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
SECOND_SLOT = datetime(2026, 11, 26, 12, 31, tzinfo=SYDNEY)
OFFER = "Nothing is known to run this lab by itself."
PUBLISH = "Run `postlab run` between Tue 24 Nov 12:30 and Wed 25 Nov 12:30"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose crontab runs no lab, whatever this one's does."""
    monkeypatch.setattr("postlab.cron.crontab._ELSEWHERE", "")
    monkeypatch.setenv("PATH", "")


def test_whoever_approves_learns_when_to_run_it_and_what_could_do_it_once(planned: Typist) -> None:
    result = planned("approve", NAME)
    assert f"{PUBLISH} to publish post 1 of {NAME}." in result.words
    assert "between Fri 27 Nov 12:30 and Sat 28 Nov 06:30 to read post 1" in result.words
    assert OFFER in result.complaint
    assert "`postlab cron enable`" in result.complaint
    assert TOLD in (planned.lab / "postlab.log").read_text(encoding="utf-8")
    again = planned("status")
    assert again.words.startswith(f"Next: {PUBLISH} to publish post 1 of {NAME}.")
    assert OFFER not in again.complaint + again.words
    assert f"Next: {PUBLISH}" in planned("run").words


def test_status_says_each_next_time_once(planned: Typist) -> None:
    planned.plans(PLAN.replace(NAME, "another"))
    planned("approve", "--all")
    words = planned("status").words
    assert words.count(f"to publish post 1 of {NAME}.") == 1
    assert words.count(f"Next: {PUBLISH} to publish post 3 of another.") == 1
    assert "goes out" not in words


def test_a_short_turn_remembers_that_it_told(typist: Typist) -> None:
    # later than whatever is written while the test runs, so that a note can be left
    typist.clock.set(datetime(2100, 11, 22, 22, 0, tzinfo=UTC))
    typist.plans(PLAN.replace("moment_on = 2026-11-30", "moment_on = 2100-11-30"))
    # a program's answer tells nobody
    typist("approve", NAME, "--json")
    for _ in range(2):
        typist("run", "--json")
    assert list(typist.lab.glob("*.nothing-due"))
    first, second = typist("run"), typist("run")
    assert first.words == second.words
    assert "Nothing was due. Next: Run `postlab run` between" in first.words
    assert OFFER in first.complaint
    assert OFFER not in second.complaint


def test_a_note_hides_nothing_of_what_was_moved(typist: Typist) -> None:
    typist.clock.set(datetime(2100, 11, 22, 22, 0, tzinfo=UTC))
    typist.plans(PLAN.replace("moment_on = 2026-11-30", "moment_on = 2100-11-30"))
    typist("approve", NAME, "--all")
    typist("run", "--at", "2100-12-20T12:31")
    for _ in range(2):
        assert "was moved to" in typist("run", code=(0, 1, 3)).complaint


def test_where_something_runs_the_lab_nothing_is_said(planned: Typist) -> None:
    (planned.lab / "postlab.log").write_text(
        f"{planned.clock.now():%Y-%m-%dT%H:%M:%S}Z INFO run started: {UNATTENDED}\n", encoding="utf-8"
    )
    result = planned("approve", NAME)
    assert "When you must run it" not in result.words
    assert OFFER not in result.complaint
    assert "Run `postlab run`" not in planned("status").words
    assert planned("status", "--json").json["runs_by_itself"] is True
    assert "Something else than cron runs this lab." in planned("doctor").words


def test_a_quiet_run_without_a_keyboard_is_remembered_as_a_schedulers(planned: Typist) -> None:
    planned("approve", NAME)
    planned("run")
    log = planned.lab / "postlab.log"
    assert UNATTENDED not in log.read_text(encoding="utf-8")
    planned("run", "--quiet")
    assert f"run started: {UNATTENDED}" in log.read_text(encoding="utf-8")


def test_programs_get_the_times(planned: Typist) -> None:
    answer = planned("status", "--json").json
    assert answer["runs_by_itself"] is False
    first, *_, last = answer["run_times"]
    assert (first["errand"], first["posts"], first["waits_for_approval"]) == ("publish", [1], True)
    assert (first["opens_at"], first["closes_at"]) == ("2026-11-24T01:30:00Z", "2026-11-25T01:30:00Z")
    assert (last["errand"], last["posts"], last["expected"]) == ("read", [2], True)


def test_a_calendar_file_is_written_here_or_printed(planned: Typist, tmp_path: Path) -> None:
    planned("approve", NAME)
    file = tmp_path / "times.ics"
    result = planned("remind", NAME, "-o", str(file))
    assert "4 reminders are in" in result.words
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert [str(event["UID"]).partition("@")[0] for event in events] == ["publish-1", "publish-2", "read-1", "read-2"]
    assert events[0]["DTSTART"].dt == datetime(2026, 11, 24, 12, 30, tzinfo=SYDNEY)
    printed = planned("remind", "-o", "-")
    assert printed.out.startswith("BEGIN:VCALENDAR")
    assert printed.err == ""


def test_nothing_to_be_reminded_of_is_said_and_writes_no_file(typist: Typist, tmp_path: Path) -> None:
    file = tmp_path / "times.ics"
    assert "nothing to be reminded of" in typist("remind", "-o", str(file)).words
    assert not file.exists()
    assert typist("remind", "-o", "-").out == ""
    assert "There is no experiment “nope”" in typist("remind", "nope", code=2).complaint


def test_a_file_that_cannot_be_written_is_an_error(planned: Typist, tmp_path: Path) -> None:
    assert "cannot be written" in planned("remind", "-o", str(tmp_path / "no" / "times.ics"), code=2).complaint


def test_run_and_doctor_say_why_a_round_is_lost(planned: Typist) -> None:
    planned("approve", NAME)
    for at in (FIRST_SLOT, SECOND_SLOT):
        planned.clock.set(at)
        planned("run", code=3 if at == SECOND_SLOT else 0)
    planned.clock.set(SECOND_SLOT + timedelta(days=4))
    checked = planned("doctor", code=3)
    assert f"Post 2 of {NAME} should have been read between Sun 29 Nov 12:31" in checked.words
    assert "`postlab run` still makes an estimate" in checked.words
    assert "Run `postlab run` soon to read post 1" in planned("status").words
    result = planned("run", code=3)
    assert "Post 2 should have been read between Sun 29 Nov 12:31 and Mon 30 Nov 06:31" in result.words
    assert "What counts is an estimate." in result.words
