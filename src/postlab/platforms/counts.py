"""Reads the counts in the responses of networks."""

from __future__ import annotations


def count_of(value: object) -> int | None:
    """The value where it is a count, that is a whole number of 0 or more; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
