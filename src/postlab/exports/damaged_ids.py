"""Ids that a spreadsheet has rounded, and the addresses beside them that tell the post all the same."""

from __future__ import annotations

from postlab.exports.addresses import is_whole, post_number
from postlab.exports.cells import DAMAGED, EXACT_DIGITS, Unclear, id_of, rounded
from postlab.exports.recognition import Layout, column_below
from postlab.exports.sheet import Cell, Sheet

DAMAGED_ID = "a spreadsheet damaged its id"
"""The remark on a row that is told by its address alone."""


def id_beside(permalink: str | None, cell: Cell, *, genuine: bool) -> tuple[str | None, str | None]:
    """A row's id; or None and a remark, where a spreadsheet has damaged it and the row's own address is whole.

    Args:
        permalink: the address of the row's post, or None.
        cell: that holds the id.
        genuine: whether ids of the file that end in zeros do so by chance.

    Raises:
        Unclear: the id is damaged, and no address is whole.
    """
    damaged = f"“{cell}”: {DAMAGED}"
    try:
        remote_id = id_of(cell)
    except Unclear as exc:
        damaged = str(exc)
    else:
        if not remote_id or not rounded(remote_id) or _is_confirmed(remote_id, permalink or "", genuine=genuine):
            return remote_id, None
    if is_whole(permalink):
        return None, DAMAGED_ID
    raise Unclear(damaged)


def _is_confirmed(remote_id: str, permalink: str, *, genuine: bool) -> bool:
    """Whether an id that ends in zeros does so by chance."""
    number = post_number(permalink)
    return number == remote_id if number else genuine or remote_id in permalink


def are_genuine(sheet: Sheet, layout: Layout) -> bool:
    """Whether ids that end in zeros do so by chance: a spreadsheet would have rounded the others as well."""
    texts = (
        cell.strip()
        for columns in layout.tables
        for place in columns.get("remote_id", ())
        for cell in column_below(sheet, layout.header_row, place)
        if isinstance(cell, str)
    )
    return any(text.isdecimal() and len(text) > EXACT_DIGITS and not rounded(text) for text in texts)
