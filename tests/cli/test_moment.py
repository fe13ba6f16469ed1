"""`postlab moment`, and what other commands make of the calendar: draft, new, status, report, retry."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest

from calendars.calendar_files import calendar, event
from cli.terminal import terminal
from cli.typist import NAME, PLAN, Typist, changed

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
BY_HAND = ("draft", "https://news.example/pay", "--title", "Pay", "--evidence", "Research shows that it rose.")
WITHOUT_MOMENT = changed(
    PLAN,
    {
        'moment = "exams"                 # a kind of moment, or the words themselves\n': "",
        "moment_on = 2026-11-30\n": "",
    },
)
HOSTILE = calendar(
    event(
        "UID:1",
        "DTSTART;VALUE=DATE:20261203",
        "SUMMARY:\x1b[31m[bold]=cmd()[/] `postlab run`",
        "CATEGORIES:$(rm -rf),students; touch",
    )
)


def test_moments_are_added_listed_and_taken_out(typist: Typist) -> None:
    assert "No moment yet." in typist("moment", "list").words
    assert "moment list" in typist("moment", "add", "exams", "30 November", "--audience", "Student").words
    typist("moment", "add", "results day", "last", "week", "of", "January")
    typist("moment", "add", "our open evening", "2026-12-03", "--lasts", "2", "--audience", "parents")
    result = typist("moment", "list", width=80)
    assert max(len(line) for line in result.out.splitlines()) <= 80
    assert "Mon 30 Nov 2026 7 days exams students With exams starting today," in result.words
    answer = typist("moment", "list", "--json").json
    assert answer["schema_version"] == 2
    assert [(m["id"], m["on"], m["last"], m["days"], m["audience"]) for m in answer["moments"]] == [
        (1, "2026-11-30", "2026-12-20", 7, "students"),
        (3, "2026-12-03", "2026-12-04", 10, "parents"),
        (2, "2027-01-25", "2027-01-31", 63, None),
    ]
    assert [m["id"] for m in typist("moment", "list", "--audience", "parents", "--json").json["moments"]] == [3, 2]
    table = list(csv.DictReader(io.StringIO(typist("moment", "list", "--csv").out)))
    assert (table[0]["id"], table[0]["rule"], table[0]["source"]) == ("1", "30 November", "by hand")
    assert "nothing was changed" in typist("moment", "add", "exams", "30 November", "--audience", "students").words
    typist("moment", "remove", "1", "3")
    assert [m["id"] for m in typist("moment", "list", "--all", "--json").json["moments"]] == [2]
    assert "There is no moment 1" in typist("moment", "remove", "1", "2", code=2).complaint
    assert len(typist("moment", "list", "--json").json["moments"]) == 1


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("exams", "soonish"), "is not a day or a yearly rule. Understood are: 2026-11-30"),
        (("exams", "2020-01-01"), "“exams” is over"),
        (("exams", "31", "April"), "There is no 31 April."),
        (("", "30 November"), "1 to 120 characters"),
        (("e" * 121, "30 November"), "1 to 120 characters"),
        (("exams", "30 November", "--audience", " "), "1 to 60 characters"),
        (("exams", "30 November", "--lasts", "0"), "--lasts takes a whole number, 1 to 366; “0” is none."),
    ],
)
def test_bad_input_stores_nothing(words: tuple[str, ...], complaint: str, typist: Typist) -> None:
    result = typist("moment", "add", *words, code=2)
    assert complaint in " ".join(result.complaint.replace("│", " ").split())
    assert typist.rows("SELECT count(*) FROM moment") == [(0,)]


def test_a_calendar_file_is_taken_once(typist: Typist) -> None:
    file = str(EXAMPLES / "school-and-university-year-south.ics")
    before = typist.dump()
    assert "18 would be new" in typist("moment", "import", file, "--dry-run").words
    assert typist.dump() == before
    taken = typist("moment", "import", file, "--json").json
    assert {moment["how"] for moment in taken["moments"]} == {"new"}
    assert taken["left_out"] == []
    after = typist.dump()
    assert "18 there already" in typist("moment", "import", file).words
    assert typist.dump() == after
    moments = typist("moment", "list", "--audience", "employers", "--json").json["moments"]
    assert [(m["what"], m["audience"]) for m in moments] == [
        ("start of year", None),
        ("careers fair", "employers"),
        ("national careers week", None),
    ]


def test_a_changed_calendar_changes_what_it_brought(typist: Typist) -> None:
    fair = ("UID:1", "SUMMARY:Careers fair")
    day = event("UID:2", "DTSTART;VALUE=DATE:20261210", "SUMMARY:Open day", "CATEGORIES:Parents")

    def take(*events: str, more: tuple[str, ...] = ()) -> dict[str, str]:
        file = typist.lab.parent / "year.ics"
        file.write_bytes(calendar(*events))
        return {
            imported["moment"]["what"]: imported["how"]
            for imported in typist("moment", "import", str(file), *more, "--json").json["moments"]
        }

    assert take(event(*fair, "DTSTART;VALUE=DATE:20261203"), day, more=("--only", "FAIR")) == {"careers fair": "new"}
    moved = event(*fair, "DTSTART;VALUE=DATE:20261204")
    assert take(moved, day, more=("--audience", "clients")) == {"careers fair": "changed", "open day": "new"}
    # whose it is stays, where the file does not say
    assert take(moved, day) == {"careers fair": "same", "open day": "changed"}
    assert typist.rows("SELECT what, audience, rule FROM moment ORDER BY id") == [
        ("careers fair", "clients", "2026-12-04"),
        ("open day", "parents", "2026-12-10"),
    ]
    assert take(event(*fair, "DTSTART;VALUE=DATE:20261204", "STATUS:CANCELLED")) == {"careers fair": "cancelled"}
    typist("moment", "remove", "2")
    assert take(moved, day) == {"careers fair": "removed", "open day": "removed"}
    assert typist("moment", "list", "--json").json["moments"] == []


def test_a_hostile_calendar_is_shown_and_not_obeyed(typist: Typist) -> None:
    result = typist("moment", "import", "-", stdin=HOSTILE)
    assert "\x1b" not in result.out
    assert "[bold]=cmd()[/] `postlab run`" in result.words
    assert "standard input: 1 new." in result.words
    completed = typist("moment", "list")
    assert "\x1b" not in completed.out
    table = typist("moment", "list", "--csv").out
    assert "\x1b" not in table
    typist("moment", "add", "own:=1+1", "2026-12-04")
    assert ",'=1+1," in typist("moment", "list", "--csv").out
    (entry, *_) = typist("status", "--json").json["moments_unplanned"]
    assert entry["next"] == "postlab new --before 14d"
    assert "\x1b" not in typist("status").out + typist("--lab", str(typist.lab), *BY_HAND).out


@pytest.mark.parametrize("content", ["", "hello", "BEGIN:VCALENDAR\r\n"])
def test_what_is_no_calendar_is_refused(content: str, typist: Typist) -> None:
    result = typist("moment", "import", typist.writes(content, "year.ics"), code=2)
    assert "year.ics is not a calendar file." in result.complaint
    assert "No such file" in typist("moment", "import", "nowhere.ics", code=2).complaint
    assert "cannot be read" in typist("moment", "import", str(typist.lab), code=2).complaint


def test_a_draft_opens_with_the_nearest_of_its_audience(typist: Typist) -> None:
    by_hand = ("--lab", str(typist.lab), *BY_HAND)
    assert typist(*by_hand, "--json").json["moment"] is None
    typist("moment", "add", "exams", "2026-12-03", "--audience", "students")
    typist("moment", "add", "careers fair", "2026-12-10")
    answer = typist(*by_hand, "--json").json
    assert (answer["moment"]["what"], answer["moment"]["on"]) == ("exams", "2026-12-03")
    assert any(draft["text"].startswith("Worth a look before exams: ") for draft in answer["drafts"])
    assert "the calendar's nearest: exams, Thu 3 Dec 2026 (in 10 days)." in typist(*by_hand).words
    assert typist(*by_hand, "--audience", "parents", "--json").json["moment"]["what"] == "careers fair"
    for options in (("--moment", "open day"), ("--block", "moment=As term ends,")):
        assert typist(*by_hand, *options, "--json").json["moment"] is None


def test_a_plan_before_its_moments(typist: Typist) -> None:
    assert "before" in typist("new", "--from", typist.writes(WITHOUT_MOMENT), "--before", "14d", code=2).complaint
    typist("moment", "add", "results day", "2026-12-16", "--audience", "students")
    typist("moment", "add", "new year", "1 January", "--audience", "clients")
    status = typist("status")
    assert "students: results day, Wed 16 Dec 2026 (in 23 days)" in status.words
    assert "→ `postlab new --audience students --before 14d`" in status.words
    answer = typist("new", "--from", typist.writes(WITHOUT_MOMENT), "--before", "14d", "--yes", "--json").json
    assert answer["plan"]["moment"] == [{"what": "results day", "on": "2026-12-16"}]
    assert [post["slot_wall"] for post in answer["posts"]] == ["2026-12-03T12:30", "2026-12-08T12:30"]
    assert any("room for about 2 rounds" in warning for warning in answer["warnings"])
    again = typist("new", "--from", typist.writes(WITHOUT_MOMENT), "--before", "14d", "--yes")
    assert "nothing was changed" in again.words
    unplanned = typist("status", "--json").json["moments_unplanned"]
    assert [(row["audience"], row["moment"]["what"], row["moment"]["days"]) for row in unplanned] == [
        ("clients", "new year", 39)
    ]
    assert "Moments: results day in round 1 (13 days before)" in typist("report", NAME).words
    (round_,) = typist("report", NAME, "--json").json["rounds"]
    assert (round_["moment"], round_["moment_days"]) == ({"what": "results day"}, 13)


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal on Windows")
def test_the_wizard_offers_the_calendars_moments(typist: Typist) -> None:
    # the terminal's program has a clock of its own
    typist("moment", "add", "exams", "30 November", "--audience", "students", "--lasts", "5")
    typist("moment", "add", "our fair", "1 June", "--audience", "students")
    options = "--expected treatment --question Q? --name fair --hypothesis H --rationale R "
    options += "--audience students --account sandbox"
    more = "--metric likes --horizon 24h --rounds 2 --if-it-fails No."
    words = [*options.split(), *more.split(), "--slot", "Mon 08:00"]
    with terminal("--lab", str(typist.lab), "new", *words) as seen:
        seen.wait_for("From your calendar:")
        seen.wait_for("our fair,")
        seen.answer("Which moment is near?", "9")
        seen.answer("There is no 9 in the list", "1")
        seen.answer("Link 1", "https://127.0.0.1/x")
        seen.answer("Its title", "Pay")
        seen.answer("The sentence that carries its claim", "It went up.")
        seen.answer("Link 2")
        seen.answer("Plan this experiment?", "y")
        assert seen.end() == 0
    ((plan,),) = typist.rows("SELECT plan FROM experiment")
    (moment,) = json.loads(plan)["moment"]
    assert (moment["what"], moment["on"][4:], moment["lasts"]) == ("exams", "-11-30", 5)
    assert "moment" not in json.loads(plan)["brief"]
