"""Each kind of export is told by its headers and read: what tells the post, what it had gathered, what is missing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from exports.downloads import (
    FACEBOOK_2025,
    FACEBOOK_2026,
    INSTAGRAM,
    LINKEDIN_BANNER,
    LINKEDIN_MEMBER,
    LINKEDIN_METRICS,
    LINKEDIN_PAGE,
    X_HEADER,
    X_OVERVIEW,
    as_csv,
    headers,
    row,
    save,
    workbook,
    x_row,
)
from platforms.specs import needed
from postlab.errors import InputError
from postlab.exports.read import Export, read_export
from postlab.exports.recognition import HEADER_WITHIN

ACTIVITY = "https://www.linkedin.com/feed/update/urn:li:activity:7300000000000000001"


def read(folder: Path, *rows: list[object], name: str = "export.csv") -> Export:
    return read_export(save(folder / name, as_csv(*rows)))


def test_x(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        X_HEADER,
        x_row(
            post_text="Two\nlines, and a comma",
            post_link="https://x.com/uni/status/1900000000000000001",
            impressions="1,234",
            likes="12",
            shares="99",
            replies="2",
            reposts="3",
            url_clicks="7",
        ),
        x_row(post_id="1900000000000000002", likes="--", url_clicks=""),
    )
    assert (export.kind.name, export.kind.network, export.sheet) == ("X export", "x", None)
    first, second = export.rows
    assert (first.number, first.remote_id, first.day) == (2, "1900000000000000001", date(2026, 11, 3))
    assert first.text == "Two\nlines, and a comma"
    # uses of the share button are not reposts
    assert first.counts == {"likes": 12, "comments": 2, "shares": 3, "clicks": 7, "impressions": 1234}
    assert (second.number, second.counts) == (3, {})
    assert second.missing["likes"] == "blank in the file"


def test_x_as_twitter_wrote_it(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        [
            "Tweet id",
            "Tweet permalink",
            "Tweet text",
            "time",
            "impressions",
            "retweets",
            "replies",
            "likes",
            "url clicks",
        ],
        [
            "1900000000000000001",
            "https://twitter.com/u/status/1900000000000000001",
            "Hi",
            "2026-11-03 01:31 +0000",
            *("10.0", "1", "2", "3", "4.0"),
        ],
    )
    (only,) = export.rows
    assert only.counts == {"likes": 3, "comments": 2, "shares": 1, "clicks": 4, "impressions": 10}
    assert only.day == date(2026, 11, 3)


def test_linkedin_page_takes_the_right_sheet_of_the_workbook(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "page_content.xlsx",
        {
            "Metrics": [["Aggregated."], LINKEDIN_METRICS, ["11/03/2026", 1, 1, 1, 1]],
            "All posts": [
                [LINKEDIN_BANNER],
                LINKEDIN_PAGE,
                row(
                    LINKEDIN_PAGE,
                    post_title="Graduates still earn more",
                    post_link=ACTIVITY,
                    created_date="11/03/2026",
                    impressions=1317,
                    clicks=64,
                    likes=17.0,
                    comments=0,
                    reposts=0,
                ),
            ],
        },
    )
    export = read_export(file)
    assert (export.kind.name, export.sheet) == ("LinkedIn page export", "All posts")
    (only,) = export.rows
    assert (only.number, only.permalink, only.text) == (3, ACTIVITY, "Graduates still earn more")
    assert only.day == date(2026, 11, 3)
    assert only.counts == {"likes": 17, "comments": 0, "shares": 0, "clicks": 64, "impressions": 1317}


def test_linkedin_page_as_csv(tmp_path: Path) -> None:
    cells = row(LINKEDIN_PAGE, post_title="Hi", post_link=ACTIVITY, created_date="07/20/2026", clicks="64")
    export = read(tmp_path, [LINKEDIN_BANNER], LINKEDIN_PAGE, cells)
    assert export.kind.name == "LinkedIn page export"
    assert export.rows[0].counts == {"clicks": 64}
    assert export.rows[0].day == date(2026, 7, 20)


def test_linkedin_member_joins_its_two_rankings(tmp_path: Path) -> None:
    other = ACTIVITY.replace("001", "002")
    file = workbook(
        tmp_path / "Content_2026-07-01_2026-07-28_Jo.xlsx",
        {
            "DISCOVERY": [["Overall Performance", "7/1/2026 - 7/28/2026"], ["Impressions", 100]],
            "ENGAGEMENT": [["Date", "Impressions", "Engagements"], ["7/1/2026", 5, 1]],
            "TOP POSTS": [
                ["Maximum of 50 posts available to include in this list"],
                [],
                LINKEDIN_MEMBER,
                [ACTIVITY, "7/20/2026", 18, None, other, "7/21/2026", 1317],
                [other, "7/21/2026", 9, None, ACTIVITY, "7/20/2026", 40],
            ],
        },
    )
    export = read_export(file)
    assert (export.kind.name, export.sheet) == ("LinkedIn member export", "TOP POSTS")
    assert export.ends_on == date(2026, 7, 28)
    assert {row.permalink: row.counts for row in export.rows} == {
        ACTIVITY: {"impressions": 40},
        other: {"impressions": 1317},
    }
    assert "only impressions" in export.rows[0].missing["clicks"]


def test_facebook_of_2025_and_2026(tmp_path: Path) -> None:
    old, new = headers(FACEBOOK_2025), headers(FACEBOOK_2026)
    cells = {"post_id": "122100000000001", "publish_time": "07/20/2026 12:30", "date": "Lifetime", "views": "1,317"}
    before = read(
        tmp_path,
        old,
        row(
            old,
            **cells,
            title="Title",
            description="What it says",
            reactions="17",
            comments="0",
            shares="1",
            link_clicks="9",
            total_clicks="30",
        ),
    )
    after = read(tmp_path, new, row(new, **cells, title="What it says", impressions="1400", reactions="17"))
    assert before.kind.name == after.kind.name == "Facebook export"
    assert before.rows[0].counts == {"likes": 17, "comments": 0, "shares": 1, "clicks": 9, "impressions": 1317}
    assert (before.rows[0].text, after.rows[0].text) == ("What it says", "What it says")
    # views are what Facebook's interface counts as well
    assert after.rows[0].counts == {"likes": 17, "impressions": 1317}
    assert "counts more than the link" in after.rows[0].missing["clicks"]
    assert after.rows[0].day == date(2026, 7, 20)


def test_facebook_day_by_day_is_refused(tmp_path: Path) -> None:
    columns = headers(FACEBOOK_2026)
    export = read(tmp_path, columns, row(columns, post_id="122100000000001", date="07/20/2026", views="3"))
    assert export.rows == []
    assert "Lifetime" in export.refused[0].reason


def test_instagram(tmp_path: Path) -> None:
    columns = headers(INSTAGRAM)
    cells = row(columns, post_id="178", date="Lifetime", views="5", likes="4", comments="3", shares="2")
    export = read(tmp_path, columns, cells)
    assert (export.kind.name, export.kind.network) == ("Instagram export", "instagram")
    assert export.rows[0].counts == {"likes": 4, "comments": 3, "shares": 2, "impressions": 5}


def test_any_csv_of_clicks(tmp_path: Path) -> None:
    export = read(
        tmp_path,
        ["utm_campaign", "UTM Content", "Date", "Clicks"],
        ["exams", "bare-link-r1", "2026-11-24", "4"],
        ["", "bare-link-r1", "20261125", "-"],
    )
    first, second = export.rows
    assert (first.campaign, first.content, first.on) == ("exams", "bare-link-r1", date(2026, 11, 24))
    assert first.counts == {"clicks": 4}
    assert (second.campaign, second.on, second.counts) == (None, date(2026, 11, 25), {})
    assert second.missing == {
        **dict.fromkeys(("likes", "comments", "shares", "impressions", "saves", "opens"), "not in the file"),
        "clicks": "blank in the file",
    }


@pytest.mark.parametrize(
    ("column", "cell", "held", "value"),
    [
        ("id", "at://did:plc:x/app.bsky.feed.post/1", "remote_id", "at://did:plc:x/app.bsky.feed.post/1"),
        ("ID", '="1900000000000000001"', "remote_id", "1900000000000000001"),
        ("Post", "12", "post", 12),
        ("post", "https://there.example/1", "permalink", "https://there.example/1"),
        ("Permalink", "https://there.example/1", "permalink", "https://there.example/1"),
        ("url", "https://a.org/?utm_content=c&utm_source=x", "content", "c"),
        ("url", "https://a.org/?utm_content=c&utm_source=x", "source", "x"),
        ("variant_id", "c", "content", "c"),
        ("Kampagneninhalt", "c", "content", "c"),
    ],
)
def test_what_tells_a_post_in_any_csv(column: str, cell: str, held: str, value: object, tmp_path: Path) -> None:
    (only,) = read(tmp_path, [column, "Gefällt mir"], [cell, "3"]).rows
    assert getattr(only, held) == value
    assert only.counts == {"likes": 3}


def test_days_in_a_workbook_are_days(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "clicks.xlsx", {"Clicks": [["utm_content", "Datum", "Klicks"], ["c", datetime(2026, 11, 24), 4]]}
    )
    (only,) = read_export(file).rows
    assert (only.on, only.counts) == (date(2026, 11, 24), {"clicks": 4})


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([X_OVERVIEW, ["Tue, Nov 3, 2026", *["1"] * 13]], "account_analytics_content"),
        ([["Aggregated engagement."], LINKEDIN_METRICS, ["11/03/2026", "1", "1", "1", "1"]], "“All posts”"),
        ([["Date", "Impressions", "Engagements"], ["7/1/2026", "5", "1"]], "“TOP POSTS”"),
        ([["Datum", "Klicks"], ["2026-07-01", "5"]], "a row for each post"),
    ],
)
def test_an_overview_is_refused_and_the_file_that_is_wanted_named(
    rows: list[list[object]], wanted: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="a row a day") as refused:
        read(tmp_path, *rows)
    assert wanted in refused.value.hint


def test_headers_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no export that PostLab knows") as refused:
        read(tmp_path, ["Name", "Age"], ["Jo", "17"])
    assert "English" in refused.value.hint
    # a header below the first rows is no header
    with pytest.raises(InputError):
        read(tmp_path, *[["banner"]] * HEADER_WITHIN, ["utm_content", "clicks"], ["c", "1"])


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("x_content_account_analytics.csv", "X export"),
        ("linkedin_page_content__all_posts.csv", "LinkedIn page export"),
        ("linkedin_member_content__top_posts.csv", "LinkedIn member export"),
        ("meta_facebook_content_2025.csv", "Facebook export"),
        ("meta_facebook_content_2026.csv", "Facebook export"),
        ("meta_instagram_content.csv", "Instagram export"),
    ],
)
def test_the_headers_as_the_networks_have_them(name: str, kind: str) -> None:
    export = read_export(needed(f"exports/{name}"))
    assert export.kind.name == kind
    assert export.refused == []
    for found in export.rows:
        assert found.counts
        assert found.day is not None


@pytest.mark.parametrize("name", ["x_account_overview.csv", "linkedin_page_content__metrics.csv"])
def test_the_overviews_as_the_networks_have_them(name: str) -> None:
    file = needed(f"exports/{name}")
    with pytest.raises(InputError, match="a row a day"):
        read_export(file)
