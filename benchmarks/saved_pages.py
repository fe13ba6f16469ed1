"""Saved pages for benchmarks: a first line ``<!-- url: https://… -->`` names a page's address."""

from __future__ import annotations

import re
from pathlib import Path

from postlab.articles.read import read_page
from postlab.articles.read_page import ReadPage

_ADDRESS = re.compile(rb"^\s*<!--\s*url:\s*(\S+)\s*-->")


def read_saved(file: Path) -> ReadPage:
    """A saved page, read as the product reads it.

    Raises:
        InputError: there is nothing to read.
    """
    body = file.read_bytes()
    named = _ADDRESS.match(body)
    return read_page(body, named[1].decode() if named else f"https://pages.example/{file.stem}")
