"""Which kind of export a file is, told by its headers, and where it holds what; or what it seems to be instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from postlab.english import listed
from postlab.errors import InputError
from postlab.exports.headers import header
from postlab.exports.kinds import GENERIC, KINDS, LIST, OURS, OVERVIEWS, ExportKind
from postlab.exports.languages import languages
from postlab.exports.sheet import Cell, Sheet, blank
from postlab.metrics import JUDGED_BY, METRIC_NAMES

HEADER_WITHIN = 40
"""Rows among which a header stands; above it may be a banner."""

SEVERAL = frozenset({"text"})
"""What is looked for in every column of its names, the first that is filled counting."""

LOOKED_AT = 100
"""Rows below a header that tell what its columns hold."""

_NUMBER_OF_POST = re.compile(r"\d{1,11}(?:\.0)?|https?://\S+")

_TIME = re.compile(r"(?<![\d:])\d{1,2}:(\d{2})(?!\d)")

_META_WIDTH, _META_ID = 6, re.compile(r"\d{12,}|\d[.,]\d+e\+?\d+", re.IGNORECASE)
"""Columns that Meta's exports have at the least; how the ids in them look, damaged by a spreadsheet or not."""

_META_ADDRESS = re.compile(r"(?:https?://)?(?:www\.|m\.|web\.)?(?:facebook|instagram)\.com/", re.IGNORECASE)

_KNOWN = frozenset(
    chain(
        *(names for kind in KINDS for names in (*kind.columns.values(), *kind.signs)),
        *(sign for overview in OVERVIEWS for sign in overview.signs),
    )
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet holds what.

    Attributes:
        kind: of export.
        header_row: number of the row of headers.
        tables: for each table of it, by what is held, the places of its columns, counted from 0.
        headers: as they are written, by place.
    """

    kind: ExportKind
    header_row: int
    tables: Sequence[Mapping[str, Sequence[int]]]
    headers: Sequence[str]


def known_headers(cells: Sequence[Cell]) -> int:
    """How many cells of a row are headers of some kind of export."""
    return sum(header(cell) in _KNOWN for cell in cells)


def recognise(sheets: Sequence[Sheet], name: str, *, kinds: Sequence[ExportKind] = KINDS) -> tuple[Sheet, Layout]:
    """The sheet that has a row for each post, and where it holds what.

    Args:
        sheets: of one file.
        name: of the file, for messages.
        kinds: that it may be.

    Raises:
        InputError: there is none; the hint says which file is wanted.
    """
    if any(_has(OURS, names) for sheet in sheets for _, names in _headers(sheet)):
        raise InputError(
            f"{name} is what `postlab metrics export` wrote: its readings are in a lab already.",
            hint="Import the file that the network gave you.",
        )
    known = [(sheet, layout) for sheet in sheets if (layout := _layout(sheet, kinds)) is not None]
    # Beside a network's own sheet one that somebody added does not count.
    of_networks = [pair for pair in known if pair[1].kind.network is not None]
    if not of_networks:
        _refuse_meta_in_another_language(sheets, name)
    if meant := of_networks or [pair for pair in known if _is_meant(*pair)] or known[:1]:
        if len(meant) > 1 and meant[0][0].packed:
            raise InputError(
                f"{name} holds several tables of numbers: {listed(sheet.name or '' for sheet, _ in meant)}.",
                hint="Unpack it, and import each by itself, so that nothing is counted twice.",
            )
        return meant[0]
    for overview in OVERVIEWS:
        if any(_has(overview.signs, names) for sheet in sheets for _, names in _headers(sheet)):
            raise InputError(f"{name} is {overview.title}; it says nothing of single posts.", hint=overview.wanted)
    if LIST in kinds:
        raise InputError(
            f"{name} is no list of posts that PostLab knows: among its first {HEADER_WITHIN} rows there are no such "
            "headers.",
            hint=f"Take a network's own export, or name the columns date, text, {', '.join(JUDGED_BY)}.",
        )
    if any(sheet.comments for sheet in sheets):
        raise InputError(
            f"{name} looks like an export of Google Analytics, but no column of it tells a post.",
            hint="Add the dimensions “Session manual ad content”, “Session campaign” and “Session source” with the "
            "metric “Sessions” to a free form, and export again; if they are there, set the language to English.",
        )
    raise InputError(
        f"{name} is no export that PostLab knows: among its first {HEADER_WITHIN} rows there are no such headers.",
        hint="Set the network's language to English and export again, or name the columns as `postlab help "
        f"metrics-import` says: id, permalink or utm_content beside {listed(METRIC_NAMES, 'or')}.",
    )


def _is_meant(sheet: Sheet, layout: Layout) -> bool:
    """Whether a table is the one to take, where several of an archive have such headers."""
    return not sheet.packed or layout.kind.in_archives in header(sheet.name)


def _layout(sheet: Sheet, kinds: Sequence[ExportKind]) -> Layout | None:
    rows = _headers(sheet)
    for kind in kinds:
        for number, names in rows:
            if _has(kind.signs, names):
                cells = next(cells for at, cells in sheet.rows if at == number)
                tables = [_settled(columns, sheet, number) for columns in _tables(kind, names)]
                return Layout(kind, number, tables, [str(cell or "").strip() for cell in cells])
    return None


def _headers(sheet: Sheet) -> list[tuple[int, list[str]]]:
    return [(number, [header(cell) for cell in cells]) for number, cells in sheet.rows[:HEADER_WITHIN]]


def _has(signs: Sequence[frozenset[str]], names: Sequence[str]) -> bool:
    """Whether a row has one of each."""
    return all(sign & set(names) for sign in signs)


def _tables(kind: ExportKind, names: Sequence[str]) -> list[Mapping[str, Sequence[int]]]:
    if not kind.side_by_side:
        return [_places(kind, names, 0, len(names))]
    first = kind.columns["permalink"][0]
    starts = [at for at, name in enumerate(names) if name == first]
    return [_places(kind, names, start, end) for start, end in zip(starts, [*starts[1:], len(names)], strict=True)]


def _places(kind: ExportKind, names: Sequence[str], start: int, end: int) -> Mapping[str, Sequence[int]]:
    columns: dict[str, Sequence[int]] = {}
    for held, aliases in kind.columns.items():
        places = [names.index(alias, start, end) for alias in aliases if alias in names[start:end]]
        if places:
            columns[held] = places if held in SEVERAL else places[:1]
    return columns


def _settled(columns: Mapping[str, Sequence[int]], sheet: Sheet, header_row: int) -> Mapping[str, Sequence[int]]:
    """The columns, as their cells tell.

    A “Post” holds numbers or texts. A “Date” without a digit holds no day; one with times of day tells when posts
    went out, since numbers are of whole days or hours.
    """
    settled = dict(columns)
    for place in settled.get("on", ()):
        cells = list(column_below(sheet, header_row, place))
        if not any(re.search(r"\d", str(cell)) for cell in cells):
            del settled["on"]
        elif not {"content", "label", "day"} & settled.keys() and _are_moments(cells):
            settled["day"] = settled.pop("on")
    for place in set(settled.get("post", ())) & set(settled.get("text", ())):
        cells = list(islice(column_below(sheet, header_row, place), LOOKED_AT))
        if sum(bool(_NUMBER_OF_POST.fullmatch(str(cell).strip())) for cell in cells) * 2 > len(cells):
            settled["text"] = [at for at in settled["text"] if at != place]
        else:
            del settled["post"]
    return settled


def _are_moments(cells: Sequence[Cell]) -> bool:
    """Whether all cells have a time of day, and one of them a minute."""
    times = [_TIME.search(str(cell)) for cell in cells]
    return all(times) and any(time and time[1] != "00" for time in times)


def column_below(sheet: Sheet, header_row: int, place: int) -> Iterator[Cell]:
    """What is not blank in a column under its header."""
    return (
        cells[place]
        for number, cells in sheet.rows
        if number > header_row and place < len(cells) and not blank(cells[place])
    )


def _refuse_meta_in_another_language(sheets: Sequence[Sheet], name: str) -> None:
    """Refuse a table that has the shape of Meta's exports, but a column of ids that is called nothing we know.

    Raises:
        InputError: it is one.
    """
    for sheet in sheets:
        filled = [(at, cells) for at, cells in sheet.rows[:HEADER_WITHIN] if sum(map(bool, cells)) >= _META_WIDTH]
        head = next(iter(filled), None)
        if head is None:
            continue
        row, cells = head
        names = [header(cell) for cell in cells]
        columns = [list(islice(column_below(sheet, row, place), LOOKED_AT)) for place in range(len(cells))]
        addresses = any(column and all(_META_ADDRESS.match(str(cell)) for cell in column) for column in columns)
        ids = [
            place
            for place, column in enumerate(columns)
            if column and all(_META_ID.fullmatch(str(cell).strip().lstrip("'")) for cell in column)
        ]
        if addresses and ids and not any(names[place] in GENERIC.columns["remote_id"] for place in ids):
            alike = {language.name: len(language.headers & set(names)) for language in languages()}
            closest = max(alike, key=lambda language: alike[language])
            spoken = f"in {closest}" if alike[closest] >= len(names) / 3 else "in a language that PostLab does not read"
            raise InputError(
                f"{name} looks like Meta's export {spoken}, with headers that PostLab does not know.",
                hint="Set the language of Meta Business Suite to English and export again. PostLab also reads its "
                f"exports in {listed(alike)}.",
            )
