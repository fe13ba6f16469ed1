"""Opening an export: any encoding and delimiter, workbooks, and a sentence for everything that is none."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.downloads import as_csv, save, utc, workbook
from postlab.errors import InputError
from postlab.exports import files, sheet
from postlab.exports.files import days_in, open_file
from postlab.exports.read import read_export

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
ROWS = [["utm_content", "clicks", "note"], ["prüfung-r1", "4", "a, b; c"]]


def cells(path: Path) -> list[tuple[object, ...]]:
    (only,) = open_file(path).sheets
    return [row for _, row in only.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter(encoding: str, delimiter: str, tmp_path: Path) -> None:
    file = save(tmp_path / "clicks.csv", as_csv(*ROWS, delimiter=delimiter), encoding=encoding)
    assert cells(file) == [tuple(row) for row in ROWS]


def test_utf_16_of_the_other_order(tmp_path: Path) -> None:
    file = save(tmp_path / "clicks.csv", b"\xfe\xff" + as_csv(*ROWS).encode("utf-16-be"))
    assert cells(file) == [tuple(row) for row in ROWS]


def test_excels_own_first_line_is_not_a_row(tmp_path: Path) -> None:
    file = save(tmp_path / "clicks.csv", "sep=;\r\n" + as_csv(*ROWS, delimiter=";"))
    assert cells(file) == [tuple(row) for row in ROWS]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    file = save(tmp_path / "clicks.csv", 'utm_content,clicks\n"two\nlines",1\n\n,\nc,2\n')
    (only,) = open_file(file).sheets
    assert [number for number, _ in only.rows] == [1, 2, 5]


def test_a_workbook_and_its_formulas_as_text(tmp_path: Path) -> None:
    file = workbook(tmp_path / "clicks.xlsx", {"One": [["utm_content", "clicks"], ["c", "=1+1"]], "Two": [[]]})
    one, two = open_file(file).sheets
    assert (one.name, [row for _, row in one.rows]) == ("One", [("utm_content", "clicks"), ("c", "=1+1")])
    assert (two.name, two.rows) == ("Two", [])
    refused = read_export(file).refused
    assert [(one.row, one.reason) for one in refused] == [(2, "column “clicks”: “=1+1” is not a whole number.")]


def test_a_cell_far_below_ends_no_sheet_late(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["utm_content", "clicks"])
    book.active["A1048576"] = "stray"
    book.save(tmp_path / "clicks.xlsx")
    assert cells(tmp_path / "clicks.xlsx") == [("utm_content", "clicks")]


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


BOMB = archive(xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=b"\0" * (201 * 2**20))


@pytest.mark.parametrize(
    ("content", "why", "hint"),
    [
        (b"", "is empty", "again"),
        (b" \r\n\t", "is empty", "again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format of Excel", "save it as xlsx or CSV"),
        (b"\x09\x08\x10\x00\x00\x06" + b"\0" * 60, "old format of Excel", "save it as xlsx or CSV"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither text nor an Excel workbook", "as it was downloaded"),
        (bytes(range(256)) * 4, "neither text nor an Excel workbook", "as it was downloaded"),
        (b"\x81\x8d" * 40, "neither text nor an Excel workbook", "as it was downloaded"),
        (b"<html><table><tr><td>Post id</td></tr></table></html>", "is a web page", "save it from there as xlsx"),
        (b"PK\x03\x04 and then nothing", "damaged", "again"),
        (archive(xl__workbook_xml=b"no XML"), "damaged", "again"),
        (archive(export=b"utm_content,clicks"), "an archive, but no Excel workbook", "Unpack"),
        (BOMB, "would unpack to more than 200 MB", "shorter"),
        (b'a,b\n"' + b"x" * 140_000 + b'"', "cannot be read from line", "quotation mark"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_what_cannot_be_opened(content: bytes, why: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"download\.csv") as refused:
        open_file(save(tmp_path / "download.csv", content))
    assert why in refused.value.message
    assert hint in refused.value.hint


def test_a_workbook_that_was_cut_off(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", {"All posts": ROWS}).read_bytes()
    for end in (100, len(whole) // 2, len(whole) - 30):
        with pytest.raises(InputError, match="damaged"):
            open_file(save(tmp_path / "cut.xlsx", whole[:end]))


def test_entities_are_not_blown_up(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 60) for n in range(9)
    )
    whole = workbook(tmp_path / "whole.xlsx", {"All posts": ROWS})
    with zipfile.ZipFile(whole) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = (
        laughs + b"]>" + parts[name].replace(b"<v>4</v>", b"<v>&j;</v>").replace(b"<sheetData>", b"<sheetData>&j;")
    )
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w") as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    with pytest.raises(InputError, match="damaged"):
        open_file(tmp_path / "bomb.xlsx")


def test_folders_and_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        open_file(tmp_path)
    with pytest.raises(InputError, match="cannot be read: No such file"):
        open_file(tmp_path / "gone.csv")
    with pytest.raises(InputError, match="cannot be read"):
        open_file(tmp_path / "nul\0.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are not for this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not an ordinary file"):
        open_file(tmp_path / "pipe")


def test_files_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = save(tmp_path / "long.csv", "utm_content,clicks\n" + "c,1\n" * 50)
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="larger than"):
        open_file(file)


def test_rows_without_end(tmp_path: Path) -> None:
    content = "utm_content,clicks\n" + "c,1\n" * sheet.MOST_ROWS
    with pytest.raises(InputError, match="more than 100,000 rows"):
        open_file(save(tmp_path / "long.csv", content))


def test_a_file_tells_its_age(tmp_path: Path) -> None:
    file = save(tmp_path / "x_2026-07-01_2026-07-14.csv", as_csv(*ROWS), at=utc(2026, 7, 20, 8))
    opened = open_file(file)
    assert opened.modified_at == datetime(2026, 7, 20, 8, tzinfo=UTC)
    assert opened.days == (date(2026, 7, 1), date(2026, 7, 14))


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("account_analytics_content_2026-07-01_2026-07-14.csv", date(2026, 7, 14)),
        ("account_analytics_content_2026-07-01_2026-07-14 (1).csv", date(2026, 7, 14)),
        ("Content_2026-07-01_2026-07-28_JoSmith.xlsx", date(2026, 7, 28)),
        ("2026-07-01 to 2026-07-28.csv", date(2026, 7, 28)),
        ("Jul-01-2026_Jul-28-2026_1234567890.csv", date(2026, 7, 28)),
        ("export 2026-07-01.csv", None),
        ("2026-07-14_2026-07-01.csv", None),
        ("2026-13-01_2026-13-14.csv", None),
        ("Foo-01-2026_Bar-28-2026.csv", None),
        ("9999-01-01_9999-12-31.csv", None),
        ("clicks.csv", None),
    ],
)
def test_the_range_in_a_name(name: str, day: date | None) -> None:
    days = days_in(name)
    assert (days and days[1]) == day
    assert days is None or days[0] == date(2026, 7, 1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_anything_else_is_refused_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.$") as refused:
        read_export(save(tmp_path / "any.csv", content))
    assert refused.value.hint


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(cells=st.lists(TEXTS | st.from_regex(r"[-0-9.,/E+]{0,22}", fullmatch=True), min_size=3, max_size=3))
def test_any_cells_are_a_row_or_refused(cells: list[str], tmp_path: Path) -> None:
    export = read_export(save(tmp_path / "any.csv", as_csv(["id", "clicks", "date"], cells)))
    for refused in export.refused:
        assert refused.reason.endswith(".")
    for row in export.rows:
        assert all(count >= 0 for count in row.counts.values())
        assert row.shown
