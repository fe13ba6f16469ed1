"""`postlab observe`: what was posted before is read once, looked at, and nothing is claimed of it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.typist import Typist

EXAMPLES = Path(__file__).parents[2] / "examples"
OF_BEFORE = str(EXAMPLES / "posts-of-before.csv")


def test_nothing_to_look_at_says_what_to_do(typist: Typist) -> None:
    result = typist("observe")
    assert "There is nothing to look at yet." in result.out
    assert "postlab observe import FILE" in result.words


def test_a_list_of_posts_is_read_once_and_looked_at(typist: Typist) -> None:
    typist("settings", "set", "step", "observe")
    assert "48 new" in typist("observe", "import", OF_BEFORE, "--dry-run").out
    assert typist("observe", "--json").json["past_posts"] == []
    assert "48 new" in typist("observe", "import", OF_BEFORE, "--account", "page").out
    records_before = typist.dump()
    assert "0 new, 48 known already" in typist("observe", "import", OF_BEFORE, "--account", "page").out
    assert typist.dump() == records_before
    result = typist("observe", width=80)
    assert "48 posts from 3 Feb 2026" in result.words
    assert "need not be what made it" in result.words
    assert "postlab settings set step each" in result.words
    assert max(map(len, result.out.splitlines())) <= 80
    (account,) = typist("observe", "--json").json["past_posts"]
    question = next(trait for trait in account["traits"] if "question" in trait["what"])
    assert (question["with_it"]["posts"], question["enough"]) == (2, False)
    assert "too few (2 posts)" in result.out
    assert account["rounds"]["3"] < account["rounds"]["2"] < account["rounds"]["1.5"]
    rows = list(csv.DictReader(io.StringIO(typist("observe", "--csv").out)))
    assert (len(rows), rows[0]["posted_on"], rows[0]["impressions"]) == (48, "2026-02-03", "")


def test_newer_numbers_take_the_place_of_older_ones_and_missing_ones_do_not(typist: Typist) -> None:
    first = typist.writes("date,text,likes,clicks\n2026-03-01,Hello there,3,\n", "one.csv")
    later = typist.writes("date,text,likes,clicks\n2026-03-01,Hello there,,9\n", "two.csv")
    typist("observe", "import", first)
    assert "1 with newer numbers" in typist("observe", "import", later).out
    assert typist.rows("SELECT likes, clicks, source FROM observed") == [(3, 9, "two.csv")]


def test_an_export_of_a_network_is_read(typist: Typist) -> None:
    export = typist.writes(
        "Post id,Date,Post text,Post Link,Impressions,Likes,Reposts,Replies,URL Clicks\n"
        '1990000000000000001,"Mon, Mar 2, 2026","Gap years explained https://t.co/x",'
        "https://x.com/a/status/1990000000000000001,900,4,1,0,12\n",
        "account_analytics_content.csv",
    )
    typist("observe", "import", export)
    assert typist.rows("SELECT network, likes, clicks, impressions FROM observed") == [("x", 4, 12, 900)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "no list of posts that PostLab knows"),
        ("date,text,likes\nyesterday,Hello,3\n", "No row of list.csv can be used"),
        ("date,text,likes\n2026-03-01,Hello,-3\n", "below zero"),
        ("date,text,likes\n2026-03-01,,3\n", "does not tell when it went out, or what it said"),
    ],
)
def test_what_cannot_be_read_stores_nothing(typist: Typist, text: str, why: str) -> None:
    assert why in typist("observe", "import", typist.writes(text, "list.csv"), code=2).complaint
    assert typist.rows("SELECT * FROM observed") == []


def test_hostile_words_are_harmless(typist: Typist) -> None:
    bad = typist.writes('date,text,likes\n2026-03-01,"=HYPERLINK(1) [red]\x1b[31m",3\n', "[bold]list\x1b]0;x\x07.csv")
    result = typist("observe", "import", bad, "--account", "[red]\x1b[31mpage")
    completed = typist("observe")
    assert "\x1b" not in result.out + completed.out
    assert "[red]" in completed.out
    assert "'=HYPERLINK" in typist("observe", "--csv").out


def test_posts_of_the_lab_itself_are_left_to_the_other_import(planned: Typist) -> None:
    ((url,),) = planned.rows("SELECT url FROM post LIMIT 1")
    mine = planned.writes(f"date,text,link,likes\n2026-03-01,Hello,{url},3\n", "list.csv")
    assert "1 that PostLab published" in planned("observe", "import", mine).words
    assert planned.rows("SELECT * FROM observed") == []


def test_a_lab_that_observes_publishes_nothing_real(typist: Typist) -> None:
    typist("account", "add", "manual", "page", "--network", "newsletter")
    typist("settings", "set", "step", "observe")
    plan = Path(typist.writes("")).with_name("real.toml")
    from cli.typist import PLAN

    plan.write_text(PLAN.replace('["sandbox"]', '["page"]').replace("rounds = 12", "rounds = 4"), encoding="utf-8")
    result = typist("new", "--from", str(plan), "--yes", code=2)
    assert "this lab observes for now, so nothing goes out to “page”" in result.complaint
    assert "postlab settings set step each" in result.complaint
    typist("settings", "set", "step", "each")
    typist("new", "--from", str(plan), "--yes")
    typist("approve", "exam-season-context", "--yes")
    typist("settings", "set", "step", "observe")
    typist.clock.set(datetime(2026, 11, 24, 1, 31, tzinfo=UTC))
    assert "Post 1 does not go out: this lab observes for now." in typist("run").words
    assert "is yours to post" not in typist("status").out.partition("Next")[0]
    typist("settings", "set", "step", "each")
    assert "Post 1" in typist("run", code=3).words
