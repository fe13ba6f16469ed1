"""Cells: blank is missing and not zero, thousands are read where they are certain, damaged ids are refused."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.downloads import X_HEADER, as_csv, save, workbook, x_row
from postlab.exports.cells import Unclear, count_of, day_of, id_of, order_of_days
from postlab.exports.read import Export, read_export
from postlab.exports.sheet import Cell


@pytest.mark.parametrize("cell", [None, "", " ", "--", "-", "–", "—", "n/a", "N/A", "NULL", "#N/A", "nan"])
def test_nothing_is_missing(cell: Cell) -> None:
    assert count_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("0", 0),
        ("007", 7),
        (" 12 ", 12),
        ("'12", 12),
        (12, 12),
        (12.0, 12),
        ("12.0", 12),
        ("12,00", 12),
        ("1,234", 1234),
        ("1,234,567", 1_234_567),
        ("1,234.00", 1234),
        ("1.234.567", 1_234_567),
        ("1 234", 1234),
        ("1\u00a0234\u202f567", 1_234_567),
        ("1'234", 1234),
        ("1’234", 1234),
        (2**31 - 1, 2**31 - 1),
    ],
)
def test_counts(cell: Cell, count: int) -> None:
    assert count_of(cell) == count


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("-3", "below zero"),
        ("− 3", "below zero"),
        (-3, "below zero"),
        (-0.5, "not a whole number"),
        ("1.5", "not a whole number"),
        (1.5, "not a whole number"),
        (float("nan"), "not a whole number"),
        (float("inf"), "not a whole number"),
        ("1.234", "could be thousands or decimals"),
        ("0.123", "not a whole number"),
        ("1,23", "not a whole number"),
        ("12,34,567", "not a whole number"),
        ("1,2345", "not a whole number"),
        ("1.2K", "is rounded: the whole number is needed"),
        ("1,2 Tsd.", "is rounded: the whole number is needed"),
        ("3 mil", "is rounded: the whole number is needed"),
        ("1.2万", "is rounded: the whole number is needed"),
        ("5%", "not a whole number"),
        ("=1+1", "not a whole number"),
        ("many", "not a whole number"),
        ("１２", "not a whole number"),
        ("1e3", "not a whole number"),
        (True, "not a number"),
        (datetime(2026, 3, 4), "not a number"),
        (time(3, 4), "not a number"),
        (2**31, "more than any network"),
        ("9" * 40, "more than any network"),
        ("111,111,111,111", "more than any network"),
        ("9" * 5000, "not a whole number"),
        ("1" + ",111" * 5000, "not a whole number"),
    ],
)
def test_what_is_no_count(cell: Cell, why: str) -> None:
    with pytest.raises(Unclear, match=why) as refused:
        count_of(cell)
    assert len(str(refused.value)) < 150


def test_where_the_comma_parts_decimals() -> None:
    assert count_of("1.234", decimal_comma=True) == 1234
    assert count_of("1.234,00", decimal_comma=True) == 1234
    with pytest.raises(Unclear, match="could be"):
        count_of("1,234", decimal_comma=True)
    with pytest.raises(Unclear, match="not a whole number"):
        count_of("12,5", decimal_comma=True)


@given(st.integers(0, 2**31 - 1), st.sampled_from([",", " ", "\u202f", "'"]))
def test_grouped_thousands_are_read_back(number: int, mark: str) -> None:
    assert count_of(f"{number:,}".replace(",", mark)) == number


@pytest.mark.parametrize(
    ("cell", "id_"),
    [
        ("1900000000000000001", "1900000000000000001"),
        ("'1900000000000000001", "1900000000000000001"),
        ('="1900000000000000001"', "1900000000000000001"),
        (178, "178"),
        (178.0, "178"),
        ("at://did:plc:x/post/1", "at://did:plc:x/post/1"),
        ("", None),
        ("--", None),
        (None, None),
    ],
)
def test_ids(cell: Cell, id_: str | None) -> None:
    assert id_of(cell) == id_


@pytest.mark.parametrize("cell", ["1.22158E+17", "1,22158E+17", "1e18", 1.22158e17, 1900000000000000001, 10**15, 1.5])
def test_damaged_ids(cell: Cell) -> None:
    with pytest.raises(Unclear, match="do not save it from Excel"):
        id_of(cell)


def x_export(folder: Path, *ids: str, link: str = "") -> Export:
    rows = [x_row(post_id=id_, post_link=link, likes="1") for id_ in ids]
    return read_export(save(folder / "x.csv", as_csv(X_HEADER, *rows)))


def test_ids_that_were_rounded_are_refused(tmp_path: Path) -> None:
    export = x_export(tmp_path, "1900000000000000000", "1900123456789010000")
    assert [refused.row for refused in export.refused] == [2, 3]
    assert "first 15 digits" in export.refused[0].reason


def test_an_id_that_ends_in_zeros_by_chance_is_good(tmp_path: Path) -> None:
    assert len(x_export(tmp_path, "1900000000000000000", "1900123456789012345").rows) == 2
    link = "https://x.com/uni/status/1900000000000000000"
    assert len(x_export(tmp_path, "1900000000000000000", link=link).rows) == 1
    assert len(x_export(tmp_path, "190000000000000").rows) == 1


LINK = "https://x.com/uni/status/"


@pytest.mark.parametrize("damaged", ["1.9E+18", "1,90012E+18", "1900123456789010000"])
@pytest.mark.parametrize("link", [f"{LINK}1900123456789012345", "x.com/uni/status/1900123456789012345?s=20"])
def test_a_damaged_id_beside_a_whole_address(damaged: str, link: str, tmp_path: Path) -> None:
    (only,) = x_export(tmp_path, damaged, link=link).rows
    assert (only.remote_id, only.permalink, only.note) == (None, link, "a spreadsheet damaged its id")
    assert only.id_there == "1900123456789012345"
    assert only.counts == {"likes": 1}


@pytest.mark.parametrize("link", ["", "#NAME?", "1.9E+18", "x.com", "Story"])
def test_a_damaged_id_without_a_whole_address_is_refused(link: str, tmp_path: Path) -> None:
    export = x_export(tmp_path, "1.9E+18", "1900123456789010000", link=link)
    assert [refused.row for refused in export.refused] == [2, 3]
    assert all("do not save it from Excel" in refused.reason for refused in export.refused)


def test_a_rounded_id_among_whole_ones_is_told_by_its_address(tmp_path: Path) -> None:
    rows = [
        x_row(post_id="1900123456789012345", post_link=f"{LINK}1900123456789012345", likes="1"),
        x_row(post_id="1900123456789010000", post_link=f"{LINK}1900123456789012999", likes="1"),
        x_row(post_id="1900123456789020000", post_link=f"{LINK}1900123456789020000", likes="1"),
    ]
    export = read_export(save(tmp_path / "x.csv", as_csv(X_HEADER, *rows)))
    assert [row.remote_id for row in export.rows] == ["1900123456789012345", None, "1900123456789020000"]


def test_a_file_with_damaged_ids_is_the_same_file(tmp_path: Path) -> None:
    link = f"{LINK}1900123456789012345"
    whole, damaged = x_export(tmp_path, "1900123456789012345", link=link), x_export(tmp_path, "1.9E+18", link=link)
    assert whole.fingerprint == damaged.fingerprint


def test_what_excel_saved_with_tabs_has_points_in_thousands_where_its_rounded_ids_have_commas(tmp_path: Path) -> None:
    cells = {"post_link": f"{LINK}1900123456789012345", "impressions": "1.234"}
    german = as_csv(X_HEADER, x_row(post_id="1,90012E+18", **cells), delimiter="\t")
    export = read_export(save(tmp_path / "x.txt", german, encoding="utf-16"))
    assert export.rows[0].counts == {"impressions": 1234}
    english = as_csv(X_HEADER, x_row(post_id="1.90012E+18", **cells), delimiter="\t")
    export = read_export(save(tmp_path / "x.txt", english, encoding="utf-16"))
    assert "could be thousands or decimals" in export.refused[0].reason


def test_a_number_is_no_id_in_a_workbook(tmp_path: Path) -> None:
    rows = [x_row(post_id=1900000000000000001, likes=1), x_row(post_id="1900000000000000002", likes=1)]
    export = read_export(workbook(tmp_path / "x.xlsx", {"Sheet1": [X_HEADER, *rows]}))
    assert [row.remote_id for row in export.rows] == ["1900000000000000002"]
    assert [refused.row for refused in export.refused] == [2]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("Tue, Jul 14, 2026", date(2026, 7, 14)),
        ("July 14, 2026", date(2026, 7, 14)),
        ("2026-07-14", date(2026, 7, 14)),
        ("2026-07-14T23:00:00Z", date(2026, 7, 14)),
        ("20260714", date(2026, 7, 14)),
        (20260714, date(2026, 7, 14)),
        ("14.07.2026", date(2026, 7, 14)),
        ("14/7/2026", date(2026, 7, 14)),
        ("7/14/2026 12:30", date(2026, 7, 14)),
        ("7/7/2026", date(2026, 7, 7)),
        ("14.7.26", date(2026, 7, 14)),
        ("14-07-2026", date(2026, 7, 14)),
        ("2026/7/14 09:30", date(2026, 7, 14)),
        ("2026年7月14日", date(2026, 7, 14)),
        ("14. Juli 2026", date(2026, 7, 14)),
        ("Di., 14. Jul. 2026", date(2026, 7, 14)),
        ("24 nov. 2026", date(2026, 11, 24)),
        ("mar. 24 nov. 2026 à 12:30", date(2026, 11, 24)),
        ("le 1er décembre 2026", date(2026, 12, 1)),
        ("mardi 1er décembre 2026", date(2026, 12, 1)),
        ("24 de noviembre de 2026", date(2026, 11, 24)),
        ("1º de dezembro de 2026", date(2026, 12, 1)),
        ("24 november 2026", date(2026, 11, 24)),
        ("14th July 2026", date(2026, 7, 14)),
        (datetime(2026, 7, 14, 23), date(2026, 7, 14)),
        ("--", None),
        (None, None),
    ],
)
def test_days(cell: Cell, day: date | None) -> None:
    assert day_of(cell, month_first=None) == day


def test_days_that_could_be_two() -> None:
    assert day_of("7/8/2026", month_first=True) == date(2026, 7, 8)
    assert day_of("7/8/2026", month_first=False) == date(2026, 8, 7)
    with pytest.raises(Unclear, match="write it like 2026-07-14"):
        day_of("7/8/2026", month_first=None)


@pytest.mark.parametrize(
    ("cells", "month_first"),
    [
        (["7/8/2026", "7/14/2026"], True),
        (["7/8/2026", None, "14/7/2026 12:30"], False),
        (["7/8/2026", "8/7/2026"], None),
        (["14/7/2026", "7/14/2026"], None),
        (["2026-07-14", 5, ""], None),
    ],
)
def test_a_column_of_days_tells_what_comes_first(cells: list[Cell], month_first: bool | None) -> None:
    assert order_of_days(cells) is month_first


@pytest.mark.parametrize(
    "cell",
    [
        "soon",
        "2026-02-30",
        "31.2.2026",
        "32 nov. 2026",
        "24 foo 2026",
        "2026年13月1日",
        "31/31/2026",
        "Foo 3, 2026",
        "9999-12-31",
        "1999-01-01",
    ],
)
def test_days_that_are_none(cell: Cell) -> None:
    with pytest.raises(Unclear, match="no day"):
        day_of(cell, month_first=None)
