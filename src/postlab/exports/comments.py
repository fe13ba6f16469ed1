"""What a file says about itself above its rows: the days that its numbers are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_DAY = re.compile(r":\s*(20\d{2})[-./]?(\d{2})[-./]?(\d{2})\s*$")


def days_in_comments(lines: Sequence[str]) -> tuple[date, date] | None:
    """The first and the last day, as Google Analytics writes them in any language; None where they are not told.

    Args:
        lines: of comments, such as “# Start date: 20261125”.
    """
    days = []
    for line in lines:
        if match := _DAY.search(line):
            try:
                days.append(date(*map(int, match.groups())))
            except ValueError:
                return None
    return (min(days), max(days)) if len(days) >= 2 else None
