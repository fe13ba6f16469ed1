"""When to look at a post again: less often while its numbers stand still, and always at the horizon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

MOST_SKIPPED = 7
"""Looks that are left out at most, however long nothing has changed."""


def next_age(ages: Sequence[timedelta], *, age: timedelta, horizon: timedelta, unchanged: int = 0) -> timedelta | None:
    """The age of the next look, or None when there is none left.

    After one look that saw nothing new the next planned one is left out, after two in a row three, after three
    seven. The look at the horizon is never left out: that is where posts are compared.

    Args:
        ages: at which the plan looks, youngest first.
        age: the post's now.
        horizon: the age at which posts are compared.
        unchanged: how many looks in a row, the latest first, saw the same numbers as the one before.
    """
    skip = min((1 << unchanged) - 1, MOST_SKIPPED)
    for planned in (planned for planned in ages if planned > age):
        if planned == horizon or not skip:
            return planned
        skip -= 1
    return None


def unchanged_looks(numbers: Sequence[tuple[int | None, ...]]) -> int:
    """How many of the latest looks saw the same as the one before, counted back from the last.

    Args:
        numbers: what each look saw, oldest first; a look that saw nothing at all counts like any other.
    """
    streak = 0
    for before, after in zip(reversed(numbers[:-1]), reversed(numbers[1:]), strict=True):
        if before != after:
            break
        streak += 1
    return streak
