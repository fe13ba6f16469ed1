"""A plan that is judged by a rate, as it is typed: what is said before it starts, and what its report shows."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cli.typist import NAME, PLAN, Typist, changed

RATE = "clicks per 1000 views"
BY_RATE = {'"clicks"  ': f'"{RATE}"  '}
SYDNEY = ZoneInfo("Australia/Sydney")
FIRST = datetime(2026, 11, 24, 12, 30, tzinfo=SYDNEY)
SECOND = datetime(2026, 11, 26, 12, 30, tzinfo=SYDNEY)
BEFORE = "date,text,clicks,impressions\n" + "".join(
    f"2026-03-{day:02},Post {day},{clicks},{views}\n"
    for day, (clicks, views) in enumerate([(1, 100), (3, 220), (0, 100), (2, 150), (1, 100), (2, 0), (4, 300)], 1)
)


def test_what_a_rate_answers_is_said_once_before_it_starts(typist: Typist) -> None:
    said = typist.plans(changed(PLAN, BY_RATE)).words
    assert said.count("A rate answers another question than clicks") == 1
    assert "one that is shown to fewer may win, and bring fewer clicks in all" in said
    assert "How many clicks a post on “sandbox” usually gets, nobody has told" in said
    assert "per 1000 views a post" not in said


def test_a_history_is_told_as_counts_in_so_many_views(typist: Typist) -> None:
    typist("observe", "import", typist.writes(BEFORE, "before.csv"), "--account", "sandbox")
    result = typist("new", "--from", typist.writes(changed(PLAN, BY_RATE)), "--yes", "--json").json
    (page,) = result["pages"]
    assert (page["source"], page["posts"]) == ("history", 6), "a post without a view is no rate"
    assert 100 <= page["views"] <= 130
    assert 0.5 < page["page"]["mean"] < 2.5
    assert result["ways"][0]["what"].startswith(f"as planned: {RATE}")
    said = typist.plans(changed(PLAN, {**BY_RATE, NAME: "again"})).words
    assert "6 posts of “sandbox”, about 1" in said
    assert f"in {page['views']:,.0f} views each (clicks)." in said
    assert "Few responses: a post gets about 1" in said


def test_a_count_has_no_views_in_its_forecast(typist: Typist) -> None:
    typist("observe", "import", typist.writes(BEFORE, "before.csv"), "--account", "sandbox")
    (page,) = typist("new", "--from", typist.writes(PLAN), "--yes", "--json").json["pages"]
    assert (page["posts"], page["views"]) == (7, None)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("click rate", f"did you mean “{RATE}”?"),
        ("reactions per 1000 reach", "did you mean “likes per 1000 views”?"),
        ("clicks per 1000 vews", f"did you mean “{RATE}”?"),
        ("engagement per 1000 views", "must be 'likes'"),
    ],
)
def test_what_is_no_rate_is_asked_back(typist: Typist, typed: str, says: str) -> None:
    plan = changed(PLAN, {'"clicks"  ': f'"{typed}"  '})
    before = typist.dump()
    assert says in typist("new", "--from", typist.writes(plan), "--yes", code=2).complaint
    assert typist.dump() == before


def test_other_spellings_are_taken(typist: Typist) -> None:
    typist.plans(changed(PLAN, {'"clicks"  ': '"Clicks per 1,000 impressions"  '}))
    assert typist("report", NAME, "--json").json["experiment"]["metric"] == RATE


def test_posts_and_reports_show_the_rate_with_its_views(typist: Typist) -> None:
    typist("account", "add", "manual", "page", "--network", "linkedin")
    changes = {**BY_RATE, '["sandbox"]': '["page"]', "rounds = 12": "rounds = 4"}
    typist.plans(changed(PLAN, changes))
    typist("approve", NAME)
    numbers = [str(number) for (number,) in typist.rows("SELECT id FROM post ORDER BY slot_at")]
    for number, at in zip(numbers, (FIRST, SECOND), strict=True):
        typist.clock.set(at)
        typist("run", code=3)
        typist("post", "published", number, f"https://www.linkedin.com/feed/update/{number}")
    for number, at, clicks, views in zip(numbers, (FIRST, SECOND), ("6", "9"), ("100", "300"), strict=True):
        typist.clock.set(at + timedelta(hours=73))
        asked = typist("run", code=3).words
        assert f"postlab metrics record {number} --likes N --comments N --shares N --clicks N --impressions N" in asked
        typist("metrics", "record", number, "--clicks", clicks)
        assert typist.rows(f"SELECT next_reading_at FROM post WHERE id = {number}") != [(None,)], "views are missing"
        typist("metrics", "record", number, "--clicks", clicks, "--impressions", views)
        assert typist.rows(f"SELECT next_reading_at FROM post WHERE id = {number}") == [(None,)]
    typist("run", code={0, 3})
    assert "Outcome: 60 per 1000 views (shown 100 times)" in typist("post", "show", numbers[0]).words
    report = typist("report", NAME, "--json").json
    shown = {post["outcome"]: post["outcome_views"] for post in report["rounds"][0]["posts"]}
    assert shown == {60: 100, 30: 300}
    totals = report["verdict"]["totals"]
    assert {totals["control_views"], totals["treatment_views"]} == {100, 300}
    assert {totals["control"], totals["treatment"]} == {6, 9}
    words = typist("report", NAME).words
    assert f"Numbers are {RATE} at the age of 72h" in words
    assert words.count("It is a rate: what those do who were shown a post.") == 1
    assert "clicks in 100 views" in words or "in 100: " in words
    rows = list(csv.DictReader(io.StringIO(typist("report", NAME, "--csv").out, newline="")))
    assert list(rows[0])[-1] == "outcome_views"
    assert {row["outcome_views"] for row in rows if row["outcome"]} == {"100", "300"}
