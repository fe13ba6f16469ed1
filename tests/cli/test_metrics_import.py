"""`postlab metrics import`, typed as its user would: what is taken, what is not and why; hostile files included."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.test_hostile import CONTROL, NASTY
from cli.typist import NAME, PLAN, Typist, changed
from exports.downloads import LINKEDIN_BANNER, LINKEDIN_PAGE, X_HEADER, X_OVERVIEW, as_csv, row, save, workbook, x_row

SYDNEY = ZoneInfo("Australia/Sydney")
TUESDAY = datetime(2026, 11, 24, 12, 31, tzinfo=SYDNEY)
THURSDAY = datetime(2026, 11, 26, 12, 31, tzinfo=SYDNEY)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=SYDNEY)
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def out(planned: Typist) -> Typist:
    """Somebody whose two posts are out; it is the Monday after."""
    return gone_out(planned, TUESDAY, THURSDAY)


def gone_out(typist: Typist, *slots: datetime) -> Typist:
    typist("approve", NAME, "--all")
    for at in slots:
        typist.clock.set(at)
        typist("run")
    typist.clock.set(MONDAY)
    return typist


def written(typist: Typist, content: str, name: str = "clicks.csv", at: datetime = MONDAY) -> str:
    return str(save(typist.lab.parent / name, content, at=at))


def content_of(typist: Typist, number: int = 1) -> str:
    return str(re.search("utm_content=([^&]+)", typist("post", "show", str(number), "--json").json["post"]["url"])[1])  # type: ignore[index]  # it is there


def test_clicks_by_utm_content(out: Typist) -> None:
    before = out.rows("SELECT count(*) FROM reading")
    file = written(out, f"utm_content,clicks\n{content_of(out)},41\nheader-button,3\n")
    result = out("metrics", "import", file)
    assert "clicks.csv: CSV file, 2 rows" in result.words
    assert (
        "Numbers of Mon 30 Nov 2026 09:00 Australia/Sydney, by the time at which the file was written." in result.words
    )
    assert re.search(r"Post 1, “[^”]+” on sandbox, 140\.5 h old: 41 clicks; told by its utm tags", result.words)
    assert "Not ours: 1 row. row 3: “header-button”, not a post of this lab" in result.words
    assert "1 reading stored." in result.words
    assert "Next: `postlab run`" in result.out
    assert out.rows("SELECT count(*) FROM reading") == [(before[0][0] + 1,)]
    assert out.rows("SELECT clicks, source FROM reading WHERE imported_as IS NOT NULL") == [(41, "CSV file")]
    again = out("metrics", "import", file)
    assert "(there already)" in again.words
    assert "0 readings stored; 1 was there already." in again.words
    assert "Next:" not in again.out
    exported = out("metrics", "export").out
    assert ",CSV file," in exported


def test_a_dry_run_changes_nothing_and_shows_the_same(out: Typist) -> None:
    file = written(out, "post,clicks\n1,41\n2,7\n9,1\n")
    before = out.dump()
    rehearsed = out("metrics", "import", file, "--dry-run")
    assert "2 readings would be stored. Nothing was changed." in rehearsed.words
    assert out.dump() == before
    answer = out("metrics", "import", file, "--dry-run", "--json").json
    done = out("metrics", "import", file, "--json").json
    assert (answer.pop("dry_run"), done.pop("dry_run")) == (True, False)
    assert answer == done


def test_json_has_stable_keys(out: Typist) -> None:
    file = written(out, "post,clicks,likes\n1,41,--\n2,-7,1\n9,1,1\n")
    answer = out("metrics", "import", file, "--as-of", "2026-11-29T10:00", "--json").json
    assert list(answer) == ["schema_version", "answer", "dry_run", "stored", "already_there", "files"]
    (file_report,) = answer["files"]
    assert list(file_report) == [
        *("file", "kind", "sheet", "rows", "as_of", "as_of_from", "matched", "not_ours", "refused"),
    ]
    assert (file_report["rows"], file_report["as_of"], file_report["as_of_from"]) == (
        3,
        "2026-11-28T23:00:00Z",
        "as you said",
    )
    (matched,) = file_report["matched"]
    assert list(matched) == ["row", "post", "told_by", "reading", "new", "note"]
    assert list(matched["post"]) == ["id", "experiment", "variant", "account"]
    reading = matched["reading"]
    assert list(reading) == [
        *("taken_at", "age_hours", "likes", "comments", "shares", "clicks", "impressions", "saves", "opens"),
        *("missing", "others", "source"),
    ]
    assert (matched["post"]["id"], reading["clicks"], reading["likes"]) == (1, 41, None)
    assert reading["missing"]["likes"] == "blank in the file"
    assert file_report["refused"] == [{"row": 3, "reason": "column “clicks”: “-7” is below zero."}]
    assert file_report["not_ours"] == [{"row": 4, "shown": "“post 9”", "reason": "the lab has no post 9 there"}]


def test_nothing_of_ours_is_no_failure_and_says_what_to_do(out: Typist) -> None:
    before = out.dump()
    result = out("metrics", "import", written(out, as_csv(X_HEADER, x_row(likes="3")), "x.csv"))
    assert "nothing was stored" in result.words
    assert "`postlab status`" in result.words
    assert out.dump() == before


def test_an_overview_is_refused(out: Typist) -> None:
    file = written(out, as_csv(X_OVERVIEW, ["Tue, Nov 24, 2026", *["1"] * 13]), "account_overview_analytics.csv")
    result = out("metrics", "import", file, code=2)
    assert "a row a day" in result.complaint
    assert "account_analytics_content_" in result.complaint


def test_what_the_lab_wrote_itself_is_not_taken_for_news(out: Typist) -> None:
    file = written(out, out("metrics", "export").out, "readings.csv")
    assert "in a lab already" in out("metrics", "import", file, code=2).complaint


def test_damaged_ids_are_refused_with_what_to_do(out: Typist) -> None:
    before = out.dump()
    good = written(out, "post,clicks\n1,41\n", "good.csv")
    rows = [x_row(post_id="1.9E+18", likes="3"), x_row(post_id="1900000000000000000", likes="3")]
    result = out("metrics", "import", good, written(out, as_csv(X_HEADER, *rows), "x.csv"), code=2)
    assert "No row of x.csv can be used; nothing was stored." in result.complaint
    assert "row 2: “1.9E+18”: the id was damaged by a spreadsheet" in result.complaint
    assert "do not save it from Excel" in result.complaint
    assert out.dump() == before


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("gone.csv",), "cannot be read"),
        ((".",), "is a folder"),
        (("FILE", "--as-of", "noon"), "is not a time"),
        (("FILE", "--account", "nobody"), "no account “nobody”"),
        ((), "FILE"),
    ],
)
def test_what_cannot_be_meant(words: tuple[str, ...], why: str, out: Typist) -> None:
    before = out.dump()
    file = written(out, "post,clicks\n1,41\n")
    assert why in out("metrics", "import", *(file if word == "FILE" else word for word in words), code=2).complaint
    assert out.dump() == before


def test_a_closed_round_says_that_nothing_changes(out: Typist) -> None:
    out("run")
    assert out.rows("SELECT count(*) FROM round WHERE closed_at IS NOT NULL") == [(1,)]
    report = out("report", NAME).out
    result = out("metrics", "import", written(out, "post,clicks\n1,4000\n"))
    assert "its round is closed: kept, changes nothing" in result.words
    out("run")
    assert out("report", NAME).out == report


def test_long_lists_are_cut_short_on_the_screen(out: Typist) -> None:
    rows = [f"{n},-1" for n in range(1, 31)] + [f"{n},1" for n in range(100, 140)]
    result = out("metrics", "import", written(out, "\n".join(["post,clicks", *rows])))
    assert "Refused: 30 rows." in result.words
    assert "and 20 more (--json names all)" in result.words
    assert "Not ours: 40 rows." in result.words
    assert "and 37 more (--json names all)" in result.words


@pytest.mark.parametrize("kind", NASTY)
def test_hostile_texts_are_shown_and_not_obeyed(kind: str, out: Typist) -> None:
    nasty = NASTY[kind]
    rows = [
        x_row(post_id="1900000000000000001", post_text=f"x {nasty}", likes="1"),
        x_row(post_id="1900000000000000002", post_text="x", likes=nasty),
        x_row(post_id=nasty, post_text="", likes="1"),
    ]
    file = written(out, as_csv(X_HEADER, *rows), "x [red]y.csv")
    for result in (out("metrics", "import", file), out("metrics", "import", file, "--json")):
        assert not CONTROL.search(result.out.replace("\n", ""))
    assert "x [red]y.csv" in out("metrics", "import", file).words
    headers = as_csv(["id", "clicks", nasty], ["1", nasty, nasty])
    result = out("metrics", "import", written(out, headers, "y.csv"), code=2)
    assert not CONTROL.search(result.err.replace("\n", ""))


def test_a_persons_posts_on_linkedin_from_end_to_end(typist: Typist) -> None:
    """No key, nothing typed in: PostLab writes, a person pastes, LinkedIn's own export tells."""
    typist("account", "add", "manual", "me", "--network", "linkedin")
    typist.plans(changed(PLAN, {'accounts = ["sandbox"]': 'accounts = ["me"]', "rounds = 12": "rounds = 4"}))
    typist("approve", NAME)
    rows = []
    for number, at in enumerate((TUESDAY, THURSDAY), start=1):
        typist.clock.set(at)
        typist("run", code=3)
        post = f"urn:li:activity:730000000000000000{number}"
        typist("post", "published", str(number), f"https://www.linkedin.com/feed/update/{post}/")
        link = f"https://www.linkedin.com/feed/update/{post}"
        rows.append(row(LINKEDIN_PAGE, post_title="Any", post_link=link, created_date="11/24/2026", clicks=10 * number))
    for number, at in enumerate((TUESDAY, THURSDAY)):
        seen_at = at + timedelta(hours=73)
        typist.clock.set(seen_at)
        assert "type them in" in typist("run", code=3).words
        file = typist.lab.parent / f"content_{number}.xlsx"
        workbook(file, {"All posts": [[LINKEDIN_BANNER], LINKEDIN_PAGE, rows[number]]}, at=seen_at)
        result = typist("metrics", "import", str(file))
        assert f"Post {number + 1}" in result.words
        assert "told by its address" in result.words
        assert "type them in" not in typist("run", code=3).words
    assert typist.rows("SELECT outcome, outcome_age_s FROM post WHERE round_id = 1 ORDER BY id") == [
        (10, 73 * 3600),
        (20, 73 * 3600),
    ]


def test_the_example(typist: Typist) -> None:
    typist("new", "--from", str(EXAMPLES / "exam-season.toml"), "--yes")
    gone_out(typist, TUESDAY - timedelta(days=1), TUESDAY)
    file = typist.lab.parent / "generic-clicks.csv"
    written(typist, (EXAMPLES / file.name).read_text(encoding="utf-8"), file.name)
    file_report = typist("metrics", "import", str(file), "--json").json["files"][0]
    assert {matched["post"]["id"] for matched in file_report["matched"]} == {1, 2}
    assert file_report["refused"] == []
    last = {matched["post"]["id"]: matched["reading"]["clicks"] for matched in file_report["matched"]}
    assert sorted(last.values()) == [14, 24]
    assert [passed["shown"] for passed in file_report["not_ours"]] == ["“header-button”"]
    assert "(generic-clicks.csv)" in (EXAMPLES / "README.md").read_text(encoding="utf-8")
