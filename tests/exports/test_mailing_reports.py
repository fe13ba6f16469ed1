"""The campaign reports of mailing tools: what a row is, and which mailing it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from postlab.exports.matching import Match, NoMatch, PostCandidate, Posts
from postlab.exports.read import Export, read_export

MAILCHIMP = (
    'Title,Subject,List,"Send Date","Send Weekday","Total Recipients","Successful Deliveries","Soft Bounces",'
    '"Hard Bounces","Unique Opens","Open Rate","Total Opens","Unique Clicks","Click Rate","Total Clicks",'
    "Unsubscribes\n"
    'contextualised-r1,"Exams soon? Read this",A,"Nov 24, 2026 10:00 am",Tuesday,"1,204",1201,2,1,312,25.98%,640,41,'
    "3.41%,88,2\n"
)
BREVO = (
    "Campaign name;Subject;Sent date;Recipients;Delivered;Unique opens;Unique clicks\n"
    "contextualised-r1;Exams soon? Read this;24/11/2026 10:00;1204;1201;312;41\n"
)
HANDSHAKE = "Subject,Sent,Unique Opens,Unique Clicks\nExams soon? Read this,1201,312 (26%),41 (3.4 %)\n"


def read(folder: Path, text: str) -> Export:
    file = folder / "report.csv"
    file.write_text(text, encoding="utf-8")
    return read_export(file)


def mailing(post: int, *, subject: str, content: str, network: str = "newsletter") -> PostCandidate:
    url = f"https://news.example/pay?utm_campaign=exams&utm_content={content}"
    return PostCandidate(post, network, f"mailing:k{post}", None, url, None, url, subject, date(2026, 11, 24))


@pytest.mark.parametrize("report", [MAILCHIMP, BREVO, HANDSHAKE], ids=["Mailchimp", "Brevo", "Handshake"])
def test_readers_are_counted_and_not_their_clicks(tmp_path: Path, report: str) -> None:
    export = read(tmp_path, report)
    (row,) = export.rows
    assert dict(row.counts) == {"impressions": 1201, "opens": 312, "clicks": 41}
    assert row.text == "Exams soon? Read this"
    assert set(row.missing.values()) == {"a mailing has none"}
    assert export.kind.network == "newsletter"


def test_mailchimps_own_report_is_called_so(tmp_path: Path) -> None:
    assert read(tmp_path, MAILCHIMP).kind.name == "Mailchimp report"
    assert read(tmp_path, BREVO).kind.name == "mailing report"


def test_a_share_alone_is_no_count(tmp_path: Path) -> None:
    with_rates = "Campaign name,Opens,Clicks\ncontextualised-r1,25.98%,3.41%\n"
    export = read(tmp_path, with_rates)
    assert export.rows == []
    assert "“3.41%” is not a whole number" in export.refused[0].reason


def told(rows: Export, candidates: Sequence[PostCandidate]) -> Match | NoMatch:
    return Posts(candidates, rows.kind.network).match(rows.rows[0])


@pytest.mark.parametrize("report", [MAILCHIMP, BREVO], ids=["Mailchimp", "Brevo"])
def test_a_campaign_is_told_by_its_name(tmp_path: Path, report: str) -> None:
    ours = [
        mailing(1, subject="Pay after university", content="bare-link-r1"),
        mailing(2, subject="Another subject altogether", content="contextualised-r1"),
    ]
    assert told(read(tmp_path, report), ours) == Match(2, "its utm tags")


@pytest.mark.parametrize("report", [MAILCHIMP, BREVO, HANDSHAKE], ids=["Mailchimp", "Brevo", "Handshake"])
def test_else_by_its_subject_line_whatever_its_day_looks_like(tmp_path: Path, report: str) -> None:
    ours = [
        mailing(1, subject="Pay after university", content="bare-link-r9"),
        mailing(2, subject="Exams soon? Read this", content="contextualised-r9"),
    ]
    assert told(read(tmp_path, report), ours) == Match(2, "its text and day")


def test_a_campaign_with_two_of_one_subject_line_is_nobodys(tmp_path: Path) -> None:
    ours = [mailing(number, subject="Exams soon? Read this", content=f"a-r{number}") for number in (1, 2)]
    assert isinstance(told(read(tmp_path, HANDSHAKE), ours), NoMatch)


def test_posts_of_other_networks_are_left_alone(tmp_path: Path) -> None:
    post = mailing(1, subject="Exams soon? Read this", content="contextualised-r1", network="facebook")
    assert isinstance(told(read(tmp_path, MAILCHIMP), [post]), NoMatch)


def test_nothing_usable_is_said_with_its_row(tmp_path: Path) -> None:
    refused = read(tmp_path, "Campaign name,Opens,Clicks\nx,-3,2\n").refused
    assert [row.row for row in refused] == [2]
