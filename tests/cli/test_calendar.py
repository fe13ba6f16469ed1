"""`postlab calendar`: weeks on screens of any width, a page, a file to subscribe to, and JSON."""

from __future__ import annotations

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from cli.typist import NAME, PLAN, Typist, changed

SYDNEY = ZoneInfo("Australia/Sydney")
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun"
LATER = changed(
    PLAN,
    {f'"{NAME}"': '"parents"', '"Tue 12:30", "Thu 12:30"': '"Wed 09:00", "Fri 13:00"', "graduate-pay": "open-day"},
)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose crontab runs no lab, whatever this one's does."""
    monkeypatch.setattr("postlab.cron.crontab._ELSEWHERE", "")
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def busy(planned: Typist) -> Typist:
    """Two experiments side by side, the first approved, and a moment."""
    planned.plans(LATER)
    planned("approve", NAME)
    planned("moment", "add", "open day", "2026-11-28", "--audience", "students")
    return planned


def test_an_empty_lab_says_what_to_type(typist: Typist) -> None:
    words = typist("calendar").words
    assert words.startswith("Nothing lies ahead in these 4 weeks: no post, reading or moment. Next: `postlab new`")
    assert "`postlab moment add" in words
    assert "Nothing lies ahead in this week" in typist("calendar", "--weeks", "1").words


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_weeks_fit_the_screen_and_say_the_same(busy: Typist, width: int) -> None:
    result = busy("calendar", width=width)
    assert max(map(len, result.out.splitlines())) <= width
    words = result.words
    assert "(times in Australia/Sydney)" in words
    assert "Simulated audience: no real person sees these posts." in words
    assert "This week, 23 to 29 November 2026 Tue 24 Nov" in words
    assert "12:30 ● sandbox: post 1 of exam-season-context" in words
    assert "Run `postlab run` by Wed 25 Nov 12:30." in words
    assert "09:00 ○ sandbox: post 3 of parents" in words
    assert "It waits for your approval: `postlab approve 3`, then run `postlab run` by Thu 26 Nov 09:00." in words
    assert "Another link goes out there within a day: post 1 of exam-season-context." in words
    assert "* open day" in words
    assert "(students)" in words
    assert "12:30 ▸ Run `postlab run` by Sat 28 Nov 06:30 to read post 1" in words
    assert "12:30 ◌ sandbox: round 2 of exam-season-context" in words
    assert "A forecast is a round that is not drawn yet" in words


def test_the_weeks_at_a_glance_mark_today_and_stand_where_there_is_room(busy: Typist) -> None:
    wide = busy("calendar", width=80).out.splitlines()
    head = next(number for number, line in enumerate(wide) if " ".join(line.split()) == WEEKDAYS)
    assert [line[:8].strip() for line in wide[head + 1 : head + 5]] == ["23 Nov", "30 Nov", "7 Dec", "14 Dec"]
    assert " ".join(wide[head + 1].split()) == "23 Nov [23] 24 ● 25 !○ 26 ● 27 ○▸ 28 ▸* 29 ▸"
    assert not any("[23]" in line for line in busy("calendar", width=40).out.splitlines())
    busy.clock.set(datetime(2026, 11, 29, 12, 0, tzinfo=SYDNEY))
    assert "Sun 29 Nov, today" in busy("calendar").words


def test_what_went_out_this_week_stays_in_it_and_where_cron_runs_nobody_is_sent(busy: Typist) -> None:
    busy.clock.set(datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY))
    busy("run", code=(0, 3))
    words = busy("calendar", "--weeks", "1").words
    assert "12:31 ✓ sandbox: post 1 of exam-season-context" in words
    cron = f"{busy.clock.now():%Y-%m-%dT%H:%M:%S}Z INFO run started: nobody at the keyboard\n"
    from postlab.cron.state import UNATTENDED

    (busy.lab / "postlab.log").write_text(cron.replace("nobody at the keyboard", UNATTENDED), encoding="utf-8")
    alone = busy("calendar", "--weeks", "1")
    assert "A run reads post 1 of exam-season-context by Sat 28 Nov 06:31." in alone.words
    assert "Run `postlab run`" not in alone.words
    assert "It is approved." in alone.words


def test_a_pause_is_said_with_the_way_on(busy: Typist) -> None:
    busy("pause", "parents")
    words = busy("calendar").words
    assert "Held: The experiment is paused." in words
    assert "parents is paused since Mon 23 Nov 09:00, so nothing new of it goes out: Paused by hand." in words
    assert "`postlab resume parents` lets it go on." in words
    assert "round 2 of parents" not in words


def test_one_account_alone(busy: Typist) -> None:
    busy("account", "add", "sandbox", "second")
    assert "no post, reading" not in busy("calendar", "--account", "sandbox").words
    assert "post 1 of" not in busy("calendar", "--account", "second").words
    assert "There is no account “secnod”" in busy("calendar", "--account", "secnod", code=2).complaint


def test_programs_get_slots_times_and_moments(busy: Typist) -> None:
    answer = busy("calendar", "--json").json
    assert (answer["timezone"], answer["first"], answer["last"]) == ("Australia/Sydney", "2026-11-23", "2026-12-20")
    first, second, *_ = answer["slots"]
    assert (first["at"], first["stage"], first["post"]["id"]) == ("2026-11-24T01:30:00Z", "approved", 1)
    assert second["conflicts"] == ["Another link goes out there within a day: post 1 of exam-season-context."]
    forecasts = [slot for slot in answer["slots"] if slot["stage"] == "forecast"]
    assert {slot["post"] for slot in forecasts} == {None}
    assert {slot["round"] for slot in forecasts} == {2, 3, 4}
    assert [moment["what"] for moment in answer["moments"]] == ["open day"]
    assert answer["run_times"][0]["errand"] == "publish"


def test_the_file_is_replaced_at_once_and_stays_readable(busy: Typist, tmp_path: Path) -> None:
    folder = tmp_path / "web"
    folder.mkdir()
    file = folder / "postlab.ics"
    result = busy("calendar", "--ics", str(file))
    assert "events are in" in result.words
    assert "(Times in Australia/Sydney.)" in result.words
    assert stat.S_IMODE(file.stat().st_mode) & 0o044 == 0o044 & ~_umask()
    file.chmod(0o640)
    served = tmp_path / "served.ics"
    served.symlink_to(file)
    with file.open("rb") as reader:
        before = reader.read(100)
        busy.clock.advance(timedelta(minutes=5))
        busy("calendar", "--ics", str(served))
        # who had begun to read it reads the old one to its end
        rest = reader.read()
    assert icalendar.Calendar.from_ical(before + rest).walk("VEVENT")
    assert served.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert before + rest != file.read_bytes()
    assert [path.name for path in folder.iterdir()] == ["postlab.ics"], "nothing half-written is left"


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def test_a_file_without_events_takes_the_place_of_an_old_one(typist: Typist, tmp_path: Path) -> None:
    file = tmp_path / "postlab.ics"
    file.write_text("old", encoding="utf-8")
    assert "0 events are in" in typist("calendar", "--ics", str(file)).words
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert typist("calendar", "--ics", "-").out.startswith("BEGIN:VCALENDAR")


def test_the_reminders_and_the_calendar_share_their_events(busy: Typist, tmp_path: Path) -> None:
    one, other = tmp_path / "remind.ics", tmp_path / "calendar.ics"
    busy("remind", "-o", str(one))
    busy("calendar", "--ics", str(other))
    reminders, calendar = (
        {str(event["UID"]) for event in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")}
        for file in (one, other)
    )
    assert reminders
    assert reminders <= calendar


def test_a_page_is_written_here_or_printed(busy: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "Written to" in busy("calendar", "--html").words
    text = (tmp_path / "calendar.html").read_text(encoding="utf-8")
    assert "<h1>What goes out when</h1>" in text
    assert "<code>postlab approve 3</code>" in text
    assert busy("calendar", "--html", "-o", "-").out == text


def test_what_cannot_be_done_is_said_and_writes_nothing(busy: Typist, tmp_path: Path) -> None:
    file = str(tmp_path / "no" / "such" / "postlab.ics")
    assert "cannot be written" in busy("calendar", "--ics", file, code=2).complaint
    assert "are different answers" in busy("calendar", "--html", "--json", code=2).complaint
    assert "Add --html" in busy("calendar", "-o", str(tmp_path / "x"), code=2).complaint
    assert "1 to 53" in busy("calendar", "--weeks", "0", code=2).complaint
    assert list(tmp_path.glob("*.html")) == []


def test_status_leads_there(busy: Typist) -> None:
    assert "`postlab calendar` shows the weeks to come." in busy("status").words
