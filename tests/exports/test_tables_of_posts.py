"""What schedulers and people write down: a column “Post” of texts or of numbers, a header far down, days of posting."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from exports.downloads import FACEBOOK_2025, as_csv, headers, row, save, workbook
from postlab.exports.kinds import OF_BEFORE
from postlab.exports.read import Export, read_export
from postlab.exports.recognition import HEADER_WITHIN

LINK = "https://www.facebook.com/104911112222333/posts/122158000000012341"
PAGE_POST = "104911112222333_122158000000012341"
SPROUT = headers(
    "Date,Post ID,Network,Post Type,Content Type,Profile,Sent by,Link,Linked Content,Post,Impressions,Reach,"
    "Engagements,Reactions,Likes,Comments,Shares,Post Link Clicks"
)


def read(folder: Path, *rows: list[object], **how: object) -> Export:
    return read_export(save(folder / "table.csv", as_csv(*rows)), **how)  # type: ignore[arg-type]  # by keyword


def test_a_column_of_texts_is_no_number_of_a_post(tmp_path: Path) -> None:
    header = ["Date", "Post", "Link to Post", "Likes", "Clicks"]
    (only,) = read(tmp_path, header, ["2026-11-25", "Story about work", LINK, "18", "12"]).rows
    assert (only.post, only.text, only.permalink) == (None, "Story about work", LINK)
    assert (only.on, only.day) == (date(2026, 11, 25), None)
    assert only.counts == {"likes": 18, "clicks": 12}


@pytest.mark.parametrize("header", ["Post", "post", "Beitrag"])
def test_a_column_of_numbers_is(header: str, tmp_path: Path) -> None:
    export = read(tmp_path, [header, "clicks"], ["1", "4"], ["2", "5"], ["3a", "6"])
    assert [(row.post, row.text) for row in export.rows] == [(1, None), (2, None)]
    assert [refused.row for refused in export.refused] == [4]
    assert "is not the number of a post" in export.refused[0].reason


def test_a_text_that_is_a_number_stays_a_text_among_texts(tmp_path: Path) -> None:
    export = read(
        tmp_path, ["Post", "Permalink", "Likes"], ["2026", LINK, "1"], ["Open day", "", "2"], ["Pay", "", "3"]
    )
    assert [(row.post, row.text) for row in export.rows] == [(None, "2026"), (None, "Open day"), (None, "Pay")]


def test_a_number_beside_a_text(tmp_path: Path) -> None:
    (only,) = read(tmp_path, ["Post", "Message", "Likes"], ["1", "Open day", "3"]).rows
    assert (only.post, only.text) == (1, "Open day")


def test_numbers_in_a_workbook(tmp_path: Path) -> None:
    file = workbook(tmp_path / "x.xlsx", {"Table": [["Post", "Clicks"], [1, 4], [2.0, 5]]})
    assert [row.post for row in read_export(file).rows] == [1, 2]


def test_sprout(tmp_path: Path) -> None:
    cells = row(
        SPROUT,
        date="11/25/2026 1:33 pm",
        post_id=PAGE_POST,
        network="Facebook",
        post="Story about work",
        link=LINK,
        linked_content="https://news.example/",
        impressions="1,401",
        reactions="18",
        likes="16",
        comments="4",
        shares="3",
        post_link_clicks="12",
    )
    export = read(tmp_path, SPROUT, cells)
    assert (export.kind.name, export.date_header) == ("Sprout Social export", None)
    (only,) = export.rows
    assert (only.remote_id, only.permalink, only.text) == (PAGE_POST, LINK, "Story about work")
    assert (only.day, only.on) == (date(2026, 11, 25), None)
    assert only.counts == {"likes": 18, "comments": 4, "shares": 3, "clicks": 12, "impressions": 1401}


def test_hootsuite_says_that_its_date_is_that_of_posting(tmp_path: Path) -> None:
    header = ["Date (GMT)", "Post ID", "Post Permalink", "Post Message", "Reactions", "Post Link Clicks"]
    cells = ["2026-11-25 14:33:00", PAGE_POST, LINK, "Story", "18", "12"]
    (only,) = read(tmp_path, ["Post performance"], ["Careers"], header, cells).rows
    assert (only.day, only.on, only.text) == (date(2026, 11, 25), None, "Story")
    assert only.counts == {"likes": 18, "clicks": 12}


def test_a_person_says_what_the_days_are(tmp_path: Path) -> None:
    rows = [["Date", "Post", "Link to Post", "Likes"], ["25.11.2026", "Story about work", LINK, "18"]]
    (posted,), (counted,) = read(tmp_path, *rows, dates="posted").rows, read(tmp_path, *rows, dates="counted").rows
    assert (posted.day, posted.on) == (date(2026, 11, 25), None)
    assert (counted.day, counted.on) == (None, date(2026, 11, 25))
    assert read(tmp_path, *rows).date_header == "Date"


def test_a_day_of_posting_that_could_be_two_costs_no_row(tmp_path: Path) -> None:
    rows = [["Date", "Post", "Link to Post", "Likes"], ["05/11/2026", "Story about work", LINK, "18"]]
    assert "no day that can be read" in read(tmp_path, *rows).refused[0].reason
    (only,) = read(tmp_path, *rows, dates="posted").rows
    assert (only.day, only.counts) == (None, {"likes": 18})


def test_the_rest_of_a_column_tells_which_day_is_meant(tmp_path: Path) -> None:
    header = ["utm_content", "Datum", "Klicks"]
    export = read(tmp_path, header, ["c", "05/11/2026", "4"], ["c", "25/11/2026", "1"])
    assert [row.on for row in export.rows] == [date(2026, 11, 5), date(2026, 11, 25)]
    export = read(tmp_path, header, ["c", "05/11/2026", "4"], ["c", "11/25/2026", "1"])
    assert [row.on for row in export.rows] == [date(2026, 5, 11), date(2026, 11, 25)]


@pytest.mark.parametrize("above", [7, 30, HEADER_WITHIN - 1])
def test_a_header_under_a_banner(above: int, tmp_path: Path) -> None:
    columns = headers(FACEBOOK_2025)
    banner: list[list[object]] = [[f"Facebook post report, line {n}"] for n in range(above)]
    cells = row(columns, post_id="122158000000012341", date="Lifetime", reactions="18", permalink=LINK)
    export = read(tmp_path, *banner, columns, cells)
    assert export.kind.name == "Facebook export"
    assert [(row.number, row.counts) for row in export.rows] == [(above + 2, {"likes": 18})]


def test_a_day_that_is_a_word_in_every_row_is_none(tmp_path: Path) -> None:
    header = ["id", "Datum", "Gefällt mir"]
    export = read(tmp_path, header, ["1221", "Gesamter Zeitraum", "4"], ["1222", "Gesamter Zeitraum", "5"])
    assert [row.on for row in export.rows] == [None, None]
    export = read(tmp_path, header, ["1221", "gestern", "4"], ["1222", "2026-11-25", "5"])
    assert [refused.row for refused in export.refused] == [2]


def test_posts_of_before_by_a_scheduler(tmp_path: Path) -> None:
    cells = row(SPROUT, date="11/25/2026 1:33 pm", post_id=PAGE_POST, post="Story", link=LINK, reactions="18")
    (only,) = read(tmp_path, SPROUT, cells, kinds=OF_BEFORE).rows
    assert (only.day, only.text, only.counts) == (date(2026, 11, 25), "Story", {"likes": 18})
