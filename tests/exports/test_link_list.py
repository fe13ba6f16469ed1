"""A list of links from a spreadsheet: any separator and encoding, every fault named, our own table taken back."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from exports.downloads import as_csv, workbook
from postlab.errors import InputError
from postlab.exports.link_list import LONGEST, read_link_list

ROWS = [
    ["URL", "Title", "Evidence", "Call_to_action", "Notes"],
    ["https://news.example/a", "Prüfungen, Noten und „mehr“", "One in three; two in five", "Read on.", "mine"],
    ["https://news.example/b", "", "", "", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_separator(encoding: str, delimiter: str) -> None:
    found = read_link_list(as_csv(*ROWS, delimiter=delimiter).encode(encoding), "links.csv")
    assert found.faults == ()
    assert found.ignored == ("Notes",)
    assert [dict(listed.cells) for listed in found.rows] == [
        {
            "url": "https://news.example/a",
            "title": "Prüfungen, Noten und „mehr“",
            "evidence": "One in three; two in five",
            "call to action": "Read on.",
        },
        {"url": "https://news.example/b"},
    ]


def test_commas_in_titles_do_not_hide_the_separator() -> None:
    found = read_link_list(b"link;title\nhttps://a.example/;one, two, three, four\n", "x.csv")
    assert found.rows[0].cells == {"url": "https://a.example/", "title": "one, two, three, four"}


def test_a_workbook(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "links.xlsx", {"Notes": [["hello"]], "Links": [["Address", "Title"], ["https://a.example/", "A"]]}
    )
    assert read_link_list(file.read_bytes(), "links.xlsx").rows[0].cells == {"url": "https://a.example/", "title": "A"}


@pytest.mark.parametrize("header", ["url", "Link", "ADDRESS", " address ", "\ufeffurl"])
def test_the_column_of_addresses_in_any_case(header: str) -> None:
    assert read_link_list(f"{header},title\nhttps://a.example/,A\n".encode(), "x.csv").rows[0].cells["title"] == "A"


def test_every_fault_has_its_row_and_column() -> None:
    long = "x" * (LONGEST["title"] + 1)
    found = read_link_list(
        as_csv(["Link", "Title"], ["", "A"], ["https://a.example/", long], ["", ""]).encode(), "x.csv"
    )
    assert [(fault.place, fault.message) for fault in found.faults] == [
        ("row 2, Link", "is empty"),
        ("row 3, Title", f"is longer than {LONGEST['title']} characters"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"https://a.example/\nhttps://b.example/\n", "postlab link add -"),
        (b"title,evidence\nA,B\n", "has no column"),
        (b"\x00\x01\x02\xff" * 50, "neither text nor"),
        (b'url,title\n"https://a.example/,A\n' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_what_is_no_list_of_links(content: bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        read_link_list(content, "x.csv")
    assert said in f"{refused.value.message} {refused.value.hint}"


def test_our_own_table_comes_back() -> None:
    from postlab.reports import as_csv as writer
    from postlab.reports.links import COLUMNS

    row = dict.fromkeys(COLUMNS) | {"number": 1, "url": "https://a.example/", "title": "=1+1", "evidence": "-5%\nTwo."}
    out = io.BytesIO()
    writer.write(writer.Columns(COLUMNS, [list(row.values())]), out, bom=True)
    assert b"'=1+1" in out.getvalue()
    found = read_link_list(out.getvalue(), "links.csv")
    assert found.ignored == ()
    assert found.rows[0].cells == {"url": "https://a.example/", "title": "=1+1", "evidence": "-5%\nTwo."}
