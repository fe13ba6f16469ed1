"""When the versions of LinkedIn's API end: announced days, and those that follow from LinkedIn's habit."""

from __future__ import annotations

from datetime import date

# https://learn.microsoft.com/linkedin/marketing/versioning, as of November 2026
_ANNOUNCED = {"202511": date(2026, 11, 16), "202607": date(2027, 7, 15)}
_USUAL_DAY = 15


def end_of(version: str) -> tuple[date | None, bool]:
    """The day on which a version ends, and whether that is reckoned: LinkedIn serves each month's for about a year.

    Args:
        version: year and month, such as 202608.
    """
    if version in _ANNOUNCED:
        return _ANNOUNCED[version], False
    try:
        return date(int(version[:4]) + 1, int(version[4:]), _USUAL_DAY), True
    except ValueError:
        return None, True
