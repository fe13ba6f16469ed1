"""`postlab new`: an experiment from a plan file or flags; nothing is stored that cannot be carried out."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from cli.bad_plans import BAD
from cli.typist import NAME, PLAN, CommandResult, Typist, changed

TWO_LINKS = f"""{PLAN}
[[link]]
url = "https://news.example/open-day"
title = "Open day"
evidence = "One in three students say that an open day decided it."
"""


def test_the_plan_of_the_design_is_carried_out(typist: Typist) -> None:
    result = typist.plans()
    assert result.err == ""
    for words in (
        "Do Year 12 students respond more when a link comes with context?",
        "“contextualised” is tried against “bare link” on sandbox.",
        "At most 12 rounds, 24 posts.",
        "The audience is simulated",
        f"Next: `postlab approve {NAME}`",
    ):
        assert words in result.words
    ratios = re.findall(r"^([\d.]+) times +[\d.]+ +(\d+) +(\d+) +(\d+)", result.out, re.MULTILINE)
    assert [ratio for ratio, *_ in ratios] == ["3", "2", "1.5", "1.25"]
    for _, rounds, posts, weeks in ratios:
        # two slots a week are one round a week
        assert (int(posts), int(weeks)) == (2 * int(rounds), int(rounds))
    # the plan's fingerprint is shown as it is stored
    ((stored, seed, plan),) = typist.rows("SELECT plan_hash, seed, plan FROM experiment")
    assert f"fingerprint of its plan is {stored[:12]}" in result.words
    assert len(seed) >= 32
    agreed = json.loads(plan)
    written = tomllib.loads(PLAN)
    assert {key: agreed[key] for key in ("name", "question", "hypothesis", "rationale", "audience", "metric")} == {
        key: written[key] for key in ("name", "question", "hypothesis", "rationale", "audience", "metric")
    }
    assert (agreed["alpha"], agreed["worthwhile"], agreed["rounds"], agreed["horizon"]) == (0.05, 1.5, 12, "72h")
    assert agreed["if_it_fails"] == written["if_it_fails"]
    # one post for each variant in the next two slots: Tuesday and Thursday, 12:30 in Sydney
    posts = typist.rows("SELECT state, slot_wall, zone, slot_at FROM post ORDER BY slot_at")
    assert [post[:3] for post in posts] == [
        ("planned", "2026-11-24T12:30", "Australia/Sydney"),
        ("planned", "2026-11-26T12:30", "Australia/Sydney"),
    ]
    assert [str(post[3])[:16] for post in posts] == ["2026-11-24 01:30", "2026-11-26 01:30"]
    assert sorted(v for (v,) in typist.rows("SELECT variant FROM post")) == ["bare link", "contextualised"]


def test_json_has_everything_in_stable_keys(typist: Typist) -> None:
    answer = typist.plans(TWO_LINKS, "--json").json
    assert set(answer) == {
        *("schema_version", "answer", "experiment", "plan", "forecasts", "cost", "warnings", "pairs", "posts"),
        *("planning", "priors", "drafts", "pages", "ways", "false_wins"),
    }
    assert set(answer["experiment"]) >= {"name", "simulated", "plan_hash", "seed", "approved", "created_at"}
    assert [set(forecast) for forecast in answer["forecasts"]] == [
        {"ratio", "seen", "rounds", "posts", "weeks", "within_plan"}
    ] * 4
    assert len(answer["posts"]) == 2
    for post in answer["posts"]:
        assert set(post) >= {"id", "variant", "slot_at", "slot_wall", "state", "text", "reply_to", "written_by"}
    assert answer["experiment"]["simulated"] is True
    links = {re.findall(r"https://\S+", post["text"])[0].partition("?")[0] for post in answer["posts"]}
    assert links == {"https://news.example/graduate-pay", "https://news.example/open-day"}


@pytest.mark.parametrize("fault_name", BAD)
def test_a_plan_that_cannot_be_carried_out(fault_name: str, typist: Typist) -> None:
    replaced, places = BAD[fault_name]
    before = typist.dump()
    file = typist.writes(changed(PLAN, replaced))
    result = typist("new", "--from", file, "--yes", "--json", code=2)
    assert result.out == ""
    error = json.loads(result.err)["error"]
    assert {fault["place"] for fault in error["faults"]} == places
    for fault in error["faults"]:
        assert fault["message"]
        assert not re.search(r"\x1b|pydantic|input should|Traceback", fault["message"])
    assert typist.dump() == before


def test_faults_are_listed_with_their_places(typist: Typist) -> None:
    replaced, places = BAD["many at once"]
    result = typist("new", "--from", typist.writes(changed(PLAN, replaced)), "--yes", code=2)
    assert f"The plan has {len(places)} faults; nothing was stored." in result.complaint
    for place in places:
        assert re.search(rf"^  {place}: \S", result.err, re.MULTILINE)


def test_many_kinds_of_bad_plans_are_tried() -> None:
    assert len(BAD) >= 60


NOT_PLANS = (
    (b"\xff\xfe[", "is not UTF-8 text"),
    (b"name = ", "is not valid TOML"),
    (b"name = 'a'\nname = 'b'", "is not valid TOML"),
    (b"{}", "is not valid TOML"),
    (b"", "name: is missing"),
    (b"[[[", "is not valid TOML"),
    (b"\x00\x01", "is not valid TOML"),
    ('\ufeffname = "x"\n'.encode(), "question: is missing"),
)


@pytest.mark.parametrize(("raw", "why"), NOT_PLANS)
def test_what_is_no_plan_file(raw: bytes, why: str, typist: Typist) -> None:
    file = typist.lab.parent / "plan.toml"
    file.write_bytes(raw)
    before = typist.dump()
    for source, stdin in ((str(file), b""), ("-", raw)):
        result = typist("new", "--from", source, "--yes", code=2, stdin=stdin)
        assert why in result.complaint
    assert typist.dump() == before


def test_a_plan_file_that_is_none(typist: Typist) -> None:
    assert "cannot be read" in typist("new", "--from", str(typist.lab), "--yes", code=2).complaint
    assert "cannot be read" in typist("new", "--from", str(typist.lab / "no.toml"), "--yes", code=2).complaint


def test_a_plan_may_come_through_a_pipe(typist: Typist) -> None:
    assert typist("new", "--from", "-", "--yes", stdin=PLAN).exit_code == 0
    assert typist.rows("SELECT name FROM experiment") == [(NAME,)]


def test_flags_alone_make_the_same_thing(typist: Typist) -> None:
    typist.plans()
    flags = {
        "--name": "by-flags",
        "--question": "Do Year 12 students respond more when a link comes with context?",
        "--hypothesis": "Naming the moment and the worry beats a bare link.",
        "--rationale": "Information is used when it meets a felt need (career decision-making theory).",
        "--audience": "students",
        "--metric": "clicks",
        "--horizon": "72h",
        "--control": "bare link",
        "--account": "sandbox",
        "--timezone": "Australia/Sydney",
        "--design": "two links",
        "--rounds": "12",
        "--alpha": "0.05",
        "--worthwhile": "1.5",
        "--approve": "each",
        "--if-it-fails": "Back to bare links for the holidays; then try a question instead of a claim.",
        "--moment": "exams",
        "--moment-on": "2026-11-30",
    }
    several = ["--slot", "Tue 12:30", "--slot", "Thu 12:30", "--variant", "bare link=link"]
    several += ["--variant", "contextualised=moment, question, evidence, link"]
    several += [word for age in ("1h", "6h", "24h", "72h", "7d") for word in ("--reading", age)]
    written = [word for pair in flags.items() for word in pair]
    # a link's title and evidence need a plan file; the flags stand on top of it here
    links = typist.writes(PLAN[PLAN.index("[[link]]") :], "links.toml")
    typist("new", "--from", links, *written, *several, "--yes")
    plan_from_file, plan_by_flags = (
        json.loads(plan_text) for (plan_text,) in typist.rows("SELECT plan FROM experiment ORDER BY id")
    )
    assert plan_from_file | {"name": "by-flags"} == plan_by_flags


def test_flags_beat_the_plan_file(typist: Typist) -> None:
    answer = typist.plans(
        PLAN,
        "--name",
        "other",
        "--metric",
        "likes",
        "--rounds",
        "3",
        "--moment",
        "results day",
        "--no-tracking",
        "--json",
    ).json
    plan = answer["plan"]
    assert (plan["name"], plan["metric"], plan["rounds"], plan["tracking"]) == ("other", "likes", 3, False)
    assert plan["brief"] == {"moment": "results day", "moment_on": "2026-11-30"}
    assert all("utm_" not in post["text"] for post in answer["posts"])


@pytest.mark.parametrize(
    ("words", "why"),
    [(("--variant", "x"), "has no “=”"), (("--link", "news.example"), "link 1, url"), (("--every", "1y"), "every")],
)
def test_flags_that_cannot_be_used(words: tuple[str, ...], why: str, typist: Typist) -> None:
    before = typist.dump()
    assert why in typist("new", "--from", typist.writes(PLAN), *words, "--yes", code=2).complaint
    assert typist.dump() == before


def test_the_lab_says_whether_links_are_tracked(typist: Typist) -> None:
    settings = typist.lab / "postlab.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("tracking = true", "tracking = false"), "utf-8")
    assert all("utm_" not in post["text"] for post in typist.plans(PLAN, "--json").json["posts"])


def test_a_dry_run_shows_it_all_and_stores_nothing(typist: Typist) -> None:
    before = typist.everything_kept()
    result = typist.plans(PLAN, "--dry-run")
    assert f"Would plan “{NAME}”" in result.words
    assert typist.everything_kept() == before
    again = typist.plans(PLAN, "--dry-run", "--json").json
    assert again["experiment"]["name"] == NAME
    assert typist.everything_kept() == before


def test_the_same_plan_again_changes_nothing(planned: Typist) -> None:
    before = planned.dump()
    assert "nothing was changed" in planned.plans().words
    assert planned.plans(PLAN, "--json").json["changes"] == []
    assert planned.dump() == before


def test_another_plan_of_the_same_name_needs_a_reason(planned: Typist) -> None:
    before = planned.dump()
    other = PLAN.replace("rounds = 12", "rounds = 20")
    result = planned("new", "--from", planned.writes(other), "--yes", code=2)
    assert "differs from the one that was agreed: rounds" in result.complaint
    assert "--amend" in result.complaint
    assert planned.dump() == before


def test_an_amendment_is_on_record_and_in_the_report(planned: Typist) -> None:
    other = PLAN.replace("rounds = 12", "rounds = 20").replace("Back to bare links", "Straight back to bare links")
    result = planned.plans(other, "--amend", "Half the rounds were void.")
    assert "if_it_fails, rounds" in result.words
    ((changes, reason),) = planned.rows("SELECT changes, reason FROM amendment")
    assert reason == "Half the rounds were void."
    assert {change["key"]: (change["before"], change["after"]) for change in json.loads(changes)}["rounds"] == (12, 20)
    report = planned("report", NAME).words
    assert "Half the rounds were void." in report
    assert "20" in report
    assert planned("report", NAME, "--audit").exit_code == 0


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ('metric = "clicks"', 'metric = "likes"', "metric"),
        ('horizon = "72h"', 'horizon = "24h"', "horizon"),
        ("alpha = 0.05", "alpha = 0.2", "alpha"),
        ("worthwhile = 1.5", "worthwhile = 3", "worthwhile"),
        ('control = "bare link"', 'control = "contextualised"', "control"),
        ('"moment", "question", "evidence"', '"evidence"', "variant"),
    ],
)
def test_what_decides_the_verdict_cannot_be_amended(before: str, after: str, key: str, planned: Typist) -> None:
    records_before = planned.dump()
    file = planned.writes(changed(PLAN, {before: after}))
    result = planned("new", "--from", file, "--yes", "--amend", "I peeked.", code=2)
    assert f"agreed with another {key}" in result.complaint
    assert planned.dump() == records_before


def test_a_short_horizon_is_allowed_with_a_warning(typist: Typist) -> None:
    rehearsal = changed(
        PLAN, {'horizon = "72h"': 'horizon = "90s"', 'slots = ["Tue 12:30", "Thu 12:30"]': 'every = "10m"'}
    )
    result = typist.plans(rehearsal)
    assert "fit for trying things out" in result.words
    slots = [slot for (slot,) in typist.rows("SELECT slot_wall FROM post ORDER BY slot_at")]
    assert slots == ["2026-11-23T09:10", "2026-11-23T09:20"]


def test_one_link_in_both_slots_with_a_gap(typist: Typist) -> None:
    typist.plans(changed(PLAN, {'design = "two links"': 'design = "one link"\ngap = "7d"'}))
    slots = [slot for (slot,) in typist.rows("SELECT slot_wall FROM post ORDER BY slot_at")]
    assert slots == ["2026-11-24T12:30", "2026-12-01T12:30"]


def test_auto_approves_at_once(typist: Typist) -> None:
    result = typist.plans(PLAN.replace('approve = "each"', 'approve = "auto"'))
    assert "Everything is approved" in result.words
    assert {state for (state,) in typist.rows("SELECT state FROM post")} == {"approved"}


def test_what_was_published_is_said_once_with_its_source(typist: Typist) -> None:
    words = typist.plans().words
    assert words.count("Wording alone moved clicks by 0–13 % on average in 32,000 randomised tests of headlines") == 1
    assert "a doubling takes another format, moment or audience (Upworthy Research Archive," in words
    # the treatment adds a moment, a question and the evidence; it has no call to action
    assert words.count("Headlines with a question were clicked 0.90 times as often (0.87–0.92; 4,209 headlines") == 1
    assert "Headlines with a word of evidence (study, research) were clicked 1.02 times as often" in words
    assert "Headlines with a word of time were clicked" in words
    assert "call to action were clicked" not in words
    assert "bservational" not in words, "nothing was seen on the sandbox"


def test_programs_read_what_was_published_as_well(typist: Typist) -> None:
    answer = typist.plans(PLAN, "--json").json
    assert [prior["name"] for prior in answer["priors"]] == ["question", "evidence", "time word"]
    question = answer["priors"][0]
    assert (question["block"], question["kind"], question["metric"]) == ("question", "randomised", "clicks")
    assert (question["ratio"], question["low"], question["high"], question["tau"]) == (0.897, 0.874, 0.92, 0.22)
    assert (question["n"], question["unit"], question["tests"], question["expected_ratio"]) == (
        *(4209, "headlines", 888, 0.95),
    )
    assert (question["licence"], question["url"]) == ("CC BY 4.0", "https://doi.org/10.1038/s41597-021-00934-7")
    assert "a doubling takes another format, moment or audience" in answer["planning"]


def test_a_treatment_that_adds_nothing_published_gets_the_sentence_on_planning_alone(typist: Typist) -> None:
    plan = changed(PLAN, {'blocks = ["moment", "question", "evidence", "link"]': 'blocks = ["link"]\nlink = "way 2"'})
    answer = typist.plans(plan, "--json").json
    assert answer["priors"] == []
    assert answer["planning"]


def test_a_plan_that_will_hardly_settle_anything_says_so(typist: Typist) -> None:
    assert "2 rounds seldom settle even 3 times" in typist.plans(PLAN.replace("rounds = 12", "rounds = 2")).words


@pytest.mark.parametrize(
    "example", sorted((Path(__file__).parents[2] / "examples").glob("*.toml")), ids=lambda p: p.name
)
def test_the_examples_run_as_they_stand(example: Path, typist: Typist) -> None:
    document = tomllib.loads(example.read_text(encoding="utf-8"))
    if "metric" not in document:
        pytest.skip("not a plan file")
    for account in document["accounts"]:
        typist("account", "add", "sandbox", account)
    typist("new", "--from", str(example), "--yes")
    assert typist.rows("SELECT name FROM experiment") == [(document["name"],)]


BY_FLAGS = "--name flags --question Q? --account sandbox --metric likes --rounds 2 --from-pool"


def by_flags(typist: Typist, *more: str) -> CommandResult:
    """Plan by flags alone, with a link of the pool; what was printed."""
    typist("link", "add", "https://news.example/a", "--title", "A", "--evidence", "Research shows that pay rose.")
    return typist("new", *BY_FLAGS.split(), "--yes", *more)


def test_slots_and_days_are_given_in_words(typist: Typist) -> None:
    words = by_flags(typist, "--slot", "Mon and Fri 9am", "--moment", "exams", "--moment-on", "next Friday").words
    assert "Slots: Mon 09:00, Fri 09:00 (Australia/Sydney)." in words
    ((stored,),) = typist.rows("SELECT plan FROM experiment")
    plan = json.loads(stored)
    assert plan["slots"] == ["Mon 09:00", "Fri 09:00"]
    assert plan["brief"]["moment_on"] == "2026-11-27"
    again = [word.replace("flags", "again") for word in BY_FLAGS.split()]
    typist("link", "add", "https://news.example/b", "--title", "B", "--evidence", "Research shows that pay fell.")
    refused = typist("new", *again, "--slot", "every other Monday 9am", "--yes", code=2)
    assert "“other” is not understood" in refused.complaint


def test_a_plan_by_flags_is_kept_as_a_file_that_amends_it(typist: Typist) -> None:
    typist("moment", "add", "exams", "30 November")
    words = by_flags(typist).words
    file = typist.lab / "plans" / "flags.toml"
    assert "Its plan file is" in words
    assert file.name in words
    assert "is planned like that already" in typist("new", "--from", str(file), "--yes").words
    file.write_text(file.read_text("utf-8").replace("rounds = 2", "rounds = 3"), encoding="utf-8")
    assert "Amended “flags”" in typist("new", "--from", str(file), "--yes", "--amend", "more").words
    assert str(file) in typist("report", "flags", width=300).words


def test_a_plan_from_a_file_is_kept_nowhere_else(planned: Typist) -> None:
    assert not (planned.lab / "plans").exists()
    assert "Would plan “flags”" in by_flags(planned, "--dry-run").words
    assert not (planned.lab / "plans").exists()


def test_a_folder_that_takes_no_file_does_not_stop_a_plan(typist: Typist) -> None:
    (typist.lab / "plans").write_text("in the way", encoding="utf-8")
    assert "The plan is stored, but not as a file." in by_flags(typist).complaint
    assert typist.rows("SELECT name FROM experiment") == [("flags",)]
