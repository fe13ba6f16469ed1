"""Exports as the networks give them, made for the tests: headers as published, rows invented."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl


def headers(line: str) -> list[str]:
    """Names of columns out of one line of CSV."""
    return next(csv.reader([line]))


X_HEADER = headers(
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks"
)
X_OVERVIEW = headers(
    "Date,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Unfollows,Replies,Reposts,Profile visits,"
    "Create Post,Video views,Media views"
)
LINKEDIN_BANNER = "Engagement metrics for individual posts. Created date indicates when it went out, in UTC."
LINKEDIN_PAGE = headers(
    "Post title,Post link,Post type,Campaign name,Posted by,Created date,Campaign start date,Campaign end date,"
    "Audience,Impressions,Views,Offsite Views,Clicks,Click through rate (CTR),Likes,Comments,Reposts,Follows,"
    "Engagement rate,Content Type"
)
LINKEDIN_METRICS = ["Date", "Impressions (organic)", "Impressions (total)", "Clicks (total)", "Reactions (total)"]
LINKEDIN_MEMBER = [
    *("Post URL", "Post publish date", "Engagements", None, "Post URL", "Post publish date", "Impressions")
]
FACEBOOK_2025 = (
    "Post ID,Page ID,Page name,Title,Description,Duration (sec),Publish time,Permalink,Post type,Date,Views,Reach,"
    '"Reactions, Comments and Shares",Reactions,Comments,Shares,Total clicks,Photo Clicks,Other Clicks,Link Clicks'
)
FACEBOOK_2026 = (
    "Post ID,Page ID,Page name,Title,Duration (sec),Publish time,Permalink,Post type,Data comment,Date,Comments,"
    "Impressions,Interactions,Reactions,Saves,Shares,Viewers,Views"
)
INSTAGRAM = (
    "Post ID,Account ID,Account username,Account name,Description,Duration (sec),Publish time,Permalink,Post type,"
    "Data comment,Date,Views,Reach,Likes,Shares,Follows,Comments,Saves"
)


def row(header: Sequence[str | None], **cells: Any) -> list[Any]:
    """A row under a header; names of cells are headers with underscores for spaces, whatever their case."""
    known = [(name or "").casefold().replace(" ", "_") for name in header]
    assert set(cells) <= set(known), set(cells) - set(known)
    return [cells.get(name, "") for name in known]


def as_csv(*rows: Sequence[Any], delimiter: str = ",") -> str:
    """Rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


def save(path: Path, content: str | bytes, *, at: datetime | None = None, encoding: str = "utf-8") -> Path:
    """Write a file, as if at some time."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    if at is not None:
        os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[Any]]], *, at: datetime | None = None) -> Path:
    """Write an xlsx file with those sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(list(cells))
    book.save(path)
    if at is not None:
        os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def x_row(**cells: Any) -> list[Any]:
    """A row of X's export of posts."""
    return row(X_HEADER, **{"date": "Tue, Nov 3, 2026", "post_id": "1900000000000000001", **cells})


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type, misc]  # a date's and a time's numbers
