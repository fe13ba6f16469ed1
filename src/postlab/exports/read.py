"""An export, read: a row for each post, what it is told by and what it had gathered; and what cannot be used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from postlab.exports.addresses import post_number
from postlab.exports.cells import (
    Unclear,
    count_of,
    day_of,
    id_of,
    order_of_days,
    short,
    text_of,
)
from postlab.exports.comments import days_in_comments
from postlab.exports.damaged_ids import DAMAGED_ID, are_genuine, id_beside
from postlab.exports.files import open_file
from postlab.exports.kinds import KINDS, ExportKind
from postlab.exports.recognition import Layout, column_below, recognise
from postlab.exports.sheet import Cell, Sheet, blank
from postlab.framing.tracking import tag, tags_of
from postlab.metrics import METRIC_NAMES

NOT_IN_FILE = "not in the file"
BLANK = "blank in the file"

Dates = Literal["posted", "counted"]
"""What a column “Date” holds: the day on which a post went out, or the day that its numbers are of."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One row: what tells its post, and its counts.

    Attributes:
        number: as a spreadsheet shows it, from 1.
        remote_id: the post's id on the network, or None.
        permalink: its address there, or None.
        post: its number in the lab, or None.
        campaign: value of utm_campaign, or None.
        content: value of utm_content, or None.
        source: value of utm_source, or None.
        text: how it begins, or None.
        day: when it went out, in a zone that the file does not tell, or None.
        on: the day that the counts are of; None where they are of its whole life so far.
        counts: by metric, those that are there.
        missing: why each of the others is not.
        note: a remark on how the row was read, or None.
        visit: the visit to a website that it is a part of, or None.
    """

    number: int
    remote_id: str | None = None
    permalink: str | None = None
    post: int | None = None
    campaign: str | None = None
    content: str | None = None
    source: str | None = None
    text: str | None = None
    day: date | None = None
    on: date | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    visit: str | None = None

    @property
    def id_there(self) -> str | None:
        """Its id on the network; where a spreadsheet has damaged that, the number in its address, or None."""
        return post_number(self.permalink or "") if self.note == DAMAGED_ID else self.remote_id

    @property
    def shown(self) -> str:
        """What it is about, in few words."""
        told_by = self.text or self.permalink or self.content or self.remote_id or (self.post and f"post {self.post}")
        return short(told_by or "?", at_most=60)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used, and why.

    Attributes:
        row: its number.
        reason: a sentence.
        told: the row without counts, where only those are at fault; else None.
    """

    row: int
    reason: str
    told: ExportRow | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """One file, read.

    Attributes:
        name: of the file, without its folder.
        kind: of export.
        sheet: of a workbook, or None.
        rows: that can be used.
        refused: the others.
        modified_at: when the file was last written.
        days: the first and the last of the range of days that its name or its first lines tell, or None.
        days_from: where they are told, in words.
        date_header: how its column of `ExportRow.on` is called, or None.
    """

    name: str
    kind: ExportKind
    sheet: str | None
    rows: Sequence[ExportRow]
    refused: Sequence[Refused]
    modified_at: datetime
    days: tuple[date, date] | None
    days_from: str = ""
    date_header: str | None = None

    @property
    def ends_on(self) -> date | None:
        """The last day of its range, or None."""
        return self.days[1] if self.days else None

    @property
    def fingerprint(self) -> str:
        """What the same rows have in common, however their file is called and in whatever format it was saved."""
        contents = [
            [
                row.id_there,
                row.permalink,
                row.post,
                row.campaign,
                row.content,
                row.text,
                sorted(row.counts.items()),
            ]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps(contents).encode()).hexdigest()[:16]


def read_export(path: Path, *, kinds: Sequence[ExportKind] = KINDS, dates: Dates | None = None) -> Export:
    """Read a file.

    Args:
        path: of the file.
        kinds: of export that it may be.
        dates: what a column “Date” holds; if not given, the day that the numbers are of.

    Raises:
        InputError: it cannot be used; the message names the file, the hint what to do.
    """
    opened = open_file(path)
    sheet, layout = recognise(opened.sheets, opened.name, kinds=kinds)
    if dates == "posted" and layout.kind.network is None:
        layout = replace(layout, tables=[_with_days_of_posting(columns) for columns in layout.tables])
    rows, refused = _rows(sheet, layout)
    if layout.kind.side_by_side:
        rows = _joined(rows)
    if "visit" in layout.kind.columns:
        rows = _counted_visits(rows)
    told = days_in_comments(sheet.comments)
    on = layout.tables[0].get("on")
    return Export(
        opened.name,
        layout.kind,
        sheet.name,
        rows,
        refused,
        opened.modified_at,
        told or opened.days,
        "in its first lines" if told else "in the file's name",
        layout.headers[on[0]] if on else None,
    )


def _rows(sheet: Sheet, layout: Layout) -> tuple[list[ExportRow], list[Refused]]:
    rows: list[ExportRow] = []
    refused: list[Refused] = []
    genuine = are_genuine(sheet, layout)
    month_first = layout.kind.month_first
    if month_first is None:
        dated = [place for held in ("on", "day") for place in layout.tables[0].get(held, ())]
        month_first = order_of_days(cell for place in dated for cell in column_below(sheet, layout.header_row, place))
    for number, cells in sheet.rows:
        if number <= layout.header_row:
            continue
        for columns in layout.tables:
            if not any(_cells(cells, places) for places in columns.values()):
                continue
            row = None
            try:
                row = _told(number, cells, columns, layout, genuine=genuine, month_first=month_first)
                counts, missing = _counts(cells, columns, layout, decimal_comma=sheet.decimal_comma)
            except Unclear as exc:
                refused.append(Refused(number, f"{exc}.", row))
            else:
                rows.append(replace(row, counts=counts, missing=missing))
    return rows, refused


def _with_days_of_posting(columns: Mapping[str, Sequence[int]]) -> Mapping[str, Sequence[int]]:
    days = columns.get("day") or columns.get("on")
    rest = {held: places for held, places in columns.items() if held != "on"}
    return rest | ({"day": days} if days else {})


def _told(
    number: int,
    cells: Sequence[Cell],
    columns: Mapping[str, Sequence[int]],
    layout: Layout,
    *,
    genuine: bool,
    month_first: bool | None,
) -> ExportRow:
    """A row without its counts: what tells the post."""

    def first(held: str) -> Cell:
        return next(iter(_cells(cells, columns.get(held, ()))), None)

    post, in_its_place = _post(first("post"))
    permalink, url = text_of(first("permalink")) or in_its_place, text_of(first("url"))
    visit = text_of(first("visit"))
    if visit is not None and url is not None:
        # a query as it is recorded, without its mark
        permalink, url = None, f"?{url.lstrip('?')}"
    remote_id, note = id_beside(permalink, first("remote_id"), genuine=genuine)
    tagged, (campaign, content) = url or permalink or "", tags_of(url or permalink or "")
    labelled_campaign, labelled_content = _labelled(text_of(first("label")))
    return ExportRow(
        number,
        remote_id=remote_id,
        permalink=permalink or (None if visit else url),
        post=post,
        campaign=text_of(first("campaign")) or campaign or labelled_campaign,
        content=text_of(first("content")) or content or labelled_content,
        source=_source(text_of(first("source"))) or tag(tagged, "utm_source"),
        text=text_of(first("text")),
        day=_day_or_none(first("day"), month_first),
        on=_own_day(first("on"), layout, columns, month_first),
        note=note,
        visit=visit,
    )


def _labelled(label: str | None) -> tuple[str | None, str | None]:
    """Campaign and content out of the one column that a table of web statistics has for its tags."""
    if label is None:
        return None, None
    if "utm_" in label:
        return tags_of(label)
    campaign, parted, content = label.partition(" - ")
    return (campaign.strip(), content.strip()) if parted else (None, label)


def _source(text: str | None) -> str | None:
    """The source out of “source / medium”."""
    return text.partition(" / ")[0].strip() if text else None


def _cells(cells: Sequence[Cell], places: Sequence[int]) -> list[Cell]:
    """What stands in those places and is not blank."""
    return [cells[at] for at in places if at < len(cells) and not blank(cells[at])]


def _counts(
    cells: Sequence[Cell], columns: Mapping[str, Sequence[int]], layout: Layout, *, decimal_comma: bool
) -> tuple[dict[str, int], dict[str, str]]:
    counts: dict[str, int] = {}
    missing: dict[str, str] = {}
    for metric in METRIC_NAMES:
        places = columns.get(metric)
        if not places:
            missing[metric] = layout.kind.missing.get(metric, NOT_IN_FILE)
            continue
        try:
            count = count_of(cells[places[0]] if places[0] < len(cells) else None, decimal_comma=decimal_comma)
        except Unclear as exc:
            raise Unclear(f"column {short(layout.headers[places[0]])}: {exc}") from None
        if count is None:
            missing[metric] = BLANK
        else:
            counts[metric] = count
    return counts, missing


def _post(cell: Cell) -> tuple[int | None, str | None]:
    """A post's number in the lab, or its address where that is what the column holds."""
    text = id_of(cell)
    if text is None:
        return None, None
    if text.startswith(("http://", "https://")):
        return None, text
    if not text.isdecimal() or len(text) >= 12:
        raise Unclear(f"{short(text)} is not the number of a post, as `postlab status` shows it")
    return int(text), None


def _day_or_none(cell: Cell, month_first: bool | None) -> date | None:  # noqa: FBT001 (as `day_of` has it)
    """When a post went out, which only helps to find it."""
    try:
        return day_of(cell, month_first=month_first)
    except Unclear:
        return None


def _own_day(
    cell: Cell,
    layout: Layout,
    columns: Mapping[str, Sequence[int]],
    month_first: bool | None,  # noqa: FBT001 (as above)
) -> date | None:
    """The day that the counts are of; a network's export must hold those of the post's whole life."""
    if isinstance(cell, str) and cell.strip().casefold() == "lifetime":
        return None
    try:
        day = day_of(cell, month_first=month_first)
    except Unclear as exc:
        raise Unclear(f"column {short(layout.headers[columns['on'][0]])}: {exc}") from None
    if day is not None and layout.kind.network is not None:
        raise Unclear("these are the numbers of a single day: choose “Lifetime” when you export")
    return day


def _joined(rows: Sequence[ExportRow]) -> list[ExportRow]:
    """Rows of tables side by side, those of the same address as one."""
    joined: dict[str, ExportRow] = {}
    for row in rows:
        key = row.permalink or f"row {row.number}"
        before = joined.get(key)
        if before is None:
            joined[key] = row
        else:
            counts = {**row.counts, **before.counts}
            missing = {metric: why for metric, why in before.missing.items() if metric not in counts}
            joined[key] = replace(before, counts=counts, missing=missing)
    return list(joined.values())


def _counted_visits(rows: Sequence[ExportRow]) -> list[ExportRow]:
    """A row for each post that a tag tells: its clicks are the visits in which a link with the tag was looked at."""
    visits: dict[tuple[str | None, ...], set[str]] = {}
    first: dict[tuple[str | None, ...], ExportRow] = {}
    for row in rows:
        if row.content and row.visit:
            tags = (row.campaign, row.content, row.source)
            first.setdefault(tags, row)
            visits.setdefault(tags, set()).add(row.visit)
    return [
        replace(
            row,
            counts={"clicks": len(visits[tags])},
            missing={metric: why for metric, why in row.missing.items() if metric != "clicks"},
        )
        for tags, row in first.items()
    ]
