"""Headers of columns, written alike however a file writes them."""

from __future__ import annotations

import re
import unicodedata

from postlab.exports.sheet import Cell

_QUOTES = re.compile(r"[\ufeff„“”«»‹›\"‚‘]")
_JOINTS = re.compile(r"[\s_\-–—]+")


def header(cell: Cell) -> str:
    """A header in one case, with single spaces for hyphens and underscores, and without quotation marks."""
    if not isinstance(cell, str):
        return ""
    text = _QUOTES.sub("", unicodedata.normalize("NFKC", cell)).replace("’", "'").casefold()
    return _JOINTS.sub(" ", text).strip("' \t\r\n:")
