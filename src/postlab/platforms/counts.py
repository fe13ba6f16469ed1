"""Counts as networks write them."""

from __future__ import annotations


def count_of(value: object) -> int | None:
    """A number that somebody can have counted: whole, and not below zero; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
