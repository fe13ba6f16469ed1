"""Rows of differences that are alike in two files: copied, or so few or so common that luck may have done it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

BY_LUCK = 0.001
"""Rows that are alike count as copied where fewer pairs of them are expected by luck in the whole pool."""


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Two rows that have the same numbers in the same places, their signs aside.

    Attributes:
        first: name of the one.
        second: name of the other.
        alike: in how many places.
        whole: whether that is all of the shorter one.
        copied: whether luck is no explanation.
    """

    first: str
    second: str
    alike: int
    whole: bool
    copied: bool


def resemblances(rows: Mapping[str, Sequence[float | None]]) -> list[Resemblance]:
    """The pairs of rows that are alike in all places, or in more than luck explains.

    How common a number is, the pool itself tells: where most posts are clicked once or twice, most differences are
    among a few values, and short rows agree by themselves. With p the share of a number among all rows, k of n places
    agree in so many pairs by luck at most: pairs x (n over k) x product of p.

    Args:
        rows: by name, differences to two decimals; None where a round has none.
    """
    sizes = {name: [None if value is None else abs(value) for value in row] for name, row in rows.items()}
    seen = Counter(size for row in sizes.values() for size in row if size is not None)
    total = seen.total()
    pairs = math.comb(len(rows), 2)
    found = []
    for (one, row), (other, others) in combinations(sizes.items(), 2):
        shared = [(a, b) for a, b in zip(row, others, strict=False) if a is not None and b is not None]
        equal = [a for a, b in shared if a == b]
        if not equal:
            continue
        luck = pairs * math.comb(len(shared), len(equal)) * math.prod(seen[size] / total for size in equal)
        copied = luck < BY_LUCK
        whole = len(equal) == len(shared)
        if copied or (whole and len(equal) > 1):
            found.append(Resemblance(one, other, len(equal), whole, copied))
    return found
