"""`postlab pause`, `resume`, `stop`: what they say, twice over, to people and to programs."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

from cli.typist import NAME, PLAN, Typist

HELD = f"`postlab resume {NAME}` lets it go on, `postlab stop {NAME}` ends it."


def test_paused_shown_and_let_go_on(planned: Typist) -> None:
    result = planned("pause", NAME, "--reason", "School [bold]holidays[/]\x1b[31m")
    assert f"Paused “{NAME}”. Nothing new goes out and nothing is given up; what is out is still read." in result.words
    again = planned("pause", NAME)
    assert "is paused already, since Mon 23 Nov 09:00 Australia/Sydney (now): School [bold]holidays[/]." in again.words
    status = planned("status")
    assert "Paused since Mon 23 Nov 09:00 (now): School [bold]holidays[/]." in status.words
    assert HELD in status.words
    assert "Waiting for your approval" not in status.out
    experiment = planned("status", "--json").json["experiments"][0]
    assert (experiment["experiment"]["state"], experiment["experiment"]["paused_at"]) == (
        "running",
        "2026-11-22T22:00:00Z",
    )
    report = planned("report", NAME).words
    assert "running, paused" in report
    assert HELD in report
    assert planned("run").words == "Nothing was due."
    assert "It is paused, so nothing goes out before" in planned("approve", NAME, "--yes").words
    planned.clock.advance(timedelta(days=20))
    answer = planned("resume", NAME, "--dry-run", "--json").json
    assert (answer["changed"], answer["dry_run"], len(answer["said"])) == (True, True, 2)
    assert "would go on" in answer["said"][0]
    assert "paused already" in planned("pause", NAME).words, "a dry run changes nothing"
    result = planned("resume", NAME)
    assert f"“{NAME}” goes on. Round 1 is put off to Tue 15 Dec 2026 12:30 Australia/Sydney" in result.words
    assert "is not paused; nothing was changed." in planned("resume", NAME).words
    (pause,) = planned("report", NAME, "--json").json["pauses"]
    assert (pause["guardrail"], pause["until"]) == (None, "2026-12-12T22:00:00Z")
    assert "From Mon 23 Nov 2026 09:00 to Sun 13 Dec 2026 09:00: School" in planned("report", NAME).words


def test_stopped_for_good(planned: Typist) -> None:
    planned("pause", NAME)
    assert f"Would stop “{NAME}”. 2 posts will not go out" in planned("stop", NAME, "--dry-run").words
    assert (
        f"Stopped “{NAME}”. 2 posts will not go out; what is out is still read."
        in planned("stop", NAME, "--yes", "--reason", "Enough").words
    )
    assert "is over already; nothing was changed." in planned("stop", NAME).words
    answer = planned("stop", NAME, "--json").json
    assert answer["changed"] is False
    assert [answer["experiment"][key] for key in ("state", "stopped_because", "paused_at")] == [
        "ended",
        "Enough.",
        None,
    ]
    assert "Stopped before it was settled: Enough." in planned("report", NAME).words
    for verb in ("pause", "resume"):
        assert f"“{NAME}” is over" in planned(verb, NAME, code=2).complaint
    assert planned("stop", "exam-seasn-context", code=2).complaint.count(f"Did you mean “{NAME}”?") == 1


def test_the_plan_says_what_it_may_use_up_and_when_it_stops(typist: Typist) -> None:
    screen = typist.plans(PLAN, "--posts-a-week", "1", "--usd", "5", "--fallback", "control", "--dry-run").words
    assert (
        "It goes back to “bare link” for what is drawn, then pauses, when a post is hidden or reported 3 times"
        in screen
    )
    assert "Its budget: 12 rounds at most, 1 post a week on one account and 5 USD in all." in screen
    assert "12 rounds take about 24 weeks, not the 12 that its slots would allow." in screen
    assert typist.rows("SELECT name FROM experiment") == []


def test_a_slot_in_quiet_hours_is_refused_with_its_place(typist: Typist) -> None:
    settings = typist.lab / "postlab.toml"
    settings.write_text(settings.read_text("utf-8").replace('quiet = "21:00-07:00"', 'quiet = "12:00-13:00"'), "utf-8")
    complaint = typist("new", "--from", typist.writes(PLAN), "--yes", code=2).complaint
    assert "slots 1: “Tue 12:30” lies in the lab's quiet hours (12:00–13:00)" in complaint
    assert "slots 2: “Thu 12:30”" in complaint


def test_money_is_allowed_on_record(typist: Typist) -> None:
    typist.plans(PLAN, "--usd", "5")
    again = ("new", "--from", typist.writes(PLAN), "--usd", "9", "--yes")
    assert "budget" in typist(*again, code=2).complaint
    assert "Amended “exam-season-context”: budget." in typist(*again, "--amend", "It is worth it.").words


def test_a_guardrail_speaks_once_by_cron_and_stays_on_the_screen(typist: Typist) -> None:
    typist.plans(PLAN.replace('approve = "each"', 'approve = "auto"'))
    for hours in (28, 2):
        typist.clock.advance(timedelta(hours=hours))
        typist("run")
    with closing(sqlite3.connect(typist.lab / "postlab.db")) as db, db:
        db.execute("""UPDATE reading SET others = '{"angry reactions": 7}'""")
    screen = typist("run", "--quiet", code=3).words
    assert (
        "“exam-season-context” is paused since Tue 24 Nov 2026 15:00 Australia/Sydney: Post 1 on “sandbox” got"
        in screen
    )
    assert "The rest of round 1 (post 2) waits and keeps its framing" in screen
    assert "Your plan for a failure: “Back to bare links for the holidays;" in screen
    assert f"→ postlab resume {NAME}, or postlab stop {NAME}" in screen
    assert typist("run", "--quiet", code=3).out == ""
    again = typist("run", code=3, width=80)
    assert again.words.count("7 angry reactions") == 1
    assert "post 2 of" not in again.out
    report = typist("report", NAME, width=80).words
    assert "Paused since Tue 24 Nov 2026 15:00: Post 1 on “sandbox” got 7 angry reactions" in report
    assert "Your plan for this: Back to bare links" in report
    assert "waits and keeps its framing; it goes out when you let the experiment go on." in report
    assert typist("status", "--json").json["experiments"][0]["pause"]["reason"].startswith("Post 1 on")


def test_stop_asks_for_a_yes_where_nobody_can_be_asked(planned: Typist) -> None:
    before = planned.dump()
    complaint = planned("stop", NAME, code=2).complaint
    assert f"Stopping “{NAME}” ends it: 2 posts that wait do not go out, and no further round is drawn." in complaint
    assert f"`postlab stop {NAME} --yes` ends it" in complaint
    assert json.loads(planned("stop", NAME, "--json", code=2).err)["error"]["code"] == "not_confirmed"
    assert planned.dump() == before
    assert "Would stop" in planned("stop", NAME, "--dry-run").words
    assert planned("stop", NAME, "--yes", "--json").json["changed"] is True
