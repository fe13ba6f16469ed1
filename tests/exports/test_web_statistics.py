"""What web statistics hand out: comment lines with days, archives of tables, one column of tags, a row an event."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from exports.downloads import as_csv, save
from postlab.errors import InputError
from postlab.exports import archive
from postlab.exports.comments import days_in_comments
from postlab.exports.files import open_file
from postlab.exports.read import Export, read_export


def packed(folder: Path, name: str, **tables: str) -> Path:
    """An archive with tables, double underscores in their names being slashes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as out:
        for table, text in tables.items():
            out.writestr(f"{table.replace('__', '/')}.csv", text)
    return save(folder / name, content.getvalue())


def ga4(folder: Path, *lines: str, start: str = "Start date", end: str = "End date") -> Export:
    above = ["# ------", "# Free form 1", "# Account: Careers, Centre", "# ------", "# ", "# All Users"]
    text = "\n".join([*above, f"# {start}: 20261125", f"# {end}: 20261129", *lines])
    return read_export(save(folder / "download.csv", text + "\n"))


def clicks(export: Export) -> dict[str | None, int | None]:
    return {row.content: row.counts.get("clicks") for row in export.rows}


@pytest.mark.parametrize(
    ("start", "end", "header"),
    [
        ("Start date", "End date", "Session campaign,Session manual ad content,Session source / medium,Sessions"),
        (
            "Startdatum",
            "Enddatum",
            "Sitzung – Kampagne,Sitzung – manueller Anzeigeninhalt,Sitzung – Quelle/Medium,Sitzungen",
        ),
        (
            "Date de début",
            "Date de fin",
            "Campagne de la session,Contenu d'annonce manuel de la session,Source de la session,Sessions",
        ),
        (
            "Fecha de inicio",
            "Fecha de finalización",
            "Campaña de la sesión,Contenido del anuncio manual de la sesión,Fuente de la sesión,Sesiones",
        ),
    ],
)
def test_google_analytics_as_downloaded(start: str, end: str, header: str, tmp_path: Path) -> None:
    export = ga4(tmp_path, header, ",,,26,Grand total", "exams,bare-link-r1,facebook / social,12", start=start, end=end)
    assert (export.days, export.days_from) == ((date(2026, 11, 25), date(2026, 11, 29)), "in its first lines")
    total, ours = export.rows
    assert (total.number, total.content, total.counts) == (10, None, {"clicks": 26})
    assert (ours.number, ours.campaign, ours.content, ours.source) == (11, "exams", "bare-link-r1", "facebook")
    assert ours.counts == {"clicks": 12}


def test_the_second_table_of_a_report_is_found(tmp_path: Path) -> None:
    days = [f"{day:04},{day}" for day in range(200)]
    second = ["# ------", "# Second", "# Start date: 20261125", "# End date: 20261129"]
    export = ga4(tmp_path, "Nth day,Sessions", *days, *second, "Session manual ad content,Sessions", "bare-link-r1,12")
    assert [(row.number, row.content) for row in export.rows] == [(215, "bare-link-r1")]


def test_a_sharp_sign_in_a_row_is_no_comment(tmp_path: Path) -> None:
    export = read_export(save(tmp_path / "x.csv", "utm_content,clicks\n# c,1\n#d,2\n"))
    assert clicks(export) == {"# c": 1, "#d": 2}


def test_google_analytics_without_the_dimension_that_tells(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="looks like an export of Google Analytics") as refused:
        ga4(tmp_path, "Session source,Sessions", "facebook,12")
    assert "Session manual ad content" in refused.value.hint


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["# Von: 20261125", "# Bis: 2026-11-29"], (date(2026, 11, 25), date(2026, 11, 29))),
        (["# Von: 20261125"], None),
        (["# Von: 20261325", "# Bis: 20261129"], None),
        (["# Property: 20261125 - GA4", "# x"], None),
        ([], None),
    ],
)
def test_days_in_comments(lines: list[str], days: tuple[date, date] | None) -> None:
    assert days_in_comments(lines) == days


def test_plausible_as_downloaded(tmp_path: Path) -> None:
    head = "name,visitors,bounce_rate,visit_duration"
    export = read_export(
        packed(
            tmp_path,
            "Plausible export careers.example 2026-11-20 to 2026-11-29.zip",
            visitors="date,visitors,pageviews\n2026-11-25,40,50\n",
            pages="name,visitors,pageviews\n/bare-link-r1,4,5\n",
            utm_campaigns=f"{head}\nexams,26,50,9\n",
            utm_contents=f"{head}\nbare-link-r1,12,50,9\ncontextualised-r1,14,50,9\n",
        )
    )
    assert (export.kind.name, export.sheet) == ("web statistics", "utm_contents.csv")
    assert clicks(export) == {"bare-link-r1": 12, "contextualised-r1": 14}
    assert export.ends_on == date(2026, 11, 29)
    alone = read_export(save(tmp_path / "utm_contents.csv", f"{head}\nbare-link-r1,12,50,9\n"))
    assert clicks(alone) == {"bare-link-r1": 12}


@pytest.mark.parametrize(
    "head", ["Label,Unique visitors,Visits,Actions", "label,nb_uniq_visitors,nb_visits,nb_actions"]
)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8"])
def test_matomo_as_downloaded(head: str, encoding: str, tmp_path: Path) -> None:
    text = f"{head}\nbare-link-r1,10,12,30\nexams - contextualised-r1,11,14,30\n"
    export = read_export(save(tmp_path / "Export _ Campaign Content.csv", text, encoding=encoding))
    assert clicks(export) == {"bare-link-r1": 12, "contextualised-r1": 14}
    assert [row.campaign for row in export.rows] == [None, "exams"]


def test_matomo_in_german_with_points_in_its_thousands(tmp_path: Path) -> None:
    text = "Bezeichnung;Eindeutige Besucher;Besuche\nbare-link-r1;900;1.012\n"
    assert clicks(read_export(save(tmp_path / "x.csv", text))) == {"bare-link-r1": 1012}


def test_umamis_table_of_one_tag(tmp_path: Path) -> None:
    text = "name,pageviews,visitors,visits,bounces,totaltime\nbare-link-r1,30,10,12,1,2\n"
    assert clicks(read_export(save(tmp_path / "utmContent.csv", text))) == {"bare-link-r1": 12}


EVENTS = (
    ["website_id", "session_id", "visit_id", "url_path", "url_query", "utm_campaign", "utm_content", "created_at"],
    ["w", "s1", "v1", "/pay", "utm_content=bare-link-r1", "exams", "bare-link-r1", "2026-11-25 15:00:00"],
    ["w", "s1", "v1", "/next", "utm_content=bare-link-r1", "exams", "bare-link-r1", "2026-11-25 15:01:00"],
    ["w", "s1", "v2", "/pay", "utm_content=bare-link-r1", "exams", "bare-link-r1", "2026-11-26 15:00:00"],
    ["w", "s2", "v3", "/", "", "", "", "2026-11-26 15:00:00"],
    ["w", "s2", "", "/pay", "", "exams", "bare-link-r1", "2026-11-26 15:00:00"],
)


def test_umamis_events_are_counted_by_visit(tmp_path: Path) -> None:
    export = read_export(
        packed(tmp_path, "umami.zip", umami__website_event=as_csv(*EVENTS), umami__session="a,b\n1,2\n")
    )
    (only,) = export.rows
    assert (only.campaign, only.content, only.counts, only.permalink) == ("exams", "bare-link-r1", {"clicks": 2}, None)
    assert "clicks" not in only.missing


def test_umamis_events_of_old_have_their_tags_in_the_query(tmp_path: Path) -> None:
    rows = [[*row[:5], row[7]] for row in EVENTS]
    query = "utm_source=facebook&utm_campaign=exams&utm_content=bare-link-r1"
    for row in rows[1:4]:
        row[4] = query
    (only,) = read_export(save(tmp_path / "website_event.csv", as_csv(*rows))).rows
    assert (only.campaign, only.source, only.counts) == ("exams", "facebook", {"clicks": 2})


def test_an_archive_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = packed(tmp_path, "x.zip", utm_contents="name,visitors\nc,1\n", readme="a,b\n").read_bytes()
    with pytest.raises(InputError, match="damaged"):
        open_file(save(tmp_path / "cut.zip", whole[: len(whole) // 2]))
    broken = bytearray(whole)
    broken[whole.index(b"utm_contents.csv") + 20] ^= 0xFF
    with pytest.raises(InputError, match="damaged"):
        open_file(save(tmp_path / "broken.zip", bytes(broken)))
    locked = bytearray(whole)
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        locked[whole.index(mark) + (8 if mark == b"PK\x01\x02" else 6)] |= 1
    with pytest.raises(InputError, match="locked by a password"):
        open_file(save(tmp_path / "locked.zip", bytes(locked)))
    monkeypatch.setattr(archive, "MOST_UNPACKED", 10)
    with pytest.raises(InputError, match="holds more than"):
        open_file(save(tmp_path / "large.zip", whole))


def test_several_exports_in_an_archive_are_not_chosen_from(tmp_path: Path) -> None:
    table = "utm_content,clicks\nc,1\n"
    with pytest.raises(InputError, match=r"holds several tables of numbers: a\.csv and b\.csv") as refused:
        read_export(packed(tmp_path, "two.zip", a=table, b=table, notes="x,y\n"))
    assert "Unpack" in refused.value.hint
    assert clicks(read_export(packed(tmp_path, "one.zip", a=table, notes="x,y\n"))) == {"c": 1}


def test_an_archive_in_an_archive_is_not_unpacked(tmp_path: Path) -> None:
    inner = packed(tmp_path, "inner.zip", utm_contents="name,visitors\nc,1\n").read_bytes()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as out:
        out.writestr("inner.xlsx", inner)
    with pytest.raises(InputError, match=r"inner\.xlsx in outer\.zip looks like an Excel workbook"):
        open_file(save(tmp_path / "outer.zip", content.getvalue()))
