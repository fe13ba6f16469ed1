"""`postlab run`, from approval to verdict, to the next try and the journal, as a person types it over the weeks."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist, changed, new_lab

SYDNEY = ZoneInfo("Australia/Sydney")
FIRST_SLOT = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
QUICK = changed(
    PLAN,
    {
        'horizon = "72h"': 'horizon = "6h"',
        'slots = ["Tue 12:30", "Thu 12:30"]': 'every = "6h"',
        'readings = ["1h", "6h", "24h", "72h", "7d"]': 'readings = ["1h", "6h"]',
        "rounds = 12": "rounds = 2",
    },
)


@pytest.fixture(scope="module")
def finished(template, tmp_path_factory: pytest.TempPathFactory) -> Typist:  # type: ignore[no-untyped-def]  # a Path
    """Somebody whose experiment of two rounds has run its course."""
    typist = new_lab(template, tmp_path_factory.mktemp("finished") / "lab")
    typist("settings", "unset", "quiet")  # the beat goes on at night
    typist.plans(QUICK)
    typist("approve", NAME, "--all")
    pages = []
    for _ in range(8):
        typist.clock.advance(timedelta(hours=6, minutes=1))
        screen = typist("run").out
        pages += [screen] if "\nShowed   " in screen else []
    (page,) = pages
    assert "Tried    Context (moment, question, evidence and link) against a bare link." in page
    assert page.count("postlab reflect") == 1
    assert typist.rows("SELECT state FROM experiment") != [("running",)]
    return typist


def test_json_has_the_promised_keys(planned: Typist) -> None:
    planned("approve", NAME)
    planned.clock.set(FIRST_SLOT)
    result = planned("run", "--json")
    answer = result.json
    assert {"schema_version", "published", "readings", "verdicts", "problems", "waiting"} <= set(answer)
    assert answer["schema_version"] == 2
    (post,) = answer["published"]
    assert (post["id"], post["experiment"], post["simulated"]) == (1, NAME, True)
    assert (answer["readings"], answer["verdicts"], answer["problems"]) == (0, [], [])
    assert result.err == ""


def test_what_waits_is_3_and_named(planned: Typist) -> None:
    planned.clock.set(FIRST_SLOT)
    answer = planned("run", "--json", code=3).json
    assert answer["published"] == []
    assert {"experiment", "post", "slot_at", "message", "next"} <= set(answer["waiting"][0])
    assert answer["waiting"][0]["next"] == f"postlab approve {NAME}"


def test_nothing_due_is_0(typist: Typist) -> None:
    assert "Nothing was due." in typist("run").out


def test_a_dry_run_shows_and_changes_nothing(planned: Typist) -> None:
    planned("approve", NAME)
    planned.clock.set(FIRST_SLOT)
    before = planned.everything_kept()
    result = planned("run", "--dry-run")
    assert "Would publish post 1" in result.words
    assert planned("run", "--dry-run", "--json").json["dry_run"] is True
    assert planned.everything_kept() == before


def test_another_time_is_pretended(planned: Typist) -> None:
    planned("approve", NAME)
    assert "Published post 1" in planned("run", "--at", "2026-11-24T12:31").words
    for wrong in ("noon", "2026-13-01", ""):
        assert f"“{wrong}” is not a time" in planned("run", "--at", wrong, code=2).complaint


def test_quiet_says_nothing_unless_somebody_must_act(planned: Typist) -> None:
    planned.clock.set(FIRST_SLOT)
    first = planned("run", "--quiet", code=3)
    assert "waits" in first.out + first.err
    again = planned("run", "--quiet", code=3)
    assert (again.out, again.err) == ("", "")


def test_status_says_what_comes_next(planned: Typist) -> None:
    result = planned("status")
    assert f"{NAME} (running)" in result.out
    assert "Waiting for your approval: post 1" in result.words
    assert "Tue 24 Nov 12:30 (tomorrow)" in result.words
    assert result.out.count("Australia/Sydney") == 1
    answer = planned("status", "--json").json
    assert set(answer) == {
        "schema_version",
        "answer",
        "lab",
        "timezone",
        "experiments",
        "waiting",
        "in_doubt",
        "refused",
        "accounts_held",
        "by_hand",
        "links",
        "offer",
        "moments_unplanned",
        "run_times",
        "runs_by_itself",
        "spending",
        "step",
        "tokens_ending",
    }
    (experiment,) = answer["experiments"]
    assert experiment["next"]["at"] == "2026-11-24T01:30:00Z"
    assert [task["post"]["id"] for task in answer["waiting"]] == [1, 2]


def test_status_of_an_empty_lab(typist: Typist) -> None:
    assert "No experiment yet." in typist("status").out
    assert typist("status", "--json").json["experiments"] == []


def test_the_report_says_the_verdict_first(finished: Typist) -> None:
    result = finished("report", NAME)
    assert result.err == ""
    assert "Simulated audience." in result.out
    assert result.out.index("Not enough posts to tell") < result.out.index("Odds\n")
    answer = finished("report", NAME, "--json").json
    assert {"schema_version", "experiment", "verdict", "rounds", "next"} <= set(answer)
    assert set(answer["verdict"]) >= {
        *("decision", "sentence", "ratio", "low", "high", "e_treatment", "e_control", "alpha", "rounds", "voided"),
        *("posts", "rounds_to_go"),
    }
    assert (answer["verdict"]["rounds"], answer["verdict"]["posts"]) == (2, 4)


@pytest.mark.parametrize(
    "command", [f"report {NAME}", "status --all", f"retry {NAME} --list", f"retry {NAME} --dry-run"]
)
def test_screens_label_the_best_bet(finished: Typist, command: str) -> None:
    words = finished(*command.split()).words
    assert "Simulated audience. Best bet so far: " in words
    assert "A bet, not a verdict." in words


def test_answers_hold_the_best_bet(finished: Typist) -> None:
    verdict = finished("report", NAME, "--json").json["verdict"]
    bet = verdict["best_bet"]
    assert set(bet) == {"framing", "ratio", "probability", "sentence"}
    assert 0 < bet["probability"] < 1
    assert set(verdict["totals"]) == {
        *("control", "treatment", "ratio", "one_post", "sentence"),
        *("control_views", "treatment_views"),
    }
    (standing,) = finished("status", "--all", "--json").json["experiments"]
    assert standing["verdict"]["best_bet"] == bet
    assert finished("retry", NAME, "--list", "--json").json["best_bet"] == bet
    (tried,) = finished("history", "--json").json["lineages"]
    assert tried["best_bet"] == bet


def test_more_rounds_for_one_that_ended_undecided(finished: Typist) -> None:
    assert f"`postlab resume {NAME} --rounds" in finished("report", NAME).words
    words = finished("resume", NAME, "--rounds", "5", "--dry-run").words
    assert f"“{NAME}” would go on: 5 rounds at most, 2 of them counted already. Round 3 would be drawn." in words
    answer = finished("resume", NAME, "--rounds", "5", "--dry-run", "--json").json
    assert (answer["changed"], answer["dry_run"], answer["experiment"]["planned_rounds"]) == (True, True, 5)
    assert finished.rows("SELECT state FROM experiment") == [("ended",)]
    assert "2 rounds of “exam-season-context” count" in finished("resume", NAME, "--rounds", "2", code=2).complaint
    assert f"`postlab resume {NAME} --rounds N`" in finished("resume", NAME, code=2).complaint


def test_the_page_comes_first_or_alone(finished: Typist) -> None:
    short = finished("report", NAME, "--short", width=80).out
    assert len(short.splitlines()) <= 24
    whole = finished("report", NAME, width=80).out
    assert whole.startswith(short)
    assert "\nOdds\n" in whole
    lesson = finished("report", NAME, "--json").json["lesson"]
    assert (lesson["next"]["command"], lesson["cost"]["rounds"]) == (f"postlab retry {NAME}", 2)


def test_a_program_gets_the_page_when_the_run_ends_it(typist: Typist) -> None:
    typist("settings", "unset", "quiet")
    typist.plans(changed(QUICK, {"rounds = 2": "rounds = 1"}))
    typist("approve", NAME, "--all")
    lessons = []
    for _ in range(4):
        typist.clock.advance(timedelta(hours=6, minutes=1))
        lessons += typist("run", "--json").json["lessons"]
    (lesson,) = lessons
    assert lesson.pop("experiment") == NAME
    lesson = lesson["lesson"]
    lesson["cost"].pop("posts")
    now = typist("report", NAME, "--json").json["lesson"]
    now["cost"].pop("posts")
    assert lesson == now


def test_a_page_is_written_when_it_is_over(planned: Typist) -> None:
    result = planned("report", NAME, "--short", code=2)
    assert "still running" in result.complaint
    assert planned("report", NAME, "--json").json["lesson"] is None
    planned("stop", NAME, "--yes")
    assert "No round counted" in planned("report", NAME, "--short").out


@pytest.mark.parametrize("words", [("--json", "--csv"), ("--short", "--markdown"), ("--audit", "--short")])
def test_one_answer_at_a_time(words: tuple[str, ...], finished: Typist) -> None:
    assert "are different answers" in finished("report", NAME, *words, code=2).complaint


def test_a_file_needs_something_to_hold(finished: Typist) -> None:
    assert "Add --csv, --markdown, --html or --json" in finished("report", NAME, "--output", "x.md", code=2).complaint


def test_the_report_as_a_page_of_markdown(finished: Typist) -> None:
    page = finished("report", NAME, "--markdown").out
    assert page.startswith(f"# {NAME}\n\n**Simulated audience")
    file = finished.lab.parent / "record é.md"
    assert finished("report", NAME, "--markdown", "-o", str(file)).out == ""
    assert file.read_text(encoding="utf-8") == page
    assert "cannot be written" in finished("report", NAME, "--markdown", "-o", str(finished.lab), code=2).complaint


def test_the_report_as_a_table(finished: Typist) -> None:
    rows = list(csv.DictReader(io.StringIO(finished("report", NAME, "--csv").out)))
    assert len(rows) == 4
    assert {row["variant"] for row in rows} == {"bare link", "contextualised"}
    file = finished.lab.parent / "posts é.csv"
    finished("report", NAME, "--csv", "--bom", "--output", str(file))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    result = finished("report", NAME, "--csv", "--output", str(finished.lab), code=2)
    assert "cannot be written" in result.complaint


def test_the_audit_draws_again(finished: Typist) -> None:
    assert "checks match" in finished("report", NAME, "--audit").words
    assert finished("report", NAME, "--audit", "--json").json["schema_version"] == 2


def test_readings_are_exported(finished: Typist) -> None:
    rows = list(csv.DictReader(io.StringIO(finished("metrics", "export").out)))
    assert len(rows) >= 4
    assert {row["experiment"] for row in rows} == {NAME}
    assert {row["simulated"] for row in rows} == {"true"}
    file = finished.lab.parent / "readings.csv"
    result = finished("metrics", "export", "--csv", str(file), "--bom", "--experiment", NAME)
    assert result.out == ""
    assert f"Wrote {len(rows)} readings" in result.err
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert finished("metrics", "export", "--csv", "-").out == finished("metrics", "export").out
    assert "cannot be written" in finished("metrics", "export", "--csv", str(finished.lab), code=2).complaint


def test_the_journal_is_in_the_report(finished: Typist) -> None:
    assert "Written into the journal" in finished("reflect", NAME, "Nobody clicks on a Sunday.").out
    finished("reflect", NAME, "-", stdin="A longer thought,\nthrough a pipe.\n")
    report = finished("report", NAME).words
    assert "Nobody clicks on a Sunday." in report
    assert "through a pipe." in report
    for empty in (("reflect", NAME), ("reflect", NAME, "  "), ("reflect", NAME, "-")):
        assert "nothing to write down" in finished(*empty, code=2).complaint


def test_the_next_try_is_one_change_away(finished: Typist) -> None:
    answer = finished("retry", NAME, "--list", "--json").json
    first, second, *_ = answer["suggestions"]
    keys = {"number", "change", "kind", "block", "why", "blocks", "known", "suggested", "score", "takes", "priors"}
    assert set(first) == keys
    assert set(answer["against"]) == {"variant", "blocks", "found_in"}
    assert first["known"]["sentence"]
    result = finished("retry", NAME, "--list")
    assert f"1. {first['change']}." in result.words
    before = finished.dump()
    assert "Would plan" in finished("retry", NAME, "--dry-run", "--yes").words
    assert finished.dump() == before
    completed = finished("retry", NAME, "--change", "2", "--reason", "I have a hunch.", "--name", "by number", "--yes")
    assert f"one change: {second['change']}" in completed.words
    assert 'Next: `postlab approve "by number"`' in completed.words
    again = ("retry", NAME, "--change", first["change"].upper(), "--json")
    refused = finished(*again, code=2)
    assert (
        "“by number” retries “exam-season-context” too and is still running"
        in json.loads(refused.err)["error"]["message"]
    )
    assert "--yes goes on all the same" in json.loads(refused.err)["error"]["next"]
    assert len(finished.rows("SELECT id FROM experiment")) == 2
    completed = finished(*again, "--yes")
    assert "still running" in completed.complaint
    answer = completed.json
    assert (answer["experiment"]["parent"], answer["experiment"]["change"]) == (NAME, first["change"])
    assert answer["experiment"]["name"] == f"{NAME}-2"
    parents = finished.rows("SELECT parent_id, change, reason FROM experiment WHERE parent_id IS NOT NULL ORDER BY id")
    assert parents[0] == (1, second["change"], "I have a hunch.")
    old, new = (
        json.loads(plan) for (plan,) in finished.rows("SELECT plan FROM experiment WHERE id IN (1, 2) ORDER BY id")
    )
    assert {key for key in old if old[key] != new[key]} <= {"name", "variant", "control", "rounds"}
    assert "by number" in finished("report", NAME).out


def test_the_history_as_tree_and_tables(finished: Typist) -> None:
    (root,) = finished("history", "--json").json["lineages"]
    assert root["experiment"]["name"] == NAME
    child = root["children"][0]["experiment"]["name"]
    result = finished("history", child)
    assert result.out.startswith(f"{NAME} · simulated\nDo Year 12 students")
    assert f"── {child} · simulated" in result.out
    rows = list(csv.DictReader(io.StringIO(finished("history", "--csv").out)))
    assert rows[0]["experiment"] == NAME
    assert {row["parent"] for row in rows[1:]} == {NAME}
    page = finished("history", "--markdown", "--since", "2026-11-01").out
    assert page.startswith("# Experiments, 1 Nov 2026 to ")
    assert page.count("\n## ") == len(rows)
    assert len(finished("history", "--since", "2026-11-01", "--json").json["lineages"]) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("zzz",), "no experiment “zzz”"),
        (("--since", "noon"), "“noon” is not a day. Write it"),
        (("--since", "2026-13-01"), "is not a day"),
        (("--json", "--csv"), "are different answers"),
        (("-o", "x.csv"), "Add --csv, --markdown, --html or --json"),
    ],
)
def test_a_history_that_cannot_be(words: tuple[str, ...], why: str, planned: Typist) -> None:
    result = planned("history", *words, code=2)
    assert why in result.complaint.replace("→ ", "")
    assert result.out == ""


def test_the_history_of_an_empty_lab(typist: Typist) -> None:
    assert "No experiment yet." in typist("history").out
    assert typist("history", "--json").json["lineages"] == []
    assert "Nothing was under way since 2026-01-01" in typist("history", "--since", "2026-01-01").out
    assert typist("history", "--markdown").out.startswith("# Experiments, up to ")


@pytest.mark.parametrize("change", ["0", "99", "-1", "drop everything", ""])
def test_a_change_that_is_none(change: str, finished: Typist) -> None:
    before = finished.dump()
    assert "is not one of the changes" in finished("retry", NAME, "--change", change, "--yes", code=2).complaint
    assert finished.dump() == before


def test_what_still_runs_is_not_retried(planned: Typist) -> None:
    before = planned.dump()
    assert "still running" in planned("retry", NAME, "--yes", code=2).complaint
    assert planned("retry", NAME, "--list").exit_code == 0
    assert planned.dump() == before


def test_numbers_are_typed_in(finished: Typist) -> None:
    result = finished("metrics", "record", "1", "--likes", "4", "--clicks", "2")
    assert "4 likes, 2 clicks" in result.words
    answer = finished("metrics", "record", "1", "--likes", "5", "--json").json
    assert (answer["reading"]["likes"], answer["reading"]["clicks"]) == (5, None)
    (reading,) = finished.rows(
        "SELECT likes, clicks, missing, source FROM reading WHERE likes = 4 AND source = 'by hand'"
    )
    assert reading[:2] == (4, 2)
    assert json.loads(reading[2]) == dict.fromkeys(
        ("comments", "shares", "impressions", "saves", "opens"), "not typed in"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("1",),
        ("1", "--likes", "-4"),
        ("1", "--likes", "many"),
        ("1", "--likes", "1.5"),
        ("1", "--likes", "1", "--at", "2016-01-01"),
        ("1", "--likes", "1", "--at", "noon"),
        ("1", "--likes", "9" * 40),
    ],
)
def test_numbers_that_cannot_be(words: tuple[str, ...], finished: Typist) -> None:
    before = finished.dump()
    assert finished("metrics", "record", *words, code=2).err
    assert finished.dump() == before


def test_a_post_that_is_not_out_has_no_numbers(planned: Typist) -> None:
    assert "is not out: it is planned" in planned("metrics", "record", "1", "--likes", "1", code=2).complaint
