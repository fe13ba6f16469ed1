"""The tables: one row a post or a reading, nothing a spreadsheet would run, nothing rounded into noise."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from postlab.reports import as_csv
from postlab.reports.as_csv import POST_COLUMNS, READING_COLUMNS, Columns
from reports.worlds import WINNING, Records

DOCS = Path(__file__).parents[2] / "docs" / "columns.md"
HOSTILE = ("=cmd|' /C calc'!A0", '@SUM(1+1), "quoted"\n\x1b[31m[red]<script>')


def written(table: Columns, *, bom: bool = False) -> bytes:
    out = io.BytesIO()
    as_csv.write(table, out, bom=bom)
    return out.getvalue()


def read(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_one_row_a_post(records: Records) -> None:
    report = records.report(records.experiment([(10, 40), (None, 30)]))
    rows = read(written(as_csv.posts(report)))
    assert [list(row) for row in rows] == [list(POST_COLUMNS)] * 4
    assert [row["outcome"] for row in rows] == ["10", "40", "", "30"]
    assert [row["variant"] for row in rows] == ["bare link", "contextualised"] * 2
    assert rows[2]["missing"] == "The page was down."
    assert rows[2]["void"].endswith("The page was down.")
    assert rows[0]["round_ratio"] == "3.857142857"
    assert rows[2]["round_ratio"] == ""
    assert rows[0]["published_at"].endswith("Z")
    assert rows[0]["horizon_hours"] == "72"
    assert {row["simulated"] for row in rows} == {"false"}
    assert {row["doubling_shows_as"] for row in rows} == {""}


def test_every_row_says_what_a_doubling_shows_as(records: Records) -> None:
    report = records.report(records.experiment([(1, 2), (0, 1), (2, 3)]))
    rows = read(written(as_csv.posts(report)))
    (shown,) = {float(row["doubling_shows_as"]) for row in rows}
    assert shown == pytest.approx(report.verdict.doubling_shows_as)


def test_a_round_trip_of_hostile_texts(records: Records) -> None:
    report = records.report(records.experiment([(1, 2)], titles=HOSTILE, text="-1+1|x\r\nline two\x9b2J"))
    raw = written(as_csv.posts(report))
    rows = read(raw)
    assert len(rows) == 2
    assert {row["title"] for row in rows} == {
        "'=cmd|' /C calc'!A0",
        '\'@SUM(1+1), "quoted"\n[red]<script>',
    }
    assert {row["text"] for row in rows} == {"'-1+1|x\nline two"}
    assert b"\x1b" not in raw
    for row in csv.reader(io.StringIO(raw.decode(), newline="")):
        assert not any(value.lstrip().startswith(("=", "@", "+", "-")) for value in row)


def test_negative_numbers_stay_numbers() -> None:
    assert written(Columns(("a", "b"), [(-1.5, "-1.5")])) == b"a,b\r\n-1.5,'-1.5\r\n"


def test_lines_end_as_rfc_4180_has_it(records: Records) -> None:
    raw = written(as_csv.posts(records.report(records.experiment(WINNING[:2]))))
    assert raw.count(b"\r\n") == raw.count(b"\n") == 5


def test_the_mark_for_excel(records: Records) -> None:
    report = records.report(records.experiment([(1, 2)], titles=("Öffnung", "Zürich")))
    assert written(as_csv.posts(report), bom=True) == b"\xef\xbb\xbf" + written(as_csv.posts(report))
    assert "Zürich" in written(as_csv.posts(report)).decode()


def test_one_row_a_reading(records: Records) -> None:
    experiment = records.experiment([(10, None), (12, 45)], simulated=True)
    records.experiment([(1, 2)], name="another")
    rows = read(written(as_csv.readings(records.session, experiment)))
    assert [list(row) for row in rows] == [list(READING_COLUMNS)] * 4
    assert [row["round"] for row in rows] == ["1", "1", "2", "2"]
    first = {row["variant"]: row for row in rows[:2]}
    assert first["bare link"]["clicks"] == "10"
    assert first["bare link"]["comments"] == "0"
    assert first["bare link"]["shares"] == first["bare link"]["impressions"] == ""
    assert first["contextualised"]["clicks"] == ""
    assert first["contextualised"]["missing"] == "shares: =deleted"
    assert first["bare link"]["age_hours"] == "72.0001"
    assert first["bare link"]["due_age_hours"] == "72"
    assert {row["simulated"] for row in rows} == {"true"}
    assert {row["platform"] for row in rows} == {"sandbox"}
    assert first["bare link"]["skipped_hours"] == ""
    assert len(read(written(as_csv.readings(records.session)))) == 6


def test_skipped_readings_are_told(records: Records) -> None:
    from postlab.records.tables import Reading

    experiment = records.experiment([(1, 2)])
    reading = records.session.get_one(Reading, 1)
    reading.skipped = [3600.0, 21600.0]
    records.session.commit()
    assert read(written(as_csv.readings(records.session, experiment)))[0]["skipped_hours"] == "1; 6"


def test_readings_are_fetched_as_they_are_written(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_csv, "AT_ONCE", 2)
    records.experiment(WINNING)
    records.session.expunge_all()
    rows = iter(as_csv.readings(records.session).rows)
    assert next(rows)[:2] == ("exam-season", 1)
    assert len(list(rows)) == 19
    assert not list(records.session.identity_map)


def test_an_empty_lab_gives_the_header(records: Records) -> None:
    assert written(as_csv.readings(records.session)).decode() == ",".join(READING_COLUMNS) + "\r\n"


def test_memory_does_not_grow_with_the_rows() -> None:
    class Nowhere(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return len(data)

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(20_000):
            yield (number, "x" * 200)

    tracemalloc.start()
    try:
        assert as_csv.write(Columns(("a", "b"), rows()), Nowhere()) == 20_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000


def test_the_file_stays_open_when_a_row_fails() -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        yield (1,)
        raise RuntimeError("the database went away")

    out = io.BytesIO()
    with pytest.raises(RuntimeError):
        as_csv.write(Columns(("a",), rows()), out)
    assert not out.closed
    assert out.getvalue() == b"a\r\n1\r\n"


@pytest.mark.parametrize("columns", [POST_COLUMNS, READING_COLUMNS])
def test_every_column_is_documented(columns: tuple[str, ...]) -> None:
    documented = DOCS.read_text(encoding="utf-8")
    assert [name for name in columns if f"| `{name}` |" not in documented] == []
    assert len(set(columns)) == len(columns)
