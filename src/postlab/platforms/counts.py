"""Counts as networks write them."""

from __future__ import annotations

MOST = 2**31 - 1
"""No network has counted further, and no database's whole numbers go further for certain."""
GONE = "deleted or hidden"
"""Why a post that was there has no numbers any more."""


def count_of(value: object) -> int | None:
    """A number that somebody can have counted: whole, and not below zero; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
