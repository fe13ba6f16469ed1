"""`postlab metrics import` with files that people really have: other languages, statistics, schedulers, Excel."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.terminal import terminal
from cli.test_metrics_import import MONDAY, SYDNEY, content_of, written
from cli.typist import NAME, Typist
from exports.downloads import X_HEADER, as_csv, headers, save, x_row
from exports.meta_headers import FACEBOOK, UNREAD, post
from exports.test_tables_of_posts import SPROUT
from exports.test_web_statistics import packed

POST_IDS = ("122158000000012341", "122158000000012342", "122158000000012345")
"""Two posts of the lab, and one that is not."""

STATUSES = ("2127033064566554625", "2127033064570748930", "2127033064574943235")
WENT_OUT = datetime(2026, 11, 25, 3, 33, tzinfo=UTC)
ON = "2026-11-25"


def on_facebook(number: int) -> str:
    return f"https://www.facebook.com/104911112222333/posts/{POST_IDS[number]}"


def published(typist: Typist, network: str, ids: tuple[str, str], addresses: tuple[str, str]) -> Typist:
    """As if the two planned posts had gone out on a network, posted there by a person."""
    typist("account", "add", "manual", "page", "--network", network)
    with closing(sqlite3.connect(typist.lab / "postlab.db")) as db, db:
        db.execute("UPDATE post SET account_id = (SELECT id FROM account WHERE name = 'page')")
        for number, (remote_id, address) in enumerate(zip(ids, addresses, strict=True), start=1):
            db.execute(
                "UPDATE post SET state = 'published', remote_id = ?, permalink = ?, published_at = ? WHERE id = ?",
                (remote_id, address, WENT_OUT.strftime("%Y-%m-%d %H:%M:%S"), number),
            )
    typist.clock.set(MONDAY)
    return typist


@pytest.fixture
def page(planned: Typist) -> Typist:
    """Somebody whose two posts are out on a Facebook page; it is the Monday after."""
    ids = (f"104911112222333_{POST_IDS[0]}", f"104911112222333_{POST_IDS[1]}")
    return published(
        planned, "facebook", ids, (f"https://www.facebook.com/{ids[0]}", f"https://www.facebook.com/{ids[1]}")
    )


@pytest.fixture
def profile(planned: Typist) -> Typist:
    """The same on X."""
    first, second, _ = STATUSES
    return published(
        planned,
        "x",
        (first, second),
        (f"https://x.com/careers/status/{first}", f"https://x.com/careers/status/{second}"),
    )


@pytest.mark.parametrize("language", FACEBOOK)
def test_metas_export_in_other_languages(language: str, page: Typist) -> None:
    line, life = FACEBOOK[language]
    rows = [post(post_id, "25.11.2026 14:33", life) for post_id in POST_IDS]
    result = page("metrics", "import", written(page, "\ufeff" + as_csv(headers(line), *rows)))
    assert "Facebook export, 3 rows" in result.words
    assert result.words.count("18 likes, 4 comments, 3 shares, 12 clicks, 401 impressions; told by its id") == 2
    assert "row 4: “What it says”, not a post of this lab" in result.words
    assert page.rows("SELECT post_id, likes, clicks FROM reading") == [(1, 18, 12), (2, 18, 12)]


def test_metas_export_in_a_language_that_nobody_wrote_down(page: Typist) -> None:
    before = page.dump()
    file = written(page, as_csv(headers(UNREAD["Norwegian"]), post(POST_IDS[0], "25.11.2026", "Hele perioden")))
    complaint = page("metrics", "import", file, code=2).complaint
    assert "clicks.csv looks like Meta's export in a language that PostLab does not read" in complaint
    assert "Set the language of Meta Business Suite to English and export again." in complaint
    assert page.dump() == before


@pytest.mark.parametrize("ids", [["2.12703E+18"] * 3, [f"{status[:15]}0000" for status in STATUSES]])
def test_ids_that_excel_broke_beside_whole_addresses(ids: list[str], profile: Typist) -> None:
    rows = [
        x_row(post_id=post_id, post_link=f"https://x.com/careers/status/{status}", url_clicks="12")
        for post_id, status in zip(ids, STATUSES, strict=True)
    ]
    result = profile("metrics", "import", written(profile, as_csv(X_HEADER, *rows)))
    assert result.words.count("12 clicks; told by its address; a spreadsheet damaged its id") == 2
    assert "a spreadsheet damaged its id, and its address is of no post of this lab" in result.words
    assert profile.rows("SELECT post_id, clicks FROM reading") == [(1, 12), (2, 12)]
    whole = [
        x_row(post_id=status, post_link=f"https://x.com/careers/status/{status}", url_clicks="12")
        for status in STATUSES
    ]
    again = profile("metrics", "import", written(profile, as_csv(X_HEADER, *whole), "whole.csv"))
    assert "0 readings stored; 2 were there already." in again.words


def test_google_analytics_as_downloaded(page: Typist) -> None:
    lines = ["# ----", "# Free form 1", "# Account: Careers", "# ----", "# ", "# All Users"]
    days = ["# Start date: 20261127", "# End date: 20261129"]
    table = as_csv(
        ["Session campaign", "Session manual ad content", "Session source", "Sessions"],
        ["", "", "", "42"],
        [NAME, content_of(page), "sandbox", "12"],
    )
    result = page("metrics", "import", written(page, "\n".join([*lines, *days, table])))
    assert "Numbers of Sun 29 Nov 2026 23:59 Australia/Sydney, by the range of days in its first lines." in result.words
    assert "12 clicks; told by its utm tags; the file begins on 2026-11-27, the post on 2026-11-25" in result.words
    assert "row 10: “?”, nothing in it tells a post; it may be a total" in result.words


def test_plausibles_archive(page: Typist) -> None:
    table = f"name,visitors,bounce_rate\n{content_of(page, 1)},12,50\n{content_of(page, 2)},14,50\n"
    file = packed(
        page.lab.parent, "Plausible export x 2026-11-20 to 2026-11-28.zip", utm_contents=table, pages="a\nb\n"
    )
    os.utime(file, (MONDAY.timestamp(), MONDAY.timestamp()))
    result = page("metrics", "import", str(file))
    assert "web statistics, sheet “utm_contents.csv”, 2 rows" in result.words
    assert "Numbers of Sat 28 Nov 2026 23:59" in result.words
    assert page.rows("SELECT post_id, clicks FROM reading ORDER BY post_id") == [(1, 12), (2, 14)]


def test_sprouts_table(page: Typist) -> None:
    rows = [
        [
            *(ON, f"104911112222333_{post_id}", "Facebook", "Post", "Link", "Careers", "Kim", on_facebook(number)),
            *("https://news.example/", "Story about work", "401", "300", "25", "18", "16", "4", "3", "12"),
        ]
        for number, post_id in enumerate(POST_IDS)
    ]
    result = page("metrics", "import", written(page, as_csv(SPROUT, *rows)))
    assert "Sprout Social export, 3 rows Numbers of Mon 30 Nov 2026 09:00 Australia/Sydney" in result.words
    assert result.words.count("told by its id") == 2
    assert page.rows("SELECT likes, clicks FROM reading") == [(18, 12), (18, 12)]


def test_clicks_that_two_posts_share_are_nobodys_even_for_one_account(page: Typist) -> None:
    with closing(sqlite3.connect(page.lab / "postlab.db")) as db, db:
        db.execute(
            "UPDATE post SET account_id = (SELECT id FROM account WHERE name = 'sandbox'), "
            "url = (SELECT url FROM post WHERE id = 1) WHERE id = 2"
        )
    file = written(page, f"utm_content,clicks\n{content_of(page)},41\n")
    for more in ((), ("--account", "page"), ("--account", "sandbox")):
        assert "by its utm tags it could be post 1 or 2" in page("metrics", "import", file, *more).words
    assert page.rows("SELECT count(*) FROM reading") == [(0,)]


def table_of_posts(*days: str) -> str:
    rows = [[day, "Story about work and study", on_facebook(number), 18, 12] for number, day in enumerate(days)]
    return as_csv(["Date", "Post", "Link to Post", "Likes", "Clicks"], *rows)


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_a_day_of_posting_is_never_taken_for_the_age_of_the_numbers(as_json: tuple[str, ...], page: Typist) -> None:
    before = page.dump()
    complaint = page("metrics", "import", written(page, table_of_posts(ON, ON)), *as_json, code=2)
    said = " ".join((complaint.out + complaint.err).split())
    assert "The column “Date” of clicks.csv may be the day on which each post went out" in said
    assert "--dates posted" in said
    assert "--dates counted" in said
    assert page.dump() == before


def test_a_person_says_that_it_is_the_day_of_posting(page: Typist) -> None:
    file = written(page, table_of_posts(ON, ON, ON))
    result = page("metrics", "import", file, "--dates", "posted")
    assert (
        "Numbers of Mon 30 Nov 2026 09:00 Australia/Sydney, by the time at which the file was written." in result.words
    )
    assert result.words.count("114.5 h old: 18 likes, 12 clicks; told by its address") == 2
    assert "row 4: “Story about work and study”, not a post of this lab" in result.words


def test_a_person_says_that_it_is_the_day_of_the_numbers(page: Typist) -> None:
    result = page("metrics", "import", written(page, table_of_posts(ON, ON)), "--dates", "counted")
    assert "Numbers of single days" in result.words
    assert result.words.count("9.4 h old: 18 likes, 12 clicks; told by its address") == 2


def test_several_days_of_a_post_are_days_of_its_numbers_whatever_is_said(page: Typist) -> None:
    rows = [[day, "Story", on_facebook(0), 1] for day in (ON, "2026-11-26")]
    file = written(page, as_csv(["Date", "Post", "Link to Post", "Likes"], *rows))
    for more in ((), ("--dates", "posted")):
        result = page("metrics", "import", file, "--dry-run", *more)
        assert "33.4 h old: 2 likes" in result.words


def test_days_that_lie_apart_from_the_posts_are_those_of_the_numbers(page: Typist) -> None:
    result = page("metrics", "import", written(page, table_of_posts("2026-11-28", "2026-11-28")))
    assert "Numbers of single days" in result.words
    assert "told by its address; the file begins on 2026-11-28, the post on 2026-11-25" in result.words


def test_days_of_posting_that_could_be_two_are_no_matter_once_it_is_said(page: Typist) -> None:
    file = written(page, table_of_posts("05/11/2026", "05/11/2026"))
    complaint = page("metrics", "import", file, code=2).complaint
    assert "row 2: column “Date”: “05/11/2026” is no day that can be read for certain" in complaint
    assert "If “Date” is the day on which the posts went out, say so with `--dates posted`." in complaint
    assert "2 readings stored." in page("metrics", "import", file, "--dates", "posted").words


def test_a_time_of_day_is_when_a_post_went_out(page: Typist) -> None:
    result = page("metrics", "import", written(page, table_of_posts(f"{ON} 14:33:05", f"{ON} 2:33 pm")))
    assert result.words.count("114.5 h old: 18 likes, 12 clicks; told by its address") == 2
    complaint = page("metrics", "import", written(page, table_of_posts(f"{ON} 00:00", f"{ON} 00:00")), code=2).complaint
    assert "--dates posted" in complaint


def test_another_word_for_dates(page: Typist) -> None:
    complaint = page("metrics", "import", written(page, table_of_posts(ON)), "--dates", "posting", code=2).complaint
    assert "--dates" in complaint
    assert "posted" in complaint


@pytest.mark.parametrize(("answer", "kept"), [("1", 4 * 24), ("2", 12)])
def test_it_is_asked_at_a_terminal(answer: str, kept: int, page: Typist) -> None:
    now = datetime.now(UTC)
    went_out = (now - timedelta(days=4)).astimezone(SYDNEY).replace(hour=12, minute=0, second=0, microsecond=0)
    with closing(sqlite3.connect(page.lab / "postlab.db")) as db, db:
        db.execute("UPDATE post SET published_at = ?", (went_out.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),))
    day = went_out.date().isoformat()
    file = save(page.lab.parent / "buffer.csv", table_of_posts(day, day), at=went_out + timedelta(days=4))
    with terminal("metrics", "import", str(file), width=80, POSTLAB_HOME=str(page.lab)) as screen:
        screen.wait_for("buffer.csv has a row for each post, with a column “Date”. It is:")
        screen.answer("1 or 2?", "x")
        screen.wait_for("Please enter 1 or 2.")
        screen.answer("1 or 2?", answer)
        screen.wait_for("2 readings stored.")
        screen.ends_quietly(0)
    for (age_s,) in page.rows("SELECT age_s FROM reading"):
        assert abs(age_s / 3600 - kept) <= 14


def test_posts_of_the_lab_are_no_posts_of_before(page: Typist) -> None:
    line, life = FACEBOOK["French"]
    rows = [post(post_id, "11/25/2026 14:33", life) for post_id in POST_IDS]
    rows[1][0], rows[1][7] = "1,22158E+17", on_facebook(1)
    file = written(page, as_csv(headers(line), *rows))
    result = page("observe", "import", file)
    assert "1 new" in result.words
    assert page.rows("SELECT network, posted_at, likes FROM observed") == [
        ("facebook", "2026-11-25 01:00:00.000000", 18)
    ]


def test_a_date_in_german_and_numbers_as_excel_writes_them_there(page: Typist) -> None:
    table = f"utm_content;utm_campaign;Datum;Klicks\n{content_of(page)};{NAME};25. Nov. 2026;1.234\n"
    table += f"{content_of(page)};{NAME};Do., 26. November 2026;1,2 Tsd.\n"
    file = save(Path(written(page, "x")), table, at=MONDAY, encoding="cp1252")
    result = page("metrics", "import", str(file))
    assert "1234 clicks; told by its utm tags" in result.words
    assert "row 3: column “Klicks”: “1,2 Tsd.” is rounded: the whole number is needed" in result.words
